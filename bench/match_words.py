"""What made-up works are made of: words, names, imprints and headings of the labelled records, as often as there.

They are read from the fields of MARC and not through our own readers: the stream stays the same whatever these learn.
"""

import gzip
import random
from collections.abc import Iterator
from itertools import cycle
from typing import NamedTuple

from pymarc import Record

from bench.catalogue import WORDS
from bench.records import PATH

MARKS = ' ,:;/.=?!()[]"'
"""Punctuation around words."""


class Base(NamedTuple):
    """What one record lends: a title's words, an imprint, a size; absent is empty."""

    words: tuple[str, ...]
    year: int
    publisher: str
    place: str
    country: str
    edition: str
    size: str
    series: str
    subjects: tuple[str, ...]


class Words(NamedTuple):
    """The vocabulary. A word or name stands in its list as often as it was found."""

    bases: list[Base]
    words: list[str]
    persons: list[str]
    bodies: list[str]


def load() -> Words:
    """The vocabulary of the labelled records; made-up words where these are absent."""
    if not PATH.exists():
        return _made_up()
    with gzip.open(PATH) as file:
        records = [Record(data + b"\x1d", force_utf8=True) for data in file.read().split(b"\x1d")[:-1]]
    bases = [base for record in records if len((base := _base(record)).words) > 1]
    persons, bodies = ([name for record in records for name in _texts(record, tag, "a")[:1]] for tag in ("100", "110"))
    return Words(bases, [word for base in bases for word in base.words], persons, bodies)


def _base(record: Record) -> Base:
    dates = next((field.data or "" for field in record.get_fields("008")), "")
    return Base(
        words=tuple(
            word for text in _texts(record, "245", "ab") for part in text.split() if (word := part.strip(MARKS))
        ),
        year=int(year) if (year := dates[7:11]).isdecimal() and 1450 < int(year) < 2013 else 1950,
        publisher=_first(record, "260", "b"),
        place=_first(record, "260", "a"),
        country=dates[15:18] or "xx ",
        edition="" if (edition := _first(record, "250", "a"))[:1].isdecimal() else edition,  # numbers are given later
        size=_first(record, "300", "c") or "24 cm",
        series=_first(record, "490", "a"),
        subjects=tuple(_texts(record, "650", "a")[:4]),
    )


def _first(record: Record, tag: str, code: str) -> str:
    return next(iter(_texts(record, tag, code)), "")


def _texts(record: Record, tag: str, codes: str) -> list[str]:
    found = (value for field in record.get_fields(tag) for value in field.get_subfields(*codes))
    return [value.strip(MARKS) for value in found]


def _made_up() -> Words:
    chance = random.Random(5)
    syllables = [
        a + b for a in ("ba", "ke", "li", "mo", "su", "ta", "ri") for b in ("r", "n", "ka", "to", "ma", "li", "sa")
    ]
    rare = ["".join(chance.choices(syllables, k=3)) for _word in range(20_000)]
    words = [*WORDS * 400, *rare]
    names = [f"{one.capitalize()}, {other.capitalize()}" for one, other in _pairs(chance, rare, 8000)]
    houses = [f"{one.capitalize()} {other}" for one, other in _pairs(chance, rare, 2000)]
    towns = cycle(("Medan", "Jakarta", "Yogyakarta", "Bandung", "Surabaya"))
    bases = [
        Base(
            tuple(chance.choices(words, k=chance.randint(2, 14))), chance.randint(1900, 2012), house, next(towns),
            "io ", "", "21 cm", "", tuple(chance.choices(WORDS, k=2)),
        )
        for house in chance.choices(houses, k=15_000)
    ]  # fmt: skip
    return Words(bases, words, names, [f"Dinas {word}" for word in rare[:400]])


def _pairs(chance: random.Random, words: list[str], number: int) -> Iterator[tuple[str, str]]:
    return ((chance.choice(words), chance.choice(words)) for _pair in range(number))
