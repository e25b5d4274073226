"""All that a record says, field by field, in the order in which a catalogue tells it.

The order is that of ISBD and of the card: what it is called and who made it, the edition, where it came out, its size,
what it is part of; then language, numbers, classes and subjects, by which it is found.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from config.i18n import N_, _
from indexer.formats.statements import host_statement
from indexer.record import UnionRecord
from search import labels

Params = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its text, the search that it leads to or the address outside, a word about it (a role)."""

    text: str
    search: Params = ()
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its values, of which there is one at least; `many` if each stands on a line of its own."""

    label: str
    values: tuple[Value, ...]
    many: bool = False


Get = Callable[[UnionRecord], Iterable[Value]]
Rows = tuple[tuple[str, Get, bool], ...]
"""Heading, its values, and whether they are a list."""


def fields(record: UnionRecord) -> list[Field]:
    """The fields that a record has something in, in the order of a catalogue card."""
    return [*_stated(record, DESCRIBED), *_classes(record), *_stated(record, FOUND_BY)]


def _stated(record: UnionRecord, rows: Rows) -> Iterator[Field]:
    for label, get, many in rows:
        if values := tuple(get(record)):
            yield Field(_(label), values, many)


def _classes(record: UnionRecord) -> Iterator[Field]:
    """A field for each scheme: DDC, LCC, UDC."""
    for scheme, number in sorted(record.classification.items()):
        if number:
            yield Field(scheme.upper(), (Value(number, (("q", f"callno:{quoted(number)}"),)),))


def creators(record: UnionRecord) -> Iterator[Value]:
    """Who made it, each leading to what else they made."""
    for creator in record.creators:
        role = labels.named(labels.ROLES, creator.role) if creator.role in labels.ROLES else None
        yield Value(creator.name, (("creator", creator.name),), note=role)


def _titles(record: UnionRecord) -> Iterator[Value]:
    yield from _texts(record.alternative_titles)


def _published(record: UnionRecord) -> Iterator[Value]:
    imprint = ": ".join(filter(None, (record.place, record.publisher)))
    date = record.date_text or (str(record.year) if record.year else None)
    yield from _texts([", ".join(filter(None, (imprint, date)))])


def _host(record: UnionRecord) -> Iterator[Value]:
    said = host_statement(record.host)
    if said:
        title = record.host.title if record.host else None
        yield Value(said, (("q", f"title:{quoted(title)}"),) if title else ())


def _doi(record: UnionRecord) -> Iterator[Value]:
    for doi in record.identifiers.doi:
        yield Value(doi, url=f"https://doi.org/{quote(doi, safe='/:')}")


def _texts(values: Iterable[str | None]) -> Iterator[Value]:
    return (Value(value) for value in values if value)


def quoted(text: str) -> str:
    """A phrase of the query language."""
    return '"' + text.replace('"', " ") + '"'


DESCRIBED: Rows = (
    (N_("Other titles"), _titles, True),
    (N_("Author"), creators, False),
    (N_("Edition"), lambda record: _texts([record.edition]), False),
    (N_("Published"), _published, False),
    (N_("Extent"), lambda record: _texts([record.extent]), False),
    (N_("In"), _host, False),
    (
        N_("Series"),
        lambda record: (Value(one, (("q", f"series:{quoted(one)}"),)) for one in record.series if one),
        True,
    ),
    (
        N_("Language"),
        lambda record: (Value(labels.language(code), (("language", code),)) for code in record.languages if code),
        False,
    ),
    ("ISBN", lambda record: _texts(record.isbns), False),
    ("ISSN", lambda record: _texts(record.issns), False),
    ("DOI", _doi, False),
    ("OCLC", lambda record: _texts(record.identifiers.oclc), False),
    ("LCCN", lambda record: _texts(record.identifiers.lccn), False),
)

FOUND_BY: Rows = (
    (
        N_("Subject"),
        lambda record: (Value(subject, (("subject", subject),)) for subject in record.subjects if subject),
        True,
    ),
    (N_("New in the catalogue since"), lambda record: _texts([labels.day(record.first_seen)]), False),
)
