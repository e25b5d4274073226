"""The crosswalk from MARC 21 to a record of the catalogue (MARC 21 Format for Bibliographic Data)."""

import re

from pymarc import Field, Record

from harvester.record import RawRecord
from indexer.formats.draft import Draft
from indexer.formats.marc_fields import MarcFields, indicator, joined, value, values
from indexer.formats.marc_holdings import holdings
from indexer.formats.marc_kind import carrier_of, type_of
from indexer.formats.titles import responsible
from indexer.formats.values import bare, first, host_parts, place, publisher, role_word, sort_key, unbracketed
from indexer.issues import Issues
from indexer.normalise import identifiers, text
from indexer.record import BibRecord, Host

_TITLES = ("130", "240", "246", "247", "740")
# Tags of names: the kind of what they name, and the subfields of the name itself.
_NAMES = {
    "100": ("person", "abcdq"), "110": ("organisation", "abcdn"), "111": ("meeting", "acdenq"),
    "700": ("person", "abcdq"), "710": ("organisation", "abcdn"), "711": ("meeting", "acdenq"), "720": (None, "a"),
}  # fmt: skip
_SUBJECTS = ("600", "610", "611", "630", "648", "650", "651", "653", "655", "689")
_SUBJECT_START = {"600": "abcdqt", "610": "abndt", "611": "acdenqt", "630": "anpt"}
# Scheme, fields, and what its classes look like: Indonesian libraries put Dewey call numbers into 090.
_CLASSES = (
    ("ddc", ("082", "083", "092"), re.compile(r".*\d")),
    ("lcc", ("050", "090"), re.compile(r"[A-Z]{1,3} ?\d")),
    ("udc", ("080",), re.compile(r".*\d")),
)
# 856, second indicator: what the address leads to (2 = related; decided by its looks).
_URL_KINDS = {"0": "fulltext", "1": "fulltext"}
_GUESS = 10  # years between the two dates of a questionable one
_COVER_WORDS = ("cover", "thumbnail", "sampul")


