"""How long a text field is on the average, and the parameters of BM25 that make scores those of the other engines.

BM25 weighs the length of a field against the average over all documents, those without the field too. OpenSearch cannot
leave the word `ABSENT` of those out of the average: with it the average is `stretch` times as long as it should be.

    wanted:  k1 · (1 - b + b · length / average)
    is:      K1 · (1 - B + B · length / (stretch · average))

They are the same for every length if K1 · B = k1 · b · stretch, and K1 · (1 - B) = k1 · (1 - b). So each field has a K1
and a B of its own, set when all documents have been seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from indexer.engines import bm25
from indexer.engines.rows import Row


@dataclass(frozen=True, slots=True)
class Scale:
    """For each text field how many times too long its average is."""

    stretch: Mapping[str, float]

    def k1(self, field: str) -> float:
        """K1 of a field."""
        return bm25.K1 * (1 - bm25.B + bm25.B * self.stretch[field])

    def similarity(self) -> dict[str, Any]:
        """The settings that give each text field its K1 and B."""
        return {
            name: {"type": "BM25", "k1": self.k1(name), "b": bm25.K1 * bm25.B * stretch / self.k1(name)}
            for name, stretch in self.stretch.items()
        }

    def boosts(self, major: int) -> dict[str, float]:
        """What the weight of a word is multiplied by, so that it scores `k1 + 1` times rarity and frequency, as in the
        other engines. OpenSearch multiplies by its K1 + 1 itself up to version 2 (its `LegacyBM25Similarity`).
        """
        return {name: (bm25.K1 + 1) / ((self.k1(name) + 1) if major < 3 else 1) for name in self.stretch}


class Lengths:
    """Counts words while documents go by."""

    def __init__(self, fields: Iterable[str]) -> None:
        self._fields = tuple(fields)
        self._words: Counter[str] = Counter()
        self._having: Counter[str] = Counter()
        self._documents = 0

    def add(self, row: Row) -> None:
        """The next document."""
        self._documents += 1
        for name, values in row.words.items():
            self._having[name] += 1
            self._words[name] += sum(map(len, values))

    def scale(self) -> Scale:
        """What follows from all of them."""
        return Scale({name: self._stretch(name) for name in self._fields})

    def _stretch(self, name: str) -> float:
        words, absent = self._words[name], self._documents - self._having[name]
        return (words + absent) / words if words else 1.0
