"""Two hundred mixed queries in the language of the search box, sampled from the records (research: engines)."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench import search_corpus
from bench.search_variants import plain
from indexer.engines.query import And, Node, Similar, Word
from indexer.record import UnionRecord
from search.query import simple
from search.relaxing import attempts

SAMPLED = 100_000
"""Queries are about the first so many records, so that shorter and longer catalogues are asked the same."""

SEED, OTHER_SEED = 77, 78
MIXED, RANKED = "mixed", "ranked"
"""A query as it was typed; and with what a page adds to it, so that the likeliest of its hits come first."""

_WORD = re.compile(r"[a-z]{3,}")


class Case(NamedTuple):
    """A query as it is typed, and the library that it is narrowed to; `fuzzy`: words may be misspelt."""

    kind: str
    text: str
    member: str | None = None

    def query(self, way: str = MIXED) -> "Query":
        """What an engine is asked."""
        node, fuzzy = simple.parse(self.text), self.kind == "fuzzy"
        if way == RANKED:
            return Query(next(one.node for one in attempts(node, self.text) if one.slips or not fuzzy), self.member)
        return Query(_similar(node) if fuzzy else node, self.member)


class Query(NamedTuple):
    """A query as a tree, and the library that it is narrowed to."""

    node: Node
    member: str | None = None


class Cases(NamedTuple):
    """Two hundred queries, and as many others that are asked after them."""

    asked: list[Case]
    others: list[Case]


def cases(sampled: int = SAMPLED, seed: int = SEED) -> list[Case]:
    """The queries, the same each time."""
    chance = random.Random(seed)
    made = [_made(kind, chance, sampled) for kind, (number, _make) in _KINDS.items() for _query in range(number)]
    chance.shuffle(made)
    return made


def write(path: Path) -> None:
    """The queries into a file: who asks them shall not have to load what they are made of."""
    path.write_bytes(msgspec.json.encode(Cases(cases(), cases(seed=OTHER_SEED))))


def read(path: Path, way: str = MIXED) -> tuple[list[Query], list[Query]]:
    """The queries of a file, and the others."""
    both = msgspec.json.decode(path.read_bytes(), type=Cases)
    return [case.query(way) for case in both.asked], [case.query(way) for case in both.others]


def kinds(path: Path) -> list[str]:
    """The kind of each query of a file."""
    return [case.kind for case in msgspec.json.decode(path.read_bytes(), type=Cases).asked]


def _made(kind: str, chance: random.Random, sampled: int) -> Case:
    make = _KINDS[kind][1]
    while True:  # some records lend themselves to it
        if text := make(search_corpus.record(chance.randrange(sampled)), chance):
            return Case(kind, text, chance.choice(search_corpus.MEMBERS) if kind == "filter" else None)


def _words(text: str | None) -> list[str]:
    """Plain words of three letters or more."""
    return [word for word in re.findall(r"\w+", plain(text or "").lower()) if _WORD.fullmatch(word)]


def _surname(record: UnionRecord) -> str | None:
    found = _words(record.creators[0].name.partition(",")[0])
    return found[-1] if found else None


def _one(record: UnionRecord, chance: random.Random) -> str | None:
    found = _words(record.title)
    return chance.choice(found) if found else None


def _two(record: UnionRecord, chance: random.Random) -> str | None:
    """Two words side by side, or a word and a surname."""
    if chance.random() < 0.5:
        return _run(record, chance, 2)
    word, name = _one(record, chance), _surname(record)
    return f"{word} {name}" if word and name and word != name else None


def _three(record: UnionRecord, chance: random.Random) -> str | None:
    return _run(record, chance, 3)


def _phrase(record: UnionRecord, chance: random.Random) -> str | None:
    """Words that do stand side by side: no short word between them was left out."""
    text, title = _run(record, chance, chance.choice((2, 2, 3))), re.findall(r"\w+", plain(record.title or "").lower())
    return f'"{text}"' if text and f" {text} " in f" {' '.join(title)} " else None


def _fielded(record: UnionRecord, chance: random.Random) -> str | None:
    word, name = _one(record, chance), _surname(record)
    return f"title:{word} author:{name}" if word and name else None


def _prefix(record: UnionRecord, chance: random.Random) -> str | None:
    found = [word for word in _words(record.title) if len(word) >= 6]
    return f"title:{chance.choice(found)[: chance.choice((3, 4, 5))]}*" if found else None


def _fuzzy(record: UnionRecord, chance: random.Random) -> str | None:
    found = [word for word in _words(record.title) if len(word) >= 6]
    if not found:
        return None
    word = chance.choice(found)
    left_out = chance.randrange(1, len(word) - 1)
    return f"title:{word[:left_out]}{word[left_out + 1 :]}"


def _run(record: UnionRecord, chance: random.Random, length: int) -> str | None:
    """So many different words of the title, side by side."""
    found = _words(record.title)
    if len(found) < length + 1:
        return None
    start = chance.randrange(len(found) - length + 1)
    taken = list(dict.fromkeys(found[start : start + length]))
    return " ".join(taken) if len(taken) == length else None


def _similar(node: Node) -> Node:
    match node:
        case Word(text, field):
            return Similar(text, field)
        case And(parts):
            return And(tuple(_similar(part) for part in parts))
    return node


_KINDS: dict[str, tuple[int, Callable[[UnionRecord, random.Random], str | None]]] = {
    "one word": (40, _one),
    "two words": (50, _two),
    "three words": (30, _three),
    "phrase": (20, _phrase),
    "fielded": (20, _fielded),
    "prefix": (15, _prefix),
    "fuzzy": (10, _fuzzy),
    "filter": (15, _two),
}
