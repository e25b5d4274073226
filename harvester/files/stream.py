"""The texts in a file: itself, unpacked where it is gzip, or each member of a ZIP archive; told by their first bytes.

Nothing of an archive is written to disk under a name of its own, and no more of it is unpacked than `UNPACKED`.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from config.i18n import _
from harvester.faults import Fault
from harvester.files.places import shown, wanted
from harvester.problems import problem

BLOCK = 1 << 20
UNPACKED = 8 * 1024**3
"""Bytes that one packed file may give: a million records of MARCXML are about five of these gigabytes."""

LAYERS = 3
"""How often something may be packed by gzip."""

GZIP, ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OFFICE = ("[Content_Types].xml", "mimetype")
"""Members that show a workbook or a text document, which is not to be taken apart."""

ENCRYPTED = 1

DAMAGES = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)
"""What reading raises when the disk or the archive is damaged, or packed in a way that we cannot unpack."""


class CutOff(Fault):
    """The file ends before its list does; what came of it is good, but it is not the whole catalogue."""

    def __init__(self) -> None:
        super().__init__("file-unreadable", problem("no-terminator").message)


class Part(NamedTuple):
    """A text in a file.

    Attributes:
        name: the file's path; of a member, with its name behind it.
        open: gives its bytes, as a context; raises what `DAMAGES` names, or a `Fault`.
    """

    name: str
    open: Callable[[], AbstractContextManager[io.BufferedReader]]


class Allowance:
    """How many bytes may still be unpacked."""

    def __init__(self) -> None:
        self.left = UNPACKED

    def take(self, size: int) -> None:
        """Count bytes.

        Raises:
            Fault: `too-large`: that is more than the file may give.
        """
        self.left -= size
        if self.left < 0:
            raise Fault("too-large", _("The file is larger than {limit} bytes.", limit=UNPACKED))


class Packed(Protocol):
    """What `gzip` and `zipfile` open."""

    def read1(self, size: int, /) -> bytes:
        """Some bytes; none at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, by unpacking anew where it lies behind."""


class Unpacking(io.RawIOBase):
    """Bytes that come out of an archive, counted; before a damage is told, what came before it is given."""

    def __init__(self, packed: Packed, allowance: Allowance) -> None:
        self.packed = packed
        self.allowance = allowance
        self._damage: Exception | None = None
        self._place = self._furthest = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is, though going back means to unpack anew."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; what was unpacked before is not counted again."""
        self._damage = None
        self._place = self.packed.seek(offset, whence)
        return self._place

    def tell(self) -> int:
        """The place."""
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what a BufferedReader hands over
        """Fill the buffer as far as there are bytes."""
        filled = 0
        while filled < len(buffer):
            try:
                if self._damage is not None:
                    raise self._damage
                block = self.packed.read1(min(len(buffer) - filled, BLOCK))
                self._count(len(block))
            except (*DAMAGES, Fault) as error:
                self._damage = error
                if not filled:
                    raise
                return filled
            if not block:
                return filled
            buffer[filled : filled + len(block)] = block
            filled += len(block)
        return filled

    def _count(self, size: int) -> None:
        self._place += size
        if self._place > self._furthest:
            self.allowance.take(self._place - self._furthest)
            self._furthest = self._place


class Steady(io.BufferedReader):
    """A buffer that loses nothing of what it read when the reading breaks off: the damage is told at the next call."""

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes; fewer only at the end, or before a damage."""
        blocks: list[bytes] = []
        left = size if size is not None and size >= 0 else None
        while left is None or left > 0:
            try:
                block = self.read1(BLOCK if left is None else left)
            except (*DAMAGES, Fault):
                if blocks:
                    break
                raise
            if not block:
                break
            blocks.append(block)
            left = None if left is None else left - len(block)
        return b"".join(blocks)


def parts(file: Path) -> Iterator[Part]:
    """The texts in a file, those of an archive in the order of their names.

    Raises:
        OSError, BadZipFile: it cannot be opened.
    """
    with file.open("rb") as start:
        zipped = start.read(4) in ZIP
    if not zipped:
        yield Part(shown(file), partial(opened, file))
        return
    with zipfile.ZipFile(file) as archive:
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda member: member.filename)
        if any(member.filename in OFFICE for member in members):
            yield Part(shown(file), partial(opened, file))
            return
        allowance = Allowance()
        for member in members:
            if wanted(member.filename):
                name = f"{shown(file)}/{shown(Path(member.filename))}"
                yield Part(name, partial(_member, archive, member, allowance))


@contextmanager
def opened(file: Path) -> Iterator[io.BufferedReader]:
    """The bytes of a file that is no archive, unpacked where it is gzip whatever its name.

    Raises:
        OSError: it cannot be opened.
    """
    with ExitStack() as stack:
        plain = cast(io.BufferedReader, stack.enter_context(file.open("rb", buffering=BLOCK)))
        yield _unpacked(plain, Allowance(), stack)


@contextmanager
def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance) -> Iterator[io.BufferedReader]:
    if member.flag_bits & ENCRYPTED:
        raise Fault("file-unreadable", _("The archive is locked with a password."))
    with ExitStack() as stack:
        inner = cast(Packed, stack.enter_context(archive.open(member)))
        yield _unpacked(Steady(Unpacking(inner, allowance), BLOCK), allowance, stack)


def _unpacked(stream: io.BufferedReader, allowance: Allowance, stack: ExitStack) -> io.BufferedReader:
    for _layer in range(LAYERS):
        if stream.peek(2)[:2] != GZIP:
            break
        inner = cast(Packed, stack.enter_context(gzip.GzipFile(fileobj=stream)))
        stream = Steady(Unpacking(inner, allowance), BLOCK)
    return stream
