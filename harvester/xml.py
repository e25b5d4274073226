"""XML from outside, read safely: no DTD, no entities, no network; one element or one record at a time.

Names are compared without their namespace: servers write it wrong, with `https`, with a blank behind it, or not at all
(research on live providers; every Python library that insists on it returns nothing there).
"""

import contextlib
import re
from collections.abc import Iterator

from lxml import etree

from harvester.page import Item, digest, name
from harvester.problems import problem

OAI = "http://www.openarchives.org/OAI/2.0/"
SAFE = {"utf-8", "utf8", "us-ascii", "ascii"}
DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
ELEMENT = re.compile(rb"<[A-Za-z_]")
FORMATS = {"dc": "oai_dc", "mods": "mods", "modsCollection": "mods"}


class NotXml(ValueError):
    """The bytes are no well-formed XML, or more than we accept."""


def plain_utf8(body: bytes) -> bytes:
    """The document in UTF-8 without mark and declaration; where its declared encoding does not hold, as it is."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if body.startswith(mark):
            return _recoded(body[len(mark) :], encoding)
    declared = DECLARATION.match(body[:400])
    found = ENCODING.search(declared[0]) if declared else None
    encoding = found[1].decode().lower() if found else "utf-8"
    if encoding not in SAFE and not encoding.startswith(("utf-16", "utf-32")) and _is_utf8(body):
        encoding = "utf-8"  # the declaration lies: other text is hardly ever valid UTF-8 by chance
    return _recoded(body, encoding)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _recoded(body: bytes, encoding: str) -> bytes:
    if encoding not in SAFE:
        with contextlib.suppress(LookupError, UnicodeError):
            body = body.decode(encoding).encode()
    declared = DECLARATION.match(body[:400])
    return (body[declared.end() :] if declared else body).lstrip()


def strict(body: bytes) -> etree._Element:
    """The root element of a document in UTF-8 that begins with the root element, so that there is no DTD to obey.

    Raises:
        NotXml: it is not well-formed, or something stands before its root.
    """
    if not ELEMENT.match(body):
        raise NotXml("it does not begin with an element")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotXml(str(error)) from error
    if root is None:
        raise NotXml("empty")
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; nothing for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, wanted: str | None = None) -> Iterator[etree._Element]:
    """The child elements, or those of one name."""
    if element is not None:
        for child in element:
            if (found := local(child)) and (wanted is None or found == wanted):
                yield child


def child(element: etree._Element | None, wanted: str) -> etree._Element | None:
    """The first child of that name."""
    return next(children(element, wanted), None)


def text(element: etree._Element | None) -> str | None:
    """All the text of an element, trimmed; None when there is none."""
    return ("".join(element.itertext()).strip() or None) if element is not None else None


def serialise(element: etree._Element) -> bytes:
    """The element alone, with every namespace in scope, in UTF-8."""
    content: bytes = etree.tostring(element, encoding="utf-8", xml_declaration=False, with_tail=False)
    return content


def content_hash(element: etree._Element) -> str:
    """The hash of an element that does not depend on where in a page it stood: exclusive canonical XML (W3C, 2002)."""
    try:
        return digest(etree.tostring(element, method="c14n", exclusive=True, with_comments=False, with_tail=False))
    except (etree.C14NError, ValueError):  # a relative namespace address has no canonical form
        return digest(serialise(element))


def item(record: etree._Element, prefix: str, repairs: tuple[str, ...] = ()) -> Item:
    """One `<record>`: of an OAI-PMH answer, of MARCXML, or a bare Dublin Core element.

    Args:
        record: the element.
        prefix: its format, where its content does not show one.
        repairs: what was mended before it could be parsed.
    """
    header = child(record, "header")
    if header is None:
        payload = serialise(record)
        found = format_of(record, prefix)
        lost = local(record) == "record" and child(record, "metadata") is not None
        return Item(
            identifier=name(marc_identifier(record), payload),
            format=found,
            payload=payload,
            sha256=content_hash(record),
            problem=problem("no-identifier") if lost else None,
            repairs=repairs,
        )
    deleted = (header.get("status") or "").strip().lower() == "deleted"
    metadata = next(children(child(record, "metadata")), None)
    payload = serialise(record)
    identifier = text(child(header, "identifier"))
    wrong = None
    if identifier is None:
        wrong = problem("no-identifier")
    elif metadata is None and not deleted:
        wrong = problem("no-metadata")
    return Item(
        identifier=name(identifier, payload),
        format=format_of(metadata, prefix) if metadata is not None else prefix,
        payload=b"" if deleted and metadata is None else payload,
        sha256=content_hash(metadata) if metadata is not None else digest(b""),
        datestamp=(text(child(header, "datestamp")) or "")[:64] or None,
        deleted=deleted,
        sets=tuple(spec for element in children(header, "setSpec") if (spec := text(element))),
        problem=wrong,
        repairs=repairs,
    )


def format_of(content: etree._Element, prefix: str) -> str:
    """What metadata really are; labels are not trusted (some servers send Dublin Core as `marcxml`)."""
    found = local(content)
    if found == "record" and (child(content, "leader") is not None or child(content, "controlfield") is not None):
        return "marcxml"
    if found == "collection" and child(content, "record") is not None:
        return "marcxml"
    return FORMATS.get(found, prefix)


def marc_identifier(record: etree._Element) -> str | None:
    """Field 001 of a MARCXML record, else the first 035 $a (MARC 21, 001 and 035)."""
    for field in children(record, "controlfield"):
        if field.get("tag") == "001" and (found := text(field)):
            return found
    for field in children(record, "datafield"):
        if field.get("tag") == "035":
            for part in children(field, "subfield"):
                if part.get("code") == "a" and (found := text(part)):
                    return found
    return None
