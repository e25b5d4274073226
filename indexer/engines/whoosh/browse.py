"""Headings in alphabetical order."""

from bisect import bisect_left

import numpy as np

from config.errors import BadParameter
from config.fields import BY_NAME
from config.i18n import _
from indexer.engines.base import Heading
from indexer.engines.rows import key
from indexer.engines.whoosh import facets
from indexer.engines.whoosh.snapshot import Snapshot


def browse(snapshot: Snapshot, field: str, start: str, limit: int, backwards: bool) -> tuple[Heading, ...]:
    """The headings of a facet from `start` on, or before it.

    Raises:
        BadParameter: the field is no facet.
    """
    if field not in BY_NAME or not BY_NAME[field].facet or BY_NAME[field].kind == "year":
        raise BadParameter(_("There is no list of `{name}`.", name=field), field="field")
    merged = snapshot.merged(field)
    total = np.zeros(len(merged.keys), np.int64)
    for numbers, leaf in zip(merged.numbers, snapshot.leaves, strict=True):
        total[numbers] += facets.count(leaf.values(field), np.flatnonzero(leaf.live))
    order = [number for number in sorted(range(len(merged.keys)), key=merged.keys.__getitem__) if total[number]]
    at = bisect_left(order, key(field, start), key=merged.keys.__getitem__)
    chosen = order[max(0, at - limit) : at][::-1] if backwards else order[at : at + limit]
    return tuple(Heading(merged.shown[number], merged.keys[number], int(total[number])) for number in chosen)
