"""A Whoosh segment as NumPy arrays: the only module that knows the inner side of Whoosh 2.7.4 (its codec `whoosh3`).

A segment never changes once it is written (what was deleted stands in the table of contents), so arrays read from it
hold for ever. Whoosh's readers share one position per file, hence the lock; its pickles are read, hence the marker
(`folder`).
"""

import os
import threading
import weakref
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA
from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import TOC
from whoosh.reading import TermNotFound
from whoosh.util.numeric import _length_byte_cache

from indexer.engines.whoosh import schema
from indexer.engines.whoosh.cache import Arrays, Cache, Numbers
from indexer.engines.whoosh.folder import SyncedStorage

LENGTHS = np.array(_length_byte_cache, dtype=np.float32)
"""Whoosh keeps the length of a field in one byte, coarsely; this is what each byte stands for."""

POSITIONS = 1 << 24
"""A word's place is written as document * POSITIONS + position, so that one sorted array holds all of them."""

INDEX = "MAIN"


def commit(generation: Path) -> int:
    """The number of the last commit in a generation's folder, -1 when there is none."""
    return int(TOC._latest_generation(SyncedStorage(generation), INDEX))


def contents(generation: Path) -> list[Any]:
    """Whoosh's segments of the last commit."""
    storage = SyncedStorage(generation)
    try:
        return list(TOC.read(storage, INDEX, schema=_SCHEMA).segments)
    finally:
        storage.release()


def identity(generation: Path, info: Any) -> str:
    """The name of a segment, unlike any other's of any generation."""
    return f"{generation.name}/{info.segment_id()}"


class Segment:
    """One segment, open. `size` counts its documents, deleted ones too.

    A child of a fork shares the position of every open file with its parent, so it opens its own (`process`).
    """

    def __init__(self, generation: Path, info: Any, cache: Cache) -> None:
        self.id = identity(generation, info)
        self.size = int(info.doc_count_all())
        self.total_lengths: dict[str, int] = dict(info._fieldlengths)
        self.process = os.getpid()
        self._name = str(info.segment_id())
        self._generation = generation
        self._cache = cache
        self._lock = threading.Lock()
        storage = SyncedStorage(generation)
        weakref.finalize(self, storage.release)
        try:
            self._terms = W3Codec().terms_reader(storage, info)
        except BaseException:
            storage.release()
            raise

    def frequency(self, field: str, term: str) -> int:
        """In how many documents `term` is, deleted ones too."""
        return len(self.postings(field, term)[0])

    def postings(self, field: str, term: str) -> Arrays:
        """The documents with `term`, ascending (int64), and how often it is in each (float32)."""
        return self._cache.get((self.id, field, term), lambda: self._read(field, term, False))

    def positions(self, field: str, term: str) -> Numbers:
        """Every place of `term`, ascending: document * POSITIONS + position (int64)."""
        return self._cache.get((self.id, field, term, "positions"), lambda: self._read(field, term, True))[0]

    def any_of(self, field: str, terms: Sequence[str]) -> Numbers:
        """The documents, ascending (int64), with one of these terms."""
        found = [self.postings(field, term)[0] for term in terms]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def starting(self, field: str, prefix: str) -> Numbers:
        """The documents, ascending (int64), with a term that begins with `prefix`."""
        return self.any_of(field, self._terms_starting(field, prefix))

    def within(self, field: str, term: str, distance: int) -> Numbers:
        """The documents, ascending (int64), with a term so many slips away."""
        near = [one for one in self._terms_starting(field, "") if OSA.distance(one, term) <= distance]
        return self.any_of(field, near)

    def _terms_starting(self, field: str, prefix: str) -> list[str]:
        wanted = prefix.encode()
        with self._lock:
            if field not in self._terms._fieldmap:
                return []
            found = takewhile(
                lambda item: item[0][0] == field and item[0][1].startswith(wanted),
                self._terms.items_from(field, wanted),
            )
            return [term.decode() for (_field, term), info in found]

    def lengths(self, field: str) -> Numbers:
        """How many words each document has in `field` (float32)."""
        raw = np.zeros(self.size, np.uint8)
        data = np.frombuffer(self._column(f"_{field}_len"), np.uint8)
        raw[: len(data)] = data
        return LENGTHS[raw]

    def numbers(self, column: str) -> Numbers:
        """The whole numbers of a column (int64), `NO_YEAR` where there is none."""
        full = np.full(self.size, schema.NO_YEAR, np.int64)
        data = np.frombuffer(self._column(column), ">i4")
        full[: len(data)] = data
        return full

    def texts(self, column: str) -> list[bytes]:
        """The byte strings of a column, one a document."""
        if not self._file(column).exists() and self._file("c_id").exists():
            return [b""] * self.size
        with SyncedStorage(self._generation).open_file(self._file(column).name) as file:
            reader = _SCHEMA[column].column_type.reader(file, 0, self._file(column).stat().st_size, self.size)
            return list(reader)

    def _file(self, column: str) -> Path:
        return self._generation / f"{self._name}.{column}.col"

    def _column(self, column: str) -> bytes:
        path = self._file(column)
        # No document of the segment has the field; but a whole segment that is gone has to be noticed.
        return path.read_bytes() if path.exists() or not self._file("c_id").exists() else b""

    def _info(self, field: str, term: str) -> Any:
        try:
            return self._terms.term_info(field, term.encode())
        except TermNotFound:
            return None

    def _read(self, field: str, term: str, positions: bool) -> Arrays:
        format_ = _SCHEMA[field].format
        ids: list[int] = []
        weights: list[float] = []
        values: list[bytes] = []
        with self._lock:
            if self._info(field, term) is not None:
                block = self._terms.matcher(field, term.encode(), format_)
                while block.is_active():
                    block._read_ids()
                    ids.extend(block._ids)
                    if positions:
                        block._read_values()
                        values.extend(block._values)
                    else:
                        block._read_weights()
                        weights.extend(block._weights)
                    block._next_block()
        if not positions:
            return np.array(ids, np.int64), np.array(weights, np.float32)
        return (
            np.array(
                [
                    doc * POSITIONS + place
                    for doc, value in zip(ids, values, strict=True)
                    for place in format_.decode_positions(value)
                ],
                np.int64,
            ),
        )


_SCHEMA = schema.schema()
