"""How long the first query after opening takes: nothing decoded, nothing kept, nothing mapped yet."""

from pathlib import Path
from statistics import mean, median

from bench import search_places
from bench.figures import table
from bench.match_goals import at_most
from bench.search_ask import Opened
from bench.search_contestants import WHOOSH, timed
from bench.search_places import LARGE, USUAL, p95

GOALS = {True: (140, 40), False: (30, 10)}
"""Must and aim in milliseconds, for a million records or not."""


def run(work: Path) -> None:
    """Each query on an index that is opened for it; of two rounds the faster one.

    Raises:
        CouldNotRun: one failed.
    """
    found = {(name, facets): _opened(work.parent, name, facets) for name in timed() for facets in (False, True)}
    heads = (f"{USUAL} records; CPU ms", "mean", "p50", "p95", "max")
    rows = [
        (f"{name}{', five facets' if facets else ''}", mean(times), median(times), p95(times), max(times))
        for (name, facets), times in found.items()
    ]
    table(heads, rows)
    at_most("cold, p95 in ms", p95(found[WHOOSH, False]), *GOALS[USUAL >= LARGE])


def _opened(place: Path, name: str, facets: bool) -> list[float]:
    folder, asked = search_places.index(place, name, USUAL).folder, search_places.asked(place)
    rounds = [
        search_places.work(place, Opened, "cold", name, folder, asked, int(facets), name)[0].cold
        for _round in range(search_places.ROUNDS)
    ]
    return [min(times) for times in zip(*rounds, strict=True)]
