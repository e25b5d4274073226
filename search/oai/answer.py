"""The XML of an answer (OAI-PMH 2.0, sections 3.2 and 4): elements out of plain values, nothing decided here."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from lxml import etree

from search.oai.arguments import ProtocolError
from search.oai.repository import Format, Identity, Item

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
TOOLKIT = "http://oai.dlib.vt.edu/OAI/metadata/toolkit"

_LOCATION = f"{{{XSI}}}schemaLocation"
_DOMAIN = re.compile(r"oai:([a-zA-Z][a-zA-Z0-9\-]*(?:\.[a-zA-Z][a-zA-Z0-9\-]*)+):.+")  # oai-identifier.xsd
_logger = logging.getLogger(__name__)

Metadata = Callable[[Item], etree._Element]


def envelope(base_url: str, echo: Mapping[str, str], moment: str, *content: etree._Element) -> bytes:
    """The whole answer: date, the request as it was understood, and what answers it."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(_LOCATION, f"{OAI} {OAI}OAI-PMH.xsd")
    _add(root, "responseDate", moment)
    request = _add(root, "request", base_url)
    for name, value in echo.items():
        request.set(name, value)
    root.extend(content)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def errors(error: ProtocolError) -> list[etree._Element]:
    """An `<error>` for each thing that is wrong."""
    found = []
    for message in error.messages:
        element = _element("error", message)
        element.set("code", error.code)
        found.append(element)
    return found


def identify(identity: Identity, base_url: str, moment: str) -> etree._Element:
    """The repository's card (section 4.2)."""
    element = _element("Identify")
    _add(element, "repositoryName", identity.name)
    _add(element, "baseURL", base_url)
    _add(element, "protocolVersion", "2.0")
    for email in identity.emails:
        _add(element, "adminEmail", email)
    _add(element, "earliestDatestamp", identity.earliest or moment)
    _add(element, "deletedRecord", "persistent")
    _add(element, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    if identity.sample and (domain := _DOMAIN.fullmatch(identity.sample)):
        element.append(_about_identifiers(domain[1], identity.sample))
    if identity.software:
        element.append(_about_software(*identity.software))
    return element


def formats(supported: Iterable[Format]) -> etree._Element:
    """The metadata formats (section 4.4)."""
    element = _element("ListMetadataFormats")
    for one in supported:
        entry = _add(element, "metadataFormat")
        _add(entry, "metadataPrefix", one.prefix)
        _add(entry, "schema", one.schema)
        _add(entry, "metadataNamespace", one.namespace)
    return element


def sets(names: Mapping[str, str]) -> etree._Element:
    """The sets (section 4.6)."""
    element = _element("ListSets")
    for spec, name in names.items():
        entry = _add(element, "set")
        _add(entry, "setSpec", spec)
        _add(entry, "setName", name)
    return element


def identifiers(items: Iterable[Item]) -> etree._Element:
    """A page of headers (section 4.3)."""
    element = _element("ListIdentifiers")
    element.extend(_header(item) for item in items)
    return element


def records(verb: str, items: Sequence[Item], metadata: Metadata) -> etree._Element:
    """A page of records, or the one of GetRecord (sections 4.1 and 4.5)."""
    element = _element(verb)
    for item in items:
        record = _add(element, "record")
        record.append(_header(item))
        if not item.deleted and (content := _content(item, metadata)) is not None:
            _add(record, "metadata").append(content)
    return element


def resumption(text: str, *, given: int, size: int | None, expires: str | None) -> etree._Element:
    """The token of the next page, or the empty one that ends a list (section 3.5)."""
    element = _element("resumptionToken", text)
    if expires:
        element.set("expirationDate", expires)
    if size is not None:
        element.set("completeListSize", str(size))
    element.set("cursor", str(given))
    return element


def _header(item: Item) -> etree._Element:
    header = _element("header")
    if item.deleted:
        header.set("status", "deleted")
    _add(header, "identifier", item.identifier)
    _add(header, "datestamp", item.datestamp)
    for spec in item.sets:
        _add(header, "setSpec", spec)
    return header


def _content(item: Item, metadata: Metadata) -> etree._Element | None:
    """The metadata, or nothing where it cannot be written: one bad record must not cost a harvester the whole page."""
    try:
        return metadata(item)
    except ValueError as error:
        _logger.error("no metadata for %s: %s", item.identifier, error)
        return None


def _about_identifiers(domain: str, sample: str) -> etree._Element:
    parts = {"scheme": "oai", "repositoryIdentifier": domain, "delimiter": ":", "sampleIdentifier": sample}
    return _description(IDENTIFIER, "oai-identifier", parts)


def _about_software(title: str, version: str) -> etree._Element:
    return _description(TOOLKIT, "toolkit", {"title": title, "version": version})


def _description(namespace: str, name: str, parts: Mapping[str, str]) -> etree._Element:
    description = _element("description")
    about = etree.SubElement(description, f"{{{namespace}}}{name}", nsmap={None: namespace})
    about.set(_LOCATION, f"{namespace} {namespace}.xsd")
    for part, value in parts.items():
        etree.SubElement(about, f"{{{namespace}}}{part}").text = value
    return description


def _element(name: str, text: str | None = None) -> etree._Element:
    element = etree.Element(f"{{{OAI}}}{name}", nsmap={None: OAI, "xsi": XSI})
    element.text = text
    return element


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{OAI}}}{name}")
    element.text = text
    return element
