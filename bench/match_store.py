"""A store for the matcher to work in: filled with raw records, and worked through by the steps of the indexer.

    python -m bench.match_store FOLDER make NUMBER      queue so many records of the stream
    python -m bench.match_store FOLDER night NUMBER     queue a night's changes to a stream of that length
    python -m bench.match_store FOLDER index            the steps up to the merged records; prints `Worked` as JSON

Each of these in a process of its own, so that what makes records is not part of what is measured.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from bench import match_words, stream
from config.database import Database, bulk_insert
from config.model import Consortium
from harvester.packing import pack
from harvester.record import RawRecord
from harvester.tables import raw_change, raw_record
from indexer import everybody, intake, matching, merging, queues, rules
from indexer.clustering import cluster
from indexer.dedup import judge
from indexer.dedup.judge import BALANCED
from indexer.pipeline import BATCH, seldom_collected
from indexer.reader import Reader
from indexer.tables import bib_record, union_change

DATE = "2026-01-01T00:00:00Z"
CHUNK = 2000
GOLD = "gold"
"""The source of the labelled records."""

SOURCES = {GOLD: "marc21"} | {member: format for member, (format, _share) in stream.MEMBERS.items()}
"""Source, which is its member too → format."""


class Worked(msgspec.Struct):
    """What the steps used and found: CPU seconds (user and system) by step, and how often two records were compared."""

    seconds: dict[str, float]
    compared: int

    @property
    def matching(self) -> float:
        """CPU seconds of normalising, matching and grouping."""
        return sum(seconds for step, seconds in self.seconds.items() if step != "merge")


@contextmanager
def opened(
    folder: Path, sources: Mapping[str, str] = SOURCES, profile: str = BALANCED
) -> Iterator[tuple[Consortium, Database]]:
    """The configuration and the store of a folder, made if there is none."""
    members = [
        {"id": name, "name": name, "sources": [{"type": "file", "path": "-", "format": format}]}
        for name, format in sources.items()
    ]
    settings = Consortium.model_validate(
        {"consortium": {"name": "bench"}, "data": folder, "members": members, "matching": profile}
    )
    database = Database.open(settings.database_url)
    try:
        yield settings, database
    finally:
        database.close()


def fill(database: Database, records: Iterable[RawRecord]) -> None:
    """Put records into the store as a harvest does, and into the queue of the indexer."""
    for chunk in queues.chunks(records, CHUNK):
        with database.write() as connection:
            first = connection.execute(sa.select(sa.func.coalesce(sa.func.max(raw_record.c.id), 0) + 1)).scalar_one()
            rows = [{"id": number, **_row(raw)} for number, raw in enumerate(chunk, first)]
            bulk_insert(connection, raw_record, rows)
            queues.put(connection, raw_change, (row["id"] for row in rows))


def index(settings: Consortium, database: Database) -> Worked:
    """The steps of `indexer.pipeline` up to the merged records, until nothing is left to do."""
    feeds, reader = intake.Feeds(settings, {member.id for member in settings.members}), Reader()
    profile = settings.matching
    database.be_roomy()
    with database.write() as connection:
        if rules.changed(connection, profile):
            rules.start_anew(connection, profile)
        at_once = intake.expect_everybody(connection)

    def take(connection: sa.Connection) -> int:
        return intake.take(connection, feeds, reader, BATCH, at_once=at_once).total

    with _counted() as count, seldom_collected():
        seconds = {"normalise": _empty(database, take)}
        started = time.process_time()
        plan = everybody.settle(database) if at_once else None
        placed = time.process_time() - started
        match = partial(matching.match, reader=reader, limit=BATCH, profile=profile, plan=plan)
        seconds |= {
            "match": placed + _empty(database, match),
            "group": _empty(database, partial(cluster, reader=reader, limit=BATCH, profile=profile)),
            "merge": _merge(database),
        }
    return Worked(seconds, count.calls)


def groups(database: Database) -> dict[str, str]:
    """Public id of each record → its union id."""
    with database.read() as connection:
        rows = connection.execute(sa.select(bib_record.c.id, bib_record.c.union_id))
        return {row.id: row.union_id for row in rows}


def change(database: Database, length: int) -> None:
    """A night: half a percent of the records is described anew, a quarter of one deleted, and as many are new."""
    words = match_words.load()
    step = 400
    gone = [f"{number:08}" for number in range(7, length, step)]
    anew = [stream.record(words, number, version=1) for at in (107, 307) for number in range(at, length, step)]
    with database.write() as connection:
        for raw in anew:
            row = {name: value for name, value in _row(raw).items() if name != "first_seen"}
            _update(connection, raw.identifier, row)
        for identifier in gone:
            _update(connection, identifier, {"deleted": True})
    fill(database, stream.records(words, length, length + length // step))


def _update(connection: sa.Connection, identifier: str, values: dict[str, Any]) -> None:
    found = sa.select(raw_record.c.id).where(raw_record.c.identifier == identifier)
    source = stream.origin(int(identifier)).member
    record_id = connection.execute(found.where(raw_record.c.source == source)).scalar_one()
    connection.execute(sa.update(raw_record).where(raw_record.c.id == record_id).values(values))
    queues.put(connection, raw_change, [record_id])


def _row(raw: RawRecord) -> dict[str, Any]:
    return {
        "source": raw.source, "identifier": raw.identifier, "member": raw.member, "format": raw.format,
        "deleted": False, "sets": "[]", "sha256": hashlib.sha256(raw.payload).hexdigest(),
        "payload": pack(raw.payload), "first_seen": DATE, "changed": DATE, "confirmed": DATE, "sweep": 1,
        "created_run": 1, "changed_run": 1,
    }  # fmt: skip


def _empty(database: Database, step: Callable[[sa.Connection], int]) -> float:
    """Repeat a step, each time in a transaction of its own, until its queue is empty; its CPU seconds."""
    started, working = time.process_time(), True
    while working:
        with database.write() as connection:
            working = step(connection) > 0
    return time.process_time() - started


def _merge(database: Database) -> float:
    started = time.process_time()
    after: str | None = ""
    while after is not None:
        with database.write() as connection:
            after = merging.merge_next(connection, after, BATCH)
    with database.write() as connection:  # as when the search index has them
        queues.drop(connection, union_change, queues.head(connection, union_change))
    return time.process_time() - started


@dataclass
class _Count:
    calls: int = 0


@contextmanager
def _counted() -> Iterator[_Count]:
    """Count the comparisons: about a ten-thousandth of what one costs is added to it."""
    count, opinion = _Count(), judge.opinion

    def counting(*args: Any, **kwargs: Any) -> Any:
        count.calls += 1
        return opinion(*args, **kwargs)

    judge.opinion = counting
    try:
        yield count
    finally:
        judge.opinion = opinion


def main(folder: Path, what: str, number: int = 0) -> None:
    """Do one of the three."""
    with opened(folder) as (settings, database):
        if what == "make":
            fill(database, stream.records(match_words.load(), 0, number))
        elif what == "night":
            change(database, number)
        else:
            sys.stdout.buffer.write(msgspec.json.encode(index(settings, database)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
