"""ISO 2709 as a container: where a record ends and the next begins, and what it is called (MARC 21, record structure).

Lengths in leaders lie (some count characters, some are cut at 99999), so the terminator alone tells records apart;
whether a record can be decoded is for the indexer to find.
"""

import io
import re
from collections.abc import Iterator

from harvester.files.stream import CutOff
from harvester.page import Item, digest, name
from harvester.problems import problem

TERMINATOR = b"\x1d"
FIELD = b"\x1e"
LEADER = 24
LONGEST = 16 * 1024 * 1024
CHUNK = 1 << 20
FILLER = b"\r\n\t \x00\x1a\xef\xbb\xbf"
"""What stands between records in real files: line ends, a mark of UTF-8, Ctrl-Z."""


def items(file: io.BufferedIOBase) -> Iterator[Item]:
    """The records of a file, one after the other, in bounded memory.

    Raises:
        CutOff: after all records, where the last of them has no end.
    """
    piece = TERMINATOR
    for piece in split(file):
        yield item(piece)
    if not piece.endswith(TERMINATOR):
        raise CutOff


def split(file: io.BufferedIOBase) -> Iterator[bytes]:
    """The bytes of each record with its terminator; a last piece without one is given too."""
    rest = b""
    while block := file.read1(CHUNK):
        *pieces, rest = (rest + block).split(TERMINATOR)
        yield from (record + TERMINATOR for piece in pieces if (record := piece.lstrip(FILLER)))
        if len(rest) > LONGEST:
            yield rest
            rest = b""
    if left := rest.strip(FILLER):
        yield left


def item(record: bytes) -> Item:
    """One record, named by its field 001, else the first 035 $a, else its content."""
    wrong = None
    if not record.endswith(TERMINATOR):
        wrong = problem("no-terminator")
    elif len(record) <= LEADER + 1:
        wrong = problem("too-short")
    return Item(
        identifier=name(_identifier(record), record),
        format="marc21",
        payload=record,
        sha256=digest(record),
        problem=wrong,
    )


def _identifier(record: bytes) -> str | None:
    """001 or 035 $a. The fields are counted off against the directory, as its offsets may lie."""
    directory, _mark, data = record[LEADER:].partition(FIELD)
    fields = data.split(FIELD)
    tags = [directory[start : start + 3] for start in range(0, len(directory) - 11, 12)]
    found = {
        tag: fields[at] for at, tag in reversed(list(enumerate(tags))) if tag in (b"001", b"035") and at < len(fields)
    }
    if (control := found.get(b"001", b"").strip()) and b"\x1f" not in control:
        return _text(control)
    number = re.search(rb"\x1fa([^\x1f\x1d]+)", found.get(b"035", b""))
    return _text(number[1]) if number else None


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
