"""Formats: bytes as they came to a record of the catalogue, and a record of the catalogue to the formats of others."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec
from pymarc import Record as MarcRecord

from config.errors import BadParameter
from config.i18n import _
from harvester.record import RawRecord
from indexer.formats import (
    bibtex,
    bibtex_read,
    csl,
    csv_rows,
    dublin_core,
    marc21,
    marc_read,
    marc_write,
    marcxml,
    mods,
    mods_read,
    qualified_dc,
    ris,
    unimarc,
    unimarc_write,
    xml,
)
from indexer.formats.errors import Unreadable, unreadable
from indexer.issues import Issues
from indexer.record import BibRecord, UnionRecord

__all__ = ["MEDIA_TYPES", "METADATA", "Unreadable", "oai_metadata", "read", "write", "write_original"]

Record: TypeAlias = BibRecord | UnionRecord

MAX_PAYLOAD = 10_000_000  # bytes; the largest real record that we know has 1.1 million

# Names of what we read: ours (CONTRACT, section 1), then metadataPrefixes in use.
_MARC = frozenset({"marc21", "marcxml", "marc", "usmarc", "marc21xml", "marc_xml", "marcxchange", "unimarc"})
_REFERENCES = {"ris": ris.read, "bibtex": bibtex_read.read, "csl": csl.read}
_XML = dublin_core.FORMATS | {"mods", "modsCollection"}

MEDIA_TYPES: dict[str, str] = {
    "json": "application/json",
    "marc": "application/marc",
    "marcxml": "application/marcxml+xml",
    "unimarc": "application/marc",
    "mods": "application/mods+xml",
    "dc": "application/xml",
    "dcterms": "application/xml",
    "ris": "application/x-research-info-systems",
    "bibtex": "application/x-bibtex",
    "csl": "application/vnd.citationstyles.csl+json",
}

# metadataPrefix of OAI-PMH: how to make the element.
METADATA: dict[str, Callable[[Record], xml.Element]] = {
    "oai_dc": dublin_core.to_element,
    "marcxml": lambda record: marcxml.to_element(marc_write.from_record(record)),
    "mods": mods.to_element,
}

_WRITERS: dict[str, Callable[[Record], bytes]] = {
    "json": msgspec.json.encode,
    "marc": marc_write.to_bytes,
    "marcxml": lambda record: xml.document(METADATA["marcxml"](record)),
    "unimarc": unimarc_write.to_bytes,
    "mods": lambda record: xml.document(mods.to_element(record)),
    "dc": lambda record: xml.document(dublin_core.to_element(record)),
    "dcterms": qualified_dc.write,
    "ris": ris.write,
    "bibtex": bibtex.write,
    "csl": csl.write,
}


def read(raw: RawRecord, columns: Mapping[str, str] | None = None) -> BibRecord:
    """The record of the catalogue that `raw` describes; what is wrong with it is among its issues.

    Args:
        raw: a record as it came; what its payload looks like weighs more than what its format is called, since some
            sources send MARCXML under the name of `marc21`.
        columns: for tables, our field -> heading.

    Raises:
        Unreadable: it is no record at all, or of a format that we cannot read.
    """
    issues = Issues()
    for repair in raw.repairs:
        issues.add(repair)
    payload = raw.payload.removeprefix(b"\xef\xbb\xbf")
    if not payload.strip():
        raise unreadable("empty-record")
    if len(payload) > MAX_PAYLOAD:
        raise unreadable("too-large", limit=MAX_PAYLOAD)
    if raw.format == "csv":
        return csv_rows.read(payload, raw, issues, columns)
    if raw.format in _REFERENCES:
        return _REFERENCES[raw.format](payload, raw, issues)
    if raw.format in _MARC:
        return marc_read.to_bib(_marc(payload, issues), raw, issues)
    if raw.format in _XML:
        element = xml.metadata(xml.parse(payload.lstrip(), issues))
        if b"datafield" in payload and xml.find(element, "datafield") is not None:
            return marc_read.to_bib(marcxml.from_element(element), raw, issues)
        if mods_read.is_mods(element):
            return mods_read.read(element, raw, issues)
        return dublin_core.read(element, raw, issues)
    raise unreadable("unknown-format", format=raw.format)


def write(record: Record, format: str) -> bytes:
    """A record in one of the formats of `MEDIA_TYPES`.

    Raises:
        BadParameter: there is no such format.
    """
    if format not in _WRITERS:
        known = ", ".join(_WRITERS)
        raise BadParameter(
            _("There is no format “{format}”; there are {known}.", format=format, known=known), field="format"
        )
    return _WRITERS[format](record)


def write_original(raw: RawRecord, format: str) -> bytes | None:
    """A member's own MARC record, as it describes the publication, for copy cataloguing.

    Args:
        raw: the record as it came.
        format: `marc`, `marcxml` or `unimarc`; text is made UTF-8, and nothing else is changed. UNIMARC is only given
            out under its own name: a program that wants MARC 21 would take it for rubbish.

    Returns:
        The bytes, or None when it is another format, no MARC record, or one too long for ISO 2709.
    """
    if format not in ("marc", "marcxml", "unimarc") or raw.format not in _MARC:
        return None
    issues = Issues()
    try:
        record = _marc(raw.payload, issues)
    except Unreadable:
        return None
    if unimarc.recognised(record) != (format == "unimarc"):
        return None
    if format == "marcxml":
        return xml.document(marcxml.to_element(record))
    iso2709 = not _is_xml(raw.payload) and not issues.all()
    if format == "unimarc":
        return raw.payload if iso2709 and _is_utf8(raw.payload) else unimarc_write.encode(record)
    return raw.payload if iso2709 and record.leader[9] == "a" else marc21.encode(record)


def oai_metadata(record: Record, prefix: str) -> xml.Element | None:
    """What goes into `<metadata>` for a metadataPrefix (`oai_dc`, `marcxml`, `mods`); None for any other."""
    maker = METADATA.get(prefix)
    return maker(record) if maker else None


def _marc(payload: bytes, issues: Issues) -> MarcRecord:
    if _is_xml(payload):
        return marcxml.from_element(xml.metadata(xml.parse(payload.lstrip(), issues)))
    return marc21.decode(payload, issues)


def _is_xml(payload: bytes) -> bool:
    return payload.lstrip()[:1] == b"<"


def _is_utf8(payload: bytes) -> bool:
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
