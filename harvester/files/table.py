"""Tables as libraries export them, CSV or workbook: any separator, any usual encoding, headings in any language."""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from config.i18n import _
from harvester.faults import Fault
from harvester.files import known
from harvester.files.dialect import headings_at, score, separator
from harvester.files.encoding import Lines
from harvester.files.rows import Row, Rows
from harvester.files.stream import CutOff
from harvester.page import Item, digest, name
from harvester.problems import problem

LOOKED_AT = 200
"""Lines or rows that show how a table is written."""

LIST = re.compile(r"<([^<>]+)>")
"""The first of many values in one field, as SLiMS writes them."""


def of_text(file: io.BufferedReader, columns: Mapping[str, str]) -> Iterator[Item]:
    """The rows of a CSV file; a row's payload is a JSON object, heading → value.

    Args:
        file: the bytes.
        columns: our field → heading; `identifier` says which heading names the record.

    Raises:
        Fault: `file-unreadable` where there is no line of headings, or one of `columns` is not in it.
        CutOff: after all rows, where the last of them is not whole.
    """
    with Lines(file) as lines:
        ahead = [(line, lines.mended) for line in islice(lines, LOOKED_AT)]
        delimiter, told = separator([line for line, _mended in ahead], columns.values())
        rows = iter(Rows(lines, ahead[told:], delimiter))
        yield from _items(list(islice(rows, LOOKED_AT)), rows, columns)


def of_workbook(file: io.BufferedReader, columns: Mapping[str, str]) -> Iterator[Item]:
    """The rows of a workbook's first sheet that has known headings, else of the first that has any; see `of_text`."""
    from harvester.files import sheet  # a library of workbooks is large, and few sources are one

    with sheet.opened(file) as book:
        chosen = None
        for index in range(len(book.sheets)):
            first = list(islice(book.rows(index), LOOKED_AT))
            at = headings_at(first, columns.values())
            if at is not None and score(first[at].values, columns.values()) > 1:
                chosen = index
                break
            chosen = index if chosen is None and at is not None else chosen
        if chosen is None:
            raise _no_headings()
        rows = book.rows(chosen)
        yield from _items(list(islice(rows, LOOKED_AT)), rows, columns)


def _items(first: Sequence[Row], rest: Iterable[Row], columns: Mapping[str, str]) -> Iterator[Item]:
    values = [row.values for row in first if _filled(row)]
    shape = known.shape(values)
    if shape:
        headings, begin = list(shape), 0
    else:
        at = headings_at(first, columns.values())
        if at is None:
            raise _no_headings()
        headings, begin = _headings(first[at].values), at + 1
    _are_there(headings, columns)
    key = known.key(headings, [row.values for row in first[begin:] if _filled(row)], columns)
    narrow, last = False, None
    for row in filter(_filled, chain(first[begin:], rest)):
        short = len(row.values) < len(headings)
        if short and not row.ended and last and not narrow:  # all others are whole: the file was cut
            row = row._replace(open=True)
        yield _item(headings, row, key)
        narrow, last = narrow or short, row
    if last and last.open:
        raise CutOff


def _filled(row: Row) -> bool:
    return any(value.strip() for value in row.values)


def _no_headings() -> Fault:
    return Fault("file-unreadable", _("There is no line of headings in it."))


def _headings(row: list[str]) -> list[str]:
    taken: dict[str, int] = {}
    headings = []
    for index, heading in enumerate(row):
        tidy = " ".join(heading.split()) or f"column {index + 1}"
        taken[tidy] = taken.get(tidy, 0) + 1
        headings.append(tidy if taken[tidy] == 1 else f"{tidy} ({taken[tidy]})")
    return headings


def _are_there(headings: list[str], columns: Mapping[str, str]) -> None:
    there = set(map(known.bare, headings))
    if missing := [heading for heading in columns.values() if known.bare(heading) not in there]:
        raise Fault(
            "file-unreadable",
            _(
                "It has no heading {missing}, which `columns` names; it has: {headings}.",
                missing=", ".join(missing),
                headings="; ".join(headings),
            ),
        )


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
        identifier=name(_first(values.get(key) if key else None), payload),
        format="csv",
        payload=payload,
        sha256=digest(payload),
        problem=wrong,
        repairs=found.repairs,
    )


def _first(value: str | None) -> str | None:
    """The value, or the first of many."""
    many = LIST.match(value) if value else None
    return many[1] if many else value
