"""A plan carried out on one segment: which documents, and how well each fits. All of it on sorted arrays."""

from functools import reduce
from typing import NamedTuple

import numpy as np

from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.plan import Adjacent, All, Either, Every, Plan, Starting, Term, Years
from indexer.engines.whoosh.schema import NO_YEAR
from indexer.engines.whoosh.segment import POSITIONS
from indexer.engines.whoosh.snapshot import K1, Leaf

EXPANSION = 1_000
"""Terms that one beginning stands for at most, in each field of a segment: the most frequent ones."""


class Found(NamedTuple):
    """Documents of a segment, ascending (int64), and their scores (float32)."""

    ids: Numbers
    scores: Numbers


def find(plan: Plan, leaf: Leaf) -> Found:
    """The living documents of the segment that the plan describes."""
    found = _find(plan, leaf)
    return _only(found, leaf.live[found.ids])


def _find(plan: Plan, leaf: Leaf) -> Found:
    match plan:
        case All():
            return _flat(np.arange(leaf.segment.size), 0.0)
        case Term():
            return _term(plan, leaf)
        case Adjacent():
            return _adjacent(plan, leaf)
        case Starting():
            return _flat(leaf.segment.starting(plan.field, plan.prefix, EXPANSION), plan.weight)
        case Years():
            years = leaf.years(plan.field)
            mask = years != NO_YEAR
            if plan.low is not None:
                mask &= years >= plan.low
            if plan.high is not None:
                mask &= years <= plan.high
            return _flat(np.flatnonzero(mask), 0.0)
        case Either():
            return _either([_find(part, leaf) for part in plan.parts], leaf.segment.size)
        case Every():
            return _every(plan, leaf)


def _flat(ids: Numbers, score: float) -> Found:
    return Found(ids, np.full(len(ids), score, np.float32))


def _only(found: Found, mask: Numbers) -> Found:
    return Found(found.ids[mask], found.scores[mask])


def _scores(leaf: Leaf, field: str, term: str, weight: float, ids: Numbers, times: Numbers) -> Numbers:
    """BM25F of one term in one field; a keyword is there or not, so its length says nothing."""
    share = times * (K1 + 1) / (times + leaf.norm(field)[ids])
    return np.asarray(share * (weight * leaf.snapshot.rarity(field, term)), np.float32)


def _term(plan: Term, leaf: Leaf) -> Found:
    ids, times = leaf.segment.postings(plan.field, plan.term)
    return Found(ids, _scores(leaf, plan.field, plan.term, plan.weight, ids, times))


def _adjacent(plan: Adjacent, leaf: Leaf) -> Found:
    """The first word's places from which every next word is one further on."""
    places = None
    for step, term in enumerate(plan.terms):
        there = leaf.segment.positions(plan.field, term) - step
        places = there if places is None else places[_inside(places, there)]
        if not len(places):
            return _flat(places, 0.0)
    ids = np.unique(places // POSITIONS) if places is not None else np.zeros(0, np.int64)
    found = [_term(Term(plan.field, term, plan.weight), leaf) for term in dict.fromkeys(plan.terms)]
    scores = sum(one.scores[np.searchsorted(one.ids, ids)] for one in found)
    return Found(ids, np.asarray(scores, np.float32))


def _inside(these: Numbers, those: Numbers) -> Numbers:
    """Which of `these` are among `those`, both ascending (bool)."""
    if not len(those):
        return np.zeros(len(these), bool)
    at = np.searchsorted(those, these)
    at[at == len(those)] = 0
    return np.asarray(those[at] == these)


def _either(parts: list[Found], size: int) -> Found:
    """Found by any; what several find, their scores added."""
    parts = [part for part in parts if len(part.ids)]
    if len(parts) < 2:
        return parts[0] if parts else _flat(np.zeros(0, np.int64), 0.0)
    if sum(len(part.ids) for part in parts) * 16 < size:
        ids = np.concatenate([part.ids for part in parts])
        distinct, place = np.unique(ids, return_inverse=True)
        scores = np.bincount(place, np.concatenate([part.scores for part in parts]), len(distinct))
        return Found(distinct, scores.astype(np.float32))
    there = np.zeros(size, bool)
    total = np.zeros(size, np.float32)
    for part in parts:
        there[part.ids] = True
        total[part.ids] += part.scores
    ids = np.flatnonzero(there)
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
