"""What staff say of two records, and taking it back: by the functions of `induk judge`, with a line in the log."""

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from config.errors import BadParameter, NotFound
from config.i18n import _
from indexer import store
from indexer.dedup import judgement, telling
from indexer.dedup.judge import DIFFERENT, SAME
from indexer.dedup.judgement import Judgement
from search.staff import journal
from search.staff.sessions import Session

VERDICTS = (SAME, DIFFERENT)


def judge(connection: sa.Connection, session: Session, verdict: str, one: str, other: str, note: str | None) -> int:
    """Store a judgement on two source records; the number of its line in the log.

    Raises:
        BadParameter: it is no verdict, or both ids are one record.
        NotFound: there is no such source record.
    """
    if verdict not in VERDICTS:
        raise BadParameter(
            _("`{name}` is {value}; possible here: {choices}.",
              name="verdict", value=repr(verdict[:40]), choices=", ".join(VERDICTS)),
            field="verdict",
        )  # fmt: skip
    a, b = (_known(connection, public_id) for public_id in sorted((one, other)))
    if a == b:
        raise BadParameter(
            _("Both ids stand for the same source record, {id}.", id=a), _("Give the ids of two source records.")
        )
    before = judgement.get(connection, a, b)
    made = judgement.remember(connection, verdict, a, b, note)
    against = judgement.contradicting(connection, made)
    subject = {**msgspec.to_builtins(made), "before": msgspec.to_builtins(before)}
    return journal.write(connection, session, journal.JUDGE, subject, {"against": [telling.named(x) for x in against]})


def take_back(connection: sa.Connection, session: Session, entry_id: int) -> int:
    """Make one judgement of the log undone: what was said before of the two records holds again, or nothing.

    Raises:
        NotFound: there is no such line.
        BadParameter: it no longer holds: somebody judged the two records anew, or took it back already.
    """
    entry = journal.entry(connection, entry_id)
    if entry is None or entry.action != journal.JUDGE:
        raise NotFound(_("There is no judgement with the number {number} in the log.", number=entry_id))
    if not holds(connection, entry.subject):
        raise BadParameter(
            _("This judgement no longer holds: it was taken back, or the records were judged anew."),
            _("The log shows what was done since."),
        )
    a, b, before = entry.subject["a"], entry.subject["b"], entry.subject["before"]
    if before is None:
        judgement.forget(connection, a, b)
    else:
        judgement.remember(connection, before["verdict"], a, b, before["note"])
    subject = {"entry": entry_id, "a": a, "b": b, "verdict": entry.subject["verdict"]}
    return journal.write(connection, session, journal.TAKE_BACK, subject, {"again": before and before["verdict"]})


def holds(connection: sa.Connection, subject: Mapping[str, Any]) -> bool:
    """Whether a judgement of the log is what holds of its two records now."""
    now = judgement.get(connection, subject["a"], subject["b"])
    return now == Judgement(**{name: subject[name] for name in Judgement.__struct_fields__})


def _known(connection: sa.Connection, public_id: str) -> str:
    """The id of a source record as it is called now."""
    record = store.bib(connection, public_id)
    if record is None:
        raise NotFound(_("There is no record {id}.", id=public_id[:200]))
    return record.id
