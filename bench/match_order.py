"""Whether it matters in what order records come: all labelled records, shuffled, at once or night by night."""

import random
from pathlib import Path

from bench import records
from bench.figures import holds, say
from bench.match_goals import at_least
from bench.match_store import fill, groups, index, opened
from bench.measure import agreement
from harvester.record import RawRecord
from indexer import queues

SHUFFLES = ((1, 1), (2, 1), (3, 5), (4, 5))
"""Each: the seed, and the number of nights over which the records arrive."""


def run(work: Path) -> None:
    """The clusters of each order beside those of the order of the file."""
    raw = records.raw()
    usual = _grouped(work / "usual", raw, 1)
    worst, ids_kept = 1.0, True
    for seed, nights in SHUFFLES:
        shuffled = random.Random(seed).sample(raw, len(raw))
        found = _grouped(work / f"shuffle-{seed}", shuffled, nights)
        same = agreement(usual, found)
        ids = sum(usual[record] == union for record, union in found.items())
        say(f"  shuffle {seed}, nights {nights}: pair agreement {same:.6f}; same id for {ids} of {len(found)} records")
        worst = min(worst, same)
        ids_kept &= nights > 1 or ids == len(found)
    at_least("pair agreement of the worst order", worst, 0.999, 1.0)
    holds("union ids do not depend on the order inside a night (one that was given is kept)", met=ids_kept)


def _grouped(folder: Path, raw: list[RawRecord], nights: int) -> dict[str, str]:
    with opened(folder) as (settings, database):
        for night in queues.chunks(raw, -(-len(raw) // nights)):
            fill(database, night)
            index(settings, database)
        return groups(database)
