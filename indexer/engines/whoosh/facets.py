"""Whole values of a field: counted, and filtered by."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import reduce
from heapq import nsmallest

import numpy as np

from indexer.engines.rows import key
from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.ordinals import Ordinals
from indexer.engines.whoosh.segment import Segment


def having(segment: Segment, field: str, wanted: Iterable[str]) -> Numbers:
    """The documents (bool per document) with one of the `wanted` values."""
    mask = np.zeros(segment.size, bool)
    codes = [code for one in wanted if (code := _code(segment, field, (key(field, one) or one).encode())) is not None]
    if codes:
        held = segment.content[f"{field}/codes"]
        pairs = reduce(np.logical_or, (held == code for code in codes))
        owners = segment.content.get(f"{field}/owners")
        mask[pairs if owners is None else owners[pairs]] = True
    return mask


def _code(segment: Segment, field: str, wanted: bytes) -> int | None:
    """The code of a value by its key, if the segment has it."""
    keys = segment.texts(f"{field}/keys")
    at = bisect_left(keys, wanted)
    return at if at < len(keys) and keys[at] == wanted else None


def count(segment: Segment, field: str, documents: Numbers) -> tuple[Numbers, Numbers]:
    """The values (codes, ascending) that some of `documents` (ascending numbers) have, and how many have each."""
    return _counted(values(segment, field, documents), len(segment.content[f"{field}/keys_hash"]))


def values(segment: Segment, field: str, documents: Numbers) -> Numbers:
    """The values (codes) of each of `documents` (ascending numbers), one after the other."""
    codes, starts = segment.content[f"{field}/codes"], segment.content[f"{field}/codes_at"]
    if len(documents) == segment.size:
        return codes
    owners = segment.content.get(f"{field}/owners")
    if owners is None:
        return np.asarray(codes[documents])
    if len(documents) * 8 > segment.size:
        mask = np.zeros(segment.size, bool)
        mask[documents] = True
        return np.asarray(codes[mask[owners]])
    begins = starts[documents].astype(np.int64)
    lengths = starts[documents + 1] - begins
    shift = np.repeat(begins - np.cumsum(lengths) + lengths, lengths)
    return np.asarray(codes[shift + np.arange(len(shift))])


def top(
    ordinals: Ordinals, field: str, found: Sequence[tuple[Segment, Numbers]], limit: int
) -> tuple[tuple[str, int], ...]:
    """The most frequent values of the documents found in each segment, as (how it is shown, how often); ties in the
    order of their keys.
    """
    numbers, counts = _counted(
        np.concatenate([ordinals.of(place, values(segment, field, ids)) for place, (segment, ids) in enumerate(found)]),
        ordinals.count,
    )
    if limit <= 0 or not len(numbers):
        return ()
    chosen = np.arange(len(numbers))
    if len(numbers) > limit:
        last = np.partition(counts, -limit)[-limit]
        tied = np.flatnonzero(counts == last)
        chosen = np.concatenate([np.flatnonzero(counts > last), _earliest(tied, *ordinals.where(numbers[tied]), limit)])
    rarest = (-counts[chosen]).tolist()
    best = nsmallest(limit, zip(rarest, ordinals.texts(numbers[chosen]), strict=True))
    return tuple((shown.decode(), -times) for times, (_key, shown) in best)


def _counted(numbers: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Numbers below `size`: each that is there, ascending, and how often."""
    if len(numbers) * 8 < size:
        return np.unique(numbers, return_counts=True)
    counts = np.bincount(numbers)
    there = np.flatnonzero(counts)
    return there, counts[there]


def _earliest(tied: Numbers, segments: Numbers, codes: Numbers, limit: int) -> Numbers:
    """Of values that are equally frequent, the first of each segment by their keys: no other can be among the first."""
    if len(tied) <= limit:
        return tied
    return np.concatenate([_smallest(tied[here], codes[here], limit) for here in _apart(segments)])


def _apart(segments: Numbers) -> list[Numbers]:
    return [np.flatnonzero(segments == one) for one in range(int(segments.max()) + 1)]


def _smallest(tied: Numbers, codes: Numbers, limit: int) -> Numbers:
    return tied if len(tied) <= limit else tied[np.argpartition(codes, limit - 1)[:limit]]


def top_years(years: Numbers, limit: int) -> tuple[tuple[str, int], ...]:
    """The latest of `years`, each with how often it is there, latest first."""
    found, counts = np.unique(years, return_counts=True)
    return tuple((str(year), int(n)) for year, n in list(zip(found, counts, strict=True))[::-1][:limit])
