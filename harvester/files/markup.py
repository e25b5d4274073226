"""Files of MARCXML or Dublin Core, saved OAI-PMH answers among them: several in one file, and broken ones too."""

import io
import re
from collections.abc import Iterator

from config.i18n import _
from harvester import repair, xml
from harvester.faults import Fault
from harvester.files.stream import CutOff, take
from harvester.page import Item

OPENING = re.compile(rb"<(?:[\w.-]+:)?(?:OAI-PMH|collection|records)[\s>]")
LARGEST = 2 * 1024 * 1024 * 1024


def items(file: io.BufferedIOBase, prefix: str) -> Iterator[Item]:
    """The records of a file, each parsed alone.

    Args:
        prefix: `marcxml` or `oai_dc`: their format, where they do not show one.

    Raises:
        Fault: `too-large`, or `file-unreadable` where there is no record and no empty list either.
        CutOff: after all records, where the list does not end.
    """
    body, damage = take(file, LARGEST)
    document = xml.plain_utf8(body)
    del body
    head, chunks, tail = repair.cut(document)
    if not chunks and not any(sign in head for sign in (b"OAI-PMH", b"collection", b"<records")):
        raise Fault("file-unreadable", _("There is no record in it."))
    for names, chunk in chunks:
        yield from repair.items(names, chunk, prefix)
    if damage:
        raise damage
    if chunks and _breaks_off(head, chunks[-1][1], tail):
        raise CutOff


def _breaks_off(head: bytes, last: bytes, tail: bytes) -> bool:
    """Whether the list does not end, or where there are records only, the last of them."""
    return b"</" not in tail if OPENING.search(head) else not repair.CLOSE.search(last)
