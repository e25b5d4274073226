"""A row of a table: exports of library software, databases and reference managers, and any with a mapping of columns.

The payload is a JSON object of heading and value, which is how the harvester keeps a row. Which heading means what is
in `config/tables/csv_columns.yaml`. Tables of articles are read by `refs_rows`, those with MARC's fields as columns by
`refs_marc_columns`, our own by `refs_cells`.
"""

import re
from collections.abc import Mapping

import msgspec

from harvester.record import RawRecord
from indexer.formats import marc_read, refs_cells, refs_draft, refs_marc_columns, refs_rows, ris
from indexer.formats.draft import Draft
from indexer.formats.errors import unreadable
from indexer.formats.refs_kinds import type_of
from indexer.formats.titles import responsible, split_title
from indexer.formats.values import bare, place, publisher
from indexer.issues import Issues
from indexer.normalise import kind, text
from indexer.normalise.tables import remembered, table
from indexer.record import BibRecord, Holding

# SLiMS writes many values of one field as <A><B>.
_ANGLED = re.compile(r"<([^<>]*)>")
_LISTED = re.compile(r"\s*[;|\n]\s*")
# A list as programs print it, and a whole number that was taken for a broken one: both by way of pandas.
_QUOTED = re.compile(r"\[\s*((?:'[^']*'|\"[^\"]*\")(?:\s*,\s*(?:'[^']*'|\"[^\"]*\"))*)\s*\]")
_PART = re.compile(r"'[^']*'|\"[^\"]*\"")
_POINT = re.compile(r"(?<=^[0-9])\.0$|(?<=^[0-9]{2})\.0$|(?<=^[0-9]{3})\.0$|(?<=^[0-9]{4})\.0$")
# ISBD, area 4: Place : publisher, date.
_STATEMENT = re.compile(r"(?:(?P<place>[^:]*):)?(?P<publisher>.*?)(?:,(?P<date>[^,]*\d{3}[^,]*))?", re.DOTALL)
_NO_VALUE = {"", "-", "--", "null", "none", "n/a", "\\n", "nan", "#n/a"}
_NOTE = 60  # characters; a longer remark tells of the content, a shorter one of the copy
# Names that the configuration may use for our fields, besides those of the table.
_SYNONYMS = {
    "year": "date",
    "date_text": "date",
    "classification": "ddc",
    "call_numbers": "call_number",
    "isbn": "isbns",
    "issn": "issns",
    "journal": "host",
}
_LISTS = frozenset({
    "creators", "contributors", "editors", "translators", "advisors", "subjects", "isbns", "issns", "eissns", "urls",
    "covers", "languages", "series", "items", "alternative_titles",
})  # fmt: skip

Found = dict[str, str]


def read(payload: bytes, raw: RawRecord, issues: Issues, columns: Mapping[str, str] | None) -> BibRecord:
    """The record of the catalogue that a row describes.

    Args:
        payload: JSON, heading -> value.
        raw: whose row it is.
        issues: takes up what is wrong.
        columns: our field -> heading; what it leaves out is found by the usual headings.

    Raises:
        Unreadable: the payload is no such object, or every value in it is empty.
    """
    row = _row(payload)
    if not any(map(str.strip, row.values())):
        raise unreadable("empty-record")
    if not columns:
        if refs_cells.are_ours(row):
            return refs_cells.read(row, raw, issues)
        if tags := refs_rows.of_web_of_science(row):
            return refs_draft.record(ris.reference(tags, "isi"), raw, issues)
        if marc := refs_marc_columns.record(row):
            return _with_holding(marc_read.to_bib(marc, raw, issues), _by_field(row, {}), raw.member)
    found = _by_field(row, columns or {})
    if not found:
        raise unreadable("empty-record")
    if refs_rows.is_article(found, text.fold(" | ".join(row))):
        return _with_holding(refs_draft.record(refs_rows.reference(found), raw, issues), found, raw.member)
    return _book(found, raw, issues)


def _row(payload: bytes) -> dict[str, str]:
    try:
        decoded = msgspec.json.decode(payload, type=dict[str, str | int | float | None])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise unreadable("not-json") from error
    return {heading: str(value) if value is not None else "" for heading, value in decoded.items()}


