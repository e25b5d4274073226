"""Cells of our own tables (`induk export --format csv`): written so that nothing is lost, and read back.

Lists of texts are joined by semicolons, what has parts stands as JSON, and what a spreadsheet would run as a formula
has an apostrophe before it (OWASP, CSV injection), which reading takes away again.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from harvester.record import RawRecord
from indexer.formats.draft import Draft
from indexer.formats.values import is_url
from indexer.issues import ISSUES, Issues
from indexer.normalise import identifiers, text
from indexer.record import CARRIERS, TYPES, BibRecord, Creator, Holding, Host, Identifiers, Issue, Url

T = TypeVar("T")

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_OURS = frozenset(
    {"title", "title_sort", "part_title", "alternative_titles", "creators", "date_text", "identifiers", "holdings"}
)
_TEXTS = (
    "title",
    "subtitle",
    "part_number",
    "part_title",
    "title_sort",
    "publisher",
    "place",
    "edition",
    "extent",
    "summary",
)
_KINDS = ("person", "organisation", "meeting")


def guarded(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if _FORMULA.match(value) else value


def cell(value: Any) -> str:
    """A value of a record as a cell; what is absent is empty."""
    if value is None or value == {} or value in ([], ()):
        return ""
    if isinstance(value, list | tuple) and all(map(_joins, value)):
        return "; ".join(value)
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _joins(part: Any) -> bool:
    """Whether a part can be told from its neighbours when they are joined."""
    return isinstance(part, str) and part == part.strip() != "" and ";" not in part and part[0] != "["


def are_ours(headings: Mapping[str, Any]) -> bool:
    """Whether a row is one of our own tables of records, by its headings."""
    return headings.keys() >= _OURS


def read(row: Mapping[str, str], raw: RawRecord, issues: Issues) -> BibRecord:
    """The record that a row of our own table holds, now one of the member whose file it is in."""
    cells = {name: value[1:] if _GUARDED.match(value) else value for name, value in row.items()}
    draft = Draft(issues=issues)
    for name in _TEXTS:
        setattr(draft, name, text.clean(cells.get(name, "")) or None)
    draft.alternative_titles, draft.series, draft.subjects = (
        _listed(cells.get(name, "")) for name in ("alternative_titles", "series", "subjects")
    )
    year = cells.get("year", "")
    draft.set_date(cells.get("date_text", ""), int(year) if re.fullmatch(r"[0-9]{1,4}", year) else None)
    _coded(cells, draft)
    _makers(cells, draft)
    _numbers(cells, draft)
    draft.host = _parsed(cells.get("host"), Host)
    holdings = _parsed(cells.get("holdings"), list[Holding]) or []
    draft.holdings = [msgspec.structs.replace(one, member=raw.member, record=None, confirmed=None) for one in holdings]
    for issue in _parsed(cells.get("issues"), list[Issue]) or []:
        if issue.code in ISSUES:
            issues.add(issue.code, issue.field, issue.value, issue.note)
    return draft.finish(raw)


def _listed(value: str) -> list[str]:
    found = _parsed(value, list[str]) if value.startswith("[") else None
    return [clean for part in (value.split(";") if found is None else found) if (clean := text.clean(part))]


def _parsed(value: str | None, kind: type[T]) -> T | None:
    """What stands in a cell as JSON; nothing where somebody has written something else into it."""
    try:
        return msgspec.json.decode(value, type=kind) if value else None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _coded(cells: Mapping[str, str], draft: Draft) -> None:
    if (kind := cells.get("type", "")) in TYPES:
        draft.type = kind
    elif kind:
        draft.add_type(kind)
    draft.carrier = cells["carrier"] if cells.get("carrier") in CARRIERS else draft.carrier
    for code in _listed(cells.get("languages", "")):
        draft.add_language(code)
    draft.classification = _parsed(cells.get("classification"), dict[str, str]) or {}


def _makers(cells: Mapping[str, str], draft: Draft) -> None:
    written = cells.get("creators", "")
    found = _parsed(written, list[Creator])
    if found is None:
        draft.add_creators(written)
        return
    for one in found:
        kind = one.kind if one.kind in _KINDS else "person"
        if name := text.clean(one.name):
            draft.creators.append(Creator(name=name, role=text.clean(one.role) or "author", kind=kind))


def _numbers(cells: Mapping[str, str], draft: Draft) -> None:
    for value in _listed(cells.get("isbns", "")):
        draft.add_isbn(value)
    for value in _listed(cells.get("issns", "")):
        draft.add_issn(value)
    numbers = _parsed(cells.get("identifiers"), Identifiers) or Identifiers()
    for value in numbers.doi:
        draft.add_doi(value)
    draft.oclc += [value for value in numbers.oclc if value.isdecimal()]
    draft.lccn += [number for value in numbers.lccn if (number := identifiers.lccn(value))]
    for url in _parsed(cells.get("urls"), list[Url]) or []:
        if is_url(url.url):
            draft.urls.append(url)
        else:
            draft.issues.add("bad-url", "urls", text.clean(url.url))
