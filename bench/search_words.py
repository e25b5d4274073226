"""What the records of the search benchmark are made of: real titles, names, headings, imprints and running text.

MARC of HathiTrust by `bench.match_words`; titles, authors, subjects and abstracts of 48 repositories from their OAI
pages. Made-up ones where ../shared/data is absent.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from lxml import etree

from bench import match_words
from bench.records import FOLDER

T = TypeVar("T")

PAGES = FOLDER.parent / "oai-pages"
DC = "{http://purl.org/dc/elements/1.1/}"
LONGEST = 25
"""Words of a title at most; what is longer is an abstract in the wrong place."""


class Material(NamedTuple):
    """Each in the order of how often it was found, where order matters (headings, imprints); else as it was found."""

    titles: list[tuple[str, ...]]
    surnames: list[str]
    forenames: list[str]
    bodies: list[str]
    headings: list[str]
    publishers: list[tuple[str, str]]
    series: list[str]
    text: list[str]


def load() -> Material:
    """The material, always the same for the same data."""
    marc, pages = match_words.load(), Counter[tuple[str, str]](_elements())
    texts = {name: [text for (kind, text) in pages if kind == name] for name in ("title", "creator", "subject")}
    abstracts = [text for (kind, text) in pages if kind == "description" and len(text.split()) > 20]
    titles = [base.words for base in marc.bases]
    titles += [words for text in texts["title"] if 1 < len(words := tuple(text.split())) <= LONGEST]
    names = [parts for name in [*marc.persons, *texts["creator"]] if len(parts := _name(name)) == 2]
    chance = random.Random(7)
    running = [word for text in chance.sample(abstracts, len(abstracts)) for word in text.split()]
    return Material(
        titles=titles,
        surnames=[surname for surname, _forename in names],
        forenames=[forename for _surname, forename in names],
        bodies=marc.bodies,
        headings=_common([*(one for base in marc.bases for one in base.subjects), *texts["subject"]]),
        publishers=_common((base.publisher, base.place) for base in marc.bases if base.publisher),
        series=_common(base.series for base in marc.bases if base.series),
        text=running or [word for words in titles for word in words],
    )


def _elements() -> Iterator[tuple[str, str]]:
    for path in sorted(PAGES.glob("*.xml")):
        root = etree.parse(path, etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True)).getroot()
        for name in ("title", "creator", "subject", "description"):
            for element in root.iter(f"{DC}{name}"):
                if text := " ".join((element.text or "").split()):
                    yield name, text


def _name(text: str) -> tuple[str, ...]:
    """Surname and forename; dates and everything else left out."""
    parts = tuple(part.strip() for part in text.split(",")[:2])
    return parts if len(parts) == 2 and all(parts) and not any(sign.isdigit() for sign in text[:30]) else ()


def _common(values: Iterable[T]) -> list[T]:
    return [value for value, _number in Counter(values).most_common()]
