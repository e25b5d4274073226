"""Whole values of a field: counted, and filtered by."""

from collections.abc import Iterable, Sequence
from heapq import nsmallest

import numpy as np

from indexer.engines.rows import key
from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.invert import hashed
from indexer.engines.whoosh.segment import Segment


def having(segment: Segment, field: str, wanted: Iterable[str]) -> Numbers:
    """The documents (bool per document) with one of the `wanted` values."""
    hashes = np.array([hashed((key(field, one) or one).encode()) for one in wanted], np.uint64)
    codes = np.flatnonzero(np.isin(segment.content[f"{field}/keys_hash"], hashes))
    mask = np.zeros(segment.size, bool)
    if len(codes):
        pairs = np.flatnonzero(np.isin(segment.content[f"{field}/codes"], codes))
        mask[np.searchsorted(segment.content[f"{field}/codes_at"], pairs, "right") - 1] = True
    return mask


def count(segment: Segment, field: str, documents: Numbers) -> tuple[Numbers, Numbers]:
    """The values (codes, ascending) that some of `documents` (ascending numbers) have, and how many have each."""
    codes, starts = segment.content[f"{field}/codes"], segment.content[f"{field}/codes_at"]
    if len(documents) == segment.size:
        found = codes
    elif len(documents) * 8 > segment.size:
        mask = np.zeros(segment.size, bool)
        mask[documents] = True
        found = codes[np.repeat(mask, np.diff(starts))]
    else:
        begins = starts[documents].astype(np.int64)
        lengths = starts[documents + 1] - begins
        shift = np.repeat(begins - np.cumsum(lengths) + lengths, lengths)
        found = codes[shift + np.arange(len(shift))]
    if len(found) * 8 < len(segment.content[f"{field}/keys_hash"]):
        return np.unique(found, return_counts=True)
    counts = np.bincount(found)
    there = np.flatnonzero(counts)
    return there, counts[there]


def top(
    segments: Sequence[Segment], field: str, counted: Sequence[tuple[Numbers, Numbers]], limit: int
) -> tuple[tuple[str, int], ...]:
    """The most frequent values over all segments, as (how it is shown, how often); ties in the order of their keys.

    How a value is shown is said by the first segment that has it.
    """
    if limit <= 0 or not any(len(codes) for codes, _times in counted):
        return ()
    hashes = _candidates(segments, field, counted, limit)
    total = np.zeros(len(hashes), np.int64)
    where, code_of = np.full(len(hashes), -1), np.zeros(len(hashes), np.int64)
    for number, (segment, (codes, times)) in enumerate(zip(segments, counted, strict=True)):
        here, at = _looked_up(segment, field, hashes, codes)
        total[here] += times[at]
        fresh = where[here] < 0
        where[here[fresh]], code_of[here[fresh]] = number, codes[at[fresh]]
    chosen = np.arange(len(total))
    if len(total) > limit:
        last = np.partition(total, -limit)[-limit]
        tied = _earliest(np.flatnonzero(total == last), where, code_of, limit)
        chosen = np.concatenate([np.flatnonzero(total > last), tied])
    best = []
    for one in chosen.tolist():
        segment, code = segments[where[one]], int(code_of[one])
        best.append((-int(total[one]), segment.texts(f"{field}/keys")[code], one, segment, code))
    return tuple((s.texts(f"{field}/shown")[code].decode(), -n) for n, _key, _one, s, code in nsmallest(limit, best))


def _candidates(
    segments: Sequence[Segment], field: str, counted: Sequence[tuple[Numbers, Numbers]], limit: int
) -> Numbers:
    """The hashes of the values that may be among the most frequent ones.

    As many as are wanted have at least the count that the last of them has in one segment; and whoever has as much over
    all segments has its share of it in one of them.
    """
    sure = max(
        [int(np.partition(times, -limit)[-limit]) for _codes, times in counted if len(times) >= limit], default=1
    )
    share = -(-sure // len(segments))
    found = [
        segment.content[f"{field}/keys_hash"][codes[times >= share]]
        for segment, (codes, times) in zip(segments, counted, strict=True)
    ]
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def _looked_up(segment: Segment, field: str, hashes: Numbers, codes: Numbers) -> tuple[Numbers, Numbers]:
    """Which of the values (their places) a segment counted, and at which place of its `codes`."""
    if not len(codes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    known = segment.content[f"{field}/values_hash"]
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    code = segment.content[f"{field}/values_code"][at].astype(np.int64)
    place = np.minimum(np.searchsorted(codes, code), len(codes) - 1)
    there = np.flatnonzero((known[at] == hashes) & (codes[place] == code))
    return there, place[there]


def _earliest(tied: Numbers, where: Numbers, codes: Numbers, limit: int) -> Numbers:
    """Of values that are equally frequent, the first of each segment: codes are in the order of the keys."""
    if len(tied) <= limit:
        return tied
    order = tied[np.lexsort((codes[tied], where[tied]))]
    segment = where[order]
    return order[np.arange(len(order)) - np.searchsorted(segment, segment) < limit]


def top_years(years: Numbers, limit: int) -> tuple[tuple[str, int], ...]:
    """The latest of `years`, each with how often it is there, latest first."""
    found, counts = np.unique(years, return_counts=True)
    return tuple((str(year), int(n)) for year, n in list(zip(found, counts, strict=True))[::-1][:limit])
