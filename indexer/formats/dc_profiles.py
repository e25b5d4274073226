"""What the terms of Dublin Core mean, in general and in the hands of each program (`config/tables/dublin_core.yaml`).

No program uses Dublin Core as another does: `format` is a MIME type here and the number of pages there, `coverage` a
town of publication or the Bronze Age. Which program wrote a record is told by evidence inside it: addresses,
identifiers, sets.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from harvester.record import RawRecord
from indexer.formats import xml
from indexer.formats.dc_terms import Terms, Value
from indexer.normalise.tables import inverted, remembered, table
from indexer.normalise.text import fold

Meanings = dict[str, list[Value]]


class Evidence(NamedTuple):
    """By what a program is recognised; each is enough. `values` are expressions for the values of a term."""

    root: str | None
    terms: frozenset[str]
    header: re.Pattern[str] | None
    sets: re.Pattern[str] | None
    values: tuple[tuple[str, re.Pattern[str]], ...]


class Program(NamedTuple):
    """The habits of a program; the attributes are those of the table.

    Attributes:
        name: its name in the table, empty for a program that is not known.
        means: term: (meaning, rank), where they are other than in general.
        contributor, contributor_of_thesis: the role of one who is only called a contributor.
        type: the type of what says none.
        types: its own words for types, folded, and what they are.
        online: `always`, `files` or nothing.
        affiliation: names are followed by a semicolon and an institution.
        not_date: what looks so is no date of publication.
        holding: records are of copies on a shelf.
    """

    name: str
    evidence: Evidence
    means: Mapping[str, tuple[str, int]]
    contributor: str = "contributor"
    contributor_of_thesis: str = "contributor"
    type: str | None = None
    types: Mapping[str, str] = {}
    online: str | None = None
    affiliation: bool = False
    not_date: re.Pattern[str] | None = None
    holding: bool = False


_NO_EVIDENCE = Evidence(None, frozenset(), None, None, ())
GENERAL = Program("", _NO_EVIDENCE, {})
"""One that is not known."""


def _pattern(content: Mapping[str, Any], key: str) -> re.Pattern[str] | None:
    return re.compile(content[key]) if key in content else None


def _means(content: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Term: what it means, and how good a term for that it is."""
    found: dict[str, tuple[str, int]] = {}
    for meaning, terms in content.get("means", {}).items():
        found |= {term: (meaning, rank) for rank, term in enumerate(terms)}
    for role, terms in content.get("names", {}).items():
        found |= dict.fromkeys(terms, (f"name {role}", 0))
    return found


def _program(name: str, content: Mapping[str, Any]) -> Program:
    evidence = Evidence(
        root=content.get("root"),
        terms=frozenset(content.get("terms", ())),
        header=_pattern(content, "header"),
        sets=_pattern(content, "sets"),
        values=tuple((term, re.compile(like, re.MULTILINE)) for term, like in content.get("values", {}).items()),
    )
    contributor = content.get("contributor", "contributor")
    return Program(
        name=name,
        evidence=evidence,
        means=_means(content),
        contributor=contributor,
        contributor_of_thesis=content.get("contributor_of_thesis", contributor),
        type=content.get("type"),
        types={fold(word): kind for kind, words in content.get("types", {}).items() for word in words},
        online=content.get("online"),
        affiliation=bool(content.get("affiliation")),
        not_date=_pattern(content, "not_date"),
        holding=bool(content.get("holding")),
    )


@remembered()
def _programs() -> tuple[Program, ...]:
    return tuple(_program(name, content) for name, content in table("dublin_core")["programs"].items())


@remembered()
def _general() -> dict[str, tuple[str, int]]:
    return _means(table("dublin_core"))


@remembered()
def roles() -> dict[str, str]:
    """Words for what somebody did that are no relators, to our roles."""
    return inverted(table("dublin_core")["roles"])


@remembered()
def _strict() -> frozenset[str]:
    return frozenset(table("dublin_core")["strict"])


def program_of(element: xml.Element, raw: RawRecord, found: Terms) -> Program:
    """The program that wrote a record.

    Args:
        element: the description.
        raw: the record around it.
        found: its terms.
    """
    header, sets = _header(element)
    headers = [raw.identifier, *header]
    every_set = [*raw.sets, *sets]
    joined: dict[str, str] = {}
    root = xml.name(element).lower()
    for program in _programs():
        known = program.evidence
        if known.root == root or not known.terms.isdisjoint(found):
            return program
        if known.header and any(map(known.header.search, headers)):
            return program
        if known.sets and any(map(known.sets.search, every_set)):
            return program
        for term, like in known.values:
            if term in found:
                if term not in joined:
                    joined[term] = "\n".join(value.text for value in found[term])
                if like.search(joined[term]):
                    return program
    return GENERAL


def _header(element: xml.Element) -> tuple[list[str], list[str]]:
    """The identifier and the sets of the `<header>` that stands before the `<metadata>` around an element."""
    around = element.getparent()
    header = around.getprevious() if around is not None else None
    if header is None or xml.name(header) != "header":
        return [], []
    parts = [(xml.name(child), xml.text(child).strip()) for child in xml.children(header)]
    return [said for name, said in parts if name == "identifier"], [said for name, said in parts if name == "setSpec"]


def meanings(found: Terms, program: Program) -> Meanings:
    """The values of a record by what they mean, the best terms first; terms that mean nothing to us are left out."""
    said: Meanings = {}
    for term, values in found.items():
        meaning, rank = _meaning(term, program.means)
        if meaning:
            ranked = [value._replace(rank=rank) for value in values] if rank else values
            said.setdefault(meaning, []).extend(ranked)
    for meaning in ("date", "edition", "title"):
        if meaning in said:
            said[meaning].sort(key=lambda value: value.rank)
    return said


def _meaning(term: str, own: Mapping[str, tuple[str, int]]) -> tuple[str | None, int]:
    """What a term means: itself, else without its last part (the dumb-down principle of DCMI), where allowed."""
    general = _general()
    while True:
        found = own.get(term) or general.get(term)
        if found:
            return found
        term = term.rpartition(".")[0]
        if not term or term in _strict():
            return None, 0


def texts(values: Iterable[Value]) -> list[str]:
    """What values say."""
    return [value.text for value in values] if values else []


def text_of(said: Meanings, meaning: str) -> str | None:
    """What the first value of this meaning says, if there is one."""
    values = said.get(meaning)
    return values[0].text if values else None
