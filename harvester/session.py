"""One source in one run: its list is read to the end or to a fault, and what that means is decided here."""

from config import locks, logs
from config.clock import now
from config.errors import IndukError, Locked
from config.i18n import _
from config.model import FileSource, Member, OaiPmhSource
from harvester import sweep
from harvester.completeness import failure, grew, judge
from harvester.faults import Fault, Lost, interrupted
from harvester.ledger import Ledger
from harvester.next import next_step
from harvester.page import Listing
from harvester.past import close_abandoned, past
from harvester.reading import Enough, Reading, Task
from harvester.report import Counts, Failure, SourceReport
from harvester.source import open_listing


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
        report.status, report.error = "skipped", failure("locked", error.message)
    except Fault as fault:
        report.status, report.error = "skipped", failure(fault.code, fault.message)
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
    status, over, shortfall = "ok", True, None
    try:
        listing = open_listing(source, before, task.setting, ledger.shown)
        ledger.describe(listing, before.checkpoint)
        reading = Reading(task, ledger, listing, totals)
        if listing.unchanged:
            sweep.confirm_all(ledger, totals, before.sweep)
        reading.read(listing.pages())
        if listing.mode == "incremental" and grew(totals, before.living):
            listing.widen()
            reading.read(listing.pages())
        shortfall = reading.shortfall()
        status, error = judge(reading, before, source.drop_limit, shortfall)
    except Enough:
        status = "partial"
    except Fault as fault:
        began = totals.records or fault.code == "interrupted"
        status, error = "partial" if began else "failed", Failure(fault.code, fault.message, fault.advice)
        over = fault.code == "loop" or fault.oai is not None or isinstance(fault, Lost)
    except Exception as problem:
        status, error, over = "partial" if totals.records else "failed", _unexpected(problem), False
    finally:
        if listing is not None:
            totals.requests, totals.waited = listing.requests, round(listing.waited, 1)
            report.mode = listing.mode
            listing.close()
    report.add(totals)
    report.status, report.error = status, error
    # A full list without any record earns no date: the server may not have been itself, and all is asked for again.
    empty = report.mode == "full" and not totals.records and not task.dry and not sweep.shown(ledger)
    report.next = next_step(report, resumes=not over)
    high_water = listing.high_water if listing is not None and status == "ok" and not empty else None
    ledger.finish(status, totals, error, high_water, over=over, listing=listing, shortfall=shortfall)


def _unexpected(error: Exception) -> Failure:
    if isinstance(error, IndukError):
        return Failure(error.code, error.message, error.advice)
    logs.get("harvester").error("internal", error=repr(error), exc_info=True)
    return failure("internal", _("This should not happen: {error}.", error=f"{type(error).__name__}: {error}"))
