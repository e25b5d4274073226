"""Where comments and CDATA stand in a piece of XML, so that what looks like a tag in them is not taken for one."""

import re
from bisect import bisect_left
from typing import NamedTuple

LONGEST = 1 << 20
"""Bytes of a comment or of CDATA that can hide a record; in a longer one nothing is looked for."""

CDATA = b"<![CDATA["
COMMENT = b"<!--"


class Hidden(NamedTuple):
    """What is hidden in a buffer.

    Attributes:
        spans: where comments and CDATA begin and end, in order.
        sure: from here on nothing is known before more has come.
    """

    spans: list[tuple[int, int]]
    sure: int

    def holds(self, place: int) -> bool:
        """Whether a place lies in one of them."""
        before = bisect_left(self.spans, (place, 0)) - 1
        return before >= 0 and place < self.spans[before][1]


def hidden(buffer: bytes, start: re.Pattern[bytes], close: re.Pattern[bytes], *, over: bool) -> Hidden:
    """The comments and CDATA of a buffer.

    One that was never closed is none, lest it swallow the records up to the next one's end: a comment with `--` in it
    (XML 1.0, 2.5), CDATA in which CDATA begins, and whatever closes one record and opens another.

    Args:
        buffer: what is there of the stream.
        start, close: what records begin and end with.
        over: there is no more to come.
    """
    spans: list[tuple[int, int]] = []
    position, searched, last = 0, 0, -1
    while (at := buffer.find(b"<!", position)) >= 0:
        position = at + 2
        end, limit = -1, at + LONGEST
        open_ended = not over and len(buffer) < limit
        if buffer.startswith(COMMENT, at):
            dashes = buffer.find(b"--", at + len(COMMENT), limit)
            if open_ended and (dashes < 0 or dashes + 2 >= len(buffer)):
                return Hidden(spans, at)
            end = dashes + 3 if dashes >= 0 and buffer.startswith(b">", dashes + 2) else -1
        elif buffer.startswith(CDATA, at):
            if last < at + len(CDATA) and searched < limit:
                last = buffer.find(b"]]>", max(at + len(CDATA), searched), limit)
                searched = last + 1 if last >= 0 else max(searched, min(limit, len(buffer)) - 2)
            if last < at and open_ended:
                return Hidden(spans, at)
            end = last + 3 if at + len(CDATA) <= last < limit and buffer.find(CDATA, at + 1, last) < 0 else -1
        elif open_ended and len(buffer) - at < len(CDATA):
            return Hidden(spans, at)
        if end < 0:
            continue
        closed = close.search(buffer, at, end)
        if closed is None or start.search(buffer, at, closed.start()) or not start.search(buffer, closed.end(), end):
            spans.append((at, end))
            position = end
    return Hidden(spans, len(buffer))
