"""One well-formed record in XML → an `Item`.

An item keeps the bytes of its record as they came, together with the namespaces in force around it.
"""

import re
from functools import lru_cache

from lxml import etree

from harvester import xml
from harvester.namespaces import XMLNS
from harvester.page import Item, digest, name
from harvester.problems import problem
from harvester.scan import Slice

HEADER = re.compile(
    rb"<(?:[\w.-]+:)?record[^<>]*>\s*<(?:[\w.-]+:)?header(?:\s+status\s*=\s*[\"']\s*(deleted)?\s*[\"'])?\s*>"
    rb"\s*<(?:[\w.-]+:)?identifier>([^<]*)</(?:[\w.-]+:)?identifier>"
    rb"(?:\s*<(?:[\w.-]+:)?datestamp>([^<]*)</(?:[\w.-]+:)?datestamp>)?"
    rb"((?:\s*<(?:[\w.-]+:)?setSpec>[^<]*</(?:[\w.-]+:)?setSpec>)*+)\s*</(?:[\w.-]+:)?header>"
    rb"(?:\s*<(?:[\w.-]+:)?metadata>\s*(<(?:[\w.-]+:)?([\w.-]+)))?"
)
"""A record as nearly all servers write it, up to the name of what its metadata hold."""

NONE = frozenset[bytes]()
SETS = re.compile(rb"setSpec>\s*([^<]*?)\s*<")
METADATA = re.compile(rb"<(?:[\w.-]+:)?metadata(?:\s[^<>]*)?>")
METADATA_END = re.compile(rb"</(?:[\w.-]+:)?metadata\s*>")
OPENING = re.compile(rb"<[\w.:-]+")
MARC = frozenset({"marcxml", "marc21", "MARC21-xml", "marc"})
FORMATS = {"dc": "oai_dc", "mods": "mods", "modsCollection": "mods"}


def tree(piece: Slice) -> etree._Element | None:
    """A wrapper around the elements of a slice; None where it is not well-formed, or nested too deep."""
    try:
        return xml.strict(b"<w %b>%b</w>" % (piece.names, piece.content))
    except xml.NotXml:  # nested so deep that no tree is built
        return None


def plain(piece: Slice, prefix: str, repairs: tuple[str, ...] = ()) -> Item | None:
    """The item of a record that is written as nearly all are; None for another, and for one that holds anything else.

    Args:
        piece: a well-formed slice.
        prefix: its format, where its content does not show one.
        repairs: what was mended in it.
    """
    found = HEADER.match(piece.content)
    if found is None:
        return None
    deleted, identifier, datestamp, sets, start, root = found.groups()
    named = identifier.decode().strip()
    if not named or not (root or deleted) or b"&" in found[0]:
        return None
    end = piece.content.rfind(b"</", 0, piece.content.rfind(b"metadata>")) if root else 0
    if root and (end < found.end() or not METADATA_END.match(piece.content, end)):
        return None
    if piece.content.count(b"record>", end or found.end()) != 1 or piece.content.count(b"metadata>") != (
        2 if root else 0
    ):
        return None  # one that holds something else besides
    metadata = piece.content[found.start(5) : end].rstrip() if start else b""
    return Item(
        identifier=name(named, b""),
        format=_format(root.decode(), metadata, prefix) if root else prefix,
        payload=_with_names(piece) if root else b"",
        sha256=digest(metadata),
        datestamp=(datestamp or b"").decode().strip()[:64] or None,
        deleted=deleted is not None,
        sets=tuple(spec.decode() for spec in SETS.findall(sets) if spec) if sets else (),
        repairs=repairs,
    )


def _format(root: str, metadata: bytes, prefix: str) -> str:
    """What metadata really are; labels are not trusted (some servers send Dublin Core as `marcxml`)."""
    if root in ("record", "collection") and (b"leader" in metadata or b"controlfield" in metadata):
        return "marcxml"
    return FORMATS.get(root) or (root if prefix in MARC and root not in ("record", "collection") else prefix)


