"""The articles of which the pairs are made: real records of repositories, completed by a plausible place of appearance.

The records say who wrote what and when, mostly without a journal. The journals are real (`articles_journals.yaml`);
that an article appeared in one is drawn, so that all that databases add to a record can be told.
"""

import random
from collections.abc import Iterator

import msgspec
from lxml import etree

from bench.articles_journals import Journal, appeared
from bench.records import FOLDER
from harvester.record import RawRecord
from indexer import formats
from indexer.formats.statements import full_title, person
from indexer.normalise import text
from indexer.record import BibRecord

PAGES = FOLDER.parent / "oai-pages"

FIELDS = {
    "pubmedcentral": "medicine", "umassmed": "medicine", "cogprints": "medicine", "rcaap": "medicine",
    "cambridge": "science", "mit": "science", "dash": "science", "duke": "science", "digitalhoward": "science",
    "citeseerx": "computing",
    "npp_ksu": "society", "mla": "society", "mason": "society", "wash_state_u": "society", "ukansas": "society",
    "umontreal": "society", "nku": "society",
}  # fmt: skip
"""Repositories that hold articles, and the field of most of them."""

LEFT_OUT = {"npp_ksu": 0.8}
"""Repositories whose records are too many of one kind, and how many of them are left out."""

_SHORT = 3  # words; a longer title stands for the article, whoever was named first

_NOT_ARTICLES = frozenset(["thesis", "book", "report", "dataset", "image", "audio", "archive", "score"])
_LONGEST = 250
_SUMMARY = 1200
_OTHER_LANGUAGES = frozenset(["por", "fre", "ger", "spa"])


class Name(msgspec.Struct, frozen=True):
    """An author; a body has no given names."""

    family: str
    given: str


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One publication: all versions of it are the same, all else is another.

    `origin` is the real record it was made of, itself or as a neighbour; `kind` is `article` or what kind of neighbour.
    """

    key: str
    origin: str
    field: str
    title: str
    people: tuple[Name, ...]
    year: int
    journal: Journal
    volume: int
    issue: int
    first: int
    last: int
    kind: str = "article"
    supplement: bool = False
    doi: str | None = None
    summary: str | None = None
    language: str = "eng"


def works(seed: int) -> list[Work]:
    """Every real article, each once, in a fixed order."""
    seen: set[str] = set()
    found = []
    for record in _records():
        chance = random.Random(f"{seed}:{record.id}")
        work = _work(record, chance)
        if work is None or chance.random() < LEFT_OUT.get(record.source, 0.0):
            continue
        title = text.fold(work.title)
        if len(title.split()) <= _SHORT:
            title += f" {work.people[0].family if work.people else record.id}"
        if title not in seen:
            seen.add(title)
            found.append(work)
    return found


def _records() -> Iterator[BibRecord]:
    for path in sorted(PAGES.glob("*.xml")):
        source = path.name.partition(".")[0]
        if source not in FIELDS:
            continue
        for element in etree.fromstring(path.read_bytes(), etree.XMLParser(huge_tree=True)).iter("{*}record"):
            if element.find("{*}metadata/{*}dc/{*}title") is None:
                continue
            identifier = element.findtext("{*}header/{*}identifier", default="")
            yield formats.read(
                RawRecord(
                    source=source,
                    member=source,
                    identifier=identifier,
                    format="oai_dc",
                    payload=etree.tostring(element, with_tail=False),
                )
            )


def _work(record: BibRecord, chance: random.Random) -> Work | None:
    title = full_title(record).replace(" : ", ": ")
    if record.type in _NOT_ARTICLES or record.year is None or not 2 < len(title) <= _LONGEST:
        return None
    language = record.languages[0] if record.languages else "eng"
    field = "other" if language in _OTHER_LANGUAGES else FIELDS[record.source]
    people = tuple(
        Name(parts.family.strip(), (parts.given or "").strip())
        for creator in record.creators[:12]
        if creator.role == "author" and (parts := person(creator)).family
    )
    place = appeared(field, record.year, chance)
    return Work(
        key=record.id,
        origin=record.id,
        field=field,
        title=title,
        people=people,
        year=max(record.year, place.journal.since),
        doi=_doi(record, chance),
        summary=(record.summary or "")[:_SUMMARY] or None,
        language=language,
        **msgspec.structs.asdict(place),
    )


def _doi(record: BibRecord, chance: random.Random) -> str | None:
    """The real DOI; else one that a publisher might have given, for some 60 of 100 articles in all."""
    if record.identifiers.doi:
        return record.identifiers.doi[0]
    if chance.random() < 0.4:
        return f"10.{chance.randint(1001, 1186)}/{chance.choice('abcdjsx')}{chance.randint(10**6, 10**9)}"
    return None
