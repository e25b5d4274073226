"""The namespace declarations in force at a place of a document."""

import re
from collections import Counter

XMLNS = re.compile(rb"\bxmlns(?::([\w.-]+))?\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
BLANK_IN_XMLNS = re.compile(rb"(\bxmlns(?::[\w.-]+)?\s*=\s*([\"']))([^\"'<>]*+)(?=\2)")
TAG = re.compile(rb"<[A-Za-z_][^<>]*+>")
TOKEN = re.compile(
    rb"<!--[^-]*+(?:-[^-]++)*+-->|<!\[CDATA\[(?:[^<\]]++|<(?!!\[CDATA\[)|\](?!\]>))*+\]\]>"
    rb"|<(/?)([A-Za-z_][^\s/<>]*+)((?:[^<>\"']++|\"[^\"<]*\"|'[^'<]*'|[\"'])*+)>"
)

MOST = 1 << 14
"""Bytes of declarations that are taken over to each record; a document with more of them means harm."""


def declarations(head: bytes) -> bytes:
    """The namespace declarations of the elements that a piece of XML opens and does not close, as attributes."""
    if b"xmlns" not in head:
        return b""
    stack: list[tuple[bytes, dict[bytes, bytes]]] = []
    waiting = Counter[bytes]()
    for token in TOKEN.finditer(trim_namespaces(head)):
        end, name, attributes = token.groups()
        if end and waiting[name]:
            while (closed := stack.pop()[0]) != name:
                waiting[closed] -= 1
            waiting[name] -= 1
        elif name and not end and not attributes.endswith(b"/"):
            stack.append((name, dict(XMLNS.findall(attributes))))
            waiting[name] += 1
    found = {prefix: value for _name, declared in stack for prefix, value in declared.items()}
    pairs = [(b"xmlns:" + p if p else b"xmlns") + b"=" + v for p, v in found.items() if len(v) > 2 or not p]
    length = 0
    return b" ".join(pair for pair in pairs if (length := length + len(pair)) <= MOST)


def trim_namespaces(content: bytes) -> bytes:
    """Tags with namespace addresses without the blanks around them (INLISLite), which no parser accepts."""
    return TAG.sub(_trimmed, content) if b"xmlns" in content else content


def _trimmed(tag: re.Match[bytes]) -> bytes:
    return BLANK_IN_XMLNS.sub(lambda found: found[1] + found[3].strip(), tag[0]) if b"xmlns" in tag[0] else tag[0]
