"""What the demo's libraries hold: real publications, each described once, with the members that have it."""

import csv
import io
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

LIST = "|"
ROLE = "="


class Agent(NamedTuple):
    """A name as a catalogue inverts it, and what the person or body did."""

    name: str
    role: str = "author"


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One publication, one row of `facts.csv`; a text that is not there is empty.

    `key` is what publications are told apart by: records made from one fact describe one publication, records made from
    two never do. `language` is an ISO 639-2/B code, `isbn` and `issn` are as printed, without hyphens in the ISBN.
    """

    key: str
    type: str
    carrier: str
    title: str
    subtitle: str = ""
    part_number: str = ""
    part_title: str = ""
    creators: tuple[Agent, ...] = ()
    contributors: tuple[Agent, ...] = ()
    place: str = ""
    publisher: str = ""
    year: str = ""
    edition: str = ""
    extent: str = ""
    series: str = ""
    language: str = ""
    isbn: str = ""
    issn: str = ""
    doi: str = ""
    subjects: tuple[str, ...] = ()
    ddc: str = ""
    summary: str = ""
    host_title: str = ""
    host_volume: str = ""
    host_issue: str = ""
    host_pages: str = ""
    degree: str = ""
    members: tuple[str, ...] = ()


@cache
def load() -> tuple[Fact, ...]:
    """Every fact, in the order of the file."""
    text = (files("search.demo") / "facts.csv").read_text(encoding="utf-8")
    return tuple(_fact(row) for row in csv.DictReader(io.StringIO(text, newline="")))


def _fact(row: dict[str, str]) -> Fact:
    agents = {column: tuple(_agent(text) for text in _split(row[column])) for column in ("creators", "contributors")}
    lists = {column: _split(row[column]) for column in ("subjects", "members")}
    return Fact(**{**row, **agents, **lists})  # type: ignore[arg-type]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(LIST) if part.strip())


def _agent(text: str) -> Agent:
    name, _equals, role = text.partition(ROLE)
    return Agent(name, role or "author")
