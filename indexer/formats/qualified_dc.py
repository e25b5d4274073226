"""Qualified Dublin Core, written: DCMI Metadata Terms in XML; `dublin_core.py` reads it back.

Guidelines for implementing Dublin Core in XML (DCMI, 2003), section 5: elements are of `dc:`, their refinements of
`dcterms:`, and `xsi:type` names the encoding scheme of a value. Left out is what DCMI has no term for: what a
contributor did, the place of what has no publisher, labels of links, covers, copies.
"""

import re
from collections.abc import Iterator

from lxml import etree

from indexer.formats import xml
from indexer.formats.dublin_core import DC, MAKERS
from indexer.formats.statements import Record
from indexer.record import Host

TERMS = "http://purl.org/dc/terms/"
SCHEMA = "http://dublincore.org/schemas/xmls/qdc/2008/02/11/qualifieddc.xsd"
"""DCMI's own; the container that it declares is in no namespace, so OAI-PMH (section 3.4) has no use for it."""

Statement = tuple[str, str | None, str | None]
"""A term, its value, and the encoding scheme of the value."""

# Dublin Core Metadata Element Set 1.1, as far as it is used; all other terms are refinements.
_ELEMENTS = frozenset({"title", "creator", "contributor", "subject", "publisher", "type", "identifier", "language"})
# DCMI Type Vocabulary, which says less than our own word before it. `other` has none.
_TYPES = {
    "book": "Text", "serial": "Text", "article": "Text", "thesis": "Text", "report": "Text", "conference": "Text",
    "manuscript": "Text", "web": "Text", "archive": "Collection", "map": "StillImage", "score": "StillImage",
    "image": "StillImage", "audio": "Sound", "video": "MovingImage", "dataset": "Dataset", "software": "Software",
    "object": "PhysicalObject",
}  # fmt: skip
_WORDS = {"web": "website"}
_MEDIA = {"print": "print", "online": "online resource", "microform": "microform", "disc": "optical disc"}
_CLASSES = ("ddc", "lcc", "udc")
_PARTS = ("article", "conference")  # of which `isPartOf` names the host, and of all others the series
_W3CDTF = re.compile(r"(\d{4})(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def write(record: Record) -> bytes:
    """A record as a document of its own."""
    return xml.document(to_element(record))


def to_element(record: Record) -> xml.Element:
    """A record as `<qualifieddc>`."""
    root = etree.Element("qualifieddc", nsmap={"dc": DC, "dcterms": TERMS, "xsi": xml.XSI})
    root.set(f"{{{xml.XSI}}}noNamespaceSchemaLocation", SCHEMA)
    for term, value, scheme in _statements(record):
        if value:
            tag = f"{{{DC if term in _ELEMENTS else TERMS}}}{term}"
            xml.add(root, tag, value, **{f"{{{xml.XSI}}}type": f"dcterms:{scheme}" if scheme else None})
    return root


def _statements(record: Record) -> Iterator[Statement]:
    yield "title", _title(record), None
    for title in record.alternative_titles:
        yield "alternative", title, None
    for one in record.creators:
        yield "creator" if one.role in MAKERS else "contributor", one.name, None
    for subject in record.subjects:
        yield "subject", subject, None
    for scheme in _CLASSES:
        yield "subject", record.classification.get(scheme), scheme.upper()
    yield "abstract", record.summary, None
    if record.publisher:  # with its place, as the Library of Congress maps MARC 260 to Dublin Core
        yield "publisher", " : ".join(filter(None, (record.place, record.publisher))), None
    yield from _issued(record)
    if record.type in _TYPES:
        yield "type", _WORDS.get(record.type, record.type), None
        yield "type", _TYPES[record.type], "DCMIType"
    yield "extent", record.extent, None
    yield "medium", _MEDIA.get(record.carrier or ""), None
    for code in record.languages:
        yield "language", code, "ISO639-2"
    yield from (("identifier", address, "URI") for address in _addresses(record))
    if record.host:
        yield "isPartOf", record.host.title, None
    elif record.type not in _PARTS:
        yield from (("isPartOf", series, None) for series in record.series)
    yield "bibliographicCitation", _citation(record), None


def _title(record: Record) -> str:
    """`Title : subtitle. Jilid 2, Part title`; the part comes last, so that nobody takes the subtitle for a part's."""
    whole = " : ".join(filter(None, (record.title, record.subtitle)))
    return ". ".join(filter(None, (whole, ", ".join(filter(None, (record.part_number, record.part_title))))))


def _issued(record: Record) -> Iterator[Statement]:
    """The date in the form of W3C (Date and Time Formats, 1997), and as it was written where that is another."""
    coded = f"{record.year:04d}" if record.year else None
    written = record.date_text
    if written and (found := _W3CDTF.fullmatch(written)) and found[1] == coded:
        coded = written
    yield "issued", coded, "W3CDTF"
    if written != coded:
        yield "issued", written, None


def _addresses(record: Record) -> Iterator[str]:
    """Numbers as URNs and `info:` URIs (RFC 8254, 3044, 4452), then where the thing itself is found."""
    numbers = record.identifiers
    named = {
        "urn:isbn:": record.isbns, "urn:issn:": record.issns, "info:doi/": numbers.doi, "info:oclcnum/": numbers.oclc,
        "info:lccn/": numbers.lccn,
    }  # fmt: skip
    for prefix, values in named.items():
        yield from (prefix + value for value in values)
    yield from (url.url for url in record.urls if url.kind != "cover")


def _citation(record: Record) -> str | None:
    """Where to find a part in its host; of a whole, its edition, for which there is no term."""
    if record.host:
        return _in_host(record.host, record.year)
    if not record.edition or record.type in _PARTS:
        return None
    return ". ".join(filter(None, (_title(record), record.edition, record.date_text or str(record.year or ""))))


def _in_host(host: Host, year: int | None) -> str:
    """`Jurnal Studi, Vol. 12 No. 3 (2020), pp. 1-10`."""
    numbers = " ".join(f"{label} {said}" for label, said in (("Vol.", host.volume), ("No.", host.issue)) if said)
    place = ", ".join(filter(None, (host.title, numbers)))
    dated = f"{place} ({year})" if place and year else place
    return ", ".join(filter(None, (dated, f"pp. {host.pages}" if host.pages else None)))
