"""CSV as libraries export it: any separator, any usual encoding, headings in any language."""

import csv
import io
import json
import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from config.i18n import _
from harvester.faults import Fault
from harvester.files.stream import take
from harvester.page import Item, digest, name
from harvester.problems import problem

LARGEST = 1024 * 1024 * 1024
LONGEST_FIELD = 1_000_000
SEPARATORS = ";,\t|"
IDENTIFIERS = (
    *("identifier", "id", "biblio_id", "bibid", "bib_id", "record_id", "recordid", "controlnumber", "control_number"),
    *("kode", "kode_buku", "no_induk", "nomor_induk", "no", "nomor", "no."),
)
"""Headings that name a record, the surest first (SLiMS: biblio_id; INLISLite: BIBID, ControlNumber)."""


def items(file: io.BufferedIOBase, columns: Mapping[str, str]) -> Iterator[Item]:
    """The rows of a file; a row's payload is a JSON object, heading → value.

    Args:
        columns: our field → heading; `identifier` says which heading names the record.

    Raises:
        Fault: `too-large`, or `file-unreadable` where there is no line of headings, or one of `columns` is not in it.
    """
    body, damage = take(file, LARGEST)
    csv.field_size_limit(LONGEST_FIELD)
    content = decode(body)
    rows = _rows(content, separator(content))
    headings = _headings(next(rows, Row([])).values)
    if len(headings) < 2:
        raise Fault("file-unreadable", _("There is no line of headings in it."))
    _are_there(headings, columns)
    key = _key(headings, columns)
    for row in rows:
        if any(value.strip() for value in row.values):
            yield _item(headings, row, key)
    if damage:
        raise damage


def decode(body: bytes) -> str:
    """The text: UTF-16 by its mark, else UTF-8, else Windows-1252, without NUL characters."""
    for encoding in ("utf-16",) if body[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return body.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            break
    return body.decode("cp1252", "replace").replace("\0", "")


def separator(content: str) -> str:
    """The character that divides the line of headings most often outside quotes."""
    first = re.sub(r'"[^"]*"', "", content.lstrip().partition("\n")[0])
    return max(SEPARATORS, key=first.count)


class Row(NamedTuple):
    """A row; `open` when its quote is never closed, so that it would have swallowed those behind it."""

    values: list[str]
    open: bool = False


def _rows(content: str, delimiter: str) -> Iterator[Row]:
    """The rows. One that runs to the end of the file, beyond any field or into others is cut after its first line."""
    source = io.StringIO(content, newline="")
    ahead: deque[str] = deque()
    taken: list[str] = []

    def lines() -> Iterator[str]:
        while line := ahead.popleft() if ahead else source.readline():
            taken.append(line)
            yield line
        taken.append("")  # the end, which no row needs

    reader = csv.reader(lines(), delimiter=delimiter)
    width = 0
    while True:
        taken.clear()
        try:
            row: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a field too long
            row = None
        first, *swallowed = taken
        whole = row is not None and (len(swallowed) < 2 or swallowed[-1])
        if row is not None and whole and not _runs_on(taken, delimiter, width):
            width = width or len(row)
            yield Row(row)
            continue
        yield Row(_broken(first.rstrip("\r\n"), delimiter), open=True)
        ahead.extendleft(line for line in reversed(swallowed) if line)
        reader = csv.reader(lines(), delimiter=delimiter)


def _broken(line: str, delimiter: str) -> list[str]:
    """The fields of a line whose last quote is not closed: those before it as they are meant, the rest as it stands."""
    try:
        *closed, rest = next(csv.reader([line], delimiter=delimiter))
    except csv.Error:  # a field too long
        return line.split(delimiter)
    return [*closed, *f'"{rest}'.split(delimiter)]


def _runs_on(lines: list[str], delimiter: str, width: int) -> bool:
    """Whether a row of several lines is closed by the quote that opens another's field: its second line is a row."""
    try:
        for _row in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return len(next(csv.reader(lines[1:2], delimiter=delimiter), [])) == width
    return False


def _headings(row: list[str]) -> list[str]:
    taken: dict[str, int] = {}
    headings = []
    for index, heading in enumerate(row):
        tidy = " ".join(heading.split()) or f"column {index + 1}"
        taken[tidy] = taken.get(tidy, 0) + 1
        headings.append(tidy if taken[tidy] == 1 else f"{tidy} ({taken[tidy]})")
    return headings


def _are_there(headings: list[str], columns: Mapping[str, str]) -> None:
    known = set(map(_bare, headings))
    if missing := [heading for heading in columns.values() if _bare(heading) not in known]:
        raise Fault(
            "file-unreadable",
            _(
                "It has no heading {missing}, which `columns` names; it has: {headings}.",
                missing=", ".join(missing),
                headings="; ".join(headings),
            ),
        )


def _bare(heading: str) -> str:
    """The letters and digits of a heading; signs, blanks, accents and capitals make no other one."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", heading).casefold()))


def _key(headings: list[str], columns: Mapping[str, str]) -> str | None:
    wanted = (columns["identifier"],) if "identifier" in columns else IDENTIFIERS
    by_name = {heading.lower().replace(" ", "_"): heading for heading in reversed(headings)}
    return next((by_name[w] for each in wanted if (w := each.lower().replace(" ", "_")) in by_name), None)


def _item(headings: list[str], found: Row, key: str | None) -> Item:
    row = found.values
    values = dict(zip(headings, row, strict=False))
    wrong = problem("no-terminator") if found.open else None
    if len(row) > len(headings):
        values |= {f"column {index + 1}": row[index] for index in range(len(headings), len(row))}
        if wrong is None and any(value.strip() for value in row[len(headings) :]):
            wrong = problem("too-many-columns", fields=len(row), headings=len(headings))
    payload = json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
    return Item(
        identifier=name(values.get(key) if key else None, payload),
        format="csv",
        payload=payload,
        sha256=digest(payload),
        problem=wrong,
    )
