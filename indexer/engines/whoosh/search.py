"""A request answered from a snapshot: find, filter, count, order, cut."""

from collections.abc import Sequence

import numpy as np

from config.errors import BadParameter
from config.fields import BY_NAME, SORTS
from config.i18n import _
from indexer.engines.base import Hit, Request, Result
from indexer.engines.plan import Either, Years, plan
from indexer.engines.query import years
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
    _check(request)
    if not snapshot.leaves:
        return Result(0, (), dict.fromkeys(request.facets, ()))
    wanted = plan(request.query)
    found = [find(wanted, leaf) for leaf in snapshot.leaves]
    masks = [_masks(leaf, request) for leaf in snapshot.leaves]
    kept = [_without(one, mask, None) for one, mask in zip(found, masks, strict=True)]
    hits = _hits(snapshot, kept, request)
    counted = {
        name: _count(snapshot, [_without(o, m, name) for o, m in zip(found, masks, strict=True)], name, request)
        if name in request.filters
        else _count(snapshot, kept, name, request)
        for name in request.facets
    }
    return Result(sum(len(one.ids) for one in kept), hits, counted)


def _check(request: Request) -> None:
    if request.sort not in SORTS:
        raise BadParameter(_("There is no order `{name}`.", name=request.sort), field="sort")
    for name in (*request.filters, *request.facets):
        if name not in BY_NAME or not BY_NAME[name].facet:
            raise BadParameter(_("Records cannot be filtered by `{name}`.", name=name), field=name)


def _years(field: str, value: str) -> Years:
    found = years(field, value)
    if found is None:
        raise BadParameter(
            _("`{value}` is no year.", value=value), _("Write 1995, 1990-1999, 1990- or -1999."), field=field
        )
    return Years(field, found.low, found.high)


def _masks(leaf: Leaf, request: Request) -> dict[str, Numbers]:
    return {name: _mask(leaf, name, values) for name, values in request.filters.items() if values}


def _mask(leaf: Leaf, name: str, values: Sequence[str]) -> Numbers:
    """Where (bool per document) one of the alternatives of a filter holds."""
    if BY_NAME[name].kind != "year":
        return facets.having(leaf.values(name), name, values)
    mask = np.zeros(leaf.segment.size, bool)
    mask[find(Either(tuple(_years(name, value) for value in values)), leaf).ids] = True
    return mask


def _without(found: Found, masks: dict[str, Numbers], name: str | None) -> Found:
    """What is left after all filters but the one called `name`."""
    for field, mask in masks.items():
        if field != name:
            keep = mask[found.ids]
            found = Found(found.ids[keep], found.scores[keep])
    return found


def _count(snapshot: Snapshot, found: Sequence[Found], name: str, request: Request) -> tuple[tuple[str, int], ...]:
    pairs = list(zip(snapshot.leaves, found, strict=True))
    if BY_NAME[name].kind == "year":
        dates = np.concatenate([leaf.years(name)[one.ids] for leaf, one in pairs])
        return facets.top_years(dates[dates != NO_YEAR], request.facet_size)
    counts = [facets.count(leaf.values(name), one.ids) for leaf, one in pairs]
    return facets.top(snapshot.merged(name), counts, request.facet_size)


def _hits(snapshot: Snapshot, found: Sequence[Found], request: Request) -> tuple[Hit, ...]:
    numbers = np.concatenate([one.ids + leaf.base for leaf, one in zip(snapshot.leaves, found, strict=True)])
    scores = np.concatenate([one.scores for one in found])
    end = max(0, request.offset) + max(0, request.limit)
    by = SORTS[request.sort]
    missing = np.zeros(len(numbers), bool)
    if by is None:
        keys = -scores.astype(np.float64)
    else:
        places, empty = snapshot.order(by[0])
        keys, missing = places[numbers], empty[numbers]
        keys = np.where(missing, np.iinfo(np.int64).max, -keys if by[1] else keys)
        scores = np.zeros(len(numbers), np.float32)
    best = _first(keys, snapshot.id_order()[numbers], end)[max(0, request.offset) :]
    ids = snapshot.ids()
    return tuple(Hit(ids[numbers[one]].decode(), float(scores[one])) for one in best)


def _first(keys: Numbers, ties: Numbers, end: int) -> Numbers:
    """The places of the `end` smallest keys, in order; equal keys in the order of `ties`."""
    if end <= 0:
        return np.zeros(0, np.int64)
    chosen = np.arange(len(keys))
    if len(keys) > 4 * end:
        chosen = np.flatnonzero(keys <= np.partition(keys, end - 1)[end - 1])
    return chosen[np.lexsort((ties[chosen], keys[chosen]))][:end]
