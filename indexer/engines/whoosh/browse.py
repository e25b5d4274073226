"""Headings in alphabetical order."""

from bisect import bisect_left
from collections.abc import Iterator
from heapq import merge
from itertools import groupby, islice

import numpy as np

from config.errors import BadParameter
from config.fields import BY_NAME
from config.i18n import _
from indexer.engines.base import Heading
from indexer.engines.rows import key
from indexer.engines.whoosh import facets
from indexer.engines.whoosh.snapshot import Leaf, Snapshot

TITLES = "title_sort"


def browse(snapshot: Snapshot, field: str, start: str, limit: int, backwards: bool) -> tuple[Heading, ...]:
    """The headings of a facet, or of `title_sort`, from `start` on, or before it.

    Raises:
        BadParameter: the field is neither.
    """
    if field not in BY_NAME or not (BY_NAME[field].facet or field == TITLES) or BY_NAME[field].kind == "year":
        raise BadParameter(_("There is no list of `{name}`.", name=field), field="field")
    begin = (key(field, start) or start).encode()
    values = _titles if field == TITLES else _from
    rows = merge(
        *(values(leaf, field, begin, backwards) for leaf in snapshot.leaves), key=lambda one: one[0], reverse=backwards
    )
    return tuple(islice((_heading(list(same)) for _key, same in groupby(rows, lambda one: one[0])), max(0, limit)))


def _heading(same: list[tuple[bytes, bytes, int]]) -> Heading:
    return Heading(same[0][1].decode(), same[0][0].decode(), sum(count for _key, _shown, count in same))


def _from(leaf: Leaf, field: str, begin: bytes, backwards: bool) -> Iterator[tuple[bytes, bytes, int]]:
    """The values of a segment that living documents have, in the order that is wanted: key, as shown, how many."""
    keys, shown = leaf.segment.texts(f"{field}/keys"), leaf.segment.texts(f"{field}/shown")
    codes, counts = leaf.snapshot.cache.get(
        (leaf.snapshot.name, leaf.segment.id, field, "list"),
        lambda: facets.count(leaf.segment, field, leaf.living(np.arange(leaf.segment.size))),
    )
    at = int(np.searchsorted(codes, bisect_left(keys, begin)))
    chosen = range(at - 1, -1, -1) if backwards else range(at, len(codes))
    return ((keys[int(codes[n])], shown[int(codes[n])], int(counts[n])) for n in chosen)


def _titles(leaf: Leaf, field: str, begin: bytes, backwards: bool) -> Iterator[tuple[bytes, bytes, int]]:
    """The same of what titles are sorted by, which stands for them; records without a title are left out."""
    texts, ranks = leaf.segment.texts(f"{field}/texts"), leaf.segment.content[f"{field}/rank"]
    order = leaf.snapshot.cache.get(
        (leaf.segment.id, field, "order"), lambda: (np.argsort(ranks, kind="stable").astype(np.uint32),)
    )[0]
    living = leaf.living(order)
    first, at = (bisect_left(living, text, key=lambda n: texts[int(n)]) for text in (b"\0", begin or b"\0"))
    chosen = range(at - 1, first - 1, -1) if backwards else range(at, len(living))
    return ((text, text, 1) for n in chosen if (text := texts[int(living[n])]))
