"""Rows → the content of a segment: who has which word where, as sorted arrays.

What is collected per document are numbers only; putting them in order is array work, once per segment.

For each field of words or whole values (terms ascending by their bytes):
    vocab, vocab_at    the terms                    hash, hash_term   their hashes ascending, and whose each is
    at                 where the documents of each term begin in `docs`
    docs               documents, ascending within a term
and for words: times (how often in that document), places and places_at (where the places of each term begin),
length (a byte per document, `bm25.LENGTHS`), total (all words), letters (which letters a term has, for slips).
"""

import hashlib
from array import array
from collections.abc import Sequence

import numpy as np

from indexer.engines import bm25
from indexer.engines.rows import Row
from indexer.engines.whoosh.arrays import packed
from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.names import SLIPPED, TEXTS, WHOLE

GAP = 8
"""Word positions left free between two values of a field, so that no phrase reaches across."""

LENGTHS = np.array(bm25.LENGTHS, np.int64)
TIMES = 2**16 - 1


class Inverter:
    """Collects what the rows of one segment say; document numbers are the order in which they come."""

    def __init__(self) -> None:
        self._texts = {name: _Words() for name in TEXTS}
        self._whole = {name: _Values() for name in WHOLE}
        self.size = 0

    def add(self, row: Row) -> None:
        """The next document."""
        number = self.size
        for name, values in row.words.items():
            self._texts[name].add(number, values)
        for name, keys in row.keys.items():
            if name in self._whole:
                self._whole[name].add(number, keys)
        self._whole["id"].add(number, (row.id,))
        self.size += 1

    def content(self) -> dict[str, Numbers]:
        """The arrays, by `field/array`."""
        made: dict[str, Numbers] = {}
        for name, collected in (*self._texts.items(), *self._whole.items()):
            made |= {f"{name}/{part}": numbers for part, numbers in collected.arrays(self.size, name).items()}
        return made


class _Values:
    """Whole values of a field: which terms each document has."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.terms = array("I")
        self.owners = array("I")
        self.counts = array("I")

    def add(self, document: int, keys: Sequence[str]) -> None:
        known = self.numbers
        self.terms.extend([known.setdefault(one, len(known)) for one in keys])
        self.owners.append(document)
        self.counts.append(len(keys))

    def arrays(self, size: int, name: str) -> dict[str, Numbers]:
        """The arrays of the field."""
        made, order = vocabulary([term.encode() for term in self.numbers], name)
        terms, docs = order[_array(self.terms)], np.repeat(_array(self.owners), _array(self.counts))
        by_term = np.argsort(terms, kind="stable")
        counts = np.bincount(terms, minlength=len(self.numbers))
        return made | {"at": starts(counts), "docs": docs[by_term].astype(np.uint32)}


class _Words(_Values):
    """Words of a field: also how often and where, and how many a document has."""

    def __init__(self) -> None:
        super().__init__()
        self.value_of = array("I")  # which value of its document, counted from 0

    def add(self, document: int, values: Sequence[Sequence[str]]) -> None:
        for number, value in enumerate(values):
            super().add(document, value)
            self.value_of.append(number)

    def arrays(self, size: int, name: str) -> dict[str, Numbers]:
        """The arrays of the field."""
        made, order = vocabulary([term.encode() for term in self.numbers], name)
        counts, owners = _array(self.counts).astype(np.int64), _array(self.owners)
        terms, docs = order[_array(self.terms)], np.repeat(owners, counts)
        lengths = np.bincount(docs, minlength=size)
        place = np.arange(len(docs)) - np.repeat(starts(lengths)[:-1][owners], counts)
        place += GAP * np.repeat(_array(self.value_of).astype(np.int64), counts)
        by_term = np.argsort(terms, kind="stable")
        return (
            made
            | postings(terms[by_term], docs[by_term], place[by_term], len(self.numbers))
            | {"length": codes(lengths), "total": np.array([lengths.sum()], np.int64)}
        )


def postings(terms: Numbers, docs: Numbers, places: Numbers, vocabulary_size: int) -> dict[str, Numbers]:
    """Tokens in the order of term, document and place → postings."""
    first = np.ones(len(terms), bool)
    first[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    begins = np.flatnonzero(first)
    times = np.diff(np.append(begins, len(terms)))
    return {
        "at": starts(np.bincount(terms[begins], minlength=vocabulary_size)),
        "docs": docs[begins].astype(np.uint32),
        "times": np.minimum(times, TIMES).astype(np.uint16),
        "places": places.astype(np.uint32),
        "places_at": starts(np.bincount(terms, minlength=vocabulary_size)),
    }


def codes(lengths: Numbers) -> Numbers:
    """Lengths as the bytes that stand for them."""
    return (np.searchsorted(LENGTHS, lengths, "right") - 1).astype(np.uint8)


def vocabulary(terms: Sequence[bytes], name: str) -> tuple[dict[str, Numbers], Numbers]:
    """The arrays of a field's terms, and the place of each (as they come) when put in order."""
    order = sorted(range(len(terms)), key=terms.__getitem__)
    place = np.empty(len(terms), np.uint32)
    place[order] = np.arange(len(terms), dtype=np.uint32)
    ordered = [terms[number] for number in order]
    vocab, vocab_at = packed(ordered)
    hashes = np.fromiter(map(hashed, ordered), np.uint64, len(ordered))
    by_hash = np.argsort(hashes, kind="stable")
    made = {"vocab": vocab, "vocab_at": vocab_at, "hash": hashes[by_hash], "hash_term": by_hash.astype(np.uint32)}
    if name in SLIPPED:
        made["letters"] = np.fromiter(map(letters, ordered), np.uint64, len(ordered))
    return made, place


def hashed(term: bytes) -> int:
    """A number of 64 bits that hardly two terms share."""
    return int.from_bytes(hashlib.blake2b(term, digest_size=8).digest(), "little")


def letters(term: bytes) -> int:
    """Which letters a term has, as bits: two terms one slip apart differ in two of them at most."""
    mask = 0
    for byte in set(term):
        mask |= 1 << (byte & 63)
    return mask


def starts(counts: Numbers) -> Numbers:
    """Where the parts of these sizes begin (one more than there are)."""
    made = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=made[1:])
    return made


def sizes(begins: Numbers) -> Numbers:
    """How large the parts are that begin there (int64; one less than there are numbers)."""
    wide = begins.astype(np.int64)
    return wide[1:] - wide[:-1]


def _array(numbers: "array[int]") -> Numbers:
    return np.frombuffer(numbers, np.uint32) if len(numbers) else np.zeros(0, np.uint32)
