"""The log of the staff's pages: who did what to what, when, and what came of it. Shown at `/staff/log`, never cut."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from config import clock, logs
from search.staff.sessions import Session
from search.staff.tables import staff_log

LOGIN, LOGOUT, JUDGE, TAKE_BACK, UNDO_RUN = "login", "logout", "judge", "take-back", "undo-run"

log = logs.get("staff")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; `outcome` is None where the process died in the middle."""

    id: int
    at: str
    who: str
    action: str
    subject: Mapping[str, Any]
    outcome: Mapping[str, Any] | None


def write(
    connection: sa.Connection,
    session: Session,
    action: str,
    subject: Mapping[str, Any],
    outcome: Mapping[str, Any] | None,
) -> int:
    """Write a line, in the transaction of what it tells; its number."""
    log.info(action, who=session.who, **subject)
    row = {
        "at": clock.stamp(),
        "who": session.who,
        "session": session.id,
        "action": action,
        "subject": _text(subject),
        "outcome": None if outcome is None else _text(outcome),
    }
    made = connection.execute(sa.insert(staff_log).values(row)).inserted_primary_key
    assert made is not None
    return int(made[0])


def close(connection: sa.Connection, entry_id: int, outcome: Mapping[str, Any]) -> None:
    """Say what came of something that was begun in a transaction before."""
    connection.execute(sa.update(staff_log).where(staff_log.c.id == entry_id).values(outcome=_text(outcome)))


def entry(connection: sa.Connection, entry_id: int) -> Entry | None:
    """One line."""
    row = connection.execute(sa.select(staff_log).where(staff_log.c.id == entry_id)).first()
    return None if row is None else _entry(row)


def page(connection: sa.Connection, offset: int, limit: int) -> tuple[list[Entry], int]:
    """A piece of the log, the newest first, and how many lines there are."""
    total = connection.execute(sa.select(sa.func.count()).select_from(staff_log)).scalar_one()
    rows = connection.execute(sa.select(staff_log).order_by(staff_log.c.id.desc()).offset(offset).limit(limit))
    return [_entry(row) for row in rows], total


def ended(connection: sa.Connection, session: Session) -> bool:
    """Whether somebody logged out of this session: a copy of its cookie is worth nothing from then on."""
    line = sa.select(staff_log.c.id).where(staff_log.c.session == session.id, staff_log.c.action == LOGOUT).limit(1)
    return connection.execute(line).first() is not None


def _entry(row: Any) -> Entry:
    outcome = None if row.outcome is None else json.loads(row.outcome)
    return Entry(row.id, row.at, row.who, row.action, json.loads(row.subject), outcome)


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
