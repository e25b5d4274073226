"""Slices of a stream of XML → `Item`s. All of a batch strictly at first; only where that fails, record by record.

An item keeps the bytes of its record as they came, together with the namespaces in force around it.
"""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import etree

from harvester import repair, xml
from harvester.page import Item, digest, name
from harvester.problems import problem
from harvester.scan import OF_OAI, RECORDS, Slice, of_records
from harvester.xml_record import METADATA, SETS, parsed, plain, tree

HEADER = re.compile(
    rb"<(?:[\w.-]+:)?header(?:\s+status\s*=\s*[\"']\s*(deleted)?\s*[\"'])?\s*>"
    rb"\s*<(?:[\w.-]+:)?identifier>([^<&]*)</(?:[\w.-]+:)?identifier>"
    rb"(?:\s*<(?:[\w.-]+:)?datestamp>[^<&]*</(?:[\w.-]+:)?datestamp>)?"
    rb"((?:\s*<(?:[\w.-]+:)?setSpec>[^<&]*</(?:[\w.-]+:)?setSpec>)*)\s*</(?:[\w.-]+:)?header>"
)
"""A header as nearly all servers write it."""

STATUS = re.compile(rb"^<[^<>]*\sstatus\s*=\s*[\"']\s*deleted")
NAMED = re.compile(rb"<(?:[\w.-]+:)?identifier(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[(.*?)\]\]>|([^<]+))", re.DOTALL)
FIELD_001 = re.compile(rb"<(?:[\w.-]+:)?controlfield\s+tag\s*=\s*[\"']001[\"'][^<>]*>([^<]+)")
NEXT = re.compile(OF_OAI.pattern + rb"|<(?:[\w.-]+:)?header(?=[\s>])[^<]*<(?:[\w.-]+:)?identifier[\s>]")
"""Where a record of OAI-PMH begins, its own tag damaged or not."""

GOES_ON = re.compile(rb"\s*<(?:[\w.-]+:)?(?:metadata|about|controlfield|datafield|subfield)[\s>]")
RECORD_END = re.compile(rb"</(?:[\w.-]+:)?record\s*>")
MENDABLE, BALANCED = 16 << 20, 4 << 20
"""Bytes of a record whose text, and whose tags, are worth mending; a longer one is set aside as it is."""


def items(slices: Sequence[Slice], prefix: str, left: list[bytes] | None = None) -> list[Item]:
    """The records of a batch: as they are, else mended, else set aside with their bytes and the reason.

    Args:
        prefix: their format, where their content does not show one.
        left: takes what turned out to be no part of a record.
    """
    left = [] if left is None else left
    around = {piece.names for piece in slices}
    if len(around) == 1:
        content = b"</r><r>".join([piece.content for piece in slices])
        if xml.well_formed(b"<w %b><r>%b</r></w>" % (around.pop(), content)) is None:
            found: list[Item] = []
            for piece in slices:
                item = None if piece.rest else plain(piece, prefix)
                if item is not None:
                    found.append(item)
                else:
                    found.extend(_all_of(piece, prefix, left))
            return found
    return [item for piece in slices for item in _doubtful(piece, prefix, left)]


def headers(slices: Sequence[Slice]) -> list[Item]:
    """What a list of identifiers names, as items without content; a header that cannot be read is left out."""
    found = []
    for piece in slices:
        if plainly := HEADER.fullmatch(piece.content):
            deleted, identifier, specs = plainly.groups()
            named: str | None = identifier.decode("utf-8", "replace").strip()
            sets = [spec.decode("utf-8", "replace") for spec in SETS.findall(specs)]
        else:
            element = _header(piece)
            named = xml.text(xml.child(element, "identifier")) if element is not None else _identifier(piece.content)
            deleted = STATUS.search(piece.content)
            sets = [xml.text(spec) or "" for spec in xml.children(element, "setSpec")]
        if named:
            found.append(
                Item(
                    identifier=name(named, b""), format="", payload=b"", sha256="", deleted=deleted is not None,
                    sets=tuple(filter(None, sets)),
                )
            )  # fmt: skip
    return found


def _header(piece: Slice) -> etree._Element | None:
    """A header of a list of identifiers, as it is or mended; None: it cannot be read."""
    for content in (piece.content, repair.mend(piece.content)[0]):
        try:
            return next(xml.children(xml.strict(b"<w %b>%b</w>" % (piece.names, content))), None)
        except xml.NotXml:
            continue
    return None


def _all_of(piece: Slice, prefix: str, left: list[bytes]) -> Iterator[Item]:
    """The records of a slice of well-formed elements: one, as a rule, and what else stands there."""
    root = tree(piece)
    if root is None or len(root) != 1 or root[0].tail or root.text or piece.rest or not xml.local(root[0]):
        yield from _doubtful(piece, prefix, left)
    else:
        yield parsed(root[0], piece, prefix, ())


