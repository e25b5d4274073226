"""Bytes of a file, unpacked where it is gzip whatever its name; a damaged archive gives what comes before."""

import gzip
import io
import zlib
from pathlib import Path
from typing import cast

from config.i18n import _
from harvester.faults import Fault
from harvester.problems import problem

BLOCK = 1 << 20

DAMAGES = (OSError, EOFError, zlib.error)


class CutOff(Fault):
    """The file ends before its list does; what came of it is good, but it is not the whole catalogue."""

    def __init__(self) -> None:
        super().__init__("file-unreadable", problem("no-terminator").message)


def opened(file: Path) -> io.BufferedIOBase:
    """The file, open for reading.

    Raises:
        OSError: it cannot be opened.
    """
    with file.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    return cast(io.BufferedIOBase, gzip.open(file) if packed else file.open("rb"))


def take(file: io.BufferedIOBase, limit: int) -> tuple[bytes, Exception | None]:
    """All bytes, and what broke off the reading.

    Raises:
        Fault: `too-large`: there are more than `limit`.
    """
    blocks, size, damage = [], 0, None
    try:
        while block := file.read1(BLOCK):
            size += len(block)
            if size > limit:
                raise Fault("too-large", _("The file is larger than {limit} bytes.", limit=limit))
            blocks.append(block)
    except DAMAGES as error:
        damage = error
    return b"".join(blocks), damage
