"""Cutting a stream of XML at the boundaries of its outermost records, in memory that does not grow with the stream.

A record of OAI-PMH begins with `<header>` or `<metadata>`, so that a `<record>` inside its metadata (MARCXML) is not
taken for one. What stands in comments and CDATA is no boundary. Nothing is parsed here: a record that is never closed
ends where the next one begins, and what stands between two records goes along with the one before.
"""

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, Protocol

from harvester.hidden import Hidden, hidden
from harvester.namespaces import declarations

WINDOW = 1 << 18
"""Bytes that are looked through at once."""

LOOK = 4096
"""Bytes behind the name of an element that tell whether a record begins there."""

LONGEST = 64 * 1024 * 1024
"""Bytes of one record, or of a document without any; what follows is taken for another piece."""

NESTED = 8
"""So many spellings of `record` are told apart in one gap."""

OF_OAI = re.compile(
    rb"<(?:[\w.-]+:)?record(?=[\s>])[^<]*+(?:(?:<!--[^-]*+(?:-[^-]++)*+-->|<\?[^<]{0,2000}?\?>)[^<]*+)*+"
    rb"<(?:[\w.-]+:)?(?:header|metadata)[\s/>]"
)
AFTER = re.compile(
    rb"<(?:/(?:[\w.-]+:)?(?:List\w+|GetRecord|OAI-PMH|collection|records)[\s>]|(?:[\w.-]+:)?resumptionToken[\s/>])"
)
ROOT = re.compile(rb"<((?:[\w.-]+:)?OAI-PMH)[\s>]")
ELEMENT = re.compile(rb"<([A-Za-z_][^\s/>]*)")


class Kind(NamedTuple):
    """What begins and ends a record, what only stands in one, and what OAI-PMH lists them in."""

    start: re.Pattern[bytes]
    close: re.Pattern[bytes]
    part: re.Pattern[bytes]
    lists: re.Pattern[bytes]


def _kind(names: bytes, parts: bytes, lists: bytes) -> Kind:
    return Kind(
        re.compile(rb"<(?:[\w.-]+:)?(?:%b)(?=[\s>])[^<>]*+>(?<!/>)" % names),
        re.compile(rb"</(?:[\w.-]+:)?(?:%b)\s*>" % names),
        re.compile(rb"</?(?:dc:\w|(?:[\w.-]+:)?(?:%b)[\s/>])" % parts),
        re.compile(rb"<(?:[\w.-]+:)?(?:%b)[\s>]" % lists),
    )


RECORDS = _kind(
    b"record|dc",
    b"record|header|identifier|datestamp|setSpec|metadata|leader|controlfield|datafield|dc",
    b"ListRecords|GetRecord",
)
OF_MARC = re.compile(rb"</?(?:dc:\w|(?:[\w.-]+:)?(?:leader|controlfield|datafield)[\s/>])")
HEADERS = _kind(b"header", b"header|identifier|datestamp|setSpec", b"ListIdentifiers")
"""What ListIdentifiers lists."""


MARKUP = re.compile(rb"<!--[^-]*+(?:-[^-]++)*+-->|<[^<>]*+>|\s+")


def of_records(rest: bytes, kind: Kind = RECORDS) -> bool:
    """Whether what stands outside the records is a part of one: comments and stray closing tags are not."""
    if kind.part.search(rest) is None:
        return False
    covered = hidden(rest, kind.start, kind.close, over=True)
    parts = [found[0] for found in kind.part.finditer(rest) if not covered.holds(found.start())]
    return any(not part.startswith(b"</") for part in parts) or bool(parts and MARKUP.sub(b"", rest))


def _has_asides(buffer: bytes) -> bool:
    """Whether there may be comments or CDATA: a `!` is rare, a `<` is not."""
    at = buffer.find(b"!")
    while at >= 0:
        if buffer.startswith(b"<", at - 1):
            return True
        at = buffer.find(b"!", at + 1)
    return False


