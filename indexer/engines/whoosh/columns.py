"""Rows → what a segment keeps per document: the values of facets, years, and the texts of orders.

For each facet (values ascending by their key): keys, shown and keys_hash; codes_at and codes, the values of each
document; owners, whose each of them is, unless every document has just one. For each order: texts, and rank, the place
of each document's text among the distinct ones.
"""

from array import array
from collections.abc import Sequence

import numpy as np

from indexer.engines.rows import Row, key
from indexer.engines.whoosh.arrays import packed
from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.invert import hashed, starts
from indexer.engines.whoosh.names import FACETS, ORDERED, YEARS
from indexer.engines.whoosh.schema import NO_YEAR


class Columns:
    """Collects the columns of one segment."""

    def __init__(self) -> None:
        self._facets = {name: _Facet(name) for name in FACETS}
        self._years = {name: array("i") for name in YEARS}
        self._ordered: dict[str, list[bytes]] = {name: [] for name in ORDERED}

    def add(self, row: Row) -> None:
        """The next document."""
        for name, facet in self._facets.items():
            facet.add(row.shown.get(name, ()))
        for name, years in self._years.items():
            years.append(row.numbers.get(name, NO_YEAR))
        for name, texts in self._ordered.items():
            texts.append((row.id if name == "id" else row.texts.get(name, "")).encode())

    def content(self) -> dict[str, Numbers]:
        """The arrays, by `field/array`."""
        made: dict[str, Numbers] = {}
        for name, facet in self._facets.items():
            made |= {f"{name}/{part}": numbers for part, numbers in facet.arrays().items()}
        for name, years in self._years.items():
            made[f"{name}/numbers"] = np.array(years, np.int32)
        for name, texts in self._ordered.items():
            made |= {f"{name}/{part}": numbers for part, numbers in ordered(texts).items()}
        return made


class _Facet:
    def __init__(self, name: str) -> None:
        self._name = name
        self._by_text: dict[str, int] = {}
        self._by_key: dict[str, int] = {}
        self._shown: list[str] = []
        self._codes = array("I")
        self._counts = array("I")

    def add(self, values: Sequence[str]) -> None:
        codes = dict.fromkeys([self._code(value) for value in values])
        self._codes.extend(codes)
        self._counts.append(len(codes))

    def _code(self, text: str) -> int:
        """Values that fold to the same are one, shown as the first was written."""
        code = self._by_text.get(text)
        if code is None:
            code = self._by_text[text] = self._by_key.setdefault(key(self._name, text) or text, len(self._by_key))
            if code == len(self._shown):
                self._shown.append(text)
        return code

    def arrays(self) -> dict[str, Numbers]:
        """The arrays of the facet."""
        codes = np.frombuffer(self._codes, np.uint32) if self._codes else np.zeros(0, np.uint32)
        counts = np.array(self._counts, np.int64)
        return facet([one.encode() for one in self._by_key], [one.encode() for one in self._shown], codes, counts)


def facet(keys: Sequence[bytes], shown: Sequence[bytes], codes: Numbers, counts: Numbers) -> dict[str, Numbers]:
    """The arrays of a facet, from its values as they came, the values of all documents, and how many each has."""
    order = sorted(range(len(keys)), key=keys.__getitem__)
    place = np.empty(len(keys), np.uint32)
    place[order] = np.arange(len(keys), dtype=np.uint32)
    in_order = [keys[number] for number in order]
    key_data, keys_at = packed(in_order)
    shown_data, shown_at = packed(shown[number] for number in order)
    hashes = np.fromiter(map(hashed, in_order), np.uint64, len(in_order))
    made = {
        "keys": key_data,
        "keys_at": keys_at,
        "keys_hash": hashes,
        "shown": shown_data,
        "shown_at": shown_at,
        "codes": place[codes],
        "codes_at": starts(counts).astype(np.uint32),
    }
    if (counts == 1).all():
        return made
    return made | {"owners": np.repeat(np.arange(len(counts), dtype=np.uint32), counts)}


def ordered(texts: Sequence[bytes]) -> dict[str, Numbers]:
    """The arrays of an order."""
    data, at = packed(texts)
    place = {text: number for number, text in enumerate(sorted(set(texts)))}
    return {"texts": data, "texts_at": at, "rank": np.fromiter(map(place.__getitem__, texts), np.uint32, len(texts))}
