"""Whether the engines find the same: totals, top 20, counts of facets."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from bench import search_places
from bench.figures import say, table
from bench.match_goals import at_least
from bench.search_contestants import CONTESTANTS, Found, present

ALIKE = 1e-4
"""Scores that differ by less, in parts of them, are a tie: engines add up in another order and with less digits."""


def run(work: Path) -> None:
    """Each engine of Induk against each other; tantivy-py, which does not stem, to look at.

    Raises:
        CouldNotRun: one failed.
    """
    found = {name: search_places.answers(work.parent, name, True).found for name in present()}
    pairs = list(combinations(found, 2))
    heads = ("percent of the queries", "same total", "same top 20", "but for ties", "same order", "same facets")
    table(heads, [(f"{a} / {b}", *compare(found[a], found[b])) for a, b in pairs])
    ours = [pair for pair in pairs if all(CONTESTANTS[name].ours for name in pair)]
    if not ours:
        say("  there is one engine only: nothing to compare it with")
    for a, b in ours:
        at_least(f"{a} / {b}: same top 20 but for ties, percent", compare(found[a], found[b])[2], 98, 100)


def compare(one: Sequence[Found], other: Sequence[Found]) -> tuple[float, float, float, float, float]:
    """Percent of the queries with the same total, the same first hits, the same but for ties at the end, the same first
    hits in the same order, the same counts of facets.
    """
    both = list(zip(one, other, strict=True))
    same = (
        sum(a.total == b.total for a, b in both),
        sum(_ids(a) == _ids(b) for a, b in both),
        sum(_tied(a, b) and _tied(b, a) for a, b in both),
        sum([i for i, _score in a.hits] == [i for i, _score in b.hits] for a, b in both),
        sum(_counts(a) == _counts(b) for a, b in both),
    )
    first, sets, tied, order, facets = (100 * number / len(both) for number in same)
    return first, sets, tied, order, facets


def _ids(found: Found) -> set[str]:
    return {identity for identity, _score in found.hits}


def _tied(found: Found, other: Found) -> bool:
    """Whether what only `found` has stands at its end, all with the score of the last."""
    if not found.hits or len(found.hits) != len(other.hits):
        return len(found.hits) == len(other.hits)
    last = found.hits[-1][1]
    return all(score - last <= ALIKE * abs(last) for identity, score in found.hits if identity not in _ids(other))


def _counts(found: Found) -> dict[str, list[int]]:
    """The counts of each facet, highest first: which of two values with one count comes last is left to the engine."""
    return {name: sorted(counts.values(), reverse=True) for name, counts in found.facets.items()}
