"""Mending a piece of XML that is not well-formed.

Mending changes no word: characters that XML forbids go, a bare `&` or `<` becomes text, the entities of HTML become
their characters, bytes of Windows-1252 in a UTF-8 document are read as what they are, an element that was never closed
ends where it must. Every repair is named (`harvester.problems.REPAIRS`).
"""

import codecs
import html
import html.entities
import io
import re
from collections import Counter
from functools import lru_cache
from sys import intern

from harvester import xml
from harvester.namespaces import XMLNS, trim_namespaces

CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REFERENCE = re.compile(r"&(?:#([0-9]{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{0,31});)?")
PAIR = re.compile(
    r"&#x([dD][89abAB][0-9a-fA-F]{2});&#x([dD][c-fC-F][0-9a-fA-F]{2});|&#(55[2-9]\d\d|56[0-3]\d\d);&#(5[67]\d{3});"
)
SURROGATES = re.compile(
    rb"(\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf])|(\xed[\xb2-\xb3][\x80-\xbf])|\xed[\xa0-\xbf][\x80-\xbf]"
)
"""Halves of characters, each written as one: pairs of them (CESU-8), marks of bytes, and others."""

LESS = re.compile(r"<(?![^\W\d]|[/!?])")
COMMENT = r"<!--[^-]*+(?:-[^-]++)*+-->"
CDATA = r"<!\[CDATA\[(?:[^<\]]++|<(?!!\[CDATA\[)|\](?!\]>))*+\]\]>"
"""CDATA in which CDATA begins was never closed."""

INSTRUCTION = r"<\?(?:[^?<]++|\?(?!>))*+\?>"
ASIDE = re.compile(rf"({COMMENT}|{CDATA}|{INSTRUCTION})")
DECLARATION = re.compile(r"<\?xml\s")
TOKEN = re.compile(
    rf"{COMMENT}|{CDATA}|{INSTRUCTION}"
    r"|<(?P<end>/?)(?P<name>[^\W\d][\w.-]*+(?::[^\W\d][\w.-]*+)?)"
    r"(?P<attributes>(?:\s+[^\W\d][\w.:-]*+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+)\s*(?P<empty>/?)>"
    r"|<"
)
ATTRIBUTE = re.compile(r"\s+([^\W\d][\w.:-]*)\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')")
TAG = re.compile(rb"<[A-Za-z_][^<>]*+>")
VALUE = re.compile(rb"\"[^\"]*\"|'[^']*'")
PREFIX = re.compile(rb"(?:^<|\s)([A-Za-z_][\w.-]*):[A-Za-z_]")
XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
PREFIXES = {
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "oai": xml.OAI,
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "marc": "http://www.loc.gov/MARC21/slim",
    "mods": "http://www.loc.gov/mods/v3",
    "xlink": "http://www.w3.org/1999/xlink",
}
"""Prefixes that providers use and forget to declare."""

FLAT = re.compile(r"(?:dc|dcterms):|(?:\w+:)?(?:identifier|datestamp|setSpec|leader|controlfield|subfield)$")
"""Elements that hold text only: one of `PARTS` inside them means that they were not closed."""

PARTS = re.compile(r"(?:dc|dcterms):|(?:\w+:)?(?:identifier|datestamp|setSpec|leader|controlfield|datafield|subfield)$")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return "".join(bytes([b]).decode("cp1252", "replace") for b in wrong), error.end


codecs.register_error("induk-windows", _as_windows)


