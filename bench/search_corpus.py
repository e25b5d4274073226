"""A union catalogue of any size to search in: each record is a function of its number, nothing is held.

    python -m bench.search_corpus NUMBER FILE       so many records as JSON, one a line

Titles are real ones and such as are made of halves of two; Indonesian and Arabic ones by template. Words, names and
headings are drawn as unevenly as they are in catalogues (Zipf), and names that nobody had before keep coming (Heaps): a
twentieth of the words is drawn from an endless list of made-up ones. A longer catalogue begins with a shorter one.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec

from bench import search_indonesian, search_words
from bench.search_words import Material
from indexer.record import Creator, Holding, Identifiers, UnionRecord

T = TypeVar("T")

LANGUAGES = (
    "eng", "ind", "ara", "ger", "fre", "spa", "dut", "ita", "rus", "lat", "por", "may", "chi", "jpn", "jav", "tur",
    "per", "pol", "swe", "hin",
)  # fmt: skip
SHARES = (46, 20, 6, 5, 5, 3, 3, 2, 2, 1, 1, 1, 1, 1, 0.6, 0.6, 0.5, 0.5, 0.4, 0.4)
KINDS = (
    "book", "article", "thesis", "serial", "report", "conference", "map", "audio", "video", "other",
)  # fmt: skip
PLURAL = (46, 20, 14, 6, 5, 3, 2, 1.5, 1.5, 1)
CARRIERS = ("print", "online", "microform", "disc", None)
USUAL = (62, 25, 2, 3, 8)
MEMBERS = tuple(f"lib{number:02}" for number in range(40))
MOST = 12
"""Libraries that have one publication, at most."""

RARE = 0.05
"""Share of the words that are made up."""

_SYLLABLES = [a + b for a in "bcdfghjklmnprstvwyz" for b in ("a", "e", "i", "o", "u", "an", "er", "in", "ol", "us")]
_SCRAMBLE, _ALPHABET, _LENGTH = 2_654_435_761, "0123456789abcdefghijklmnopqrstuvwxyz", 7


def record(number: int) -> UnionRecord:
    """The record of this number."""
    chance, made_of = random.Random(number), material()
    kind = chance.choices(KINDS, PLURAL)[0]
    language = chance.choices(LANGUAGES, SHARES)[0]
    title, subtitle = _title(chance, made_of, language)
    members = sorted({_skewed(chance, MEMBERS, 1.6) for _library in range(min(MOST, 1 + int(chance.expovariate(0.4))))})
    publisher, place = _skewed(chance, made_of.publishers, 2)
    creators = tuple(_creator(chance, made_of) for _person in range(chance.choice((1, 1, 1, 2, 2, 3, 4))))
    year = min(2025, 2026 - int(chance.expovariate(1 / 22)) if chance.random() < 0.95 else chance.randint(1600, 1950))
    mark = f"{chance.randrange(1000):03}.{chance.randrange(1, 99)} {creators[0].name[:3].upper()} {title[:1].lower()}"
    book = kind in ("book", "report", "conference")
    return UnionRecord(
        id=union_id(number),
        title=title,
        subtitle=subtitle,
        title_sort=title.lower(),
        creators=creators,
        publisher=publisher,
        place=place or None,
        year=year,
        date_text=str(year),
        edition=f"{chance.randint(2, 9)}. ed." if chance.random() < 0.15 else None,
        extent=f"{chance.randint(40, 900)} p.",
        series=(_skewed(chance, made_of.series, 2),) if made_of.series and chance.random() < 0.2 else (),
        languages=(language,),
        type=kind,
        carrier=chance.choices(CARRIERS, USUAL)[0],
        subjects=tuple(
            dict.fromkeys(_skewed(chance, made_of.headings, 2) for _heading in range(chance.choice((0, 1, 2, 2, 3, 5))))
        ),
        summary=_summary(chance, made_of) if chance.random() < 1 / 3 else None,
        isbns=(_isbn(chance),) if book and chance.random() < 0.6 else (),
        issns=(_issn(chance),) if kind in ("serial", "article") else (),
        identifiers=Identifiers(doi=(f"10.{chance.randint(1000, 9999)}/{number}",))
        if kind == "article"
        else Identifiers(),
        holdings=tuple(
            Holding(
                member=member,
                location="Sirkulasi" if chance.random() < 0.5 else None,
                call_number=mark if chance.random() < 0.8 else f"{mark}{chance.randint(2, 9)}",
                copies=chance.randint(1, 5),
                record=f"{member}:{number}",
            )
            for member in members
        ),
        members=tuple(members),
        records=tuple(f"{member}:{number}" for member in members),
        first_seen=f"20{chance.randint(20, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T02:00:00Z",
    )


def records(start: int, stop: int) -> Iterator[UnionRecord]:
    """The records of these numbers."""
    return map(record, range(start, stop))


def write(path: Path, number: int) -> None:
    """So many records into a file, for processes that shall not spend their time making them."""
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        for made in records(0, number):
            file.write(encoder.encode(made) + b"\n")


def read(path: Path, start: int, stop: int) -> Iterator[UnionRecord]:
    """The records of a file from one number on and before another."""
    decoder = msgspec.json.Decoder(UnionRecord)
    with path.open("rb") as file:
        yield from map(decoder.decode, islice(file, start, stop))


@cache
def material() -> Material:
    """What records are made of."""
    return search_words.load()


def union_id(number: int) -> str:
    """An id as union records have them: short, and each number's own (a multiple of what shares no divisor)."""
    left, signs = number * _SCRAMBLE % len(_ALPHABET) ** _LENGTH, []
    for _sign in range(_LENGTH):
        left, rest = divmod(left, len(_ALPHABET))
        signs.append(_ALPHABET[rest])
    return "k" + "".join(signs)


