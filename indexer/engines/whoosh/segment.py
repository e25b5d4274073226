"""A segment as arrays that the system maps into memory: what a search looks up. It never changes once it is written
(what was deleted stands in the table of contents), so whatever is read from it holds for ever, for all threads.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA

from indexer.engines.whoosh import arrays, inner
from indexer.engines.whoosh.arrays import Texts
from indexer.engines.whoosh.cache import Arrays, Cache, Numbers
from indexer.engines.whoosh.invert import hashed, letters

POSITIONS = 1 << 24
"""A word's place is written as document * POSITIONS + position, so that one sorted array holds all of them."""

_NOBODY = np.zeros(0, np.int64)


class Segment:
    """One segment, open. `size` counts its documents, deleted ones too."""

    def __init__(self, generation: Path, info: Any, cache: Cache) -> None:
        self.id = identity(generation, info)
        self.size = int(info.doc_count_all())
        self.content = arrays.read(inner.arrays_file(generation, info))
        self._cache = cache

    def texts(self, name: str) -> Texts:
        """Byte strings by number: `id/texts` by document, `title/vocab` by term, `creator/shown` by value."""
        return Texts(self.content, name)

    @cached_property
    def total_lengths(self) -> dict[str, int]:
        """The number of words in each text field."""
        return {name[:-6]: int(array[0]) for name, array in self.content.items() if name.endswith("/total")}

    def frequency(self, field: str, term: str) -> int:
        """In how many documents `term` is, deleted ones too."""
        start, end = self._extent(field, term)
        return end - start

    def postings(self, field: str, term: str) -> Arrays:
        """The documents with a word, ascending (int64), and how often it is in each (float32)."""
        start, end = self._extent(field, term)
        docs, times = self.content[f"{field}/docs"], self.content[f"{field}/times"]
        return docs[start:end].astype(np.int64), times[start:end].astype(np.float32)

    def positions(self, field: str, term: str) -> Numbers:
        """Every place of a word, ascending: document * POSITIONS + position (int64)."""
        number = self._number(field, term)
        if number < 0:
            return _NOBODY
        start, end = self.content[f"{field}/at"][number : number + 2].tolist()
        docs, times = self.content[f"{field}/docs"][start:end], self.content[f"{field}/times"][start:end]
        first, last = self.content[f"{field}/places_at"][number : number + 2].tolist()
        return np.repeat(docs.astype(np.int64) * POSITIONS, times) + self.content[f"{field}/places"][first:last]

    def any_of(self, field: str, terms: Sequence[str]) -> Numbers:
        """The documents, ascending (int64), with one of these terms."""
        if len(terms) == 1:
            extents = [self._extent(field, terms[0])]
        else:
            at = self.content[f"{field}/at"]
            extents = [(int(at[number]), int(at[number + 1])) for number in self._numbers(field, tuple(terms))]
        if len(extents) == 1:
            return self.content[f"{field}/docs"][slice(*extents[0])].astype(np.int64)
        return self._together(field, extents)

    def starting(self, field: str, prefix: str) -> Numbers:
        """The documents, ascending (int64), with a term that begins with `prefix`."""

        def make() -> Arrays:
            vocabulary, wanted = self.texts(f"{field}/vocab"), prefix.encode()
            first = bisect_left(vocabulary, wanted)
            after = _following(wanted)
            last = bisect_left(vocabulary, after, first) if after else len(vocabulary)
            at = self.content[f"{field}/at"]
            return (self._together(field, [(int(at[first]), int(at[last]))]),)

        return self._cache.get((self.id, field, prefix, "starting"), make)[0]

    def within(self, field: str, term: str, distance: int) -> Numbers:
        """The documents, ascending (int64), with a word so many slips away."""

        def make() -> Arrays:
            at = self.content[f"{field}/at"]
            return (self._together(field, [(int(at[n]), int(at[n + 1])) for n in self._near(field, term, distance)]),)

        return self._cache.get((self.id, field, term, distance), make)[0]

    def _near(self, field: str, term: str, distance: int) -> list[int]:
        """The numbers of the words so many slips away: those of about its length, of about its letters, looked at."""
        wanted = term.encode()
        starts = self.content[f"{field}/vocab_at"]
        width = max(len(char.encode()) for char in term) if not term.isascii() else 1
        near = np.abs(np.diff(starts.astype(np.int64)) - len(wanted)) <= distance * max(width, 2 - term.isascii())
        other = np.bitwise_count(self.content[f"{field}/letters"] ^ np.uint64(letters(wanted)))
        candidates = np.flatnonzero(near & (other <= 2 * distance * width)).tolist()
        vocabulary = self.texts(f"{field}/vocab")
        return [n for n in candidates if OSA.distance(vocabulary[n].decode(), term, score_cutoff=distance) <= distance]

    def _together(self, field: str, extents: Sequence[tuple[int, int]]) -> Numbers:
        """The documents of several terms, or of a run of them, each once and in order."""
        docs = self.content[f"{field}/docs"]
        found = [docs[start:end] for start, end in extents]
        if not found:
            return _NOBODY
        return distinct(found[0] if len(found) == 1 else np.concatenate(found), self.size)

    def _extent(self, field: str, term: str) -> tuple[int, int]:
        number = self._number(field, term)
        if number < 0:
            return 0, 0
        start, end = self.content[f"{field}/at"][number : number + 2].tolist()
        return start, end

    def _number(self, field: str, term: str) -> int:
        """The number of a term among those of its field, -1 if it is none of them."""
        hashes, wanted = self.content[f"{field}/hash"], _hashes((term,))[0]
        at = int(np.searchsorted(hashes, wanted))
        if at == len(hashes) or hashes[at] != wanted:
            return -1
        return int(self.content[f"{field}/hash_term"][at])

    def _numbers(self, field: str, terms: tuple[str, ...]) -> list[int]:
        """The numbers of those of the terms that the field has."""
        hashes, wanted = self.content[f"{field}/hash"], _hashes(terms)
        if not len(hashes):
            return []
        at = np.minimum(np.searchsorted(hashes, wanted), len(hashes) - 1)
        numbers: list[int] = self.content[f"{field}/hash_term"][at[hashes[at] == wanted]].tolist()
        return numbers


@lru_cache(4096)
def _hashes(terms: tuple[str, ...]) -> Numbers:
    """The hash of each term: asked for in every segment and field."""
    return np.array([hashed(term.encode()) for term in terms], np.uint64)


def distinct(documents: Numbers, size: int) -> Numbers:
    """Documents of a segment of that size, each once, ascending (int64)."""
    if len(documents) * 16 > size:
        there = np.zeros(size, bool)
        there[documents] = True
        return np.flatnonzero(there)
    ordered = np.sort(documents.astype(np.int64))
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def identity(generation: Path, info: Any) -> str:
    """The name of a segment, unlike any other's of any generation."""
    return f"{generation.name}/{info.segment_id()}"


def _following(prefix: bytes) -> bytes:
    """The first byte string after all that begin with `prefix`; empty where there is none."""
    trimmed = prefix.rstrip(b"\xff")
    return trimmed[:-1] + bytes([trimmed[-1] + 1]) if trimmed else b""
