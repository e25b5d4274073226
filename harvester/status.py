"""How every source stands, and what the runs were: read from the log."""

from typing import Any

import msgspec
import sqlalchemy as sa

from config import clock, locks
from config.database import Database
from config.i18n import _
from config.model import Consortium
from harvester.report import Counts, Failure
from harvester.tables import raw_record, run, source_run


class SourceStatus(msgspec.Struct, kw_only=True):
    """One source.

    Attributes:
        last_success: when its last complete list ended; `age` is the seconds since then.
        records, deleted, quarantined: living, deleted and unreadable records in the store.
        last_status, last_run: how its last run ended, and which that was.
        error: what was wrong then.
        resumes: a list waits to be gone on with.
        outside_agreement: its member takes no part today; it is not harvested.
    """

    source: str
    member: str
    type: str
    last_success: str | None = None
    age: int | None = None
    records: int = 0
    deleted: int = 0
    quarantined: int = 0
    last_run: int | None = None
    last_status: str | None = None
    error: Failure | None = None
    resumes: bool = False
    outside_agreement: bool = False


def status(consortium: Consortium, connection: sa.Connection) -> list[SourceStatus]:
    """Every source of the configuration, in its order."""
    counts = _counts(connection)
    return [
        _with_runs(
            connection,
            SourceStatus(
                source=source.id,
                member=member.id,
                type=source.type,
                outside_agreement=not member.agreement.covers(clock.now().date()),
                **counts.get(source.id, {}),
            ),
        )
        for member, source in consortium.sources()
    ]


def _counts(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    gone, bad = raw_record.c.deleted, raw_record.c.problem.is_not(None)
    one = sa.func.sum
    statement = sa.select(
        raw_record.c.source,
        one(sa.case((~gone & ~bad, 1), else_=0)).label("records"),
        one(sa.case((gone, 1), else_=0)).label("deleted"),
        one(sa.case((~gone & bad, 1), else_=0)).label("quarantined"),
    ).group_by(raw_record.c.source)
    return {
        row.source: {"records": row.records, "deleted": row.deleted, "quarantined": row.quarantined}
        for row in connection.execute(statement)
    }


def _with_runs(connection: sa.Connection, of: SourceStatus) -> SourceStatus:
    runs = (
        sa.select(source_run)
        .where(source_run.c.source == of.source, source_run.c.status != "undone")
        .order_by(source_run.c.run_id.desc())
        .limit(1)
    )
    last = connection.execute(runs).first()
    good = connection.execute(runs.where(source_run.c.status == "ok")).first()
    if good is not None and good.finished:
        of.last_success = good.finished
        of.age = int((clock.now() - clock.parse(good.finished)).total_seconds())
    if last is not None:
        of.last_run, of.last_status = last.run_id, last.status
        of.resumes = bool(last.checkpoint) and last.status != "ok"
        if last.error_code:
            of.error = Failure(last.error_code, last.error_message or "", last.error_advice)
    return of


SHOWN = (
    *("source", "mode", "status", "started", "finished", "error_code", "error_message"),
    *Counts.__struct_fields__,
)


def runs(consortium: Consortium, database: Database, limit: int = 50) -> list[dict[str, Any]]:
    """The newest runs first, each with its sources; one that was killed is interrupted, whatever it wrote last."""
    with database.read() as connection:
        found = _logged(connection, limit)
    for each in found:
        if each["status"] == "running":
            _see_if_killed(each, consortium, database)
    return found


def _see_if_killed(found: dict[str, Any], consortium: Consortium, database: Database) -> None:
    """A run at work holds the lock of a source; the next harvest writes down what is only shown here."""
    at_work = [source for source in found["sources"] if source["status"] == "running"]
    names = [source["source"] for source in at_work] or [source.id for _member, source in consortium.sources()]
    if all(locks.is_free(database, consortium.data, f"source-{name}") for name in names):
        found["status"] = "interrupted"
        for source in at_work:
            source |= {"status": "partial", "error_code": "interrupted", "error_message": _("The run was killed.")}


def _logged(connection: sa.Connection, limit: int) -> list[dict[str, Any]]:
    newest = connection.execute(sa.select(run).order_by(run.c.id.desc()).limit(limit)).all()
    found = {row.id: {**row._asdict(), "sources": []} for row in newest}
    columns = [source_run.c.run_id, *(source_run.c[name] for name in SHOWN)]
    statement = sa.select(*columns).where(source_run.c.run_id.in_(found)).order_by(source_run.c.source)
    for row in connection.execute(statement):
        values = row._asdict()
        found[values.pop("run_id")]["sources"].append(values)
    return [{"run": values.pop("id"), **values} for values in found.values()]
