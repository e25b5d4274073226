"""Whole values of a field, coded as numbers per segment, to count and to filter by."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from indexer.engines.rows import key
from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.schema import column
from indexer.engines.whoosh.segment import Segment


class Values(NamedTuple):
    """The values of one field in one segment.

    Attributes:
        codes: the value of each pair of document and value (int32), documents ascending.
        owners: the document of each pair (int32).
        starts: where the pairs of each document begin (int64, one more than there are documents).
        keys: what a value is compared by → its code.
        shown: per code how it is shown: as the first document with it wrote it.
    """

    codes: Numbers
    owners: Numbers
    starts: Numbers
    keys: dict[str, int]
    shown: list[str]


class Merged(NamedTuple):
    """The values of one field over all segments: per segment the common number of each code, and how each is shown."""

    numbers: list[Numbers]
    keys: list[str]
    shown: list[str]


def decode(segment: Segment, field: str) -> Values:
    """Read a field's column; values that fold to the same count as one."""
    by_text: dict[str, int] = {}
    keys: dict[str, int] = {}
    shown: list[str] = []
    codes: list[int] = []
    ends = [0]
    for packed in segment.texts(column(field)):
        mine = dict.fromkeys(packed.decode().split("\n")) if packed else {}
        for text in mine:
            if text not in by_text:
                by_text[text] = keys.setdefault(key(field, text) or text, len(keys))
                if by_text[text] == len(shown):
                    shown.append(text)
        codes.extend(dict.fromkeys(by_text[text] for text in mine))
        ends.append(len(codes))
    starts = np.array(ends, np.int64)
    owners = np.repeat(np.arange(segment.size, dtype=np.int32), np.diff(starts))
    return Values(np.array(codes, np.int32), owners, starts, keys, shown)


def merge(segments: Sequence[Values]) -> Merged:
    """Number the values of all segments in common."""
    common: dict[str, int] = {}
    shown: list[str] = []
    numbers = []
    for values in segments:
        numbers.append(np.array([common.setdefault(one, len(common)) for one in values.keys], np.int64))
        shown.extend(values.shown[code] for code in np.flatnonzero(numbers[-1] >= len(shown)))
    return Merged(numbers, list(common), shown)


def having(values: Values, field: str, wanted: Iterable[str]) -> Numbers:
    """The documents (bool per document) with one of the `wanted` values."""
    codes = [values.keys[one] for one in {key(field, one) or one for one in wanted} if one in values.keys]
    mask = np.zeros(len(values.starts) - 1, bool)
    mask[values.owners[np.isin(values.codes, codes)]] = True
    return mask


def count(values: Values, documents: Numbers) -> Numbers:
    """How many of `documents` (ascending numbers) have each code (int64 per code)."""
    size = len(values.starts) - 1
    if len(documents) * 8 > size:
        mask = np.zeros(size, bool)
        mask[documents] = True
        found = values.codes[mask[values.owners]]
    else:
        starts = values.starts[documents]
        lengths = values.starts[documents + 1] - starts
        shift = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        found = values.codes[shift + np.arange(len(shift))]
    return np.bincount(found, minlength=len(values.shown))


def top(merged: Merged, counts: Sequence[Numbers], limit: int) -> tuple[tuple[str, int], ...]:
    """The most frequent values over all segments, as (how it is shown, how often); ties in the order of the keys."""
    total = np.zeros(len(merged.keys), np.int64)
    for numbers, counted in zip(merged.numbers, counts, strict=True):
        total[numbers] += counted
    found = np.flatnonzero(total)
    if len(found) > limit > 0:
        found = found[total[found] >= np.partition(total[found], -limit)[-limit]]
    best = sorted(found.tolist(), key=lambda number: (-total[number], merged.keys[number]))[:limit]
    return tuple((merged.shown[number], int(total[number])) for number in best)


def top_years(years: Numbers, limit: int) -> tuple[tuple[str, int], ...]:
    """The latest of `years`, each with how often it is there, latest first."""
    found, counts = np.unique(years, return_counts=True)
    return tuple((str(year), int(n)) for year, n in list(zip(found, counts, strict=True))[::-1][:limit])
