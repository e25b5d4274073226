"""From raw records to the search index, step by step.

Each step empties a queue in the transaction that stores its results, so that whatever ends the program, the next run
goes on where this one stopped: nothing is lost, nothing is done in halves.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import msgspec
import sqlalchemy as sa

from config import clock, locks
from config.database import Database
from config.errors import EngineError
from config.i18n import _
from config.model import Consortium
from config.progress import Reporter
from harvester.tables import raw_change
from indexer import everybody, intake, matching, merging, queues, rules, store
from indexer.clustering import cluster
from indexer.document import to_document
from indexer.engines.base import Document, Engine
from indexer.reader import Reader
from indexer.tables import bib_change, bib_record, cluster_change, union_change

BATCH = 500
"""Records per transaction."""


class IndexReport(msgspec.Struct, kw_only=True):
    """What a run of the indexer did.

    Attributes:
        normalised, removed, unreadable: records that were taken in, taken out of the catalogue, put into quarantine.
        matched: records that were compared with others (again).
        changed: union records that were merged (again) or ended.
        records, unions: source records and union records that there are now.
        indexed: documents in the search index.
        rebuilt: the search index was made anew.
    """

    started: str
    finished: str = ""
    normalised: int = 0
    removed: int = 0
    unreadable: int = 0
    matched: int = 0
    changed: int = 0
    records: int = 0
    unions: int = 0
    indexed: int = 0
    rebuilt: bool = False


def index(
    consortium: Consortium,
    database: Database,
    engine: Engine,
    *,
    rebuild: bool = False,
    reporter: Reporter | None = None,
) -> IndexReport:
    """Normalise, match, merge and index what changed since the last time; with `rebuild` everything, union ids kept.

    Raises:
        Locked: another indexer is at work.
        EngineError: the search index cannot be written; the store is up to date and the next run indexes.
    """
    report = IndexReport(started=clock.stamp())
    with locks.hold(database, consortium.data, "index"):
        database.be_roomy()
        with seldom_collected():
            _Run(consortium, database, report, reporter).steps(rebuild)
        _index(database, engine, report, rebuild)
    report.finished = clock.stamp()
    return report


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let Python look for cycles seldom: records make none, and looking for them takes a twentieth of the time."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


class _Run:
    """The steps that work on the store."""

    def __init__(
        self, consortium: Consortium, database: Database, report: IndexReport, reporter: Reporter | None
    ) -> None:
        members = {member.id for member in consortium.active(clock.now().date())}
        self.feeds = intake.Feeds(consortium, members)
        self.database, self.report, self.reporter = database, report, reporter
        self.reader = Reader()
        self.profile = consortium.matching

    def steps(self, rebuild: bool) -> None:
        with self.database.write() as connection:
            if rebuild or rules.changed(connection, self.profile):
                rules.start_anew(connection, self.profile)
            intake.follow_configuration(connection, self.feeds)
            at_once = intake.expect_everybody(connection)
        self._empty(_("normalise"), raw_change, lambda c: self._intake(c, at_once))
        plan = everybody.settle(self.database) if at_once else None
        match = partial(matching.match, reader=self.reader, limit=BATCH, profile=self.profile, plan=plan)
        self.report.matched = self._empty(_("match"), bib_change, match)
        group = partial(cluster, reader=self.reader, limit=BATCH, profile=self.profile)
        self._empty(_("group"), cluster_change, group)
        self._merge()

    def _intake(self, connection: sa.Connection, at_once: bool) -> int:
        taken = intake.take(connection, self.feeds, self.reader, BATCH, at_once=at_once)
        if taken.shifted:
            matching.look_again(connection, self.reader, taken.shifted, self.profile)
        self.report.normalised += taken.present
        self.report.removed += taken.gone
        self.report.unreadable += taken.unreadable
        return taken.total

    def _empty(self, name: str, queue: sa.Table, step: Callable[[sa.Connection], int]) -> int:
        """Repeat a step, each time in a transaction of its own, until its queue is empty."""
        with self.database.read() as connection:
            total = queues.size(connection, queue)
        done = 0
        while True:
            with self.database.write() as connection:
                number = step(connection)
            if not number:
                return done
            done += number
            self._say(name, done, max(total, done))

    def _merge(self) -> None:
        with self.database.read() as connection:
            self.report.changed = queues.size(connection, union_change)
        after: str | None = ""
        while after is not None:
            with self.database.write() as connection:
                after = merging.merge_next(connection, after, BATCH)

    def _say(self, name: str, done: int, total: int) -> None:
        if self.reporter:
            self.reporter.update(name, done, total)


def _index(database: Database, engine: Engine, report: IndexReport, rebuild: bool) -> None:
    """Bring the search index up to the store; make it anew where it is missing, unreadable or of another size."""
    with database.read() as connection:
        changed = queues.head(connection, union_change)
        report.unions = store.count_unions(connection)
        report.records = connection.execute(sa.select(sa.func.count()).select_from(bib_record)).scalar_one()
        present = _present(engine)
        if present and changed and not rebuild:
            gone = _gone(connection, changed)
            present = engine.update(_documents(connection, changed), gone)
        if rebuild or present != report.unions or not present:  # an empty catalogue has an index too
            present = engine.rebuild(to_document(record) for record in store.all_unions(connection))
            report.rebuilt = True
    report.indexed = present
    with database.write() as connection:
        queues.drop(connection, union_change, changed)


def _present(engine: Engine) -> int:
    try:
        return engine.count()
    except EngineError:
        return 0


def _documents(connection: sa.Connection, union_ids: list[str]) -> Iterator[Document]:
    for part in queues.chunks(union_ids):
        yield from (to_document(record) for record in store.unions(connection, part).values())


def _gone(connection: sa.Connection, union_ids: list[str]) -> list[str]:
    return [i for part in queues.chunks(union_ids) for i in sorted(set(part) - store.unions(connection, part).keys())]
