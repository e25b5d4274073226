"""The crosswalk from MARC 21 to a record of the catalogue (MARC 21 Format for Bibliographic Data).

Titles, names, kinds, links and holdings have files of their own.
"""

import re
from collections.abc import Sequence

from pymarc import Field, Record

from harvester.record import RawRecord
from indexer.formats import marc_links, marc_names, marc_titles, unimarc
from indexer.formats.draft import Draft
from indexer.formats.marc_fields import MarcFields, indicator, joined, value, values
from indexer.formats.marc_holdings import holdings
from indexer.formats.marc_kind import carrier_of, type_of
from indexer.formats.values import bare, first, place, publisher
from indexer.issues import Issues
from indexer.normalise import identifiers, isbn, text
from indexer.record import BibRecord

_SUBJECTS = ("600", "610", "611", "630", "648", "650", "651", "653", "655", "689")
_SUBJECT_START = {"600": "abcdqt", "610": "abndt", "611": "acdenqt", "630": "anpt"}
# Scheme, fields, and what its classes look like: Indonesian libraries put Dewey call numbers into 090.
_CLASSES = (
    ("ddc", ("082", "083", "092"), re.compile(r".*\d")),
    ("lcc", ("050", "090"), re.compile(r"[A-Z]{1,3} ?\d")),
    ("udc", ("080",), re.compile(r".*\d")),
)
_DEWEY = re.compile(r"\d{3}(?:\.\d+)?(?!\d)")
_AUTHORED = ("800", "810", "811")  # series under the name of who wrote them
_PIECE = 6  # characters; a shorter one may stand in another by chance
_GUESS = 10  # years between the two dates of a questionable one
_HANDLE = "https://hdl.handle.net/"
_RESOLVER = "https://nbn-resolving.org/"


