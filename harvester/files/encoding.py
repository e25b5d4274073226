"""Which encoding a text is in, found from its first piece, and its lines, read without holding the whole."""

import codecs
import contextlib
import io
import re
from collections.abc import Iterator
from typing import Self

MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
"""The marks that a text may begin with (Unicode, chapter 23.8), the longest first."""

CHANCE = 0.01
"""Which share of the lines of a Windows-1252 text may look like UTF-8."""

SAMPLE = 1 << 16
LONGEST_LINE = 4 * 1024 * 1024
STRANGE = re.compile("[\udc80-\udcff]+")


def wide(head: bytes) -> str | None:
    """The encoding of a text of two or four bytes a character, by its mark or by where its zero bytes are."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding if encoding != "utf-8-sig" else None
    sample = head[: SAMPLE // 16 * 2]
    even, odd = sample[0::2], sample[1::2]
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(zeros) > 3 and zeros.count(0) > 0.6 * len(zeros) and others.count(0) < 0.05 * len(others):
            return encoding
    return None


def of(head: bytes) -> str:
    """The encoding of a text: UTF-16 or UTF-32, else UTF-8 if more of it is than by chance, else Windows-1252."""
    if found := wide(head):
        return found
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a character that the piece's end cuts is no fault
    except UnicodeDecodeError:
        lines = [line for line in head.splitlines() if not line.isascii()]
        valid = sum(map(_is_utf8, lines))
        return "utf-8-sig" if valid > CHANCE * len(lines) else "cp1252"
    return "utf-8-sig"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def recoded(file: io.BufferedReader, encoding: str) -> Iterator[bytes]:
    """The blocks of a file of another encoding, in UTF-8 without a mark."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while block := file.read1():
        yield decoder.decode(block).removeprefix("\ufeff").encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


class Lines:
    """The lines of a text with their ends, each of at most `LONGEST_LINE` characters; what is longer is cut.

    Bytes that are not UTF-8 in a text that is are read as Windows-1252.

    Attributes:
        mended: the last line that was read held such bytes.
    """

    def __init__(self, file: io.BufferedReader) -> None:
        encoding = of(file.peek(SAMPLE)[: SAMPLE * 16])
        errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
        self._text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
        self._marked = encoding.endswith(("le", "be"))
        self.mended = False

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Let go of the file, which belongs to somebody else."""
        with contextlib.suppress(ValueError):  # it was closed before
            self._text.detach()

    def __iter__(self) -> Iterator[str]:
        """The lines in order."""
        return self

    def __next__(self) -> str:
        """The next line.

        Raises:
            StopIteration: there is none.
        """
        while line := self._text.readline(LONGEST_LINE):
            if line := self._mended(line):  # not a mark or zeros only
                return line
        raise StopIteration

    def _mended(self, line: str) -> str:
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            line += self._skip()
        if self._marked:
            line, self._marked = line.removeprefix("\ufeff"), False
        self.mended = not line.isascii() and STRANGE.search(line) is not None
        if self.mended:
            line = STRANGE.sub(_as_windows, line)
        return line.replace("\0", "") if "\0" in line else line

    def _skip(self) -> str:
        """Pass over what is left of a line that is too long for any row."""
        while piece := self._text.readline(LONGEST_LINE):
            if piece[-1] in "\r\n":
                return "\n"
        return ""


def _as_windows(found: re.Match[str]) -> str:
    return found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")
