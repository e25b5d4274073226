"""Where each value of a union record comes from, and which of its records is the best: in words."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from config.i18n import N_, _
from indexer.formats.statements import host_statement
from indexer.ranking import Rank, Standing
from indexer.record import Creator, Host, Identifiers, Issue, Says, UnionRecord, Url

LABELS = {
    "title": N_("Title"), "subtitle": N_("Subtitle"), "part_number": N_("Part"), "part_title": N_("Part title"),
    "alternative_titles": N_("Other title"), "creators": N_("Author"), "edition": N_("Edition"),
    "publisher": N_("Publisher"), "place": N_("Place"), "year": N_("Year"), "date_text": N_("Date as written"),
    "extent": N_("Extent"), "series": N_("Series"), "host": N_("Published in"), "languages": N_("Language"),
    "type": N_("Type"), "carrier": N_("Carrier"), "subjects": N_("Subject"), "classification": N_("Classification"),
    "summary": N_("Summary"), "isbns": "ISBN", "issns": "ISSN", "identifiers": N_("Number"), "urls": N_("Link"),
    "issues": N_("Issue"),
}  # fmt: skip
"""Field → what it is called; in the order of telling. Holdings name their records themselves."""


class Line(NamedTuple):
    """A value of a field, and the public ids of the records that say so; the first one's wording is shown."""

    field: str
    value: str
    records: tuple[str, ...]


def lines(record: UnionRecord) -> Iterator[Line]:
    """Every value of a union record and who says it."""
    for name, value in _fields(record):
        several = isinstance(value, tuple)
        values = value if several else (value,)
        says: Says = record.provenance.get(name, ())
        for place, one in enumerate(values):
            told = says[place : place + 1] if several else (says,)
            yield Line(name, _words(one), tuple(record.records[i] for i in _places(told)))


def heading(name: str) -> str:
    """What a field of `provenance` is called: `identifiers.doi` by the name of its part."""
    field, dot, part = name.partition(".")
    return part.upper() if dot else _(LABELS[field])


def _fields(record: UnionRecord) -> Iterator[tuple[str, Any]]:
    """Every field that says something, its parts one by one."""
    for name in LABELS:
        value = getattr(record, name)
        if isinstance(value, Identifiers):
            value = msgspec.structs.asdict(value)
        if isinstance(value, dict):
            yield from ((f"{name}.{part}", told) for part, told in value.items() if told)
        elif value:
            yield name, value


def _places(told: Sequence[int | Sequence[int]] | Sequence[Says]) -> Sequence[int]:
    """The places of the records that say a value; where there is no provenance, there is but one record."""
    first = told[0] if told else ()
    places = (first,) if isinstance(first, int) else first
    return [place for place in places if isinstance(place, int)] or [0]


def _words(value: Any) -> str:
    if isinstance(value, Creator):
        return value.name if value.role == "author" else f"{value.name} ({value.role})"
    if isinstance(value, Url):
        return value.url
    if isinstance(value, Host):
        return host_statement(value) or ""
    if isinstance(value, Issue):
        return ": ".join(filter(None, (value.code, value.value or value.field)))
    return str(value)


def ranking(standings: Sequence[Standing]) -> Iterator[str]:
    """Which record is the best, and why each of the others stands behind the one before it."""
    best = standings[0]
    yield _("Best record: {id} ({about}).", id=best.id, about=_about(best))
    for each in standings[1:]:
        behind = BEHIND[each.behind or Rank._fields[-1]]
        yield "  " + _("then {id} ({about}): {reason}.", id=each.id, about=_about(each), reason=_(behind))


def _about(standing: Standing) -> str:
    return _(
        "{format}, {filled} of {of} fields, since {day}",
        format=standing.format,
        filled=standing.filled,
        of=standing.of,
        day=standing.first_seen[:10],
    )


BEHIND = {
    "untitled": N_("it has no title"),
    "mangled": N_("letters of its title were lost"),
    "format": N_("its format says less"),
    "empty_fields": N_("it fills fewer fields"),
    "first_seen": N_("it came later"),
    "id": N_("only its name tells it apart"),
}
"""Name in `indexer.ranking.Rank` → why a record stands behind another."""
