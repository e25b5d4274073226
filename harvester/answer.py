"""What a server said, unpacked and laid down on disk, so that its size does not matter to those who read it."""

import hashlib
import io
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from harvester.faults import Fault

IN_MEMORY = 1024 * 1024
"""A larger answer goes to a file."""

HEAD = 4096
"""So many bytes tell what an answer is."""

CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.ASCII | re.IGNORECASE)
BLANK = b" \t\r\n\x00\xef\xbb\xbf"


class Answer(msgspec.Struct, frozen=True, eq=False):
    """An answer; whoever drops it closes it.

    Attributes:
        url: the address that answered at last, without user and password.
        status: of HTTP.
        file: the unpacked bytes, seekable, at its beginning.
        size: how many they are.
        wire: how many came.
        charset: as the Content-Type says, in small letters.
        fault: the body broke off; what came of it is in `file`.
    """

    url: str
    status: int
    file: IO[bytes]
    size: int
    wire: int
    charset: str | None = None
    fault: Fault | None = None

    @property
    def sha256(self) -> str:
        """The hash of the unpacked bytes, in hexadecimal; they are read for it."""
        self.file.seek(0)
        found = hashlib.sha256()
        while block := self.file.read(1 << 18):
            found.update(block)
        self.file.seek(0)
        return found.hexdigest()

    @property
    def content(self) -> bytes:
        """All of it: for small answers."""
        return self.start(-1)

    def start(self, n: int = HEAD) -> bytes:
        """The first `n` bytes; the file is at its beginning again."""
        self.file.seek(0)
        found = self.file.read(n)
        self.file.seek(0)
        return found

    def close(self) -> None:
        """Give memory or disk back."""
        self.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class TooLarge(Exception):
    """More bytes than agreed."""


class Spool:
    """Bytes on their way to a file that can be read again: in memory while they are few, then on disk.

    The pieces are joined once, at the end: a `SpooledTemporaryFile` copies what it holds each time that it grows.

    Args:
        folder: where the file on disk is made; None: where the system keeps such files.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.size = 0
        self._folder = folder
        self._held: list[bytes] = []
        self._file: IO[bytes] | None = None

    def take(self, pieces: Iterable[bytes], limit: int) -> None:
        """Lay every piece down.

        Raises:
            TooLarge: there are more than `limit` bytes; not more than one piece beyond them was held.
        """
        for piece in pieces:
            self.size += len(piece)
            if self.size > limit:
                raise TooLarge
            if self._file:
                self._file.write(piece)
            else:
                self._held.append(piece)
                if self.size > IN_MEMORY:
                    self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  (whoever reads it closes it)
                    self._file.writelines(self._held)
                    self._held.clear()

    def file(self) -> IO[bytes]:
        """All of it, at the beginning; the caller closes it."""
        file, self._file = self._file or io.BytesIO(b"".join(self._held)), None
        self._held.clear()
        file.seek(0)
        return file

    def close(self) -> None:
        """Give back what nobody took."""
        if self._file:
            self._file.close()


def charset(content_type: str) -> str | None:
    """The charset that a Content-Type names."""
    found = CHARSET.search(content_type)
    return found[1].lower() if found else None


def speaks_oai(answer: Answer) -> bool:
    """Whether it looks like an answer of the protocol: some put its errors inside those of HTTP (Zenodo: 422)."""
    return b"OAI-PMH" in answer.start(2 * HEAD).lstrip(BLANK)[:HEAD]
