"""How long searches take that are not the first ones, with facets and without, beside tantivy-py."""

from pathlib import Path
from statistics import mean, median

from bench import search_cases, search_places
from bench.figures import say, table
from bench.match_goals import at_most
from bench.search_ask import Answers
from bench.search_cases import RANKED
from bench.search_contestants import CONTESTANTS, PEER, WHOOSH, present
from bench.search_places import USUAL, p95

GOALS = ((False, "top 20 + total", 2, 1), (True, "with five facets", 1, 0.5))


def run(work: Path) -> None:
    """Every contestant; ours also with what a page adds to a query so that the likeliest hits come first.

    Raises:
        CouldNotRun: one failed.
    """
    place = work.parent
    for facets, what, must, aim in GOALS:
        found = {name: search_places.answers(place, name, facets) for name in present()}
        ranked = search_places.answers(place, WHOOSH, facets, RANKED)
        _table(f"{USUAL}, {what}; CPU ms", {**found, f"{WHOOSH}, as pages ask": ranked})
        _kinds(place, {name: one for name, one in found.items() if CONTESTANTS[name].timed})
        ours, peer = found[WHOOSH], found[PEER]
        at_most(f"{what}, warm: mean in times of {PEER}", mean(ours.warm) / mean(peer.warm), must, aim)
        at_most(f"{what}, warm: p95 in times of {PEER}", p95(ours.warm) / p95(peer.warm), must, aim)
        say(
            f"  other queries after them, in times of {PEER}: mean {mean(ours.other) / mean(peer.other):.2f}, "
            f"p95 {p95(ours.other) / p95(peer.other):.2f}"
        )


def _table(title: str, found: dict[str, Answers]) -> None:
    heads = (
        title,
        "first mean",
        "p95",
        "max",
        "warm mean",
        "p50",
        "p95",
        "max",
        "other mean",
        "p95",
        "hits",
        "wall mean",
    )
    rows = [
        (
            name, mean(one.first), p95(one.first), max(one.first), mean(one.warm), median(one.warm), p95(one.warm),
            max(one.warm), mean(one.other), p95(one.other), sum(each.total for each in one.found), mean(one.wall),
        )
        for name, one in found.items()
    ]  # fmt: skip
    table(heads, rows)


def _kinds(place: Path, found: dict[str, Answers]) -> None:
    """The mean of each kind of query, warm."""
    kinds = search_cases.kinds(search_places.asked(place))
    rows = [
        (kind, kinds.count(kind), *(_mean(one.warm, kinds, kind) for one in found.values()))
        for kind in dict.fromkeys(kinds)
    ]
    table(("warm mean by kind, CPU ms", "queries", *found), rows)


def _mean(times: list[float], kinds: list[str], kind: str) -> float:
    return mean(time for one, time in zip(kinds, times, strict=True) if one == kind)
