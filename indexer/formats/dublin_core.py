"""Dublin Core, as `oai_dc` and as what repositories send under that name (DCMI Metadata Terms; OAI-PMH 2.0, section 5).

Names of elements are read without their namespaces. The habits of single programs, as measured on their answers:
SLiMS 9 (`identifier_isbn`, format = collation, coverage = place, source = series, identifier = call number),
EPrints 3.4 (citation in identifier, landing page in relation), OJS (source = `Journal; Vol. 1 No. 2 (2020); 1-10`),
DSpace (several dates).
"""

import html
import re

from lxml import etree

from harvester.record import RawRecord
from indexer.formats import xml
from indexer.formats.draft import Draft
from indexer.formats.errors import unreadable
from indexer.formats.statements import full_title, host_statement
from indexer.formats.titles import responsible, split_title
from indexer.formats.values import bare, host_parts, is_url, place, publisher
from indexer.issues import Issues
from indexer.normalise import dates, kind, numbers, text
from indexer.record import BibRecord, Holding, Host, UnionRecord

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"

_ELEMENTS = frozenset(
    [
        "title",
        "creator",
        "subject",
        "description",
        "publisher",
        "contributor",
        "date",
        "type",
        "format",
        "identifier",
        "source",
        "language",
        "relation",
        "coverage",
        "rights",
        "identifier_isbn",
    ]
)
_SLIMS_ONLY = ("identifier_isbn", "image", "hasVersion", "hasPart")
_SLIMS_ADDRESS = re.compile(r"index\.php\?p=show_detail&id=")
_NO_COVER = re.compile(r"/images/default/")
_CLASS = re.compile(r"^\d{3}(?:[./]\S*)?(?:\s+\d+)?$")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:")
# An ISBN or ISSN that stands alone or says what it is; a citation may hold one of something else.
_NUMBER = re.compile(
    r"(?:urn:)?is[bs]n(?:-1[03])?[\s:].*|[\d -]{8,18}[\dXx](?:\s*\(.*)?|\d{4}-?\d{3}[\dXx]", re.IGNORECASE
)
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+$")
# What is left of an entity when a program escaped a text that was escaped already.
_ESCAPED_TWICE = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
_LONGEST = 300  # characters of a collation
_CALL_NUMBER = 40  # characters; what is longer is a citation

Values = dict[str, list[str]]


