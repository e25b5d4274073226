"""Files of MARCXML, Dublin Core or MODS, saved OAI-PMH answers among them: several in one file, and broken ones too."""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from config.i18n import _
from harvester import carve, xml
from harvester.faults import Fault
from harvester.files import mods
from harvester.files.stream import DAMAGES, CutOff
from harvester.page import Item
from harvester.scan import Kind, Scanner, Slice

OPENING = re.compile(rb"<(?:[\w.-]+:)?(?:OAI-PMH|collection|modsCollection|records)[\s>]")
SIGNS = (b"OAI-PMH", b"collection", b"modsCollection", b"<records")
BATCH, BATCH_BYTES = 200, 1 << 20
HEAD = 1 << 16
"""Bytes at the beginning of a file that tell what is listed in it."""


def items(file: io.BufferedIOBase, prefix: str) -> Iterator[Item]:
    """The records of a file, each parsed alone, in memory that does not grow with the file.

    Args:
        prefix: `marcxml`, `oai_dc` or `mods`: their format, where they do not show one.

    Raises:
        Fault: `file-unreadable` where there is no record and no empty list either.
        CutOff: after all records, where the list does not end.
        OSError, EOFError, zlib.error: after all records that came, where the file cannot be read further.
    """
    damage: Exception | None = None
    stream, head = _as_utf8(file), b""

    class Source:
        """The file, which ends where it is damaged."""

        def read(self, size: int, /) -> bytes:
            nonlocal damage, head
            if head:
                taken, head = head, b""
                return taken
            try:
                return stream.read(size)
            except DAMAGES as error:
                damage = error
                return b""

    head = Source().read(HEAD)
    listed = mods.listed(head)
    scanner = Scanner(Source(), listed)
    batch: list[Slice] = []
    size = 0
    last: Slice | None = None
    for piece in scanner:
        batch.append(last := piece)
        size += len(piece.content)
        if len(batch) == BATCH or size >= BATCH_BYTES:
            yield from mods.items(batch) if listed is mods.MODS else carve.items(batch, prefix)
            batch, size = [], 0
    yield from mods.items(batch) if listed is mods.MODS else carve.items(batch, prefix)
    if damage:
        raise damage
    if last is None and not any(sign in scanner.head for sign in SIGNS):
        raise Fault("file-unreadable", _("There is no record in it."))
    if _breaks_off(scanner, last, listed):
        raise CutOff


def _as_utf8(file: io.BufferedIOBase) -> BinaryIO | xml.Recoded:
    try:
        return xml.as_utf8(cast(BinaryIO, file))
    except DAMAGES:  # found while the encoding was looked for: what can be read is read as it is
        file.seek(0)
        return cast(BinaryIO, file)


def _breaks_off(scanner: Scanner, last: Slice | None, listed: Kind) -> bool:
    """Whether the list does not end, or where there are records only, the last of them."""
    if last is None:
        return b"</" not in scanner.head and b"/>" not in scanner.head
    return b"</" not in scanner.tail if OPENING.search(scanner.head) else not listed.close.search(last.content)
