"""Dublin Core: `oai_dc`, what repositories send under that name, and its qualified offspring (DCMI Metadata Terms).

Reading goes in three steps: what stands there (`dc_terms`), what it means in the hands of the program that wrote it
(`dc_profiles`), and what the catalogue makes of it (`dc_record`). Simple Dublin Core is written here, qualified in
`qualified_dc.py`.
"""

from lxml import etree

from harvester.record import RawRecord
from indexer.formats import dc_record, xml
from indexer.formats.dc_profiles import meanings, program_of
from indexer.formats.dc_terms import terms
from indexer.formats.errors import unreadable
from indexer.formats.statements import full_title, host_statement
from indexer.issues import Issues
from indexer.record import BibRecord, UnionRecord

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"

MAKERS = frozenset({"author", "composer", "artist"})
"""Roles of those whom Dublin Core calls creators; all others contribute."""

FORMATS = frozenset(
    {"oai_dc", "dc", "dcs", "simple-dublin-core", "qdc", "oai_qdc", "dcq", "qualified-dublin-core", "dcterms"}
    | {"oai_dcterms", "dim", "xoai", "etdms", "oai_etdms", "uketd_dc", "rioxx", "oai_rioxx", "datacite", "oai_datacite"}
    | {"datacite4", "oai_openaire"}
)
"""Names under which it comes; what stands inside decides how it is read."""


def read(element: xml.Element, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that a description in Dublin Core, or built on it, stands for.

    Raises:
        Unreadable: there is nothing in it that we know.
    """
    element = _described(element)
    found = terms(element, issues)
    program = program_of(element, raw, found)
    said = meanings(found, program)
    if not said.keys() - {"ignored"}:
        raise unreadable("not-dublin-core", element=xml.name(element))
    return dc_record.fill(said, program, raw, issues)


def _described(element: xml.Element) -> xml.Element:
    """The element whose children are the statements, where formats wrap it once more."""
    if xml.name(element) == "oai_datacite":
        inner = xml.find(element, "resource")
        return element if inner is None else inner
    around = element.getparent()
    if xml.name(element) == "element" and around is not None:  # XOAI without the <metadata> of OAI-PMH
        return around
    return element


def to_element(record: BibRecord | UnionRecord) -> xml.Element:
    """A record as `oai_dc:dc`."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": xml.XSI})
    root.set(f"{{{xml.XSI}}}schemaLocation", f"{OAI_DC} {SCHEMA}")
    for name, value in _statements(record):
        xml.add(root, f"{{{DC}}}{name}", value)
    return root


def _statements(record: BibRecord | UnionRecord) -> list[tuple[str, str]]:
    makers = [("creator" if one.role in MAKERS else "contributor", one) for one in record.creators]
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
