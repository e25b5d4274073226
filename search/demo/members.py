"""The five libraries: what each holds under which number, and how it hands its records over."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from pymarc.marcxml import record_to_xml

from config import clock
from search.demo import dublin, marc, sheet
from search.demo.facts import Fact, load
from search.oai import DC, MARCXML, Format, Identity, Item, StaticRepository

WITHDRAWN = 2
"""How many records an OAI-PMH member has deleted; they are books that other members still hold."""

_OPENED = clock.parse("2024-01-08T08:00:00Z")
_A_DAY = 7  # records catalogued on one day


def _marcxml(fact: Fact, number: int) -> bytes:
    plain = etree.fromstring(record_to_xml(marc.deli(fact, number), namespace=True))  # type: ignore[no-untyped-call]
    return bytes(etree.tostring(plain))


def _toba(facts: Mapping[int, Fact]) -> bytes:
    return b"".join(marc.toba(fact, number).as_marc() for number, fact in facts.items())


class Feed(NamedTuple):
    """A member that is harvested: the name of its server, its identifiers, its one format and how it writes it."""

    name: str
    email: str
    identifier: str
    format: Format
    write: Callable[[Fact, int], bytes]


FEEDS: dict[str, Feed] = {
    "deli": Feed("Deli", "katalog@deli.example", "oai:katalog.deli.example:{}", MARCXML, _marcxml),
    "binjai": Feed("Senayan", "pustaka@binjai.example", "oai:slims/{}", DC, dublin.binjai),
    "sipirok": Feed("Repositori", "admin@sipirok.example", "oai:repositori.sipirok.example:{}", DC, dublin.sipirok),
}

FILES: dict[str, tuple[str, Callable[[Mapping[int, Fact]], bytes]]] = {
    "toba": ("toba.mrc", _toba),
    "sibolga": ("sibolga.csv", sheet.table),
}


@cache
def catalogue(member: str) -> dict[int, Fact]:
    """What a member has ever catalogued, by running number."""
    return dict(enumerate((fact for fact in load() if member in fact.members), start=1))


@cache
def withdrawn(member: str) -> frozenset[int]:
    """The numbers of the records that a member has deleted."""
    shared = [number for number, fact in catalogue(member).items() if len(fact.members) > 1]
    return frozenset(shared[1::97][:WITHDRAWN]) if member in FEEDS else frozenset()


def repository(member: str) -> StaticRepository:
    """The catalogue of a harvested member as its server shows it."""
    feed = FEEDS[member]
    identity = Identity(feed.name, (feed.email,), clock.iso(_OPENED), sample=feed.identifier.format(1))
    found = StaticRepository(identity, (feed.format,))
    found.put(_item(feed, number, fact, number in withdrawn(member)) for number, fact in catalogue(member).items())
    return found


def write_files(folder: Path) -> None:
    """Lay the files of those members that send files into `folder`."""
    for member, (name, write) in FILES.items():
        (folder / name).write_bytes(write(catalogue(member)))


def _item(feed: Feed, number: int, fact: Fact, gone: bool) -> Item:
    day = timedelta(days=number // _A_DAY)
    content = {} if gone else {feed.format.prefix: feed.write(fact, number)}
    return Item(feed.identifier.format(number), clock.iso(_OPENED + day), deleted=gone, content=content)
