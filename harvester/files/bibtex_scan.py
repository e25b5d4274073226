"""Entries of BibTeX in a text, by their braces alone (BibTeXing, Patashnik 1988, section 2).

A missing brace spoils its own entry only: what begins a line like an entry begins one. What goes on like
an entry behind the last brace of one belongs to it: that brace was one too many.
"""

import re
from collections.abc import Iterator

import msgspec

from harvester.files.encoding import Lines

LONGEST = 4 * 1024 * 1024
"""Characters of an entry; what goes on longer has lost its end."""

FEW = 100
"""Empty lines behind an entry, after which nothing of it follows."""

OPENING = re.compile(r"@\s{0,4}([A-Za-z][\w-]{0,40})\s{0,8}([{(])")
ANEW = re.compile(
    r"\s{0,3}@(?:(?:string|preamble|comment)\s{0,4}[{(]"
    r"|[A-Za-z][\w-]{0,40}\s{0,4}[{(]\s{0,8}[^\s,={}()\"]{0,300}\s{0,4},)",
    re.IGNORECASE,
)
"""The beginning of an entry at the beginning of a line."""

SIGN = re.compile(r'\\.|[{}()"]', re.DOTALL)
FIELD = re.compile(
    r"\s{0,20},?\s{0,20}[A-Za-z][\w-]{0,40}\s{0,20}=\s{0,20}(?:[\"{]|\d{1,9}\s{0,9}(?:[,}]|$)|[a-z]{3}\s{0,9},)"
)


class Entry(msgspec.Struct):
    """An entry as it stands in the file.

    Attributes:
        kind: `article`, `string` … in small letters.
        pieces: all of it; `size` characters.
        closed: its last brace was found; else `depth` braces are open.
        mended: bytes of it were read as Windows-1252.
        stray: a brace too many stood in it.
        last: the file ends with it.
        swallowed: a line that begins like a field stands inside another field.
    """

    kind: str
    pieces: list[str] = msgspec.field(default_factory=list)
    size: int = 0
    closed: bool = False
    depth: int = 0
    mended: bool = False
    stray: bool = False
    last: bool = False
    swallowed: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)

    def take(self, piece: str) -> None:
        """Go on with a piece."""
        self.pieces.append(piece)
        self.size += len(piece)


def entries(lines: Lines) -> Iterator[Entry]:
    """Every entry of a text; the last may be open."""
    scan = Scan()
    for line in lines:
        yield from scan.line(line, mended=lines.mended)
    for entry in scan.end():
        entry.last = True
        yield entry


class Scan:
    """Goes through a text line by line, and knows how many braces are open."""

    def __init__(self) -> None:
        self._entry: Entry | None = None
        self._round = self._quoted = False
        self._after: list[str] = []

    def line(self, line: str, *, mended: bool) -> Iterator[Entry]:
        """Take a line; the entries that it ends are given, when it is clear that nothing of them follows."""
        at = 0
        entry = self._entry
        if entry and entry.closed and line.strip(" \t\r\n,"):  # what goes on like an entry belongs to the one before it
            if FIELD.match(line):
                entry.take("".join(self._after))
                entry.closed, entry.stray, entry.depth = False, True, 1
            else:
                yield from self.end()
        elif entry and not entry.closed and (ANEW.match(line) or entry.size > LONGEST):
            yield from self.end()
        elif entry and entry.depth > 1 and FIELD.match(line):
            entry.swallowed = True
        while at < len(line):
            entry = self._entry
            if entry is None or entry.closed:
                opening = OPENING.search(line, at)
                if opening is None:
                    self._after += [line[at:]] if entry and len(self._after) < FEW else []
                    return
                yield from self.end()
                self._entry = Entry(opening[1].casefold(), mended=mended)
                self._round, self._quoted, self._after = opening[2] == "(", False, []
                at = self._inside(line, opening.start(), opening.end() - 1)
            else:
                entry.mended |= mended
                at = self._inside(line, at, at)

    def end(self) -> Iterator[Entry]:
        """The entry that is ready or open, if there is one."""
        if self._entry:
            yield self._entry
        self._entry, self._after = None, []

    def _inside(self, line: str, start: int, at: int) -> int:
        """Take what belongs to the open entry from a line; where in the line it ends."""
        entry = self._entry
        assert entry is not None
        for found in SIGN.finditer(line, at):
            sign = found[0]
            if self._round and entry.depth == 1 and sign == '"':
                self._quoted = not self._quoted
            elif sign == "{" or (sign == "(" and self._round and entry.depth == 0):
                entry.depth += 1
            elif (sign == "}" and entry.depth > self._round) or (
                sign == ")" and self._round and entry.depth == 1 and not self._quoted
            ):
                entry.depth -= 1
            if entry.depth == 0:
                entry.take(line[start : found.end()])
                entry.closed = True
                return found.end()
        entry.take(line[start:])
        return len(line)
