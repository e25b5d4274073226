"""Slices of a stream of XML → `Item`s. All of a batch strictly at first; only where that fails, record by record.

An item keeps the bytes of its record as they came, together with the namespaces in force around it.
"""

import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml import etree

from harvester import repair, xml
from harvester.page import Item, digest, name
from harvester.problems import problem
from harvester.scan import XMLNS, Slice

HEADER = re.compile(
    rb"<(?:[\w.-]+:)?record[^<>]*>\s*<(?:[\w.-]+:)?header(?:\s+status\s*=\s*[\"']\s*(deleted)?\s*[\"'])?\s*>"
    rb"\s*<(?:[\w.-]+:)?identifier>([^<]*)</(?:[\w.-]+:)?identifier>"
    rb"(?:\s*<(?:[\w.-]+:)?datestamp>([^<]*)</(?:[\w.-]+:)?datestamp>)?"
    rb"((?:\s*<(?:[\w.-]+:)?setSpec>[^<]*</(?:[\w.-]+:)?setSpec>)*)\s*</(?:[\w.-]+:)?header>"
    rb"(?:\s*<(?:[\w.-]+:)?metadata>\s*(<(?:[\w.-]+:)?([\w.-]+)))?"
)
"""A record as nearly all servers write it, up to the name of what its metadata hold."""

SETS = re.compile(rb"setSpec>\s*([^<]*?)\s*<")
METADATA = re.compile(rb"<(?:[\w.-]+:)?metadata(?:\s[^<>]*)?>")
METADATA_END = re.compile(rb"</(?:[\w.-]+:)?metadata\s*>")
OPENING = re.compile(rb"<[\w.:-]+")
STATUS = re.compile(rb"^<[^<>]*\sstatus\s*=\s*[\"']\s*deleted")
MARC = frozenset({"marcxml", "marc21", "MARC21-xml", "marc"})
FORMATS = {"dc": "oai_dc", "mods": "mods", "modsCollection": "mods"}
SPEAKS = re.compile(
    rb"<(?:[\w.-]+:)?(?:identifier[^<>]*|controlfield\s+tag\s*=\s*[\"']001[\"'][^<>]*)>\s*(?:<!\[CDATA\[)?([^<>\]]{1,500})"
)


def items(slices: Sequence[Slice], prefix: str) -> list[Item]:
    """The records of a batch: as they are, else mended, else set aside with their bytes and the reason.

    Args:
        prefix: their format, where their content does not show one.
    """
    around = {piece.names for piece in slices}
    if len(around) == 1:
        content = b"</r><r>".join([piece.content for piece in slices])
        if xml.well_formed(b"<w %b><r>%b</r></w>" % (around.pop(), content)) is None:
            return [item for piece in slices for item in _sound(piece, prefix)]
    return [item for piece in slices for item in _doubtful(piece, prefix)]


def headers(slices: Sequence[Slice]) -> list[Item]:
    """What a list of identifiers names, as items without content; a header that cannot be read is left out."""
    found = []
    for piece in slices:
        said = SPEAKS.search(piece.content)
        if said and (named := html.unescape(said[1].decode("utf-8", "replace")).strip()):
            deleted = STATUS.search(piece.content) is not None
            sets = tuple(html.unescape(spec.decode("utf-8", "replace")) for spec in SETS.findall(piece.content))
            found.append(
                Item(identifier=name(named, b""), format="", payload=b"", sha256="", deleted=deleted, sets=sets)
            )
    return found


def _doubtful(piece: Slice, prefix: str) -> Iterator[Item]:
    """The records of one slice that may not be well-formed."""
    error = xml.well_formed(b"<w %b>%b</w>" % (piece.names, piece.content))
    if error is None:
        yield from _sound(piece, prefix)
        return
    if not piece.cut and (mended := _mended(piece)):
        yield from _sound(mended[0], prefix, mended[1])
        return
    chunk = piece.content + piece.rest
    said = SPEAKS.search(chunk)
    yield Item(
        identifier=name(html.unescape(said[1].decode("utf-8", "replace")) if said else None, chunk),
        format=prefix,
        payload=chunk,
        sha256=digest(chunk),
        problem=problem("bad-xml", error=error) if said else problem("no-identifier"),
    )


