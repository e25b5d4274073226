"""The namespace declarations in force at a place of a document."""

import re
from pyexpat import ExpatError, ParserCreate
from xml.sax.saxutils import quoteattr

XMLNS = re.compile(rb"\bxmlns(?::([\w.-]+))?\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
BLANK_IN_XMLNS = re.compile(rb"(\bxmlns(?::[\w.-]+)?\s*=\s*([\"']))([^\"'<>]*+)(?=\2)")
TAG = re.compile(rb"<[A-Za-z_][^<>]*+>")
ELEMENT = re.compile(rb"<[A-Za-z_]")
BLANKS = " \t\r\n"

MOST = 1 << 14
"""Bytes of declarations that are taken over to each record; a document with more of them means harm."""


def declarations(head: bytes) -> bytes:
    """The namespace declarations of the elements that a piece of XML opens and does not close, as attributes.

    Args:
        head: the piece; where it is not well-formed so far, all declarations in it count, the last of each prefix.
    """
    if b"xmlns" not in head:
        return b""
    first = ELEMENT.search(head)  # what stands before it could be a DTD
    found = _in_force(head[first.start() :]) if first else None
    if found is None:
        found = {p.decode(): v[1:-1].decode("utf-8", "replace") for p, v in XMLNS.findall(trim_namespaces(head))}
        pairs = [f'{"xmlns:" + p if p else "xmlns"}="{v}"' for p, v in found.items() if '"' not in v]
    else:
        pairs = [f"{'xmlns:' + p if p else 'xmlns'}={quoteattr(v)}" for p, v in found.items()]
    while sum(map(len, pairs)) > MOST:
        pairs.pop()
    return " ".join(pairs).encode()


def _in_force(head: bytes) -> dict[str, str] | None:
    """By prefix, what is declared by the elements that are open at the end; None: it cannot be read as XML."""
    stack: list[dict[str, str]] = []

    def start(_name: str, attributes: dict[str, str]) -> None:
        stack.append(
            {
                name[6:]: value.strip(BLANKS)
                for name, value in attributes.items()
                if (name == "xmlns" or name.startswith("xmlns:")) and (value.strip(BLANKS) or name == "xmlns")
            }
        )

    def end(_name: str) -> None:
        stack.pop()

    parser = ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(head, False)
    except ExpatError:
        return None
    return {prefix: value for declared in stack for prefix, value in declared.items()}


def trim_namespaces(content: bytes) -> bytes:
    """Tags with namespace addresses without the blanks around them (INLISLite), which no parser accepts."""
    return TAG.sub(_trimmed, content) if b"xmlns" in content else content


def _trimmed(tag: re.Match[bytes]) -> bytes:
    return BLANK_IN_XMLNS.sub(lambda found: found[1] + found[3].strip(), tag[0]) if b"xmlns" in tag[0] else tag[0]
