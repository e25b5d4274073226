"""XML from outside, read safely: no DTD, no entities, no network; one element or one record at a time.

Names are compared without their namespace: servers write it wrong, with `https`, with a blank behind it, or not at all
(research on live providers; every Python library that insists on it returns nothing there).
"""

import codecs
import io
import re
from collections.abc import Iterator
from pyexpat import ExpatError, ParserCreate
from typing import BinaryIO

from lxml import etree

OAI = "http://www.openarchives.org/OAI/2.0/"
SAFE = {"utf-8", "utf8", "us-ascii", "ascii"}
DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
ELEMENT = re.compile(rb"<[A-Za-z_]")
TAG = re.compile(rb"<(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>")
MARKS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
BLOCK = 1 << 18


class NotXml(ValueError):
    """The bytes are no well-formed XML, or more than we accept."""


class Recoded:
    """A file of text in some encoding, read as UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def read(self, size: int = -1, /) -> bytes:
        """About `size` bytes; none at the end."""
        while block := self._file.read(size):
            if text := self._decoder.decode(block):
                return text.encode("utf-8", "surrogatepass")
        return b""


def as_utf8(file: BinaryIO, charset: str | None = None) -> BinaryIO | Recoded:
    """A document as a stream of UTF-8, without a byte order mark.

    What is declared counts only if the bytes agree: a document that says ISO-8859-1 but is valid UTF-8 is UTF-8, for
    other text is hardly ever that by chance. Where no encoding fits, the bytes are given as they are.

    Args:
        file: at its beginning, and able to go back there.
        charset: what the protocol around it says (Content-Type); believed only where the document says nothing.
    """
    start = file.read(1024)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            file.seek(len(mark))
            return file if encoding == "utf-8" or not _fits(file, encoding) else Recoded(file, encoding)
    declared = ENCODING.search(start)
    encoding = next((found for sign, found in UNMARKED if start.startswith(sign)), "")
    encoding = encoding or (declared[1].decode().lower() if declared else (charset or "utf-8").lower())
    file.seek(0)
    wide = encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32"))
    if encoding in SAFE or (not wide and _fits(file, "utf-8")) or not _fits(file, encoding):
        return file
    return Recoded(file, encoding)


def _fits(file: BinaryIO, encoding: str) -> bool:
    """Whether all that follows in a file can be read in an encoding; the file stays where it is."""
    place = file.tell()
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except (LookupError, UnicodeError):
        return False
    finally:
        file.seek(place)
    return True


def plain_utf8(body: bytes) -> bytes:
    """A document in UTF-8 without mark and declaration; see `as_utf8`."""
    stream = as_utf8(io.BytesIO(body))
    plain = b"".join(iter(lambda: stream.read(BLOCK), b""))
    declared = DECLARATION.match(plain[:400])
    return (plain[declared.end() :] if declared else plain).lstrip()


def well_formed(element: bytes) -> str | None:
    """Why an element in UTF-8 is not well-formed, namespaces included; None: it is.

    As strict as `strict`, and several times faster, because no tree is built.
    """
    if not ELEMENT.match(element):
        return "it does not begin with an element"  # so that there is no DTD to obey
    try:
        ParserCreate("utf-8", " ").Parse(element, True)  # the blank refuses namespaces with blanks, as lxml does
    except ExpatError as error:
        return str(error)
    return None


class _Closed(Exception):
    """The first element has been read."""


def first_element(names: bytes, content: bytes) -> int | None:
    """Where the element ends with which a piece of XML in UTF-8 begins; None: it is not well-formed, or there is none.

    Args:
        names: the namespace declarations in force around it, as attributes.
        content: the piece; what stands behind the element does not matter.
    """
    before = b"<w %b>" % names
    depth = ended = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1

    def end(_name: str) -> None:
        nonlocal depth, ended
        depth -= 1
        if depth == 1:
            ended = parser.CurrentByteIndex
            raise _Closed

    if not ELEMENT.match(content):
        return None
    parser = ParserCreate("utf-8", " ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(before + content, True)
    except (ExpatError, _Closed):
        tag = TAG.match(content, ended - len(before)) if ended else None
        return tag.end() if tag else None
    return None


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


def canonical(element: etree._Element) -> bytes:
    """An element in a form that depends neither on where it stood nor on how it was spelled: the order of attributes,
    the way of quoting (exclusive canonical XML, W3C 2002).
    """
    try:
        form: bytes = etree.tostring(element, method="c14n", exclusive=True, with_comments=False, with_tail=False)
    except (etree.C14NError, ValueError):  # a relative namespace address has no canonical form
        form = etree.tostring(element, encoding="utf-8", with_tail=False)
    return form