def _doubtful(piece: Slice, prefix: str, left: list[bytes]) -> Iterator[Item]:
    """The records of a slice that may not be well-formed, or hold more than one."""
    names, content = piece.names, piece.content
    end = xml.first_element(names, content) if RECORDS.start.match(content) else None
    after = b"" if end is None else content[end:]
    if of_records(piece.rest):
        after += piece.rest
    elif end is None:
        yield from _several(piece, _parts(content), prefix, left)
        return
    if end is None:
        yield from _several(piece, _parts(content + after), prefix, left)
    elif GOES_ON.match(after):  # a record that was closed in its middle
        yield _set_aside(content + piece.rest, prefix, "its tags do not match")
    else:
        yield from _several(piece, [content[:end], *_parts(after)], prefix, left)


def _several(piece: Slice, parts: list[bytes], prefix: str, left: list[bytes]) -> Iterator[Item]:
    """The first part, and of the others those that are of a record."""
    for number, part in enumerate(map(bytes.lstrip, parts)):
        end = xml.first_element(piece.names, part) if RECORDS.start.match(part) else None
        if end is not None and not of_records(part[end:]):  # a stray tag behind it
            left += [part[end:]] if part[end:].strip() else []
            part = part[:end]
        if number == 0 or of_records(part):
            yield from _one(Slice(piece.names, part, b"" if parts[1:] else piece.rest, piece.cut), prefix)
        elif part:
            left.append(part)


def _parts(content: bytes) -> list[bytes]:
    """A piece cut where further records begin in it, though their own tag is damaged."""
    own = OF_OAI.match(content) or NEXT.search(content)
    cuts = [0]
    if own and own.start() and RECORDS.start.match(content, own.start()) and not of_records(content[: own.start()]):
        cuts.append(own.start())  # it begins with something else
    for found in NEXT.finditer(content, own.end() if own else 0) if own else ():
        ends = [end.end() for end in RECORD_END.finditer(content, cuts[-1], found.start())]
        cuts.append(ends[-1] if ends else found.start())
    return [content[start:stop] for start, stop in pairwise([*cuts, len(content)])] if content else []


def _one(piece: Slice, prefix: str) -> Iterator[Item]:
    """The record of a slice that holds but one: as it is, mended, or set aside."""
    start = RECORDS.start.match(piece.content)
    if start and xml.first_element(piece.names, piece.content) == len(piece.content):
        yield _sound(piece, prefix)
    elif start and not piece.cut and (mended := _mended(piece)):
        yield _sound(mended[0], prefix, mended[1])
    else:
        error = xml.well_formed(b"<w %b>%b</w>" % (piece.names, piece.content)) or "it has no beginning"
        yield _set_aside(piece.content + piece.rest, prefix, error)


def _set_aside(chunk: bytes, prefix: str, error: str) -> Item:
    said = _identifier(chunk)
    return Item(
        identifier=name(said, chunk),
        format=prefix,
        payload=chunk,
        sha256=digest(chunk),
        problem=problem("bad-xml", error=error) if said else problem("no-identifier"),
    )


def _identifier(chunk: bytes) -> str | None:
    """What a piece that cannot be parsed says is its identifier: in its header, else where MARC has it."""
    metadata = METADATA.search(chunk)
    said = NAMED.search(chunk, 0, metadata.start() if metadata else len(chunk))
    if said is None and metadata is None:
        said = FIELD_001.search(chunk)
    if said is None:
        return None
    text = (said[1] or said[said.lastindex or 0]).decode("utf-8", "replace")
    return html.unescape(text).strip() or None


def _mended(piece: Slice) -> tuple[Slice, tuple[str, ...]] | None:
    """The slice made well-formed by the gentlest means, and what they were; None: it is past mending."""
    if len(piece.content) > MENDABLE:
        return None
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
    for rest in dict.fromkeys((piece.rest, b"")) if len(piece.content) + len(piece.rest) <= BALANCED else ():
        whole, first = repair.mend(piece.content + rest)
        content, later = repair.balance(whole)
        if _is_sound(names, content):
            return Slice(names, content), tuple(dict.fromkeys((*first, *repairs, *later)))
    return None


def _is_sound(names: bytes, content: bytes) -> bool:
    return xml.first_element(names, content) == len(content)


def _sound(piece: Slice, prefix: str, repairs: tuple[str, ...] = ()) -> Item:
    """The item of a well-formed slice of one element."""
    if (item := plain(piece, prefix, repairs)) is not None:
        return item
    root = tree(piece)
    if root is None:
        return _set_aside(piece.content, prefix, "it is nested too deep")
    return parsed(next(xml.children(root)), piece, prefix, repairs)
