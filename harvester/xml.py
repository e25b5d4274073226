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
WIDE = ("utf-16", "utf-32", "utf_16", "utf_32")
SEVEN_BITS = ("iso-2022", "iso2022", "csiso2022")
ASCII = bytes(range(0x20, 0x7F)) + b"\t\n\r"
BLOCK = 1 << 18


class NotXml(ValueError):
    """The bytes are no well-formed XML, or more than we accept."""


class Recoded:
    """A file of text in some encoding, read as UTF-8.

    A byte that the encoding does not have, or half a character, comes as what UTF-8 forbids, so that it is found where
    the record in which it stands is mended.
    """

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("induk-doubtful")

    def read(self, size: int = -1, /) -> bytes:
        """About `size` bytes; none at the end."""
        while block := self._file.read(size):
            if text := self._decoder.decode(block):
                return text.encode("utf-8", "surrogatepass")
        return self._decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")


def _as_marks(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    if error.encoding.startswith(WIDE):  # half a character, or the end of the file in the middle of one
        unit = int.from_bytes(wrong[:2], "big" if error.encoding.endswith("be") else "little")
        return chr(unit) if 0xD800 <= unit < 0xE000 else "\ufffd", error.end
    return "".join(chr(byte if byte < 0x80 else 0xDC00 + byte) for byte in wrong), error.end


codecs.register_error("induk-doubtful", _as_marks)


def as_utf8(file: BinaryIO, charset: str | None = None) -> BinaryIO | Recoded:
    """A document as a stream of UTF-8, without a byte order mark.

    What is declared counts only if the bytes agree: a document that says ISO-8859-1 but holds more sequences of UTF-8
    than other bytes is UTF-8, for text is hardly ever that by chance.

    Args:
        file: at its beginning, and able to go back there.
        charset: what the protocol around it says (Content-Type); believed only where the document says nothing.
    """
    start = file.read(1024)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            file.seek(len(mark))
            return file if encoding == "utf-8" or not _is_wide(start, encoding) else Recoded(file, encoding)
    declared = ENCODING.search(start)
    encoding = next((found for sign, found in UNMARKED if start.startswith(sign)), "")
    file.seek(0)
    if encoding:
        return Recoded(file, encoding)
    encoding = (declared[1].decode() if declared else (charset or "utf-8")).lower()
    if encoding in SAFE or not _is_ascii_too(encoding):
        return file
    if not encoding.startswith(SEVEN_BITS) and _is_utf8(file):
        return file
    return Recoded(file, encoding)


def _is_wide(start: bytes, encoding: str) -> bool:
    return "<" in start.decode(encoding, "ignore")


def _is_ascii_too(encoding: str) -> bool:
    """Whether it is the name of an encoding of text in which ASCII is written as itself."""
    try:
        return ASCII.decode(encoding) == ASCII.decode()
    except (LookupError, ValueError):
        return False


def _is_utf8(file: BinaryIO) -> bool:
    """Whether what follows in a file is UTF-8, though some bytes in it may not be; the file stays where it is."""
    place, more, wrong = file.tell(), 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    try:
        while block := file.read(BLOCK):
            if not (block.isascii() and decoder.getstate()[0] == b""):
                text = decoder.decode(block)
                good = text.encode("utf-8", "ignore")
                wrong += len(text) - len(good.decode())
                more += len(good) - len(good.decode())
    finally:
        file.seek(place)
    return more >= wrong


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