def to_bib(record: Record, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that a MARC record describes; `issues` holds what was found while decoding it."""
    marc = MarcFields(record)
    draft = Draft(issues=issues)
    for step in (_numbers, _languages, _title, _names, _imprint, _kind, _subjects, _notes, _links):
        step(marc, draft)
    draft.holdings = holdings(marc, raw.member)
    return draft.finish(raw)


def _numbers(marc: MarcFields, draft: Draft) -> None:
    for one in marc.values("020", "a"):
        draft.add_isbn(one)
    for one in marc.values("022", "a"):
        draft.add_issn(one)
    for field in marc.fields("024"):
        if (value(field, "2") or "").casefold() == "doi" or indicator(field, 1) == "7":
            for one in values(field, "a"):
                draft.add_doi(one)
    draft.oclc = [found for one in marc.values("035", "a") if (found := identifiers.oclc(one))]
    draft.lccn = [found for one in marc.values("010", "a") if (found := identifiers.lccn(one))]


def _languages(marc: MarcFields, draft: Draft) -> None:
    for code in (marc.fixed[35:38], *marc.values("041", "ad")):
        draft.add_language(code)


def _title(marc: MarcFields, draft: Draft) -> None:
    main = next(marc.fields("245"), None)
    if main is not None:
        first_title = value(main, "a") or value(main, "k")
        draft.title = unbracketed(first_title) if first_title else None
        draft.subtitle = bare(joined(main, "b")) or None
        draft.part_number = bare(joined(main, "n")) or None
        draft.part_title = bare(joined(main, "p")) or None
        draft.title_sort = _title_sort(main, draft)
    others = [*marc.linked("245"), *(field for tag in _TITLES for field in (*marc.fields(tag), *marc.linked(tag)))]
    draft.alternative_titles = [bare(joined(field, "abnp")) for field in others]
    if not draft.title and draft.alternative_titles:
        draft.title = draft.alternative_titles[0]


def _title_sort(field: Field, draft: Draft) -> str | None:
    """The title without what the second indicator counts, trusted only where it ends at a word's end."""
    whole = " ".join(part for part in (draft.title, draft.part_number, draft.part_title) if part)
    count = indicator(field, 2)
    start = value(field, "a") or ""
    if count in "123456789" and len(start) > int(count) and start[int(count) - 1] in " '’ʼ":
        return text.fold(whole[int(count) :]) or None
    return sort_key(whole, draft.languages[0] if draft.languages else None) if whole else None


def _names(marc: MarcFields, draft: Draft) -> None:
    for field in marc.in_order(_NAMES):
        kind, codes = _NAMES[field.tag]
        if field.tag[0] == "7" and value(field, "t"):  # a work that this one contains or rests on, not its maker
            continue
        words = [*values(field, "4"), *values(field, "j" if kind == "meeting" else "e")]
        role = next((word for word in words if role_word(word)), None)
        draft.add_creator(bare(joined(field, codes)), role, kind)
    if not draft.creators:
        for statement in marc.values("245", "c"):
            draft.add_creators(responsible(statement))


def _imprint(marc: MarcFields, draft: Draft) -> None:
    statements = [
        *(field for field in marc.fields("264") if indicator(field, 2) in "1 "),
        *marc.fields("260"),
        *(field for field in marc.fields("264") if indicator(field, 2) not in "14 "),
    ]
    draft.place = first(*(place(one) for field in statements for one in values(field, "a")))
    draft.publisher = first(*(publisher(one) for field in statements for one in values(field, "b")))
    written = first(*(bare(one) for field in statements for one in values(field, "c")), *marc.values("264", "c"))
    draft.set_date(written or "", _coded_year(marc.fixed))
    if not written and draft.year:
        draft.date_text = str(draft.year)
    draft.edition = first(*(bare(joined(field, "ab")) for field in marc.fields("250")))
    draft.extent = first(*(bare(joined(field, "abc")) for field in marc.fields("300")))
    series = [bare(joined(field, "anpv")) for field in marc.fields("490", "440")]
    draft.series = series or [bare(joined(field, "anptv")) for field in marc.fields("830")]


def _coded_year(fixed: str) -> int | None:
    """The first date of 008/06-14: a year, unless half known (`19uu`) or one end of a long guess (type q)."""
    first_date, second_date = fixed[7:11], fixed[11:15]
    if not (first_date.isascii() and first_date.isdecimal()) or first_date in ("0000", "9999"):
        return None
    if fixed[6] == "q" and not (second_date.isdecimal() and int(second_date) - int(first_date) < _GUESS):
        return None
    return int(first_date)


def _kind(marc: MarcFields, draft: Draft) -> None:
    gmd = next((bare(one).strip("[] ") for one in marc.values("245", "h")), None)
    draft.type = type_of(marc, gmd)
    draft.carrier = carrier_of(marc, gmd)


def _subjects(marc: MarcFields, draft: Draft) -> None:
    for field in marc.fields(*_SUBJECTS):
        heading = bare(joined(field, _SUBJECT_START.get(field.tag, "a")))
        draft.subjects.append(" -- ".join(filter(None, (heading, *(bare(one) for one in values(field, "vxyz"))))))
    for scheme, tags, looks in _CLASSES:
        classes = (text.clean(one.replace("/", "")) for tag in tags for one in marc.values(tag, "a"))
        found = first(*(one for one in classes if looks.match(one)))
        if found:
            draft.classification[scheme] = found


def _notes(marc: MarcFields, draft: Draft) -> None:
    draft.summary = first(*(text.clean(joined(field, "ab")) for field in marc.fields("520")))
    host = next(marc.fields("773"), None)
    if host is not None:
        draft.host = _host(host)
        for one in values(host, "x"):
            draft.add_issn(one)


def _host(field: Field) -> Host:
    volume, issue, pages = host_parts(text.clean(joined(field, "g")))
    return Host(
        title=bare(value(field, "t") or value(field, "a") or "") or None, volume=volume, issue=issue, pages=pages
    )


def _links(marc: MarcFields, draft: Draft) -> None:
    for field in marc.fields("856"):
        label = first(*(text.clean(joined(field, code)) for code in "3yz"))
        kind = _URL_KINDS.get(indicator(field, 2))
        if label and any(word in label.casefold() for word in _COVER_WORDS):
            kind = "cover"
        for address in values(field, "u"):
            draft.add_url(address, kind or ("other" if indicator(field, 2) == "2" else None), label)
