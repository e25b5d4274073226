"""What a process has in memory that has answered 400 queries, 200 of them twice."""

from pathlib import Path

from bench import search_places
from bench.figures import table
from bench.match_goals import at_most
from bench.search_contestants import WHOOSH, timed
from bench.search_places import LARGE, USUAL

GOALS = {True: (900, 400), False: (250, 120)}
"""Must and aim in MB, for a million records or not."""


def run(work: Path) -> None:
    """Each contestant with facets and without.

    Raises:
        CouldNotRun: one failed.
    """
    found = {
        f"{name}{', five facets' if facets else ''}": search_places.answers(work.parent, name, facets).memory
        for name in timed()
        for facets in (False, True)
    }
    heads = (f"{USUAL} records; MB", "RSS", "PSS", "anonymous")
    table(heads, [(name, one.resident, one.proportional, one.anonymous) for name, one in found.items()])
    most = max(one.resident for name, one in found.items() if name.startswith(WHOOSH))
    at_most("memory of a process that searches (RSS), MB", most, *GOALS[USUAL >= LARGE])