def _mended(piece: Slice) -> tuple[Slice, tuple[str, ...]] | None:
    """The slice made well-formed by the gentlest means, and what they were; None: it is past mending."""
    content, repairs = repair.mend(piece.content)
    if _is_sound(piece.names, content):
        return Slice(piece.names, content), repairs
    if more := repair.undeclared(piece.names, content):
        names = b"%b %b" % (piece.names, more)
        repairs = (*repairs, "undeclared-prefix")
    else:
        names = piece.names
    if _is_sound(names, content):
        return Slice(names, content), repairs
    content, later = repair.balance(repair.mend(piece.content + piece.rest)[0])
    return (Slice(names, content), (*repairs, *later)) if _is_sound(names, content) else None


def _is_sound(names: bytes, content: bytes) -> bool:
    return xml.well_formed(b"<w %b>%b</w>" % (names, content)) is None


def _sound(piece: Slice, prefix: str, repairs: tuple[str, ...] = ()) -> Iterator[Item]:
    """The items of a well-formed slice."""
    found = HEADER.match(piece.content)
    plain = _plain(piece, found, prefix, repairs) if found and b"&" not in found[0] else None
    if plain is not None:
        yield plain
        return
    root = xml.strict(b"<w %b>%b</w>" % (piece.names, piece.content))
    for record in xml.children(root):
        yield _parsed(record, piece, prefix, repairs)


def _plain(piece: Slice, found: re.Match[bytes], prefix: str, repairs: tuple[str, ...]) -> Item | None:
    """The item of a record without any oddity; None where it has one."""
    deleted, identifier, datestamp, sets, start, root = found.groups()
    named = identifier.decode().strip()
    if not named or not (root or deleted):
        return None
    end = piece.content.rfind(b"</", 0, piece.content.rfind(b"metadata>")) if root else 0
    if root and (end < found.end() or not METADATA_END.match(piece.content, end)):
        return None
    metadata = piece.content[found.start(5) : end] if start else b""
    return Item(
        identifier=name(named, b""),
        format=_format(root.decode(), metadata, prefix) if root else prefix,
        payload=_with_names(piece) if root else b"",
        sha256=digest(metadata.rstrip()),
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


def _parsed(record: etree._Element, piece: Slice, prefix: str, repairs: tuple[str, ...]) -> Item:
    """The item of a record that is odd, or none of OAI-PMH: of MARCXML, or a bare Dublin Core element."""
    header = xml.child(record, "header")
    payload = _with_names(piece)
    if header is None:
        lost = xml.local(record) == "record" and xml.child(record, "metadata") is not None
        return Item(
            identifier=name(marc_identifier(record), payload),
            format=_format(xml.local(record), piece.content, prefix),
            payload=payload,
            sha256=digest(piece.content),
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
    opening = OPENING.match(piece.content)
    assert opening is not None
    tag = piece.content[opening.end() : piece.content.index(b">", opening.end())]
    own = {prefix for prefix, _value in XMLNS.findall(tag)} if b"xmlns" in tag else frozenset[bytes]()
    more = _declared(piece.names, frozenset(own))
    return b"%b%b%b" % (opening[0], more, piece.content[opening.end() :])


@lru_cache(maxsize=64)
def _declared(names: bytes, own: frozenset[bytes]) -> bytes:
    pairs = [(prefix, value) for prefix, value in XMLNS.findall(names) if prefix not in own]
    return b"".join(b" " + (b"xmlns:" + p if p else b"xmlns") + b"=" + v for p, v in pairs)


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
