"""The crosswalk from UNIMARC to a record of the catalogue (UNIMARC Manual: Bibliographic Format, 3rd edition).

UNIMARC has no ISBD punctuation in its fields; what MARC 21 says by marks, it says by subfields.
"""

import re

from pymarc import Field, Record

from harvester.record import RawRecord
from indexer.formats import unimarc_links
from indexer.formats.draft import Draft
from indexer.formats.marc_fields import MarcFields, indicator, joined, value, values
from indexer.formats.marc_habits import UNIMARC, UNIMARC_CALL_NUMBERS
from indexer.formats.marc_holdings import holdings
from indexer.formats.marc_titles import generic
from indexer.formats.titles import responsible, unmarked
from indexer.formats.unimarc_kind import carrier_of, type_of
from indexer.formats.unimarc_roles import role_of
from indexer.formats.values import bare, first, place, publisher, sort_key
from indexer.issues import Issues
from indexer.normalise import identifiers, isbn, text
from indexer.record import BibRecord

_TITLES = ("500", "510", "512", "513", "514", "515", "516", "517", "518", "530", "531", "532", "540", "541")
_PERSONS = ("700", "701", "702", "720", "721", "722")
_NAMES = (*_PERSONS, "710", "711", "712")
_SUBJECTS = {
    "600": "abcdf", "601": "abcdef", "602": "a", "604": "at", "605": "ahi", "606": "a", "607": "a", "608": "a",
}  # fmt: skip
_CLASSES = (("ddc", "676"), ("udc", "675"), ("lcc", "680"))
_OPEN_DATES = re.compile(r"(?<=-)\.{2,}$")  # `1950-....`: still alive
_GUESS = 10  # years between the two dates of an uncertain one


def recognised(record: Record) -> bool:
    """Whether a record is UNIMARC, whatever it is called: a title in 200 and none in 245, or coded data in 100 $a."""
    if any(field.tag == "245" for field in record.fields):
        return False
    marc = MarcFields(record)
    return any(marc.values("200", "a")) or bool(re.match(r"\d{8}[a-z|]", next(iter(marc.values("100", "a")), "")))


