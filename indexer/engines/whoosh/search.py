"""A request answered from a snapshot: find, filter, count, order, cut."""

from collections.abc import Callable, Sequence
from heapq import merge
from itertools import islice
from typing import Any

import numpy as np

from config.fields import BY_NAME, SORTS
from indexer.engines.base import Hit, Request, Result
from indexer.engines.checks import any_year, check, planned
from indexer.engines.whoosh import facets
from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.evaluate import Found, find
from indexer.engines.whoosh.schema import NO_YEAR
from indexer.engines.whoosh.snapshot import Leaf, Snapshot


def answer(snapshot: Snapshot, request: Request) -> Result:
    """The hits and facets of a request.

    Raises:
        BadParameter: a filter, a sort or a facet that does not exist.
    """
    check(request)
    if not snapshot.leaves:
        return Result(0, (), dict.fromkeys(request.facets, ()))
    wanted = planned(request.query)
    found = [find(wanted, leaf) for leaf in snapshot.leaves]
    masks = [_masks(leaf, request) for leaf in snapshot.leaves]
    kept = [_without(one, mask, None) for one, mask in zip(found, masks, strict=True)]
    counted = {
        name: _count(snapshot, [_without(o, m, name) for o, m in zip(found, masks, strict=True)], name, request)
        if request.filters.get(name)
        else _count(snapshot, kept, name, request)
        for name in request.facets
    }
    return Result(sum(len(one.ids) for one in kept), _hits(snapshot, kept, request), counted)


def _masks(leaf: Leaf, request: Request) -> dict[str, Numbers]:
    return {name: _mask(leaf, name, tuple(values)) for name, values in request.filters.items() if values}


def _mask(leaf: Leaf, name: str, values: tuple[str, ...]) -> Numbers:
    """Where (bool per document) one of the alternatives of a filter holds."""

    def make() -> tuple[Numbers, ...]:
        if BY_NAME[name].kind != "year":
            return (facets.having(leaf.segment, name, values),)
        mask = np.zeros(leaf.segment.size, bool)
        mask[find(any_year(name, values), leaf).ids] = True
        return (mask,)

    return leaf.snapshot.cache.get((leaf.segment.id, name, values, "filter"), make)[0]


def _without(found: Found, masks: dict[str, Numbers], name: str | None) -> Found:
    """What is left after all filters but the one called `name`."""
    for field, mask in masks.items():
        if field != name:
            keep = mask[found.ids]
            found = Found(found.ids[keep], found.scores[keep])
    return found


def _count(snapshot: Snapshot, found: Sequence[Found], name: str, request: Request) -> tuple[tuple[str, int], ...]:
    pairs = [(leaf.segment, one) for leaf, one in zip(snapshot.leaves, found, strict=True)]
    if BY_NAME[name].kind == "year":
        dates = np.concatenate([segment.content[f"{name}/numbers"][one.ids] for segment, one in pairs])
        return facets.top_years(dates[dates != NO_YEAR], request.facet_size)
    found_there = [(segment, one.ids) for segment, one in pairs]
    return facets.top(snapshot.ordinals(name), name, found_there, request.facet_size)


def _hits(snapshot: Snapshot, found: Sequence[Found], request: Request) -> tuple[Hit, ...]:
    """The wanted part of the hits: the best of each segment, put in one order."""
    end = max(0, request.offset) + max(0, request.limit)
    best = [_best(leaf, one, request.sort, end) for leaf, one in zip(snapshot.leaves, found, strict=True)]
    whole = best[0] if len(best) == 1 else merge(*best)
    return tuple(Hit(one[-2].decode(), one[-1]) for one in islice(whole, max(0, request.offset), end))


def _best(leaf: Leaf, found: Found, sort: str, end: int) -> list[tuple[Any, ...]]:
    """The first `end` hits of a segment, each as what it is ordered by, its id and its score."""
    if end <= 0 or not len(found.ids):
        return []
    by = SORTS[sort]
    keys, told = _by_score(leaf, found) if by is None else _by_field(leaf, found, *by)
    chosen = np.arange(len(keys))
    if len(keys) > 4 * end:
        chosen = np.flatnonzero(keys <= np.partition(keys, end - 1)[end - 1])
    ties = leaf.segment.content["id/rank"][found.ids[chosen]]
    first = chosen[np.lexsort((ties, keys[chosen]))][:end]
    ids = leaf.segment.texts("id/texts")
    scores = found.scores if by is None else np.zeros(len(keys), np.float32)
    return [(*told(n), ids[int(found.ids[n])], float(scores[n])) for n in first.tolist()]


Told = Callable[[int], tuple[Any, ...]]


def _by_score(leaf: Leaf, found: Found) -> tuple[Numbers, Told]:
    keys = -found.scores
    return keys, lambda number: (float(keys[number]),)


def _by_field(leaf: Leaf, found: Found, field: str, down: bool) -> tuple[Numbers, Told]:
    """Whatever has no value comes last, whichever way the order goes."""
    if BY_NAME[field].kind == "year":
        years = leaf.segment.content[f"{field}/numbers"][found.ids].astype(np.int64)
        missing = years == NO_YEAR
        keys = np.where(missing, _LAST, -years if down else years)
        return keys, lambda number: (int(keys[number]),)
    texts = leaf.segment.texts(f"{field}/texts")
    ranks = leaf.segment.content[f"{field}/rank"][found.ids].astype(np.int64)
    starts = leaf.segment.content[f"{field}/texts_at"]
    missing = starts[found.ids] == starts[found.ids + 1]
    keys = np.where(missing, _LAST, -ranks if down else ranks)
    return keys, lambda number: (bool(missing[number]), _Turned(texts[int(found.ids[number])], down))


_LAST = np.iinfo(np.int64).max


class _Turned:
    """A text that compares the other way round, if `down`."""

    __slots__ = ("down", "text")

    def __init__(self, text: bytes, down: bool) -> None:
        self.text, self.down = text, down

    def __lt__(self, other: "_Turned") -> bool:
        return other.text < self.text if self.down else self.text < other.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Turned) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)
