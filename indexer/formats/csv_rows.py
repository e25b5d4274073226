"""A row of a table: the exports of SLiMS and INLISLite, and any other with a mapping of columns.

The payload is a JSON object of heading and value, which is how the harvester keeps a row.
"""

import re
from collections.abc import Mapping
from functools import cache

import msgspec

from harvester.record import RawRecord
from indexer.formats.draft import Draft
from indexer.formats.errors import unreadable
from indexer.formats.titles import responsible, split_title
from indexer.formats.values import bare, place, publisher
from indexer.issues import Issues
from indexer.normalise import text
from indexer.normalise.tables import table
from indexer.record import BibRecord, Holding

# SLiMS writes many values of one field as <A><B>.
_ANGLED = re.compile(r"<([^<>]*)>")
_LISTED = re.compile(r"\s*[;|\n]\s*")
# ISBD, area 4: Place : publisher, date.
_STATEMENT = re.compile(r"(?:(?P<place>[^:]*):)?(?P<publisher>.*?)(?:,(?P<date>[^,]*\d{3}[^,]*))?", re.DOTALL)
_NO_VALUE = {"", "-", "null", "none", "n/a", "\\n"}
# Names that the configuration may use for our fields, besides those of the table.
_SYNONYMS = {
    "year": "date",
    "date_text": "date",
    "classification": "ddc",
    "call_numbers": "call_number",
    "isbn": "isbns",
    "issn": "issns",
}


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
    found = _by_field(row, columns or {})
    if not found:
        raise unreadable("empty-record")
    draft = Draft(issues=issues)
    _titles(found, draft)
    _people(found, draft)
    _imprint(found, draft)
    _numbers(found, draft)
    _subjects(found, draft)
    draft.holdings = [_holding(found, raw.member)]
    return draft.finish(raw)


def _row(payload: bytes) -> dict[str, str]:
    try:
        decoded = msgspec.json.decode(payload, type=dict[str, str | int | float | None])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise unreadable("not-json") from error
    return {heading: text.clean(str(value)) if value is not None else "" for heading, value in decoded.items()}


@cache
def _headings() -> dict[str, str]:
    return {heading: field for field, headings in table("csv_columns").items() for heading in headings}


def _by_field(row: dict[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """The values of the row by our fields; a heading that was mapped by hand is not guessed at again."""
    by_heading = {text.fold(heading): value for heading, value in row.items()}
    mapped = {_SYNONYMS.get(field, field): text.fold(heading) for field, heading in columns.items()}
    fields = {
        field: heading
        for heading, field in reversed(_headings().items())
        if heading in by_heading and heading not in mapped.values()
    } | mapped
    values = {field: by_heading.get(heading, "") for field, heading in fields.items()}
    return {field: value for field, value in values.items() if value.casefold() not in _NO_VALUE}


def many(value: str) -> list[str]:
    """The values of a cell that may hold several: `<A><B>`, `A; B` or `A | B`."""
    parts = _ANGLED.findall(value) or _LISTED.split(value)
    return [part.strip() for part in parts if part.strip()]


def _titles(found: dict[str, str], draft: Draft) -> None:
    if value := found.get("title"):
        draft.title, draft.subtitle, draft.part_number, draft.part_title, statement = split_title(value)
        found.setdefault("responsibility", statement or "")
    draft.subtitle = found.get("subtitle") or draft.subtitle
    draft.part_number = found.get("part_number") or draft.part_number
    draft.alternative_titles = many(found.get("alternative_titles", ""))


def _people(found: dict[str, str], draft: Draft) -> None:
    for value in many(found.get("creators", "")):
        draft.add_creators(value)
    for value in many(found.get("contributors", "")):
        draft.add_creators(value, "contributor")
    if not draft.creators and (statement := found.get("responsibility")):
        draft.add_creators(responsible(statement))


def _imprint(found: dict[str, str], draft: Draft) -> None:
    if statement := _STATEMENT.fullmatch(found.get("imprint", "")):  # INLISLite has all three in one column
        found = {field: value for field, value in statement.groupdict(default="").items() if bare(value)} | found
    draft.publisher = publisher(found.get("publisher", ""))
    draft.place = place(found.get("place", ""))
    draft.set_date(found.get("date", ""))
    draft.edition = found.get("edition")
    draft.extent = found.get("extent")
    draft.series = many(found.get("series", ""))
    draft.summary = found.get("summary")
    for value in many(found.get("languages", "")):
        draft.add_language(value)
    if material := found.get("type"):
        draft.add_type(material)


def _numbers(found: dict[str, str], draft: Draft) -> None:
    for value in many(found.get("isbns", "")):
        draft.add_standard_number(value)
    for value in many(found.get("issns", "")):
        draft.add_issn(value)
    draft.add_doi(found.get("doi", ""))
    for value in many(found.get("urls", "")):
        draft.add_url(value)
    for value in many(found.get("covers", "")):
        draft.add_url(value, "cover")


def _subjects(found: dict[str, str], draft: Draft) -> None:
    draft.subjects = many(found.get("subjects", ""))
    if value := found.get("ddc"):
        draft.classification["ddc"] = value


def _holding(found: dict[str, str], member: str) -> Holding:
    copies = found.get("copies", "").split(" ")[0]
    counted = int(copies) if copies.isdecimal() and len(copies) < 5 else len(many(found.get("items", ""))) or None
    return Holding(
        member=member,
        location=found.get("location"),
        call_number=found.get("call_number"),
        copies=counted,
        status=found.get("status"),
    )
