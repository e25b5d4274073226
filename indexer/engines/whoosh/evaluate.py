"""A plan carried out on one segment: which documents, and how well each fits. All of it on sorted arrays."""

from functools import reduce
from typing import NamedTuple

import numpy as np

from indexer.engines.plan import (
    Adjacent,
    All,
    AnyOf,
    Either,
    Every,
    Favoured,
    Plan,
    Starting,
    Term,
    Within,
    Years,
)
from indexer.engines.plan import Leaf as Lookup
from indexer.engines.whoosh.arrays import compact
from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.schema import NO_YEAR
from indexer.engines.whoosh.segment import POSITIONS
from indexer.engines.whoosh.snapshot import Leaf


class Found(NamedTuple):
    """Documents of a segment, ascending (int64), and their scores (float32)."""

    ids: Numbers
    scores: Numbers


def find(plan: Plan, leaf: Leaf) -> Found:
    """The living documents of the segment that the plan describes."""
    found = _find(plan, leaf)
    return found if leaf.live is None else _only(found, leaf.live[found.ids])


def _find(plan: Plan, leaf: Leaf) -> Found:
    match plan:
        case All():
            return _flat(np.arange(leaf.segment.size), 0.0)
        case Term():
            return _term(plan, leaf)
        case Adjacent():
            return _adjacent(plan, leaf)
        case AnyOf():
            return _flat(leaf.segment.any_of(plan.field, plan.terms), plan.weight)
        case Starting():
            return _flat(leaf.segment.starting(plan.field, plan.prefix), plan.weight)
        case Within():
            return _flat(leaf.segment.within(plan.field, plan.term, plan.distance), plan.weight)
        case Years():
            return _flat(_years(plan, leaf.segment.content[f"{plan.field}/numbers"]), 0.0)
        case Either():
            return _kept(plan, leaf) if all(isinstance(part, Lookup) for part in plan.parts) else _any(plan, leaf)
        case Every():
            return _every(plan, leaf)
        case Favoured():
            return _favoured(plan, leaf)


def _any(plan: Either, leaf: Leaf) -> Found:
    return _either([_find(part, leaf) for part in plan.parts], plan.minimum, leaf.segment.size)


def _kept(plan: Either, leaf: Leaf) -> Found:
    """A word in all its fields and forms, kept small for the next search that has it."""

    def make() -> Found:
        found = _any(plan, leaf)
        return Found(compact(found.ids), found.scores)

    ids, scores = leaf.snapshot.cache.get((leaf.snapshot.name, leaf.segment.id, plan), make)
    return Found(ids.astype(np.int64), scores)


def _years(plan: Years, years: Numbers) -> Numbers:
    mask = years != NO_YEAR
    if plan.low is not None:
        mask &= years >= plan.low
    if plan.high is not None:
        mask &= years <= plan.high
    return np.flatnonzero(mask)


def _flat(ids: Numbers, score: float) -> Found:
    return Found(ids, np.full(len(ids), score, np.float32))


def _only(found: Found, mask: Numbers) -> Found:
    return Found(found.ids[mask], found.scores[mask])


def _scores(leaf: Leaf, field: str, weight: float, ids: Numbers, times: Numbers) -> Numbers:
    """BM25 of something that is in these documents so many times; `weight` has its rarity in it."""
    return np.asarray(times * np.float32(weight) / (times + leaf.norm(field, ids)), np.float32)


def _term(plan: Term, leaf: Leaf) -> Found:
    ids, times = leaf.segment.postings(plan.field, plan.term)
    if not len(ids):
        return _flat(ids, 0.0)
    return Found(ids, _scores(leaf, plan.field, plan.weight * leaf.snapshot.weight(plan.field, plan.term), ids, times))


def _adjacent(plan: Adjacent, leaf: Leaf) -> Found:
    """The first word's places from which every next word is one further on; as often as that is the case."""
    places = None
    for step, term in enumerate(plan.terms):
        there = leaf.segment.positions(plan.field, term) - step
        places = there if places is None else places[_inside(places, there)]
        if not len(places):
            return _flat(places, 0.0)
    assert places is not None
    ids, times = np.unique(places // POSITIONS, return_counts=True)
    weight = plan.weight * sum(leaf.snapshot.weight(plan.field, term) for term in plan.terms)
    return Found(ids, _scores(leaf, plan.field, weight, ids, times.astype(np.float32)))


def _inside(these: Numbers, those: Numbers) -> Numbers:
    """Which of `these` are among `those`, both ascending (bool)."""
    if not len(those):
        return np.zeros(len(these), bool)
    at = np.searchsorted(those, these)
    at[at == len(those)] = 0
    return np.asarray(those[at] == these)


def _either(parts: list[Found], minimum: int, size: int) -> Found:
    """Found by so many at least; what several find, their scores added."""
    parts = [part for part in parts if len(part.ids)]
    if len(parts) < minimum or not parts:
        return _flat(np.zeros(0, np.int64), 0.0)
    if len(parts) == 1:
        return parts[0]
    if sum(len(part.ids) for part in parts) * 16 < size:
        ids = np.concatenate([part.ids for part in parts])
        distinct, place, times = np.unique(ids, return_inverse=True, return_counts=True)
        scores = np.bincount(place, np.concatenate([part.scores for part in parts]), len(distinct))
        found = Found(distinct, scores.astype(np.float32))
        return _only(found, times >= minimum) if minimum > 1 else found
    times = np.zeros(size, np.uint8)
    total = np.zeros(size, np.float32)
    for part in parts:
        times[part.ids] += 1
        total[part.ids] += part.scores
    ids = np.flatnonzero(times >= minimum)
    return Found(ids, total[ids])


def _both(one: Found, two: Found) -> Found:
    small, large = (one, two) if len(one.ids) <= len(two.ids) else (two, one)
    if not len(small.ids):
        return small
    at = np.searchsorted(large.ids, small.ids)
    at[at == len(large.ids)] = 0
    hit = large.ids[at] == small.ids
    return Found(small.ids[hit], small.scores[hit] + large.scores[at[hit]])


def _every(plan: Every, leaf: Leaf) -> Found:
    found = []
    for part in plan.parts:
        found.append(_find(part, leaf))
        if not len(found[-1].ids):
            return found[-1]
    both = reduce(_both, sorted(found, key=lambda one: len(one.ids)))
    for part in plan.without:
        both = _only(both, ~_inside(both.ids, _find(part, leaf).ids))
    return both


def _favoured(plan: Favoured, leaf: Leaf) -> Found:
    main = _find(plan.main, leaf)
    if not len(main.ids):
        return main
    scores = main.scores.copy()
    for part in plan.extras:
        extra = _find(part, leaf)
        if len(extra.ids):
            at = np.searchsorted(extra.ids, main.ids)
            at[at == len(extra.ids)] = 0
            scores += np.where(extra.ids[at] == main.ids, extra.scores[at], np.float32(0))
    return Found(main.ids, scores)
