"""One source in one run: its list is read to the end or to a fault, and what that means is decided here."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from config import locks, logs
from config.clock import now
from config.database import Database
from config.errors import IndukError, Locked
from config.i18n import _
from config.model import Consortium, FileSource, Member, OaiPmhSource
from config.progress import Reporter
from harvester.faults import ADVICE, Fault, interrupted
from harvester.guard import too_many
from harvester.ledger import Ledger
from harvester.page import Listing, Page, Setting
from harvester.past import close_abandoned, past
from harvester.report import Counts, Failure, SourceReport
from harvester.source import open_listing

NOT_TO_GO_ON = frozenset({"loop", "incomplete-list"})
"""Faults of a list whose checkpoint leads nowhere."""


class Task(NamedTuple):
    """What is to be done, the same for every source of a run."""

    consortium: Consortium
    database: Database
    run_id: int
    setting: Setting
    limit: int | None = None
    dry: bool = False
    reporter: Reporter | None = None


class Enough(Exception):
    """As many records as were asked for."""


def harvest_source(task: Task, member: Member, source: OaiPmhSource | FileSource) -> SourceReport:
    """Read one source. Whatever happens ends in the report; other sources are not touched."""
    report = SourceReport(source=source.id, member=member.id)
    try:
        if not member.agreement.covers(now().date()):
            raise Fault("outside-agreement", _("{member} takes no part today, by its agreement.", member=member.name))
        if task.setting.stop.is_set():
            raise interrupted()
        with locks.hold(task.database, task.consortium.data, f"source-{source.id}"):
            _read(task, report, source)
    except Locked as error:
        report.status, report.error = "skipped", _failure("locked", error.message)
    except Fault as fault:
        report.status, report.error = "skipped", _failure(fault.code, fault.message)
    except Exception as error:
        report.status, report.error = "partial" if report.records else "failed", _unexpected(error)
    return report


def _read(task: Task, report: SourceReport, source: OaiPmhSource | FileSource) -> None:
    """The list under its lock: open, read, judge."""
    if not task.dry:
        close_abandoned(task.database, source.id)
    with task.database.read() as connection:
        before = past(connection, source.id)
    ledger = Ledger(task.database, task.run_id, report.member, source.id, dry=task.dry)
    totals = Counts()
    ledger.begin(before.checkpoint)
    listing: Listing | None = None
    error: Failure | None = None
    status, high_water, over = "ok", None, True
    try:
        listing = open_listing(source, before, task.setting)
        report.mode = listing.mode
        ledger.describe(listing, before.checkpoint)
        _pages(task, listing, totals, lambda page: _commit(task, ledger, listing, page, totals))
        status, error = _sweep(task, ledger, listing, totals, source.drop_limit)
        high_water = listing.high_water if status == "ok" else None
        if listing.unnamed and listing.sweeps:
            status, high_water, error = "partial", None, _failure("bad-xml", _unnamed(source.id))
    except Enough:
        status = "partial"
    except Fault as fault:
        began = totals.records or fault.code == "interrupted"
        status, error = "partial" if began else "failed", Failure(fault.code, fault.message, fault.advice)
        over = fault.code in NOT_TO_GO_ON or fault.oai is not None
    except Exception as problem:
        status, error, over = "partial" if totals.records else "failed", _unexpected(problem), False
    if listing is not None:
        totals.requests = listing.requests
    report.add(totals)
    report.status, report.error = status, error
    ledger.finish(status, totals, error, high_water, over=over)


def _pages(task: Task, listing: Listing, totals: Counts, commit: Callable[[Page], None]) -> None:
    """Every page to the ledger, until the end or the limit."""
    pages = listing.pages()
    try:
        for page in pages:
            left = None if task.limit is None else task.limit - totals.records
            if left is not None and len(page.items) > left:
                page = msgspec.structs.replace(page, items=page.items[:left], checkpoint=None)
            commit(page)
            if left is not None and totals.records >= (task.limit or 0):
                raise Enough
    finally:
        close = getattr(pages, "close", None)
        if close:
            close()


def _commit(task: Task, ledger: Ledger, listing: Listing | None, page: Page, totals: Counts) -> None:
    totals.requests = listing.requests if listing else 0
    ledger.commit(page, totals)
    if task.reporter:
        task.reporter.update(ledger.source, totals.records, page.total)


def _sweep(
    task: Task, ledger: Ledger, listing: Listing, totals: Counts, drop_limit: float
) -> tuple[str, Failure | None]:
    """A complete full list shows, by their absence, which records are gone: within the limit they are deleted."""
    if task.dry or listing.mode != "full" or not listing.sweeps or listing.unnamed:
        return "ok", None
    missing, living = ledger.missing()
    if too_many(missing, living, drop_limit):
        message = _(
            "{source}: {missing} of {living} records are missing from the full list; none was deleted.",
            source=ledger.source, missing=missing, living=living,
        )  # fmt: skip
        return "held", _failure("dropped-too-many", message)
    if missing:
        ledger.drop(totals)
    return "ok", None


def _unnamed(source: str) -> str:
    return _("{source} sent a record whose identifier cannot be read; the list is not complete.", source=source)


def _failure(code: str, message: str) -> Failure:
    return Failure(code, message, _(ADVICE[code]))


def _unexpected(error: Exception) -> Failure:
    if isinstance(error, IndukError):
        return Failure(error.code, error.message, error.advice)
    logs.get("harvester").error("internal", error=repr(error), exc_info=True)
    return _failure("internal", _("This should not happen: {error}.", error=f"{type(error).__name__}: {error}"))
