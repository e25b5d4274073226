"""When XML is not well-formed: cut it at the boundaries of its records, mend each, set aside what is past mending.

Mending changes no word: characters that XML forbids go, a bare `&` or `<` becomes text, the entities of HTML become
their characters, bytes of Windows-1252 in a UTF-8 document are read as what they are. Every repair is named.
"""

import codecs
import html.entities
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from harvester import xml
from harvester.page import Item, digest, name
from harvester.problems import problem

MARK = re.compile(rb"<!--|<!\[CDATA\[|<(?:[\w.-]+:)?(record|dc)(?=[\s>])[^<>]*(?<!/)>")
ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
CLOSE = re.compile(rb"</(?:[\w.-]+:)?(record|dc)\s*>")
AFTER = re.compile(rb"<(?:/(?:[\w.-]+:)?(?:ListRecords|GetRecord|OAI-PMH|collection)|(?:[\w.-]+:)?resumptionToken)")
HEADER = re.compile(rb"\s*<(?:[\w.-]+:)?header[\s>]")
XMLNS = re.compile(rb"\bxmlns(?::([\w.-]+))?\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
BLANK_IN_XMLNS = re.compile(rb"(\bxmlns(?::[\w.-]+)?\s*=\s*([\"']))[ \t\r\n]*([^\"'<>]*?)[ \t\r\n]*(?=\2)")
SPEAKS = re.compile(
    rb"<(?:[\w.-]+:)?(?:identifier[^<>]*|controlfield\s+tag\s*=\s*[\"']001[\"'][^<>]*)>\s*(?:<!\[CDATA\[)?([^<>\]]{1,500})"
)
CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REFERENCE = re.compile(r"&(?:#([0-9]{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{0,31});)?")
LESS = re.compile(r"<(?![A-Za-z_/!?])")
XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
PREFIXES = {
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "oai": xml.OAI,
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "marc": "http://www.loc.gov/MARC21/slim",
    "xlink": "http://www.w3.org/1999/xlink",
}
"""Prefixes that providers use and forget to declare."""


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return "".join(bytes([b]).decode("cp1252", "replace") for b in wrong), error.end


codecs.register_error("induk-windows", _as_windows)


class Cut(NamedTuple):
    """A document cut into records: what stood before the first, the records with their namespaces, what came after."""

    head: bytes
    chunks: list[tuple[bytes, bytes]]
    tail: bytes


def trim_namespaces(content: bytes) -> bytes:
    """Namespace addresses without the blanks around them (INLISLite), which no parser accepts."""
    return BLANK_IN_XMLNS.sub(rb"\1\3", content)


def cut(body: bytes) -> Cut:
    """Cut a document into its outermost records; one inside `<metadata>` (MARCXML) belongs to the record around it."""
    starts, nested = _starts(body)
    if not starts:
        return Cut(body, [], b"")
    head = body[: starts[0]]
    names = declarations(head)
    chunks: list[tuple[bytes, bytes]] = []
    tail = b""
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        closes = list(CLOSE.finditer(body, start, end))
        stop = closes[-1 if nested else 0].end() if closes else _broken_end(body, start, end)
        chunks.append((names, body[start:stop]))
        tail = body[stop:end]
        if b"xmlns" in tail:  # a second document in the same file
            names = declarations(tail)
    return Cut(head, chunks, tail)


def _starts(body: bytes) -> tuple[list[int], bool]:
    """Where records begin, and whether they may hold others (those of OAI-PMH, which have a header, may)."""
    marks: list[tuple[bytes, int, int]] = []
    position, endless = 0, set[bytes]()
    while found := MARK.search(body, position):
        position = found.end()
        if found[1]:
            marks.append((found[1], found.start(), found.end()))
        elif found[0] not in endless:
            closing = body.find(ENDS[found[0]], position)
            if closing < 0:
                endless.add(found[0])
            else:
                position = closing
    records = [(start, end) for tag, start, end in marks if tag == b"record"]
    with_header = [start for start, end in records if HEADER.match(body, end)]
    if with_header:
        return with_header, True
    return [start for start, _end in records] or [start for _tag, start, _end in marks], False


def _broken_end(body: bytes, start: int, end: int) -> int:
    """Where a record that is never closed ends at the latest: before the list's own closing tags or its token."""
    closing = AFTER.search(body, start, end)
    return closing.start() if closing else end


def declarations(head: bytes) -> bytes:
    """The namespace declarations in a piece of XML, as attributes; the last of each prefix counts."""
    found = dict(XMLNS.findall(trim_namespaces(head)))
    return b" ".join((b"xmlns:" + p if p else b"xmlns") + b"=" + v for p, v in found.items())


def items(names: bytes, chunk: bytes, prefix: str) -> Iterator[Item]:
    """The records of one piece: as it is, else mended, else set aside with its bytes and the reason."""
    try:
        root = xml.strict(b"<w " + names + b">" + chunk + b"</w>")
        repairs: tuple[str, ...] = ()
    except xml.NotXml:
        mended, repairs = mend(chunk)
        try:
            root, repairs = _with_prefixes(names, mended, repairs)
        except xml.NotXml as error:
            said = SPEAKS.search(chunk)
            yield Item(
                identifier=name(said[1].decode("utf-8", "replace") if said else None, chunk),
                format=prefix,
                payload=chunk,
                sha256=digest(chunk),
                problem=problem("bad-xml", error=error) if said else problem("no-identifier"),
            )
            return
    for record in xml.children(root):
        yield xml.item(record, prefix, repairs)


def _with_prefixes(names: bytes, chunk: bytes, repairs: tuple[str, ...]) -> tuple[etree._Element, tuple[str, ...]]:
    try:
        return xml.strict(b"<w " + names + b">" + chunk + b"</w>"), repairs
    except xml.NotXml:
        used = {p for p in PREFIXES if p.encode() + b":" in chunk and b"xmlns:" + p.encode() not in names}
        if not used:
            raise
        more = " ".join(f'xmlns:{p}="{PREFIXES[p]}"' for p in sorted(used)).encode()
        return xml.strict(b"<w " + names + b" " + more + b">" + chunk + b"</w>"), (*repairs, "undeclared-prefix")


def mend(chunk: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A piece of XML with its small faults mended, and the names of the repairs."""
    done: dict[str, None] = {}
    chunk = trim_namespaces(chunk)
    try:
        content = chunk.decode()
    except UnicodeDecodeError:
        content = chunk.decode("utf-8", "induk-windows")
        done["wrong-encoding"] = None

    def control(found: re.Match[str]) -> str:
        done["illegal-character"] = None
        return " " if found[0].isspace() else ""

    def reference(found: re.Match[str]) -> str:
        decimal, hexadecimal, entity = found.groups()
        if entity in XML_ENTITIES:
            return found[0]
        if entity:
            known = html.entities.html5.get(f"{entity};")
            done["html-entity" if known else "bare-ampersand"] = None
            return known or f"&amp;{entity};"
        if decimal or hexadecimal:
            code = int(decimal) if decimal else int(hexadecimal, 16)
            if code <= 0x10FFFF and not CONTROL.match(chr(code)):
                return found[0]
            done["illegal-character"] = None
            return " " if code < 0x20 and chr(code).isspace() else ""
        done["bare-ampersand"] = None
        return "&amp;"

    def less(_found: re.Match[str]) -> str:
        done["bare-less-than"] = None
        return "&lt;"

    parts = re.split(r"(<!\[CDATA\[.*?\]\]>|<\?xml[^>]*\?>)", CONTROL.sub(control, content), flags=re.DOTALL)
    for index, part in enumerate(parts):
        if part.startswith("<?xml"):  # the declaration of a document that was pasted into the record
            done["inner-declaration"] = None
            parts[index] = ""
        elif not part.startswith("<![CDATA["):
            parts[index] = LESS.sub(less, REFERENCE.sub(reference, part))
    return "".join(parts).encode(), tuple(done)