class Readable(Protocol):
    """An open file of bytes."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


class Slice(NamedTuple):
    """One record as it stands in the stream.

    Attributes:
        names: the namespace declarations in force around it, as attributes.
        content: its bytes, from `<record` to `</record>`; something else where a tag of it is damaged.
        rest: what stands between it and the next one, where that is more than blanks.
        cut: it is not all there, for the stream broke off, or it is too long.
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

    def __init__(self, file: Readable, kind: Kind = RECORDS, depth: int = 0) -> None:
        self.file = file
        self.kind = kind
        self.head = self.tail = b""
        self.oai = False
        self._depth = depth
        self._names = self._root = self._remains = b""
        self._buffer = b""
        self._hidden = Hidden([], 0)
        self._over = False

    def __iter__(self) -> Iterator[Slice]:
        """The records in order. `head` is known before the first, `tail` after the last."""
        opening = self._find_first()
        if self._remains:
            yield Slice(self._names, self._remains, cut=True)
        torn = False
        while opening:
            if self.oai and not torn and self._hidden == ([], len(self._buffer)):
                yield from self._alike(opening)
            too_long = len(self._buffer) > LONGEST
            starts = [0, *self._starts(opening)]
            for start, stop in pairwise(starts):
                yield from self._closed(start, stop, opening, torn=torn)
                torn = False
            rest = starts[-1]
            if self._over:
                yield from self._closed(rest, len(self._buffer), opening, torn=torn)
                return
            if too_long and not rest:
                rest = self._sure()  # no other begins before
                yield from self._closed(0, rest, opening, torn=True)
                torn = True
            self._buffer = self._buffer[rest:]
            self._read()

    def _alike(self, opening: bytes) -> Iterator[Slice]:
        """The records before the last, as long as all begin and end with the same bytes: a page as it should be."""
        begins = re.match(rb"%b>\s*<(?:[\w.-]+:)?header" % re.escape(opening), self._buffer)
        if begins is None:
            return
        mark, end = begins[0], opening.replace(b"<", b"</", 1) + b">"
        *pieces, _last = self._buffer.split(mark)[1:]
        names, taken = self._names, 0
        for piece in pieces:
            content = piece if piece.endswith(end) else piece.rstrip()
            if not content.endswith(end):
                break
            taken += len(mark) + len(piece)
            yield Slice(names, mark + content)
        self._buffer = self._buffer[taken:]

    def _read(self) -> None:
        """A piece more; the more is waiting, the larger, so that a long record is not looked through too often."""
        block = self.file.read(max(WINDOW, min(len(self._buffer), LONGEST + 1 - len(self._buffer))))
        self._buffer += block
        self._over = not block
        self._look()

    def _look(self) -> None:
        buffer = self._buffer
        self._hidden = (
            hidden(buffer, self.kind.start, self.kind.close, over=self._over)
            if _has_asides(buffer)
            else Hidden([], len(buffer))
        )

    def _find_first(self) -> bytes:
        """Read up to the first record; what its kind begins with (`<record`, `<oai:record`, `<dc`), or nothing."""
        while True:
            self._read()
            found = self._first()
            if self._over or len(self._buffer) > LONGEST or (found and found.start() < self._sure()):
                break
        if found is None:
            self._keep_remains()
            return b""
        at = self._remains_begin(found.start())  # of a first record that has lost its opening tag
        self.head, self._remains = self._buffer[:at], self._buffer[at : found.start()]
        self._buffer = self._buffer[found.start() :]
        self._look()
        if root := ROOT.search(self.head) or ELEMENT.search(self.head):
            self._root, self._names = root[1], declarations(self.head[root.start() :])
        return re.split(rb"[\s>]", found[0], maxsplit=1)[0]

    def _first(self) -> re.Match[bytes] | None:
        """Where the first record begins; in an answer of OAI-PMH, where a header or metadata follow."""
        found = self._shown(self.kind.start, 0)
        if self.kind is not RECORDS or found is None:
            return found
        root = ROOT.search(self._buffer, 0, found.start())
        if (first := self._shown(OF_OAI, found.start())) and (root or first.start() == found.start()):
            self.oai = True
            return first
        return found if root is None or self._over or len(self._buffer) > LONGEST else None

    def _keep_remains(self) -> None:
        """A document without records; if there are pieces of one where records should be, they are kept as one."""
        lists = self._shown(self.kind.lists, 0) if ROOT.search(self._buffer) else None
        self.oai = lists is not None
        at = self._remains_begin(len(self._buffer)) if lists else len(self._buffer)
        after = self._shown(AFTER, at)
        stop = after.start() if after else len(self._buffer)
        self.head, self._remains, self.tail = self._buffer[:at], self._buffer[at:stop], self._buffer[stop:]
        self._buffer = b""

    def _remains_begin(self, stop: int) -> int:
        """Where pieces of a record begin before `stop`: at the text before their first tag; `stop`: nowhere."""
        lists = self._shown(self.kind.lists, 0, stop) if self.oai else None
        part = self._shown(self._part(), lists.end() if lists else 0, stop)
        at = self._buffer.rfind(b">", 0, part.start()) + 1 if part else stop
        return at if of_records(self._buffer[at:stop], self.kind) else stop

    def _part(self) -> re.Pattern[bytes]:
        """What stands in records only."""
        return self.kind.part if self.oai or self.kind is HEADERS else OF_MARC

    def _shown(self, wanted: re.Pattern[bytes], start: int, stop: int | None = None) -> re.Match[bytes] | None:
        """The first match that is not hidden."""
        matches = wanted.finditer(self._buffer, start, len(self._buffer) if stop is None else stop)
        return next((found for found in matches if not self._hidden.holds(found.start())), None)

    def _sure(self) -> int:
        """Up to where it can be told for sure what begins a record."""
        return len(self._buffer) if self._over else min(len(self._buffer) - LOOK, self._hidden.sure)

    def _starts(self, opening: bytes) -> Iterator[int]:
        """Where further records begin; as long as more is to come, only where that can be told for sure."""
        buffer, oai, covered = self._buffer, self.oai, self._hidden if self._hidden.spans else None
        at, width, sure = 0, len(opening), self._sure()
        while 0 <= (at := buffer.find(opening, at + 1)) <= sure:
            if covered and covered.holds(at):
                continue
            if buffer[at + width : at + width + 1] in b" \t\r\n>" and (not oai or OF_OAI.match(buffer, at)):
                yield at

    def _closed(self, start: int, stop: int, opening: bytes, *, torn: bool = False) -> Iterator[Slice]:
        """The record that begins at `start`, and what stands in the gap behind it."""
        last = self._over and stop == len(self._buffer)
        end = self._end(start, stop, opening, last=last)
        content, gap, cut = self._buffer[start:end], self._buffer[end:stop], torn
        if last:
            after = self._shown(AFTER, end)
            at = after.start() - end if after else len(gap) if self._shown(self._part(), end) else 0
            cut = torn or (after is None and not self._is_closed(content, gap))
            gap, self.tail = gap[:at], gap[at:]
        if not gap or gap.isspace():
            yield Slice(self._names, content, cut=cut)
            return
        wanted = OF_OAI if self.oai else self.kind.start
        other = self._shown(wanted, end, end + len(gap)) if self._depth < NESTED else None
        yield Slice(self._names, content, gap[: other.start() - end] if other else gap, cut=cut)
        if other:  # records that are spelled otherwise
            inner = Scanner(io.BytesIO(gap[other.start() - end :]), self.kind, self._depth + 1)
            yield from (piece if piece.names else piece._replace(names=self._names) for piece in inner)
            self.tail = inner.tail + self.tail
        if b"xmlns" in gap and (at := self._new_document(gap)) >= 0:
            self._names = declarations(gap[at:])

    def _is_closed(self, content: bytes, gap: bytes) -> bool:
        """Whether the list ends behind its last record, or where there are records only, that record."""
        return b"</" + self._root in gap if self._root else self.kind.close.search(content) is not None

    def _new_document(self, gap: bytes) -> int:
        """Where the root of a second document in the same file begins; -1 where there is none."""
        if again := ROOT.search(gap) or (self._root and re.search(rb"<%b[\s>]" % re.escape(self._root), gap)):
            return again.start()
        end = gap.find(b"</" + self._root) if self._root else -1
        begin = ELEMENT.search(gap, end) if end >= 0 else None
        return begin.start() if begin else -1

    def _end(self, start: int, stop: int, opening: bytes, *, last: bool) -> int:
        """Where a record ends: at its last closing tag where records may hold others, else at its first."""
        buffer, closing = self._buffer, opening.replace(b"<", b"</", 1)
        if last and self.oai:  # nothing behind the list belongs to its last record
            inside = max(start, buffer.rfind(b"metadata>", start), buffer.rfind(b"header>", start))
            after = self._shown(AFTER, inside)
            stop = after.start() if after else stop
        at = buffer.rfind(closing, start, stop) if self.oai else buffer.find(closing, start, stop)
        if at >= 0 and not self._hidden.holds(at) and (found := self.kind.close.match(buffer, at, stop)):
            return found.end()
        closes = (
            found for found in self.kind.close.finditer(buffer, start, stop) if not self._hidden.holds(found.start())
        )
        ends = [found.end() for found in closes]
        if ends:
            return ends[-1 if self.oai else 0]
        broken = self._shown(AFTER, start, stop)
        return broken.start() if broken else stop