def rare(chance: random.Random) -> str:
    """A made-up word: the k-th of endlessly many is drawn about as often as (k + 300)^-1.4."""
    left, word = len(_SYLLABLES) + int(min(10**12, 300 * (1 - chance.random()) ** -2.5 - 300)), ""
    while left:
        left, syllable = divmod(left, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word


def _title(chance: random.Random, made_of: Material, language: str) -> tuple[str, str | None]:
    if language in ("ind", "may") and chance.random() < 0.85:
        return search_indonesian.title(chance, rare(chance).capitalize()), None
    if language in ("ara", "per") and chance.random() < 0.7:
        return search_indonesian.arabic(chance, rare(chance).capitalize()), None
    words = chance.choice(made_of.titles)
    if chance.random() < 0.75:
        other = chance.choice(made_of.titles)
        words = words[: (len(words) + 1) // 2] + other[len(other) // 2 :]
    words = tuple(rare(chance) if chance.random() < RARE else word for word in words)
    proper = len(words) if len(words) < 6 or chance.random() < 0.5 else len(words) * 3 // 5
    title = " ".join(words[:proper])
    return title[:1].upper() + title[1:], " ".join(words[proper:]) or None


def _creator(chance: random.Random, made_of: Material) -> Creator:
    if made_of.bodies and chance.random() < 0.05:
        return Creator(name=chance.choice(made_of.bodies), kind="organisation")
    surname = rare(chance).capitalize() if chance.random() < 3 * RARE else chance.choice(made_of.surnames)
    return Creator(name=f"{surname}, {chance.choice(made_of.forenames)}")


def _summary(chance: random.Random, made_of: Material) -> str:
    start = chance.randrange(max(1, len(made_of.text) - 60))
    return " ".join(rare(chance) if chance.random() < 0.01 else word for word in made_of.text[start : start + 60])


def _skewed(chance: random.Random, values: Sequence[T], power: float) -> T:
    """One of the values, the first ones more often."""
    return values[int(len(values) * chance.random() ** power)]


def _isbn(chance: random.Random) -> str:
    digits = f"978{chance.randrange(10**9):09}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _issn(chance: random.Random) -> str:
    digits = f"{chance.randrange(10**7):07}"
    check = -sum(int(digit) * (8 - place) for place, digit in enumerate(digits)) % 11
    return f"{digits[:4]}-{digits[4:]}{'X' if check == 10 else check}"


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
