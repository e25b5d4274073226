"""How far plain Whoosh is left behind on the same records; asked some of the queries only, as it takes so long."""

from pathlib import Path
from statistics import mean

from bench import search_places
from bench.figures import say, table
from bench.match_goals import at_least
from bench.search_ask import Answers
from bench.search_cases import MIXED
from bench.search_contestants import STOCK, WHOOSH
from bench.search_places import BEARABLE, p95

GOALS = ((False, "queries", 60, 100, 200), (True, "with five facets", 20, 500, 1000))
"""With facets or not; how many queries; must and aim."""

GOAL_FOR = 200_000


def run(work: Path) -> None:
    """Ours and plain Whoosh.

    Raises:
        CouldNotRun: one failed.
    """
    place = work.parent
    indexes = {name: search_places.index(place, name, BEARABLE) for name in (WHOOSH, STOCK)}
    table(
        (f"{BEARABLE} records", "CPU s to index", "records/CPU s", "peak MB", "disk MB"),
        [
            (name, one.built.cpu, one.built.number / one.built.cpu, one.used.peak, one.built.disk)
            for name, one in indexes.items()
        ],
    )
    for facets, what, number, must, aim in GOALS:
        found = {name: _answers(place, name, facets, number) for name in (STOCK, WHOOSH)}
        heads = (f"the first {number} {what}; CPU ms", "first mean", "p95", "warm mean", "p95", "hits")
        table(heads, [(name, *_row(one)) for name, one in found.items()])
        ratio = mean(found[STOCK].warm) / mean(found[WHOOSH].warm)
        if BEARABLE < GOAL_FOR:
            say(f"  plain Whoosh / ours, {what}: {ratio:.0f} times (the goal, {must}, is for {GOAL_FOR} records)")
        else:
            at_least(f"plain Whoosh / ours, {what}", ratio, must, aim)


def _answers(place: Path, name: str, facets: bool, number: int) -> Answers:
    folder, asked = search_places.index(place, name, BEARABLE).folder, search_places.asked(place)
    return search_places.work(place, Answers, "ask", name, folder, asked, int(facets), MIXED, number, 0)[0]


def _row(one: Answers) -> tuple[float, ...]:
    return mean(one.first), p95(one.first), mean(one.warm), p95(one.warm), sum(each.total for each in one.found)
