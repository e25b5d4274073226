"""The rows of a CSV file, whose quotes may be anything: doubled, not doubled, never closed."""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from harvester.files.encoding import Lines

LONGEST_FIELD = 1_000_000
SEPARATORS = ";,\t|^"
END = "\r\n"


class Row(NamedTuple):
    """A row.

    Attributes:
        values: its fields.
        open: its quote is never closed, so that it would have swallowed those behind it.
        ended: a line end stands behind it.
        repairs: what was done to read it.
    """

    values: list[str]
    open: bool = False
    ended: bool = True
    repairs: tuple[str, ...] = ()


class Rows:
    """The rows of a text, in memory that does not grow with it.

    One that runs to the end of the file, beyond any field or into others is cut after its first line.
    """

    def __init__(self, lines: Lines, ahead: list[tuple[str, bool]], delimiter: str) -> None:
        """Begin.

        Args:
            lines: the text.
            ahead: lines that were read from it before, and whether each was mended.
            delimiter: what divides the fields.
        """
        csv.field_size_limit(LONGEST_FIELD)
        self._lines = lines
        self._ahead = deque(ahead)
        self._taken: list[tuple[str, bool]] = []
        self._delimiter = delimiter
        self._widths: Counter[int] = Counter()

    def __iter__(self) -> Iterator[Row]:
        """The rows in order."""
        reader = csv.reader(self._source(), delimiter=self._delimiter)
        while True:
            self._taken.clear()
            try:
                values: list[str] | None = next(reader)
            except StopIteration:
                return
            except csv.Error:  # a field too long
                values = None
            row = self._row(values)
            yield row
            if row.open:
                self._ahead.extendleft(line for line in reversed(self._taken[1:]) if line[0])
                reader = csv.reader(self._source(), delimiter=self._delimiter)

    def _source(self) -> Iterator[str]:
        while True:
            if self._ahead:
                line = self._ahead.popleft()
            elif text := next(self._lines, ""):
                line = (text, self._lines.mended)
            else:
                break
            self._taken.append(line)
            yield line[0]
        self._taken.append(("", False))  # the end, which no row needs

    def _row(self, values: list[str] | None) -> Row:
        lines = [line for line, _mended in self._taken]
        first, *more = lines
        mended = ("wrong-encoding",) if any(mended for _line, mended in self._taken) else ()
        if values is None or (more and not more[-1]):
            return self._cut(first)
        if '"' in first and not _strict(lines, self._delimiter):
            width = self._usual_width()
            if more and len(next(csv.reader(more[:1], delimiter=self._delimiter), [])) == width > 0:
                return self._cut(first)
            values = _by_borders("".join(lines), self._delimiter, width) or values
            mended = (*mended, "stray-quote")
        else:
            self._widths[len(values)] += 1
        return Row(values, ended=lines[-1][-1] in END, repairs=mended)

    def _usual_width(self) -> int:
        """How many fields most rows have."""
        return self._widths.most_common(1)[0][0] if self._widths else 0

    def _cut(self, line: str) -> Row:
        """A line whose last quote is not closed: the fields before it as they are meant, the rest as it stands."""
        text = line.rstrip(END)
        try:
            *closed, rest = next(csv.reader([text], delimiter=self._delimiter))
        except csv.Error:  # a field too long
            return Row(text.split(self._delimiter), open=True)
        return Row([*closed, *f'"{rest}'.split(self._delimiter)], open=True)


def _strict(lines: list[str], delimiter: str) -> bool:
    """Whether the quotes of a row are as they should be (RFC 4180)."""
    try:
        for _row in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


@cache
def _fields(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a field reads whose quotes are closed by a delimiter only: with doubled quotes, and with none."""
    border = re.escape(delimiter)
    plain = rf"|([^{border}\r\n]*+)(?={border}|\Z)"
    doubled = rf'"((?:[^"]+|""|"(?!{border}|\Z))*+)"(?={border}|\Z)'
    single = rf'"((?:[^"]+|"(?!{border}|\Z))*+)"(?={border}|\Z)'
    return re.compile(doubled + plain), re.compile(single + plain)


def _by_borders(text: str, delimiter: str, width: int) -> list[str] | None:
    """The fields of a row whose inner quotes are not doubled (SLiMS), if there are as many as there should be.

    Args:
        text: the row.
        delimiter: what divides the fields.
        width: how many there should be; 0 = nobody knows.
    """
    text = text.rstrip(END)
    values = text[1:-1].split(f'"{delimiter}"')
    if text[0] == text[-1] == '"' and len(values) > 1 and width in (0, len(values)):  # every field is quoted
        return [value.replace('""', '"') for value in values]
    for pattern in _fields(delimiter):
        values, place = [], -1
        while place < len(text) and (found := pattern.match(text, place + 1)):
            quoted, bare = found.groups()
            values.append(bare if quoted is None else quoted.replace('""', '"'))
            place = found.end()
        if place >= len(text) and width in (0, len(values)):
            return values
    return None