@remembered(maxsize=64)
def _fields(headings: tuple[str, ...], columns: tuple[tuple[str, str], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Our fields, each with the headings that mean it; one that was mapped by hand is not guessed at again."""
    there: dict[str, str] = {}
    for heading in headings:
        there.setdefault(text.fold(heading), heading)
    mapped = {_SYNONYMS.get(field, field): text.fold(heading) for field, heading in columns}
    free = there.keys() - set(mapped.values())
    return tuple(
        (field, tuple(there[one] for one in wanted if one in there))
        for field, usual in table("csv_columns").items()
        if (wanted := [mapped[field]] if field in mapped else [one for one in map(text.fold, usual) if one in free])
    )


def _by_field(row: Mapping[str, str], columns: Mapping[str, str]) -> Found:
    """The values of the row by our fields: of each, the first that says something."""
    found: Found = {}
    for field, headings in _fields(tuple(row), tuple(columns.items())):
        for heading in headings:
            value = _tidy(row[heading], several=field in _LISTS)
            if value.casefold() not in _NO_VALUE:
                found[field] = value
                break
    return found


def _tidy(value: str, *, several: bool) -> str:
    """A value in clean form; of a list, its lines stay apart."""
    if several and (listed := _QUOTED.fullmatch(value.strip())):
        return "\n".join(text.clean(part[1:-1]) for part in _PART.findall(listed[1]))
    if not several or "\n" not in value:
        return text.clean(_POINT.sub("", value))
    return "\n".join(filter(None, map(text.clean, value.split("\n"))))


def many(value: str) -> list[str]:
    """The values of a cell that may hold several: `<A><B>`, `A; B` or `A | B`."""
    parts = _ANGLED.findall(value) or _LISTED.split(value)
    return [part.strip() for part in parts if part.strip()]


def _book(found: Found, raw: RawRecord, issues: Issues) -> BibRecord:
    """What is no part of anything: a book, a volume of a journal, a thesis."""
    draft = Draft(issues=issues)
    if "title" not in found and "host" in found:  # a list of journals
        found["title"] = found["host"]
        draft.type = None if "type" in found else "serial"
    _titles(found, draft)
    _people(found, draft)
    _imprint(found, draft)
    _numbers(found, draft)
    _subjects(found, draft)
    draft.holdings = [_holding(found, raw.member)]
    return draft.finish(raw)


def _titles(found: Found, draft: Draft) -> None:
    if value := found.get("title"):
        draft.title, draft.subtitle, draft.part_number, draft.part_title, statement = split_title(bare(value))
        found.setdefault("responsibility", statement or "")
    draft.subtitle = bare(found.get("subtitle", "")) or draft.subtitle
    draft.part_number = found.get("part_number") or draft.part_number or _volume(found, serial=draft.type == "serial")
    draft.part_title = found.get("part_title") or draft.part_title
    draft.alternative_titles = many(found.get("alternative_titles", ""))


def _volume(found: Found, *, serial: bool) -> str | None:
    """The volume of a book, or volume and issue of a journal; in a list of books, a number only counts them."""
    volume, issue = found.get("volume"), found.get("issue")
    return f"Vol. {volume}, No. {issue}" if serial and volume and issue else volume


def _people(found: Found, draft: Draft) -> None:
    for value in many(found.get("creators", "")):
        draft.add_creators(value)
    for field, role in (
        *(
            ("editors", "editor"),
            ("translators", "translator"),
            ("advisors", "advisor"),
            ("contributors", "contributor"),
        ),
    ):
        for value in many(found.get(field, "")):
            draft.add_creators(value, role)
    if not draft.creators and (statement := found.get("responsibility")):
        draft.add_creators(responsible(statement))


def _imprint(found: Found, draft: Draft) -> None:
    if statement := _STATEMENT.fullmatch(found.get("imprint", "")):  # INLISLite has all three in one column
        found = {field: value for field, value in statement.groupdict(default="").items() if bare(value)} | found
    draft.publisher = publisher(found.get("publisher", ""))
    draft.place = place(found.get("place", ""))
    draft.set_date(found.get("date", ""))
    draft.edition = found.get("edition")
    draft.extent = found.get("extent") or found.get("pages")
    draft.series = many(found.get("series", ""))
    host = found.get("host")
    if host and text.fold(host) != text.fold(found.get("title", "")):
        draft.series.append(host)
    remark = found.get("remark", "")
    draft.summary = found.get("summary") or (remark if len(remark) > _NOTE else None)
    for value in many(found.get("languages", "")):
        draft.add_language(value)
    if material := found.get("type"):
        _material(material, draft)


def _material(value: str, draft: Draft) -> None:
    """A kind of material in the words of catalogues, else of reference managers; what nobody knows is noted."""
    if kind.kind_of(value) == kind.Kind() and (known := type_of([value], "words")):
        draft.type = draft.type or known
    else:
        draft.add_type(value)


def _numbers(found: Found, draft: Draft) -> None:
    for value in many(found.get("isbns", "")):
        draft.add_standard_number(value)
    for value in (*many(found.get("issns", "")), *many(found.get("eissns", ""))):
        draft.add_issn(value)
    draft.add_doi(found.get("doi", ""))
    for value in many(found.get("urls", "")):
        draft.add_url(value)
    for value in many(found.get("covers", "")):
        draft.add_url(value, "cover")


def _subjects(found: Found, draft: Draft) -> None:
    draft.subjects = many(found.get("subjects", ""))
    if value := found.get("ddc"):
        draft.classification["ddc"] = value


def _holding(found: Found, member: str) -> Holding:
    copies = found.get("copies", "").split(" ")[0]
    counted = int(copies) if copies.isdecimal() and len(copies) < 5 else len(many(found.get("items", ""))) or None
    remark = found.get("remark", "")
    return Holding(
        member=member,
        location=found.get("location"),
        call_number=found.get("call_number"),
        copies=counted,
        status=found.get("status") or (remark if 0 < len(remark) <= _NOTE else None),
    )


def _with_holding(record: BibRecord, found: Found, member: str) -> BibRecord:
    """A record with what the columns beside its description say of the copies, if they say anything."""
    holding = _holding(found, member)
    empty = holding == Holding(member=member)
    return record if empty else msgspec.structs.replace(record, holdings=(holding,))
