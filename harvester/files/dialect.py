"""How a CSV file is written: what divides its fields, and which of its first rows are headings."""

import csv
from collections import Counter
from collections.abc import Collection, Sequence

from harvester.files.known import bare, known, marc
from harvester.files.rows import SEPARATORS, Row

ABOVE = 20
"""Among how many first rows the headings are looked for: reports have titles, dates and blank lines above them."""


def separator(lines: Sequence[str], wanted: Collection[str] = ()) -> tuple[str, int]:
    """What divides the fields, and how many of the lines only say so (`sep=;`, which Excel writes).

    The separator is the one that makes known headings; else the one that gives most rows the same number of fields.
    """
    first = lines[0].rstrip("\r\n") if lines else ""
    if first.strip('"').lower().startswith("sep=") and len(first.strip('"')) == 5:
        return first.strip('"')[4], 1
    return max(SEPARATORS, key=lambda each: _order(lines, each, wanted)), 0


def _order(lines: Sequence[str], delimiter: str, wanted: Collection[str]) -> tuple[int, int, int]:
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:  # a field too long, as an open quote makes one
        rows = [line.split(delimiter) for line in lines]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, even = widths.most_common(1)[0] if widths else (0, 0)
    return max((score(row, wanted) for row in rows[:ABOVE]), default=0), even, width


def score(row: Sequence[str], wanted: Collection[str] = ()) -> int:
    """How many known headings a row has; one that stands there twice counts once."""
    if len(row) < 2:
        return 0
    names = set(map(bare, row))
    return len(names & known()) + len(names.intersection(map(bare, wanted))) + len(marc(names))


def headings_at(rows: Sequence[Row], wanted: Collection[str] = ()) -> int | None:
    """Which row holds the headings: the first with most of those that are known, else the first that is wide enough."""
    first = [row.values for row in rows[:ABOVE]]
    scores = [score(row, wanted) for row in first]
    if max(scores, default=0) > 1:
        return scores.index(max(scores))
    filled = [sum(1 for value in row if value.strip()) for row in first]
    return next((at for at, count in enumerate(filled) if count > 1 and 2 * count >= max(filled)), None)
