"""One commit of the index: what a search reads. It never changes, so threads share it freely."""

from pathlib import Path
from typing import Any

import numpy as np

from indexer.engines import bm25
from indexer.engines.whoosh import inner
from indexer.engines.whoosh.cache import Cache, Numbers
from indexer.engines.whoosh.invert import LENGTHS
from indexer.engines.whoosh.ordinals import Ordinals
from indexer.engines.whoosh.segment import Segment, identity


class Leaf:
    """A segment within a snapshot; `live` is False where a document is deleted, None where none is."""

    def __init__(self, snapshot: "Snapshot", source: Segment, live: Numbers | None) -> None:
        self.snapshot, self.segment, self.live = snapshot, source, live

    def norm(self, field: str, ids: Numbers) -> Numbers:
        """What a word's frequency is weighed against in each of these documents (float32)."""
        return self.snapshot.norms(field)[self.segment.content[f"{field}/length"][ids]]

    def living(self, ids: Numbers) -> Numbers:
        """Those of these documents that are not deleted."""
        return ids if self.live is None else ids[self.live[ids]]


class Snapshot:
    """The segments of one commit; those that an earlier one had already are taken over."""

    def __init__(self, generation: Path, before: "Snapshot | None", cache: Cache) -> None:
        opened = {leaf.segment.id: leaf.segment for leaf in before.leaves} if before else {}
        self.name = f"{generation.name}/{inner.commit_number(generation)}"
        self.leaves: list[Leaf] = []
        self.cache = cache
        for info in inner.segments(generation):
            source = opened.get(identity(generation, info)) or Segment(generation, info, cache)
            self.leaves.append(Leaf(self, source, _live(info)))
        self.size = sum(leaf.segment.size for leaf in self.leaves)
        self.count = sum(leaf.segment.size if leaf.live is None else int(leaf.live.sum()) for leaf in self.leaves)
        self._weights: dict[tuple[str, str], float] = {}
        self._norms: dict[str, Numbers] = {}
        self._ordinals: dict[str, Ordinals] = {}

    def weight(self, field: str, term: str) -> float:
        """What a word weighs by its rarity over all segments."""
        key = field, term
        if (known := self._weights.get(key)) is None:
            found = sum(leaf.segment.frequency(field, term) for leaf in self.leaves)
            if len(self._weights) > _REMEMBERED:
                self._weights.clear()
            known = self._weights[key] = (bm25.K1 + 1) * bm25.rarity(self.size, found)
        return known

    def norms(self, field: str) -> Numbers:
        """What a frequency is weighed against, by the byte of the field's length (float32)."""
        if (known := self._norms.get(field)) is None:
            words = sum(leaf.segment.total_lengths.get(field, 0) for leaf in self.leaves)
            share = LENGTHS / (words / max(self.size, 1) or 1.0)
            known = self._norms[field] = (bm25.K1 * (1 - bm25.B + bm25.B * share)).astype(np.float32)
        return known

    def ordinals(self, field: str) -> Ordinals:
        """The values of a facet, numbered over all segments."""
        if (known := self._ordinals.get(field)) is None:
            known = self._ordinals[field] = Ordinals([leaf.segment for leaf in self.leaves], field)
        return known


_REMEMBERED = 50_000


def _live(info: Any) -> Numbers | None:
    deleted = list(info.deleted_docs())
    if not deleted:
        return None
    live = np.ones(info.doc_count_all(), bool)
    live[deleted] = False
    return live
