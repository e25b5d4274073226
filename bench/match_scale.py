"""How much time, memory and disk a record costs in a store of many: the stream of `bench.stream`, whose truth is known.

python -m bench.match_scale NUMBER      one size by itself
"""

import os
import sqlite3
import sys
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench import stream
from bench.figures import say, table
from bench.match_goals import at_least, at_most
from bench.match_store import Worked, groups, opened
from bench.measure import Measure, of_clusters
from bench.processes import Used, folder, measured, python

USUAL = int(os.environ.get("INDUK_BENCH_RECORDS", "300000"))
SMALL, LARGE = USUAL // 3, 1_000_000
MILLION = os.environ.get("INDUK_BENCH_MILLION") == "1"

OF_OTHERS = (
    *("raw_", "run", "source_", "page", "alembic", "sqlite_"),  # as it came
    *("bib_record", "bib_gone", "record_", "union_", "judgement"),  # as it is shown, and what is said of it
)
"""How the names of tables begin that are not the matcher's own."""


class Found(NamedTuple):
    """What a store of so many records has cost, and how true its groups are."""

    number: int
    worked: Worked
    used: Used
    truth: Measure
    mixed: int
    disk: dict[str, int]

    @property
    def cost(self) -> float:
        """CPU microseconds of a record: normalised, matched, grouped."""
        return self.worked.matching / self.number * 1e6

    @property
    def own_disk(self) -> float:
        """Bytes of a record in the matcher's own tables."""
        return sum(size for name, size in self.disk.items() if is_own(name)) / self.number


def run(work: Path) -> None:
    """Three sizes, the largest where it is asked for.

    Raises:
        CouldNotRun: a process ended as none should.
    """
    sizes = (SMALL, USUAL, LARGE) if MILLION else (SMALL, USUAL)
    found = [scale(work.parent, number) for number in sizes]
    for each in found:
        tell(each)
    first, usual, last = found[0], found[1], found[-1]
    at_least(f"records per CPU second, {usual.number} records", usual.number / usual.worked.matching, 1200, 3000)
    growth = f"cost of a record, {last.number} against {first.number} records"
    if MILLION:
        at_most(growth, last.cost / first.cost, 1.5, 1.1)
    else:
        say(f"  {growth}: {last.cost / first.cost:.3f} times (the goal is for a million: INDUK_BENCH_MILLION=1)")
    at_most(f"peak memory in MB, {last.number} records", last.used.peak, 1000, 300)
    at_most("bytes per record of the matcher's own tables", last.own_disk, 1500, 800)


@cache
def scale(place: Path, number: int) -> Found:
    """Make a store of so many records, and let the steps work through it; it stays in `place` until the bench ends.

    Raises:
        CouldNotRun: a process ended as none should.
    """
    work = place / f"stream-{number}"
    work.mkdir()
    measured(command(work, "make", number), work)
    used = measured(command(work, "index"), work)
    truth, mixed = true(work)
    return Found(number, msgspec.json.decode(used.out, type=Worked), used, truth, mixed, disk(work))


def command(store: Path, what: str, *number: int) -> list[str]:
    """A process of `bench.match_store`."""
    return python("-m", "bench.match_store", str(store), what, *map(str, number))


def true(store: Path) -> tuple[Measure, int]:
    """The groups of a store of the stream against the truth, and how many are mixed."""
    with opened(store) as (_settings, database):
        found = groups(database)
    return of_clusters(found, {i: stream.origin(int(i.partition(":")[2])).work for i in found})


def disk(store: Path) -> dict[str, int]:
    """Bytes of each table and index."""
    with closing(sqlite3.connect(store / "induk.sqlite")) as connection:
        sizes = connection.execute("SELECT name, sum(pgsize) FROM dbstat WHERE aggregate = TRUE GROUP BY name")
        return dict(sizes.fetchall())


def is_own(name: str) -> bool:
    """Whether a table or index is the matcher's own."""
    return not name.removeprefix("ix_").removeprefix("sqlite_autoindex_").startswith(OF_OTHERS)


def tell(found: Found) -> None:
    """Print everything about one store."""
    number, worked = found.number, found.worked
    steps = ((step, seconds, seconds / number * 1e6, number / seconds) for step, seconds in worked.seconds.items())
    table((f"{number} records", "CPU s", "us/record", "records/CPU s"), steps)
    say(f"  normalise + match + group: {number / worked.matching:.0f} records per CPU second")
    say(f"  comparisons per record {worked.compared / number:.2f}; peak memory {found.used.peak:.0f} MB")
    say(f"  against the truth: {found.truth}   mixed {found.mixed}")
    own = ((name, size / number) for name, size in sorted(found.disk.items()) if is_own(name) and size >= number)
    table(("disk", "bytes/record"), own)
    others = sum(size for name, size in found.disk.items() if not is_own(name)) / number
    say(f"  the matcher's own tables: {found.own_disk:.0f} bytes per record; all others: {others:.0f}")


if __name__ == "__main__":
    with folder() as where:
        tell(scale(where, int(sys.argv[1])))
