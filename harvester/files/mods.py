"""Files of MODS that no records of OAI-PMH or SRU are around: a `modsCollection`, or one record after the other."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from harvester import repair, xml
from harvester.page import Item, digest, name
from harvester.problems import problem
from harvester.scan import RECORDS, Kind, Slice
from harvester.xml_record import parsed

MODS = Kind(
    start=re.compile(rb"<(?:[\w.-]+:)?mods(?=[\s>])[^<>]*+>(?<!/>)"),
    close=re.compile(rb"</(?:[\w.-]+:)?mods\s*>"),
    part=re.compile(rb"<(?:[\w.-]+:)?(?:titleInfo|recordInfo)[\s>]"),
    lists=re.compile(rb"<(?:[\w.-]+:)?modsCollection[\s>]"),
)
"""Where a record begins and ends, and what tells of one."""

NAMED = re.compile(rb"<(?:[\w.-]+:)?recordIdentifier(?:\s[^<>]*)?>\s*([^<]+)<")


def listed(head: bytes) -> Kind:
    """What a file lists, by its first bytes: bare MODS, or records."""
    mods, record = MODS.start.search(head), RECORDS.start.search(head)
    return MODS if mods and not (record and record.start() < mods.start()) else RECORDS


def items(slices: Sequence[Slice]) -> Iterator[Item]:
    """The records: as they are, else mended, else set aside with their bytes and the reason."""
    for piece in slices:
        content, repairs = piece.content, tuple[str, ...]()
        error = _fault(piece.names, content)
        for mend in (repair.mend, repair.balance) if error and not piece.cut else ():
            content, more = mend(content)
            repairs = tuple(dict.fromkeys((*repairs, *more)))
            if not (error := _fault(piece.names, content)):
                break
        if not error and not MODS.start.match(content):
            error = "its first tag is broken"
        yield _set_aside(piece, error) if error else _item(piece._replace(content=content), repairs)


def _fault(names: bytes, content: bytes) -> str | None:
    """Why a record is not well-formed; None when it is."""
    return xml.well_formed(b"<w %b>%b</w>" % (names, content))


def _item(piece: Slice, repairs: tuple[str, ...]) -> Item:
    try:
        root = next(xml.children(xml.strict(b"<w %b>%b</w>" % (piece.names, piece.content))))
    except xml.NotXml:
        return _set_aside(piece, "it is nested too deep")
    item = parsed(root, piece, "mods", repairs)
    said = xml.text(xml.child(xml.child(root, "recordInfo"), "recordIdentifier"))
    return msgspec.structs.replace(item, identifier=name(said, item.payload)) if said else item


def _set_aside(piece: Slice, error: str) -> Item:
    """A record in quarantine; the last identifier in a whole one is its own, the first may be that of its host."""
    chunk = piece.content
    found = [] if piece.cut else NAMED.findall(chunk)
    said = found[-1].decode("utf-8", "replace").strip() if found else None
    return Item(
        identifier=name(said, chunk),
        format="mods",
        payload=chunk,
        sha256=digest(chunk),
        problem=problem("bad-xml", error=error),
    )