def to_bib(record: Record, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that a UNIMARC record describes; `issues` holds what was found while decoding it."""
    marc = MarcFields(record)
    draft = Draft(issues=issues)
    for step in (_numbers, _languages, _titles, _names, _imprint, _kind, _subjects, unimarc_links.read, _links):
        step(marc, draft)
    draft.summary = " ".join(filter(None, (text.clean(joined(field, "a")) for field in marc.fields("330")))) or None
    draft.holdings = holdings(marc, raw.member, UNIMARC, UNIMARC_CALL_NUMBERS)
    return draft.finish(raw)


def _numbers(marc: MarcFields, draft: Draft) -> None:
    for field in marc.fields("010"):
        for one in values(field, "a"):
            draft.add_isbn(f"{one} {joined(field, 'b')}")
    for one in marc.values("073", "a"):
        draft.isbns += isbn.isbns(one)
    for one in (*marc.values("011", "a"),) or (*marc.values("011", "f"),):
        draft.add_issn(one)
    for field in marc.fields("017"):
        for one in values(field, "a"):
            if (value(field, "2") or "").casefold() == "doi" or one.startswith("10."):
                draft.add_doi(one)
    draft.oclc = [found for code in "az" for one in marc.values("035", code) if (found := identifiers.oclc(one))]


def _languages(marc: MarcFields, draft: Draft) -> None:
    for code in marc.values("101", "a"):
        draft.add_language(code)


def _titles(marc: MarcFields, draft: Draft) -> None:
    main, language = next(iter(marc.fields("200")), None), draft.languages[0] if draft.languages else None
    if main is not None:
        written = [" ".join(one.split()) for one in values(main, "a")]
        shown, sorting = unmarked(written[0], language) if written else ("", None)
        draft.title = bare(shown) or None
        draft.subtitle = " : ".join(filter(None, map(bare, values(main, "e")))) or None
        draft.part_number = ", ".join(filter(None, map(bare, values(main, "hv")))) or None
        draft.part_title = ", ".join(filter(None, map(bare, values(main, "i")))) or None
        parts = " ".join(filter(None, (draft.part_number, draft.part_title)))
        if sorting is not None:
            draft.title_sort = text.fold(f"{sorting} {parts}") or None
        elif draft.title:
            draft.title_sort = sort_key(" ".join(filter(None, (draft.title, parts))), language)
        others = (*written[1:], *values(main, "d"))  # further works without a title in common, parallel titles
        draft.alternative_titles = [bare(unmarked(one, language)[0]) for one in others]
    for field in marc.fields(*_TITLES):
        name = value(field, "a") or ""
        if not (field.tag == "500" and generic(name)):
            shown = unmarked(" ".join(name.split()), language)[0]
            draft.alternative_titles.append(bare(" ".join(filter(None, (shown, joined(field, "hi"))))))
    draft.alternative_titles += [bare(value(one, "t") or "") for one in unimarc_links.linked(marc, "454")]
    if not draft.title:
        draft.title = next(filter(None, draft.alternative_titles), None)


def _names(marc: MarcFields, draft: Draft) -> None:
    for field in marc.in_order(_NAMES):
        role = next((word for code in values(field, "4") if (word := role_of(code))), None)
        secondary = "contributor" if field.tag[2] == "2" and not role else None
        if field.tag in _PERSONS:
            draft.add_creator(_person(field), role or secondary, "person" if field.tag < "720" else None)
        else:
            kind = "meeting" if indicator(field, 1) == "1" else "organisation"
            draft.add_creator(_body(field), role or secondary, kind)
    if not draft.creators:
        for statement in marc.values("200", "f"):
            draft.add_creators(responsible(statement))


def _person(field: Field) -> str:
    """`Hugo, Victor, 1802-1885`: entry element, the rest of the name, dates; `Jean-Paul II` with its number."""
    name = " ".join(filter(None, (value(field, "a"), value(field, "d"))))
    dates = _OPEN_DATES.sub("", joined(field, "f").strip("<>() "))
    return ", ".join(filter(None, map(bare, (name, joined(field, "b"), dates))))


def _body(field: Field) -> str:
    """A body with its units as MARC 21 writes them, a meeting with its number, date and place."""
    about = " : ".join(map(bare, values(field, "dfe")))
    name = ". ".join(filter(None, map(bare, values(field, "ab"))))
    return f"{name} ({about})" if about else name


def _imprint(marc: MarcFields, draft: Draft) -> None:
    published = [field for field in marc.fields("214") if indicator(field, 2) in "0 "]
    statements = [*published, *marc.fields("210", "219"), *marc.fields("214")]
    draft.place = first(*(place(one) for field in statements for one in values(field, "a")))
    draft.publisher = first(*(publisher(one) for field in statements for one in values(field, "c")))
    written = first(*(bare(one) for field in statements for one in values(field, "d")))
    draft.set_date(written or "", _coded_year(next(iter(marc.values("100", "a")), "")))
    if not written and draft.year:
        draft.date_text = str(draft.year)
    draft.edition = ", ".join(filter(None, (bare(joined(field, "ab")) for field in marc.fields("205")))) or None
    draft.extent = first(*(_extent(field) for field in marc.fields("215")))
    stated = [_series(field) for field in marc.fields("225")]
    draft.series = [*filter(None, stated)] or [*map(unimarc_links.titled, unimarc_links.linked(marc, "410"))]


def _coded_year(coded: str) -> int | None:
    """The first date of 100 $a/8-16: a year, unless one end of a long guess (type f)."""
    first_date, second_date = coded[9:13], coded[13:17]
    if not (first_date.isascii() and first_date.isdecimal()) or first_date in ("0000", "9999"):
        return None
    guessed = coded[8:9] == "f"
    if guessed and not (second_date.isdecimal() and int(second_date) - int(first_date) < _GUESS):
        return None
    return int(first_date)


def _extent(field: Field) -> str:
    """`245 p. : ill. ; 24 cm`, with the marks of ISBD that the format leaves to its readers."""
    marks = (("a", ""), ("c", " : "), ("d", " ; "))
    return "".join(f"{mark}{bare(one)}" for code, mark in marks for one in values(field, code)).lstrip(" :;")


def _series(field: Field) -> str:
    title = ". ".join(filter(None, map(bare, values(field, "ahi"))))
    return " ; ".join(filter(None, (title, *map(bare, values(field, "v")))))


def _kind(marc: MarcFields, draft: Draft) -> None:
    gmd = next((bare(one).strip("[] ") for one in marc.values("200", "b")), None)
    draft.type, draft.carrier = type_of(marc, gmd), carrier_of(marc, gmd)


def _subjects(marc: MarcFields, draft: Draft) -> None:
    for field in marc.fields(*_SUBJECTS):
        codes = _SUBJECTS[field.tag]
        heading = _person(field) if field.tag == "600" else bare(joined(field, codes))
        draft.subjects.append(" -- ".join(filter(None, (heading, *(bare(one) for one in values(field, "jxyz"))))))
    draft.subjects += [bare(one) for one in marc.values("610", "a")]
    for scheme, tag in _CLASSES:
        if found := first(*(text.clean(one.replace("/", "")) for one in marc.values(tag, "a"))):
            draft.classification[scheme] = found


def _links(marc: MarcFields, draft: Draft) -> None:
    for field in marc.fields("856"):
        label = first(*(text.clean(joined(field, code)) for code in "3z2"))
        for address in values(field, "u"):
            draft.add_url(address, None, label)
