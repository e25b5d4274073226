"""XML in and out: nothing from outside is trusted, nothing that we write is ill-formed."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from indexer.formats.errors import unreadable
from indexer.issues import Issues

Element: TypeAlias = etree._Element

XSI = "http://www.w3.org/2001/XMLSchema-instance"

# Characters that XML 1.0 (section 2.2) cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


_strict = _parser()  # one for all: lxml lets threads wait for each other


def parse(payload: bytes, issues: Issues) -> Element:
    """The root element of `payload`; a prefix that was not declared is borne, and noted.

    Raises:
        Unreadable: it is not well-formed, or it has a document type (which may hold entities).
    """
    try:
        root = etree.fromstring(payload, _strict)
    except (etree.XMLSyntaxError, ValueError) as error:
        bearing = _bearing_prefixes(payload)
        if bearing is None:
            raise unreadable("not-xml", reason=str(error)) from error
        root = bearing
        issues.add("namespace-missing")
    if root.getroottree().docinfo.doctype:
        raise unreadable("not-xml", reason="DOCTYPE")
    return root


def _bearing_prefixes(payload: bytes) -> Element | None:
    """The root of XML whose only fault is that it uses prefixes which it does not declare."""
    parser = _parser(recover=True)
    try:
        root = etree.fromstring(payload, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if not all(entry.type_name.startswith("NS_") for entry in parser.error_log):
        return None
    for element in root.iter("*"):
        space, mark, written = str(element.tag).rpartition("}")
        element.tag = f"{space}{mark}{written.rpartition(':')[2]}"
    return root


def name(element: Element) -> str:
    """The local name of an element, whatever its namespace."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(1 << 12)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def text(element: Element) -> str:
    """All text inside an element."""
    return "".join(element.itertext()) if len(element) else element.text or ""


def find(root: Element, wanted: str) -> Element | None:
    """The first element of this local name, `root` itself included, in document order."""
    found: Element | None = next(root.iter(f"{{*}}{wanted}"), None)
    return found


def children(element: Element) -> Iterator[Element]:
    """The child elements, without entities and other nodes that have no name."""
    found: Iterator[Element] = element.iterchildren("*")
    return found


def metadata(root: Element) -> Element:
    """What an OAI-PMH `<record>` or an SRU `<record>` wraps, or `root` itself when it is bare.

    Raises:
        Unreadable: there is a wrapper with nothing in it.
    """
    wrapper = next((found for tag in ("metadata", "recordData") if (found := find(root, tag)) is not None), None)
    if wrapper is None:
        if any(name(child) == "header" for child in children(root)):
            raise unreadable("no-metadata")
        return root
    inner = next(children(wrapper), None)
    if inner is None:
        raise unreadable("no-metadata")
    return inner


def safe(value: str) -> str:
    """`value` without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("", value)


def add(parent: Element, tag: str, value: str | None = None, /, **attributes: str | None) -> Element:
    """A new child, in the parent's namespace unless `tag` has its own; attributes that are None are left out."""
    namespace = etree.QName(parent).namespace
    child = etree.SubElement(parent, tag if tag.startswith("{") or not namespace else f"{{{namespace}}}{tag}")
    child.text = safe(value) if value is not None else None
    for key, content in attributes.items():
        if content is not None:
            child.set(key, safe(content))
    return child


def document(root: Element) -> bytes:
    """An element as a UTF-8 document."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