def mend(chunk: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A piece of XML with the small faults of its text mended, and the names of the repairs."""
    done: dict[str, None] = {}

    def surrogates(found: re.Match[bytes]) -> bytes:
        byte = found[0][2] | (found[0][1] & 3) << 6
        if found[2] and byte >= 0x80:  # the mark of a byte that its encoding does not have (`harvester.xml`)
            done["wrong-encoding"] = None
            return bytes([byte]).decode("cp1252", "replace").encode()
        done["illegal-character"] = None
        return _joined(found[1]) if found[1] else b""

    chunk = SURROGATES.sub(surrogates, trim_namespaces(chunk)) if b"\xed" in chunk else trim_namespaces(chunk)
    try:
        content = chunk.decode()
    except UnicodeDecodeError:
        content = chunk.decode("utf-8", "induk-windows")
        done["wrong-encoding"] = None

    def control(found: re.Match[str]) -> str:
        done["illegal-character"] = None
        return " " if found[0].isspace() else ""

    def pair(found: re.Match[str]) -> str:
        high, low = (int(found[1], 16), int(found[2], 16)) if found[1] else (int(found[3]), int(found[4]))
        if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
            return found[0]
        done["illegal-character"] = None
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))

    def reference(found: re.Match[str]) -> str:
        decimal, hexadecimal, entity = found.groups()
        if entity in XML_ENTITIES:
            return found[0]
        if entity:
            known = html.entities.html5.get(f"{entity};")
            done["html-entity" if known else "bare-ampersand"] = None
            return html.escape(known) if known else f"&amp;{entity};"
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

    parts = ASIDE.split(CONTROL.sub(control, content))
    for index, part in enumerate(parts):
        if DECLARATION.match(part):  # the declaration of a document that was pasted into the record
            done["inner-declaration"] = None
            parts[index] = ""
        elif index % 2 == 0:
            parts[index] = LESS.sub(less, REFERENCE.sub(reference, PAIR.sub(pair, part)))
    return "".join(parts).encode(), tuple(done)


def _joined(pair: bytes) -> bytes:
    """The character that is written as two halves."""
    halves = pair.decode("utf-8", "surrogatepass")
    return halves.encode("utf-16", "surrogatepass").decode("utf-16").encode()


def undeclared(names: bytes, chunk: bytes) -> bytes:
    """Declarations of the prefixes that a piece uses and nobody declares: their usual meaning, or one of their own."""
    declared = {prefix for prefix, _value in XMLNS.findall(names + chunk)} | {b"xml", b"xmlns"}
    used = sorted({found for tag in TAG.findall(chunk) for found in PREFIX.findall(VALUE.sub(b'""', tag))} - declared)
    return " ".join(f'xmlns:{p}="{PREFIXES.get(p, f"urn:x-undeclared:{p}")}"' for p in map(bytes.decode, used)).encode()


def balance(chunk: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A mended piece of XML whose tags are balanced, and the names of the repairs. No text goes, none moves.

    An element that was not closed ends before the closing tag of the one around it, or before the next part of the
    record where it can hold text only (a dc:title before a dc:creator). A tag that closes nothing, or that is no tag,
    becomes text. An attribute that is there twice counts once.
    """
    done: dict[str, None] = {}
    open_: list[str] = []
    waiting: Counter[str] = Counter()
    out = io.StringIO()
    content, position = chunk.decode(), 0

    def close(*, fault: bool) -> str:
        last = open_.pop()
        waiting[last] -= 1
        if fault:
            done["unclosed-tag"] = None
            out.write(f"</{last}>")
        return last

    for token in TOKEN.finditer(content):
        out.write(content[position : token.start()])
        position = token.end()
        tag = intern(token["name"] or "")
        if token[0] == "<":
            done["bare-less-than"] = None
            out.write("&lt;")
        elif not tag:
            out.write(token[0])
        elif token["end"] and waiting[tag]:
            while open_[-1] != tag:
                close(fault=True)
            close(fault=False)
            out.write(token[0])
        elif token["end"]:
            done["stray-tag"] = None
            out.write(f"&lt;/{tag}&gt;")
        else:
            while open_ and _is_over(open_[-1], tag):
                close(fault=True)
            attributes = _once(token["attributes"])
            if attributes != token["attributes"]:
                done["double-attribute"] = None
            out.write(f"<{tag}{attributes}{token['empty']}>")
            if not token["empty"]:
                open_.append(tag)
                waiting[tag] += 1
    out.write(content[position:].rstrip())
    while open_:
        close(fault=True)
    return out.getvalue().encode(), tuple(done)


@lru_cache(maxsize=1024)
def _is_over(before: str, tag: str) -> bool:
    """Whether an element that is still open ended when this one begins."""
    if before.endswith("datafield"):
        return tag.endswith(("datafield", "controlfield"))
    return FLAT.match(before) is not None and PARTS.match(tag) is not None


def _once(attributes: str) -> str:
    """Attributes, the first of each name."""
    found: dict[str, str] = {}
    for attribute in ATTRIBUTE.finditer(attributes):
        found.setdefault(attribute[1], attribute[0])
    return "".join(found.values())
