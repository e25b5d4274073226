"""ISO 2709 as a container: where a record ends and the next begins, and what it is called (MARC 21, record structure).

Lengths in leaders lie (some count characters, some are cut at 99999), so the terminator tells records apart, and where
it was forgotten the next leader does; whether a record can be decoded is for the indexer to find.
"""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from config.i18n import _
from harvester.faults import Fault
from harvester.files import encoding
from harvester.files.stream import CutOff
from harvester.page import Item, digest, name
from harvester.problems import problem

TERMINATOR = b"\x1d"
FIELD = b"\x1e"
LEADER = 24
ENTRY = 12
LONGEST = 16 * 1024 * 1024
STATUS = 5
WITHDRAWN = "d"
"""Leader/05 of a record that its library has deleted (MARC 21 and UNIMARC)."""

FILLER = b"\r\n\t \x00\x1a\xef\xbb\xbf"
"""What stands between records in real files: line ends, a mark of UTF-8, Ctrl-Z."""

LOOKS_LIKE = re.compile(rb"\d{5}[A-Za-z ][a-z][a-z |#][ -~]{2}(?:22|  )\d{5}[ -~]{3}45[ -~]{2}(?=[0-9A-Z]{3}\d{9})")
"""A leader and the first entry of a directory: nothing that can stand in a field by chance."""


def items(file: io.BufferedReader) -> Iterator[Item]:
    """The records of a file, one after the other, in bounded memory.

    Raises:
        Fault: `file-unreadable`: no record is in it.
        CutOff: after all records, where the last of them has no end.
    """
    wide = encoding.wide(file.peek(encoding.SAMPLE))
    ended = terminated = False
    item: Item | None = None
    for piece in split(encoding.recoded(file, wide) if wide else _blocks(file)):
        ended = piece.endswith(TERMINATOR)
        terminated |= ended
        if not terminated and FIELD not in piece:
            raise Fault("file-unreadable", _("There is no record in it."))
        for item in records(piece):
            yield item
    if item is not None and not ended and (terminated or item.problem is not None):
        raise CutOff


def _blocks(file: io.BufferedReader) -> Iterator[bytes]:
    while block := file.read1():
        yield block


def split(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes up to each terminator and with it; a last piece without one is given too.

    Of a piece longer than any record can be, only the first `LONGEST` bytes are given.
    """
    rest, skipping = b"", False
    for block in blocks:
        *pieces, rest = (rest + block).split(TERMINATOR)
        for piece in pieces:
            if not skipping and (record := piece.lstrip(FILLER)):
                yield record + TERMINATOR
            skipping = False
        if len(rest) > LONGEST:
            if not skipping:
                yield rest[:LONGEST]
            rest, skipping = b"", True
    if not skipping and (left := rest.strip(FILLER)):
        yield left


def records(piece: bytes) -> Iterator[Item]:
    """The records of a piece: mostly one; more where a terminator was forgotten, so that another leader follows."""
    if piece[:5].isdigit() and int(piece[:5]) == len(piece):
        yield record(piece)
        return
    starts = [found.start() for found in LOOKS_LIKE.finditer(piece)]
    repairs: tuple[str, ...] = ()
    if starts and FIELD not in piece[: starts[0]]:
        repairs = ("text-before-record",) if piece[: starts[0]].strip(FILLER) else ()
    else:
        starts.insert(0, 0)
    for start, end in pairwise([*starts, len(piece)]):
        yield record(piece[start:end].rstrip(b"\r\n") if end < len(piece) else piece[start:end], repairs)
        repairs = ()


def record(content: bytes, repairs: tuple[str, ...] = ()) -> Item:
    """One record, named by its field 001, else the first 035 $a, else its content."""
    wrong = None
    if not content.endswith(TERMINATOR):
        if _whole(content):
            repairs = (*repairs, "missing-terminator")
        else:
            wrong = problem("no-terminator")
    elif len(content) <= LEADER + 1:
        wrong = problem("too-short")
    return Item(
        identifier=name(_identifier(content), content),
        format="marc21",
        payload=content,
        sha256=digest(content),
        says_deleted=wrong is None and content[STATUS : STATUS + 1] == WITHDRAWN.encode(),
        problem=wrong,
        repairs=repairs,
    )


def _whole(content: bytes) -> bool:
    """Whether the last field is closed, and there are as many as the directory promises."""
    directory, _mark, fields = content[LEADER:].partition(FIELD)
    return content.endswith(FIELD) and len(directory) // ENTRY == fields.count(FIELD) > 0


def _identifier(content: bytes) -> str | None:
    """001 or 035 $a. The fields are counted off against the directory, as its offsets may lie."""
    directory, _mark, data = content[LEADER:].partition(FIELD)
    fields = data.split(FIELD)
    tags = [directory[start : start + 3] for start in range(0, len(directory) - ENTRY + 1, ENTRY)]
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
