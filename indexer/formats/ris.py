"""References in tagged lines: RIS, written and read, and read only what databases write like it.

RIS Format Specifications (Research Information Systems, 2001 and 2011), as Zotero, Mendeley, EndNote, Scopus, Springer
and EBSCO use them; MEDLINE/PubMed Data Element Descriptions (NLM); the field tags of Web of Science; Refer, which
EndNote writes. Which tag says what in which of them is in `config/tables/references.yaml`.
"""

from collections.abc import Iterator, Mapping

from harvester.files.ris import fields
from harvester.record import RawRecord
from indexer.formats.errors import unreadable
from indexer.formats.refs_draft import IN_HOSTS, Person, Reference, record, usable
from indexer.formats.refs_kinds import type_of
from indexer.formats.refs_names import spread
from indexer.formats.statements import Record, first_url, full_title, page_range
from indexer.issues import Issues
from indexer.normalise import identifiers, text
from indexer.normalise.names import undated
from indexer.normalise.tables import remembered, table
from indexer.record import BibRecord

_TYPES = {
    "book": "BOOK", "serial": "JFULL", "article": "JOUR", "thesis": "THES", "report": "RPRT", "conference": "CONF",
    "map": "MAP", "score": "MUSIC", "audio": "SOUND", "video": "VIDEO", "image": "ART", "dataset": "DATA",
    "software": "COMP", "manuscript": "UNPB", "archive": "UNPB", "web": "ELEC",
}  # fmt: skip
# Makers of other kinds are authors to a citation; an advisor is A3 to EndNote, which has A2 for anybody else.
_ROLES = {
    **dict.fromkeys(("author", "composer", "artist", "performer", "photographer", "cartographer", "director"), "AU"),
    **dict.fromkeys(("editor", "compiler"), "ED"),
    "translator": "A4",
    "advisor": "A3",
}


def write(record: Record) -> bytes:
    """A record as RIS, in UTF-8, with the line ends that the format asks for."""
    lines = [f"{tag}  - {' '.join(text.clean(str(value)).split())}" for tag, value in _pairs(record) if value]
    return ("\r\n".join([*lines, "ER  - "]) + "\r\n").encode()


def _pairs(record: Record) -> Iterator[tuple[str, object]]:
    host = record.host
    first, last = page_range(host.pages if host else None)
    yield "TY", _TYPES.get(record.type or "", "GEN")
    yield "ID", record.id
    yield "TI", full_title(record)
    for creator in record.creators:
        yield _ROLES.get(creator.role, "A2"), undated(creator.name)
    yield "PY", record.year
    yield "PB", record.publisher
    yield "CY", record.place
    yield "ET", record.edition
    if host:
        yield "T2", host.title
        yield "VL", host.volume
        yield "IS", host.issue
        yield "SP", first
        yield "EP", last
    else:
        yield "VL", record.part_number
        yield "SP", record.extent
    for series in record.series:
        yield "T3", series
    for number in (*record.isbns, *record.issns):
        yield "SN", number
    for doi in record.identifiers.doi[:1]:
        yield "DO", doi
    yield "UR", first_url(record)
    for subject in record.subjects:
        yield "KW", subject
    yield "AB", record.summary
    for language in record.languages:
        yield "LA", language
    for call_number in dict.fromkeys(holding.call_number for holding in record.holdings if holding.call_number):
        yield "CN", call_number


Values = Mapping[str, list[str]]

_LISTED = frozenset({"KW", "K", "DE", "AU", "AF", "BA", "BF", "BE", "ED", "CA", "GP", "SN", "@"})
"""Tags whose further lines are further values; in others they go on with the text."""

_OF_SERIES = frozenset({"book", "report", "map", "score", "manuscript"})
"""Types whose secondary title is that of a series (RIS 2011: BOOK, T2)."""


def read(payload: bytes, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that a reference describes.

    Raises:
        Unreadable: there is no tag in it, or nothing in those that are there.
    """
    dialect, found = fields(payload.decode("utf-8", "replace"))
    if dialect is None:
        raise unreadable("empty-record")
    values: dict[str, list[str]] = {}
    for tag, value in found:
        parts = value.split("\n") if tag in _LISTED else [value.replace("\n", " ")]
        values.setdefault(tag, []).extend(filter(None, map(str.strip, parts)))
    return record(reference(values, dialect), raw, issues)


@remembered()
def _tags(dialect: str) -> dict[str, tuple[str, ...]]:
    return {slot: tuple(str(tags).split()) for slot, tags in table("references")["tags"][dialect].items()}


def reference(values: Values, dialect: str) -> Reference:
    """What tags and their values say; a table whose headings are the tags of Web of Science says the same."""
    tags = _tags(dialect)

    def every(slot: str) -> list[str]:
        return [value for tag in tags.get(slot, ()) for value in values.get(tag, ()) if value]

    def first(slot: str) -> str:
        return next(iter(every(slot)), "")

    found = Reference(
        type=type_of(every("type"), "ris" if dialect == "ris" else "words"),
        title=first("title"),
        titles=every("titles"),
        container=first("container"),
        volume=first("volume"),
        issue=first("issue"),
        pages="-".join(filter(None, (first("first"), first("last")))) or first("article"),
        date=first("date"),
        publisher=first("publisher"),
        place=first("place"),
        edition=first("edition"),
        series=every("series"),
        numbers=every("numbers"),
        dois=[value for value in every("dois") if identifiers.doi(value)][:1],
        urls=[*every("urls"), *usable(every("files"))],
        subjects=[part for value in every("subjects") for part in value.split(";")],
        languages=every("languages"),
        summary=first("summary"),
        call_number=first("call_number"),
    )
    found.people = [
        *(Person(spread(name)) for name in every("full_authors") or every("authors")),
        *(Person(name, kind="organisation") for name in every("bodies")),
        *(Person(spread(name), "editor") for name in every("editors")),
        *(Person(spread(name), "translator") for name in every("translators")),
    ]
    if dialect == "ris":
        _ris_only(found, values)
    return found


def _ris_only(found: Reference, values: Values) -> None:
    """What the tags of RIS mean in one type and not in another."""
    kind = next(iter(values.get("TY", ())), "").upper()
    if found.type == "thesis":
        found.people += [Person(spread(name), "advisor") for name in values.get("A3", ())]
    else:
        found.people += [Person(spread(name), "translator") for name in values.get("A4", ())]
    if kind == "EDBOOK":
        found.people = [Person(one.name, "editor") if one.role == "author" else one for one in found.people]
    if found.type in _OF_SERIES:
        found.container = ""
        found.series = [*values.get("T2", ()), *found.series]
    if found.type not in (*IN_HOSTS, None):  # the number of pages, or the collation
        found.pages, found.extent = "", next(iter(values.get("SP", ())), "")
    elif not found.issue and "M1" in values and values["M1"][0].isdecimal():
        found.issue = values["M1"][0]
    if kind == "JFULL":
        found.title = found.title or found.container
        found.container = ""
