"""Files of MARCXML or Dublin Core, saved OAI-PMH answers among them: several in one file, and broken ones too."""

import io
from collections.abc import Iterator

from config.i18n import _
from harvester import repair, xml
from harvester.faults import Fault
from harvester.files.stream import take
from harvester.page import Item

LARGEST = 2 * 1024 * 1024 * 1024


def items(file: io.BufferedIOBase, prefix: str) -> Iterator[Item]:
    """The records of a file, each parsed alone.

    Args:
        prefix: `marcxml` or `oai_dc`: their format, where they do not show one.

    Raises:
        Fault: `too-large`, or `file-unreadable` where there is no record and no empty list either.
    """
    body, damage = take(file, LARGEST)
    document = xml.plain_utf8(body)
    del body
    head, chunks, _tail = repair.cut(document)
    if not chunks and not any(sign in head for sign in (b"OAI-PMH", b"collection", b"<records")):
        raise Fault("file-unreadable", _("There is no record in it."))
    for names, chunk in chunks:
        yield from repair.items(names, chunk, prefix)
    if damage:
        raise damage
