"""One commit of the index, as arrays: what a search reads. It never changes, so threads share it freely."""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from config.fields import BY_NAME
from indexer.engines import bm25
from indexer.engines.whoosh import facets, segment
from indexer.engines.whoosh.cache import Cache, Numbers
from indexer.engines.whoosh.schema import NO_YEAR, column
from indexer.engines.whoosh.segment import Segment

T = TypeVar("T")


class Leaf:
    """A segment within a snapshot: its documents have the numbers `base` and up; `live` is False where deleted."""

    def __init__(self, snapshot: "Snapshot", source: Segment, base: int, live: Numbers) -> None:
        self.snapshot, self.segment, self.base, self.live = snapshot, source, base, live
        self.deleted = not bool(live.all())

    def norm(self, field: str) -> Numbers:
        """What a term's frequency is weighed against in each document (float32)."""

        def make() -> Numbers:
            share = self.segment.lengths(field) / self.snapshot.average_length(field)
            return (bm25.K1 * (1 - bm25.B + bm25.B * share)).astype(np.float32)

        return self.snapshot.once(("norm", self.base, field), make)

    def values(self, field: str) -> facets.Values:
        """The whole values of a facet field, coded."""
        return self.snapshot.shared((self.segment.id, "values", field), lambda: facets.decode(self.segment, field))

    def texts(self, field: str) -> list[bytes]:
        """The text that each document is named or ordered by, empty where there is none."""
        key = (self.segment.id, "texts", field)
        return self.snapshot.shared(key, lambda: self.segment.texts(column(field)))

    def years(self, field: str) -> Numbers:
        """The years of the documents (int64), `NO_YEAR` where there is none."""
        key = (self.segment.id, "years", field)
        return self.snapshot.shared(key, lambda: self.segment.numbers(column(field)))


class Snapshot:
    """The segments of one commit. `shared` keeps what outlives it, by segment; `once` what belongs to it alone."""

    def __init__(self, generation: Path, before: "Snapshot | None", cache: Cache) -> None:
        old = [leaf.segment for leaf in before.leaves] if before else []
        opened = {one.id: one for one in old if one.process == os.getpid()}
        self.leaves: list[Leaf] = []
        self.size = 0
        for info in segment.contents(generation):
            source = opened.get(segment.identity(generation, info)) or Segment(generation, info, cache)
            self.leaves.append(Leaf(self, source, self.size, _live(info)))
            self.size += source.size
        self.count = sum(int(leaf.live.sum()) for leaf in self.leaves)
        names = {leaf.segment.id for leaf in self.leaves}
        kept: dict[Any, Any] = dict(before._shared) if before else {}
        self._shared: dict[Any, Any] = {key: value for key, value in kept.items() if key[0] in names}
        self._own: dict[Any, Any] = {}
        self._lock = threading.RLock()

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """`make()`, kept as long as the snapshot."""
        return self._keep(self._own, key, make)

    def shared(self, key: Any, make: Callable[[], T]) -> T:
        """`make()`, kept as long as the segment named first in `key`."""
        return self._keep(self._shared, key, make)

    def _keep(self, store: dict[Any, Any], key: Any, make: Callable[[], T]) -> T:
        if key not in store:
            with self._lock:
                if key not in store:
                    store[key] = make()
        return cast(T, store[key])

    def weight(self, field: str, term: str) -> float:
        """What a term weighs by its rarity over all segments."""
        found = sum(leaf.segment.frequency(field, term) for leaf in self.leaves)
        return (bm25.K1 + 1) * bm25.rarity(self.size, found)

    def average_length(self, field: str) -> float:
        """The mean number of words in a field."""
        return sum(leaf.segment.total_lengths.get(field, 0) for leaf in self.leaves) / max(self.size, 1) or 1.0

    def ids(self) -> list[bytes]:
        """The id of every document."""
        return self.once("ids", lambda: self._texts("id"))

    def id_order(self) -> Numbers:
        """The place of every document when sorted by id (int64)."""
        return self.once("id order", lambda: _places(self.ids()))

    def order(self, field: str) -> tuple[Numbers, Numbers]:
        """The place of every document when sorted by `field` (int64), ascending, and where it has no value (bool)."""

        def make() -> tuple[Numbers, Numbers]:
            if BY_NAME[field].kind == "year":
                years = np.concatenate([leaf.years(field) for leaf in self.leaves])
                return years, years == NO_YEAR
            texts = self._texts(field)
            return _places(texts), np.array([not text for text in texts], bool)

        return self.once(("order", field), make)

    def merged(self, field: str) -> facets.Merged:
        """The values of a facet field over all segments."""
        return self.once(("merged", field), lambda: facets.merge([leaf.values(field) for leaf in self.leaves]))

    def _texts(self, field: str) -> list[bytes]:
        return [text for leaf in self.leaves for text in leaf.texts(field)]


def _live(info: Any) -> Numbers:
    live = np.ones(info.doc_count_all(), bool)
    live[list(info.deleted_docs())] = False
    return live


def _places(values: Iterable[bytes]) -> Numbers:
    texts = list(values)
    place = {text: number for number, text in enumerate(sorted(set(texts)))}
    return np.array([place[text] for text in texts], np.int64)