def to_bib(record: Record, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that a MARC record describes; `issues` holds what was found while decoding it.

    UNIMARC is told by its fields, since it comes under the names of MARC 21 too.
    """
    if unimarc.recognised(record):
        return unimarc.to_bib(record, raw, issues)
    marc = MarcFields(record)
    draft = Draft(issues=issues)
    _numbers(marc, draft)
    _languages(marc, draft)
    heading = marc_titles.read(marc, draft)
    marc_names.read(marc, draft, heading.responsibility)
    _imprint(marc, draft)
    draft.type, draft.carrier = type_of(marc, heading.gmd), carrier_of(marc, heading.gmd)
    _subjects(marc, draft)
    _classes(marc, draft)
    draft.summary = " ".join(filter(None, (text.clean(joined(field, "ab")) for field in marc.fields("520")))) or None
    marc_links.read(marc, draft)
    draft.holdings = holdings(marc, raw.member)
    return draft.finish(raw)


def _numbers(marc: MarcFields, draft: Draft) -> None:
    """ISBN, ISSN and other numbers of this thing: not the cancelled ones ($z), nor those of other forms of it (776)."""
    for field in marc.fields("020"):
        qualified = joined(field, "q")
        for one in values(field, "a"):  # SLiMS has one column for ISBN and ISSN, and writes both here
            draft.add_standard_number(f"{one} {qualified}")
    for one in (*marc.values("022", "a"),) or (*marc.values("022", "l"),):
        draft.add_issn(one)
    for field in marc.fields("024"):
        _other_number(field, draft)
    controls = [f"(OCoLC){one}" if "OCoLC" in marc.control("003") else one for one in marc.control("001")]
    current = [found for one in (*controls, *marc.values("035", "a")) if (found := identifiers.oclc(one))]
    merged = [found for one in marc.values("035", "z") if (found := identifiers.oclc(one))]
    if current:  # OCLC's own field for numbers of records that it merged into this one
        merged += [found for one in marc.values("019", "a") if (found := identifiers.oclc(f"(OCoLC){one}"))]
    draft.oclc = [*current, *merged]
    draft.lccn = [found for one in marc.values("010", "a") if (found := identifiers.lccn(one))]


def _other_number(field: Field, draft: Draft) -> None:
    """Field 024: an EAN that is an ISBN (first indicator 3), or what $2 says: a DOI, a handle, a URN."""
    scheme = (value(field, "2") or "").casefold()
    for one in map(text.clean, values(field, "a")):
        if indicator(field, 1) == "3":
            draft.isbns += isbn.isbns(one)
        elif scheme in ("hdl", "handle"):
            draft.add_url(one if "://" in one else _HANDLE + one.removeprefix("hdl:"), "record")
        elif one.casefold().startswith("urn:nbn:"):
            draft.add_url(_RESOLVER + one, "record")
        elif scheme == "uri":
            draft.add_url(one)
        elif scheme == "doi" or indicator(field, 1) == "7" or one.startswith("10."):
            draft.add_doi(one)


def _languages(marc: MarcFields, draft: Draft) -> None:
    for code in (marc.fixed[35:38], *marc.values("041", "ad")):
        draft.add_language(code)


def _imprint(marc: MarcFields, draft: Draft) -> None:
    statements = [*_statements(marc), *marc.linked("264", "260")]  # in another script, where there is nothing else
    draft.place = first(*[place(one) for field in statements for one in values(field, "a")])
    names = [one for field in statements for one in values(field, "b")]
    old = (*marc.values("262", "b"), *marc.values("261", "a"))  # of sound recordings and films, until 1983
    draft.publisher = first(*map(publisher, (*names, *old)))
    coded = _coded_year(marc.fixed)
    dates = [bare(one) for field in (*statements, *marc.fields("264")) for one in values(field, "c")]
    coded_too = [one for one in dates if str(coded) in one] if coded else []  # a serial has one per publisher
    written = first(*coded_too, *dates)
    draft.set_date(written or "", coded)
    if not written and draft.year:
        draft.date_text = str(draft.year)
    draft.edition = ", ".join(filter(None, [bare(joined(field, "ab")) for field in marc.fields("250")])) or None
    draft.extent = first(*[bare(_extent(field)) for field in marc.fields("300")])
    draft.series = _series(marc)


def _statements(marc: MarcFields) -> Sequence[Field]:
    """Where it was published; then, in 264, by whom it was made or brought about, but not its copyright date."""
    newer = marc.fields("264")
    if not newer:
        return marc.fields("260")
    published = [field for field in newer if indicator(field, 2) in "1 "]
    return [*published, *marc.fields("260"), *(field for field in newer if indicator(field, 2) not in "14 ")]


def _extent(field: Field) -> str:
    """Field 300 without what SLiMS writes twice: the whole collation in $c, and in $a what comes before its mark."""
    parts = dict.fromkeys(values(field, "abc" if value(field, "a") else "fgbc"))
    whole = value(field, "c") or ""
    return " ".join([one for one in parts if one == whole or len(one) < _PIECE or one.strip(" :;") not in whole])


def _series(marc: MarcFields) -> list[str]:
    """Series as they stand on the piece; as they are filed where only those have the volume."""
    written = [bare(joined(field, "anpv")) for field in marc.fields("490", "440")]
    filed = [bare(joined(field, "anptv")) for field in marc.fields("830")]
    if filed and len(filed) == len(written):
        numbered = marc.values("490", "v") or marc.values("440", "v")
        if not numbered and marc.values("830", "v"):
            return filed
    return written or filed or [bare(joined(field, "tnpv")) for field in marc.fields(*_AUTHORED)]


def _coded_year(fixed: str) -> int | None:
    """The first date of 008/06-14: a year, unless half known (`19uu`) or one end of a long guess (type q)."""
    first_date, second_date = fixed[7:11], fixed[11:15]
    if not (first_date.isascii() and first_date.isdecimal()) or first_date in ("0000", "9999"):
        return None
    if fixed[6] == "q" and not (second_date.isdecimal() and int(second_date) - int(first_date) < _GUESS):
        return None
    return int(first_date)


def _subjects(marc: MarcFields, draft: Draft) -> None:
    for field in marc.fields(*_SUBJECTS):
        if field.tag == "653":
            draft.subjects += [bare(one) for one in values(field, "a")]  # each is a term of its own
            continue
        heading = bare(joined(field, _SUBJECT_START.get(field.tag, "a")))
        if found := " -- ".join(filter(None, [heading, *map(bare, values(field, "vxyz"))])):
            draft.subjects.append(found)


def _classes(marc: MarcFields, draft: Draft) -> None:
    for scheme, tags, looks in _CLASSES:
        classes = [text.clean(one.replace("/", "")) for tag in tags if tag in marc for one in marc.values(tag, "a")]
        if found := first(*(one for one in classes if looks.match(one))):
            draft.classification[scheme] = found
    if (
        "ddc" not in draft.classification and "084" in marc
    ):  # SLiMS and INLISLite write Dewey numbers into 084 and name no scheme
        local = (text.clean(one) for field in marc.fields("084") if not value(field, "2") for one in values(field, "a"))
        if found := first(*(one for one in local if _DEWEY.match(one))):
            draft.classification["ddc"] = found
