"""One run over many sources: side by side, each behind its own lock, none able to spoil another."""

import contextvars
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import FrameType
from typing import Any

import sqlalchemy as sa

from config import clock
from config.database import Database
from config.errors import BadParameter, Interrupted, StoreError
from config.i18n import _
from config.model import Consortium, FileSource, Member, OaiPmhSource
from config.progress import Reporter
from harvester.next import next_step
from harvester.oai.profiles import check_name
from harvester.page import Setting
from harvester.reading import Task
from harvester.report import Report, SourceReport
from harvester.session import harvest_source
from harvester.tables import run

AT_ONCE, AT_ONCE_ON_A_SERVER = 64, 32
"""Sources that are read side by side; a member that hangs occupies one of them. With PostgreSQL each takes two
connections, of which a server has a hundred by default."""


def harvest(
    consortium: Consortium,
    database: Database,
    *,
    sources: Sequence[str] = (),
    full: bool = False,
    dry_run: bool = False,
    limit: int | None = None,
    accept_drop: bool = False,
    reporter: Reporter | None = None,
) -> Report:
    """Fetch what changed at every source, or at those named.

    Args:
        sources: ids; none means all.
        full: sweep everything, and find what is gone.
        dry_run: fetch and count, store nothing.
        limit: stop each source after so many records; such a list is never complete.
        accept_drop: a person has looked: what full lists of these sources lack is gone, however much it is.

    Raises:
        BadParameter: a source is not known.
        ConfigError: a source names a profile that is not known.
    """
    chosen = choose(consortium, sources)
    started = clock.stamp()
    run_id = 0 if dry_run else open_run(database, "harvest", started)
    with stoppable() as stop:
        setting = Setting(
            contact=contact(consortium),
            stop=stop,
            full=full or accept_drop,
            accept=accept_drop,
            folder=consortium.data,
        )
        task = Task(consortium, database, run_id, setting, limit, dry_run, reporter)
        at_once = AT_ONCE if database.is_sqlite else AT_ONCE_ON_A_SERVER
        results = side_by_side(chosen, lambda m, s: _timed(task, m, s), at_once)
        interrupted = stop.is_set()
    report = Report(
        run=run_id or None, started=started, finished=clock.stamp(), interrupted=interrupted, sources=results
    )
    if not dry_run:
        close_run(database, report)
    return report


def _timed(task: Task, member: Member, source: OaiPmhSource | FileSource) -> SourceReport:
    """The report of a source, with how long it took."""
    began = time.monotonic()
    report = harvest_source(task, member, source)
    report.seconds = round(time.monotonic() - began, 1)
    report.next = report.next or next_step(report, resumes=False)
    return report


def choose(consortium: Consortium, ids: Sequence[str]) -> list[tuple[Member, OaiPmhSource | FileSource]]:
    """The sources of these ids, or all of them, each with its member.

    Raises:
        BadParameter: a source is not known.
        ConfigError: a source names a profile that is not known.
    """
    known = list(consortium.sources())
    for wanted in ids:
        if wanted not in {source.id for _member, source in known}:
            raise BadParameter(
                _("There is no source `{name}`.", name=wanted),
                _("Known sources: {names}.", names=", ".join(source.id for _member, source in known) or "-"),
                field="source",
            )
    for member, source in known:
        if isinstance(source, OaiPmhSource):
            check_name(source.profile, f"{member.id}/{source.id}")
    return [(member, source) for member, source in known if not ids or source.id in ids]


def contact(consortium: Consortium) -> str:
    """How a server's keeper finds us: the catalogue's address and a person's."""
    parts = (f"+{consortium.url}" if consortium.url else "", consortium.consortium.contact or "")
    return "; ".join(part for part in parts if part)


def side_by_side(
    chosen: Sequence[tuple[Member, OaiPmhSource | FileSource]],
    do: Callable[[Member, OaiPmhSource | FileSource], Any],
    at_once: int = AT_ONCE,
) -> list[Any]:
    """`do` for every source in threads of their own; the results in the order of the sources."""
    if not chosen:
        return []
    with ThreadPoolExecutor(min(at_once, len(chosen)), thread_name_prefix="source") as pool:
        # each thread speaks the language of the one who called
        futures: list[Future[Any]] = [pool.submit(contextvars.copy_context().run, do, m, s) for m, s in chosen]
        waiting = set(futures)
        while waiting:  # short waits, so that a signal is heard
            _done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
        return [future.result() for future in futures]


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set: pages that come soon are saved. A second signal ends at once."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            if sys.stderr.isatty():
                os.write(2, b"\x1b[?25h")  # the bars hid the cursor
            os._exit(Interrupted.exit_code)
        stop.set()

    for number in before:
        signal.signal(number, ask_to_stop)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


def close_run(database: Database, report: Report) -> None:
    """End the run in the log; where the store refused a source already, that is told and not said twice."""
    values = {"status": "interrupted" if report.interrupted else "done", "finished": report.finished}
    try:
        with database.write() as connection:
            connection.execute(sa.update(run).where(run.c.id == report.run).values(values))
    except StoreError:
        if report.exit_code != StoreError.exit_code:
            raise


def open_run(database: Database, command: str, started: str) -> int:
    """Begin a run in the log; gives its number. What opens one, closes it with `close_run`."""
    with database.write() as connection:
        result = connection.execute(sa.insert(run).values(command=command, started=started, status="running"))
        key = result.inserted_primary_key
        assert key is not None
        return int(key[0])