def read(element: xml.Element, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that a Dublin Core element describes.

    Raises:
        Unreadable: there is no Dublin Core in it.
    """
    found = _values(element, issues)
    if not _ELEMENTS.intersection(found):
        raise unreadable("not-dublin-core", element=xml.name(element))
    draft = Draft(issues=issues)
    slims = any(name in found for name in _SLIMS_ONLY) or any(map(_SLIMS_ADDRESS.search, found.get("identifier", ())))
    _titles(found, draft)
    _creators(found, draft)
    _identifiers(found, draft, raw.member, slims=slims)
    _imprint(found, draft, slims=slims)
    _kind(found, draft)
    _sources(found, draft, slims=slims)
    _subjects(found, draft)
    return draft.finish(raw)


def _values(element: xml.Element, issues: Issues) -> Values:
    """Every element's texts by its local name; the outermost level that has any."""
    found: Values = {}
    for child in xml.children(element):
        came = xml.text(child)
        once = text.encoded_once(came)
        value = text.clean(once)
        if once != came:
            issues.add("encoded-twice", xml.name(child), text.clean(came))
        if _ESCAPED_TWICE.search(value):
            issues.add("escaped-twice", xml.name(child), value)
            value = text.clean(html.unescape(value))
        if value:
            found.setdefault(xml.name(child), []).append(value)
    return found


def _titles(found: Values, draft: Draft) -> None:
    first, *others = found.get("title", [""])
    if first:
        draft.title, draft.subtitle, draft.part_number, draft.part_title, statement = split_title(bare(first))
        if statement and "creator" not in found:
            draft.add_creators(responsible(statement))
    draft.alternative_titles = [*others, *found.get("alternative", ())]


def _creators(found: Values, draft: Draft) -> None:
    for value in found.get("creator", ()):
        draft.add_creators(value)
    for value in found.get("contributor", ()):
        draft.add_creators(value, "contributor")


def _identifiers(found: Values, draft: Draft, member: str, *, slims: bool) -> None:
    call_number = None
    for value in found.get("identifier_isbn", ()):
        draft.add_standard_number(value)
    for value in found.get("identifier", ()):
        if is_url(value):
            draft.add_url(value)
        elif _NUMBER.fullmatch(value):
            draft.add_standard_number(value)
        elif not draft.add_doi(value) and slims and len(value) <= _CALL_NUMBER:
            call_number = call_number or value
    for value in found.get("relation", ()):
        if is_url(value):
            draft.add_url(value, "record" if not draft.urls else None)
        else:
            draft.add_doi(value)
    for value in found.get("image", ()):
        if is_url(value) and not _NO_COVER.search(value):
            draft.add_url(value, "cover")
    if slims:
        draft.holdings = [Holding(member=member, call_number=call_number)]


def _imprint(found: Values, draft: Draft, *, slims: bool) -> None:
    draft.publisher = next((one for value in found.get("publisher", ()) if (one := publisher(value))), None)
    date = _issued([*found.get("issued", ()), *found.get("date", ())])
    draft.set_date(date[:10] if _TIMESTAMP.match(date) else date)
    if slims:
        draft.place = next((one for value in found.get("coverage", ()) if (one := place(value))), None)
    extents = [*found.get("extent", ()), *found.get("format", ())]
    draft.extent = next((value for value in extents if _is_collation(value, slims=slims)), None)
    for value in found.get("language", ()):
        draft.add_language(value)


def _is_collation(value: str, *, slims: bool) -> bool:
    """Whether a dc:format tells of pages; in SLiMS, where it is the collation, any number will do."""
    if len(value) > _LONGEST or _MIME.match(value):
        return False
    return numbers.pages(value) is not None or (slims and any(char.isdigit() for char in value))


def _issued(values: list[str]) -> str:
    """The date of publication among several (DSpace sends accessioned, available and issued alike).

    No timestamp of a machine where there is a date, then the shortest, then the earliest.
    """
    values = [value for value in values if len(value) < _LONGEST]
    dated = [(bool(_TIMESTAMP.match(value)), len(value), dates.publication_year(value), value) for value in values]
    usable = [one for one in dated if one[2] is not None]
    return min(usable)[3] if usable else (values[0] if values else "")


def _kind(found: Values, draft: Draft) -> None:
    for value in (*found.get("type", ()), *found.get("medium", ())):
        draft.add_type(value)
    for value in found.get("format", ()):
        if _MIME.match(value):  # a file to download: `application/pdf`
            draft.carrier = draft.carrier or kind.kind_of(value).carrier


def _sources(found: Values, draft: Draft, *, slims: bool) -> None:
    for value in found.get("source", ()):
        if slims:
            draft.series.append(value)
            continue
        if is_url(value):
            continue
        if _NUMBER.fullmatch(value):
            draft.add_standard_number(value)
            continue
        title, semicolon, rest = value.partition(";")
        volume, issue, pages = host_parts(rest)
        if semicolon and (volume or issue or pages) and draft.host is None:
            draft.host = Host(title=title.strip() or None, volume=volume, issue=issue, pages=pages)
    descriptions = [*found.get("abstract", ()), *found.get("description", ())]
    draft.summary = max((value for value in descriptions if not is_url(value)), key=len, default=None)


def _subjects(found: Values, draft: Draft) -> None:
    for value in found.get("subject", ()):
        if _CLASS.match(value):
            draft.classification.setdefault("ddc", value.split()[0].replace("/", ""))
        else:
            draft.subjects.append(value)


def to_element(record: BibRecord | UnionRecord) -> xml.Element:
    """A record as `oai_dc:dc`."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": xml.XSI})
    root.set(f"{{{xml.XSI}}}schemaLocation", f"{OAI_DC} {SCHEMA}")
    for name, value in _statements(record):
        xml.add(root, f"{{{DC}}}{name}", value)
    return root


def _statements(record: BibRecord | UnionRecord) -> list[tuple[str, str]]:
    makers = [
        ("creator" if one.role in ("author", "composer", "artist") else "contributor", one) for one in record.creators
    ]
    many: list[tuple[str, object]] = [
        ("title", full_title(record)),
        *(("title", title) for title in record.alternative_titles),
        *((name, creator.name) for name, creator in makers),
        *(("subject", subject) for subject in record.subjects),
        ("description", record.summary),
        ("publisher", record.publisher),
        ("date", record.year or record.date_text),
        ("type", record.type),
        ("format", record.extent),
        *(("identifier", f"urn:isbn:{number}") for number in record.isbns),
        *(("identifier", f"urn:issn:{number}") for number in record.issns),
        *(("identifier", f"https://doi.org/{number}") for number in record.identifiers.doi),
        *(("identifier", url.url) for url in record.urls if url.kind != "cover"),
        *(("language", code) for code in record.languages),
        *(("relation", series) for series in record.series),
        ("source", host_statement(record.host)),
    ]
    return [(name, str(value)) for name, value in many if value]
