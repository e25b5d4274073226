"""How every source stands, and what the runs were: read from the log."""

import json
from typing import Any

import msgspec
import sqlalchemy as sa

from config import clock, locks
from config.database import Database
from config.errors import BadParameter
from config.i18n import _
from config.model import Consortium
from harvester.due import Due, due, is_of
from harvester.habits import habits
from harvester.next import OUTSIDE, next_step
from harvester.past import harvests, past
from harvester.report import Counts, Failure, SourceReport
from harvester.tables import page, raw_record, run, source_run


class SourceStatus(msgspec.Struct, kw_only=True):
    """One source.

    Attributes:
        last_success: when its last complete list ended; `age` is the seconds since then.
        records, deleted, quarantined: living, deleted and unreadable records in the store.
        last_status, last_run: how its last run ended, and which that was.
        error: what was wrong then.
        next: what to do now, or what the next run will do, in one sentence.
        sweep: when it is next read in full, and why.
        learned: habits of its server; `habits` says the same in words.
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
    next: str = ""
    sweep: Due | None = None
    learned: dict[str, str] = {}
    habits: list[str] = []


def status(consortium: Consortium, connection: sa.Connection) -> list[SourceStatus]:
    """Every source of the configuration, in its order."""
    counts = _counts(connection)
    found = []
    for member, source in consortium.sources():
        one = SourceStatus(
            source=source.id,
            member=member.id,
            type=source.type,
            outside_agreement=not member.agreement.covers(clock.now().date()),
            **counts.get(source.id, {}),
        )
        before = past(connection, source.id)
        one.sweep = due(connection, source, before)
        one.learned = before.learned if is_of(source, before) else {}
        one.habits = habits(one.learned)
        found.append(_with_runs(connection, one))
    return found


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
    runs = harvests(of.source)
    last = connection.execute(runs.limit(1)).first()
    good = connection.execute(runs.where(source_run.c.status == "ok").limit(1)).first()
    if good is not None and good.finished:
        of.last_success = good.finished
        of.age = int((clock.now() - clock.parse(good.finished)).total_seconds())
    if last is not None:
        of.last_run, of.last_status = last.run_id, last.status
        of.resumes = bool(last.checkpoint) and last.status != "ok"
        if last.error_code:
            of.error = Failure(last.error_code, last.error_message or "", last.error_advice)
    of.next = _next(of)
    return of


def _next(of: SourceStatus) -> str:
    if of.outside_agreement:
        return _(OUTSIDE)
    if of.last_status is None:
        return _("`induk harvest {source}` fetches it for the first time.", source=of.source)
    if of.last_status == "running":
        return _("It is being read, or the run was killed: `induk runs` shows it.")
    last = SourceReport(
        source=of.source, member=of.member, status=of.last_status, error=of.error, quarantined=of.quarantined
    )
    return next_step(last, resumes=of.resumes)


SHOWN = (
    *("source", "mode", "status", "started", "finished", "error_code", "error_message", "error_advice"),
    *Counts.__struct_fields__,
)


def runs(
    consortium: Consortium, database: Database, limit: int = 50, *, only: int | None = None
) -> list[dict[str, Any]]:
    """The newest runs first, each with its sources; one that was killed is interrupted, whatever it wrote last.

    Args:
        limit: no more than so many.
        only: this run alone, its sources with their pages: how many, and the first and the last request.

    Raises:
        BadParameter: there is no run of that number.
    """
    with database.read() as connection:
        found = _logged(connection, limit, only)
        if only is not None:
            if not found:
                raise BadParameter(_("There is no run {run}.", run=only), _("`induk runs` lists them."), field="run")
            for source in found[0]["sources"]:
                source |= _pages(connection, only, source["source"])
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


def _logged(connection: sa.Connection, limit: int, only: int | None) -> list[dict[str, Any]]:
    chosen = sa.select(run).order_by(run.c.id.desc()).limit(limit)
    newest = connection.execute(chosen if only is None else chosen.where(run.c.id == only)).all()
    found = {row.id: {**row._asdict(), "sources": []} for row in newest}
    columns = [source_run.c.run_id, *(source_run.c[name] for name in SHOWN)]
    statement = sa.select(*columns).where(source_run.c.run_id.in_(found)).order_by(source_run.c.source)
    for row in connection.execute(statement):
        values = row._asdict()
        values["repairs"] = json.loads(row.repairs) if row.repairs else {}
        found[values.pop("run_id")]["sources"].append(values)
    return [{"run": values.pop("id"), **values} for values in found.values()]


def _pages(connection: sa.Connection, run_id: int, source: str) -> dict[str, Any]:
    """What the ledger says of the pages of a source in a run; what undoes it may be forgotten, and then they are."""
    here = (page.c.run_id == run_id) & (page.c.source == source)
    requests = sa.select(page.c.request).where(here).limit(1)
    return {
        "pages": connection.execute(sa.select(sa.func.count()).select_from(page).where(here)).scalar_one(),
        "first_request": connection.execute(requests.order_by(page.c.number)).scalar(),
        "last_request": connection.execute(requests.order_by(page.c.number.desc())).scalar(),
    }
