"""Cutting a stream of XML at the boundaries of its outermost records, in memory that does not grow with the stream.

A record of OAI-PMH begins with `<header>` or `<metadata>`, so that a `<record>` inside its metadata (MARCXML) is not
taken for one. What stands in comments and CDATA is no boundary. Nothing is parsed here: a record that is never closed
ends where the next one begins.
"""

import io
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, Protocol

WINDOW = 1 << 18
"""Bytes that are looked through at once."""

LOOK = 4096
"""Bytes behind the name of an element that tell whether a record begins there."""

LONGEST = 64 * 1024 * 1024
"""Bytes of one record, or of a document without any; what follows is taken for another piece."""

ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
OF_OAI = re.compile(
    rb"<(?:[\w.-]+:)?record(?:\s[^<>]*)?>(?>\s+|<!--.*?-->|<\?.*?\?>)*+<(?:[\w.-]+:)?(?:header|metadata)[\s/>]",
    re.DOTALL,
)
AFTER = re.compile(
    rb"<(?:/(?:[\w.-]+:)?(?:List\w+|GetRecord|OAI-PMH|collection|records)[\s>]|(?:[\w.-]+:)?resumptionToken[\s/>])"
)
XMLNS = re.compile(rb"\bxmlns(?::([\w.-]+))?\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
BLANK_IN_XMLNS = re.compile(rb"(\bxmlns(?::[\w.-]+)?\s*=\s*([\"']))[ \t\r\n]*([^\"'<>]*?)[ \t\r\n]*(?=\2)")


class Kind(NamedTuple):
    """What begins and ends a record."""

    start: re.Pattern[bytes]
    close: re.Pattern[bytes]


def _kind(names: bytes) -> Kind:
    return Kind(
        re.compile(rb"<(?:[\w.-]+:)?(?:%b)(?=[\s>])[^<>]*(?<!/)>" % names),
        re.compile(rb"</(?:[\w.-]+:)?(?:%b)\s*>" % names),
    )


RECORDS = _kind(b"record|dc")
HEADERS = _kind(b"header")
"""What ListIdentifiers lists."""


class Readable(Protocol):
    """An open file of bytes."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


class Slice(NamedTuple):
    """One record as it stands in the stream.

    Attributes:
        names: the namespace declarations in force around it, as attributes.
        content: its bytes, from `<record` to `</record>`.
        rest: what stands between it and the next one, where that is more than blanks.
        cut: the stream broke off behind it, maybe in the middle of it.
    """

    names: bytes
    content: bytes
    rest: bytes = b""
    cut: bool = False


class Scanner:
    """The records of one stream, which is read once.

    Attributes:
        head: what stands before the first record; all of a document without records.
        tail: what stands behind the last one.
        oai: the records are those of OAI-PMH: with a header, and free to hold others in their metadata.
    """

    def __init__(self, file: Readable, kind: Kind = RECORDS) -> None:
        self.file = file
        self.kind = kind
        self.head = self.tail = b""
        self.oai = False
        self._names = b""
        self._buffer = b""
        self._over = False

    def __iter__(self) -> Iterator[Slice]:
        """The records in order. `head` is known before the first, `tail` after the last."""
        opening = self._find_first()
        while opening:
            whole = self._over or len(self._buffer) > LONGEST
            starts = [0, *_starts(self._buffer, opening, oai=self.oai, over=whole)]
            for start, stop in pairwise(starts):
                yield from self._closed(start, stop, opening)
            self._buffer = self._buffer[starts[-1] :]
            if self._over or len(self._buffer) > LONGEST:
                yield from self._closed(0, len(self._buffer), opening, last=self._over)
                self._buffer = b""
            if self._over:
                return
            self._read()

    def _read(self) -> None:
        """A piece more; the more is waiting, the larger, so that a long record is not looked through too often."""
        block = self.file.read(max(WINDOW, len(self._buffer)))
        self._buffer += block
        self._over = not block

    def _find_first(self) -> bytes:
        """Read up to the first record; what its kind begins with (`<record`, `<oai:record`, `<dc`), or nothing."""
        while True:
            self._read()
            found = _first(self._buffer, self.kind)
            if self._over or len(self._buffer) > LONGEST or (found and len(self._buffer) - found.start() > LOOK):
                break
        if found is None:
            self.head, self._buffer = self._buffer, b""
            return b""
        self.head, self._buffer = self._buffer[: found.start()], self._buffer[found.start() :]
        self.oai = OF_OAI.match(self._buffer) is not None
        self._names = declarations(self.head)
        return re.split(rb"[\s>]", found[0], maxsplit=1)[0]

    def _closed(self, start: int, stop: int, opening: bytes, *, last: bool = False) -> Iterator[Slice]:
        """The record that begins at `start`, and what stands in the gap behind it."""
        end = self._end(start, stop, opening)
        content, gap, cut = self._buffer[start:end], self._buffer[end:stop], False
        if last:
            after = AFTER.search(gap)
            cut = after is None and b"</" not in gap
            at = after.start() if after else (len(gap) if _first(gap, self.kind) else 0)
            gap, self.tail = gap[:at], gap[at:]
        if not gap or gap.isspace():
            yield Slice(self._names, content, cut=cut)
            return
        other = _first(gap, self.kind)
        yield Slice(self._names, content, gap[: other.start()] if other else gap, cut=cut)
        if b"xmlns" in gap:  # a second document in the same file
            self._names = declarations(gap)
        if other:  # records that are spelled otherwise
            inner = Scanner(io.BytesIO(gap), self.kind)
            yield from ((piece if piece.names else piece._replace(names=self._names)) for piece in inner)
            self.tail = inner.tail + self.tail

    def _end(self, start: int, stop: int, opening: bytes) -> int:
        """Where a record ends: at its last closing tag where records may hold others, else at its first."""
        buffer, closing = self._buffer, opening.replace(b"<", b"</", 1)
        at = buffer.rfind(closing, start, stop) if self.oai else buffer.find(closing, start, stop)
        if at >= 0 and (found := self.kind.close.match(buffer, at, stop)):
            return found.end()
        if closes := [found.end() for found in self.kind.close.finditer(buffer, start, stop)]:
            return closes[-1 if self.oai else 0]
        broken = AFTER.search(buffer, start, stop)
        return broken.start() if broken else stop


def _hidden(buffer: bytes) -> Iterator[tuple[int, int]]:
    """Where comments and CDATA begin and end; one without an end is none, but for -1 in place of its end."""
    position, endless = 0, set[bytes]()
    while (at := buffer.find(b"<!", position)) >= 0:
        mark = next((mark for mark in ENDS if buffer.startswith(mark, at)), None)
        position = at + 2
        if mark is None or mark in endless:
            continue
        end = buffer.find(ENDS[mark], at + len(mark))
        if end < 0:
            endless.add(mark)
        else:
            position = end
        yield at, end


def _first(buffer: bytes, kind: Kind) -> re.Match[bytes] | None:
    """The opening tag of the first record."""
    spans = list(_hidden(buffer)) if b"<!" in buffer else []
    return next((found for found in kind.start.finditer(buffer) if not _is_in(found.start(), spans)), None)


def _starts(buffer: bytes, opening: bytes, *, oai: bool, over: bool) -> Iterator[int]:
    """Where further records begin; as long as more is to come, only where that can be told for sure."""
    spans = list(_hidden(buffer)) if b"<!" in buffer else []
    unended = min((begin for begin, end in spans if end < 0), default=len(buffer))
    sure = len(buffer) if over else min(len(buffer) - LOOK, unended)
    at, width = 0, len(opening)
    while 0 <= (at := buffer.find(opening, at + 1)) <= sure:
        if spans and _is_in(at, spans):
            continue
        if buffer[at + width : at + width + 1] in b" \t\r\n>" and (not oai or OF_OAI.match(buffer, at)):
            yield at


def _is_in(place: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the spans, which are in order."""
    before = bisect_left(spans, (place, 0)) - 1
    return before >= 0 and place < spans[before][1]


def declarations(head: bytes) -> bytes:
    """The namespace declarations in a piece of XML, as attributes; the last of each prefix counts."""
    found = dict(XMLNS.findall(trim_namespaces(head)))
    return b" ".join((b"xmlns:" + p if p else b"xmlns") + b"=" + v for p, v in found.items())


def trim_namespaces(content: bytes) -> bytes:
    """Namespace addresses without the blanks around them (INLISLite), which no parser accepts."""
    return BLANK_IN_XMLNS.sub(rb"\1\3", content)