def parsed(record: etree._Element, piece: Slice, prefix: str, repairs: tuple[str, ...]) -> Item:
    """The item of a record that is odd, or none of OAI-PMH: of MARCXML, or a bare Dublin Core element.

    Args:
        record: the element of the slice.
        piece, prefix, repairs: as for `plain`.
    """
    header = xml.child(record, "header")
    payload = _with_names(piece)
    if header is None:
        lost = xml.local(record) == "record" and (xml.child(record, "metadata") is not None or len(record) == 0)
        return Item(
            identifier=name(marc_identifier(record), payload),
            format=_format(xml.local(record), piece.content, prefix),
            payload=payload,
            sha256=digest(piece.content),
            says_deleted=not lost and withdrawn(record),
            problem=problem("no-identifier") if lost else None,
            repairs=repairs,
        )
    deleted = (header.get("status") or "").strip().lower() == "deleted"
    around = xml.child(record, "metadata")
    metadata = next(xml.children(around), None)
    content = _between(piece.content, METADATA, METADATA_END)
    if metadata is None and (inner := _unescaped(around, piece.names)):
        metadata, payload, content = inner[0], payload.replace(content, inner[1], 1), inner[1]
        repairs = (*repairs, "escaped-metadata")
    identifier = xml.text(xml.child(header, "identifier"))
    wrong = None
    if identifier is None:
        wrong = problem("no-identifier")
    elif metadata is None and not deleted:
        wrong = problem("no-metadata")
    return Item(
        identifier=name(identifier, payload),
        format=_format(xml.local(metadata), content, prefix) if metadata is not None else prefix,
        payload=b"" if deleted and metadata is None else payload,
        sha256=digest(content.strip() if metadata is not None else b""),
        datestamp=(xml.text(xml.child(header, "datestamp")) or "")[:64] or None,
        deleted=deleted,
        sets=tuple(spec for element in xml.children(header, "setSpec") if (spec := xml.text(element))),
        problem=wrong,
        repairs=repairs,
    )


def _between(content: bytes, opening: re.Pattern[bytes], closing: re.Pattern[bytes]) -> bytes:
    """What stands between the first opening tag and the last closing one."""
    start = opening.search(content)
    ends = [found.start() for found in closing.finditer(content)]
    return content[start.end() : ends[-1]] if start and ends else b""


def _unescaped(metadata: etree._Element | None, names: bytes) -> tuple[etree._Element, bytes] | None:
    """The element that metadata hold as text, in CDATA or escaped once too often, and its bytes."""
    held = xml.text(metadata)
    if not held or not held.startswith("<"):
        return None
    inner = xml.DECLARATION.sub(b"", held.encode("utf-8", "replace"), count=1).strip()
    try:
        root = xml.strict(b"<w %b>%b</w>" % (names, inner))
    except xml.NotXml:
        return None
    found = next(xml.children(root), None)
    return None if found is None else (found, inner)


def _with_names(piece: Slice) -> bytes:
    """The bytes of a record with the namespaces in force around it declared on it."""
    if not piece.names:
        return piece.content
    if piece.content.startswith(b"<record>"):
        return b"<record%b%b" % (_declared(piece.names, NONE), piece.content[7:])
    opening, tag = OPENING.match(piece.content), xml.TAG.match(piece.content)
    assert opening is not None and tag is not None
    own = {prefix for prefix, _value in XMLNS.findall(tag[0])} if b"xmlns" in tag[0] else NONE
    more = _declared(piece.names, frozenset(own))
    return b"%b%b%b" % (opening[0], more, piece.content[opening.end() :])


@lru_cache(maxsize=64)
def _declared(names: bytes, own: frozenset[bytes]) -> bytes:
    pairs = [(prefix, value) for prefix, value in XMLNS.findall(names) if prefix not in own]
    return b"".join(b" " + (b"xmlns:" + p if p else b"xmlns") + b"=" + v for p, v in pairs)


def withdrawn(record: etree._Element) -> bool:
    """Whether a MARCXML record says that its library has deleted it (leader/05; a shortened leader says nothing)."""
    leader = xml.child(record, "leader")
    said = (leader.text or "") if leader is not None else ""
    return len(said) >= 20 and said[5] == "d"


def marc_identifier(record: etree._Element) -> str | None:
    """Field 001 of a MARCXML record, else the first 035 $a (MARC 21, 001 and 035)."""
    for field in xml.children(record, "controlfield"):
        if field.get("tag") == "001" and (found := xml.text(field)):
            return found
    for field in xml.children(record, "datafield"):
        if field.get("tag") == "035":
            for part in xml.children(field, "subfield"):
                if part.get("code") == "a" and (found := xml.text(part)):
                    return found
    return None
