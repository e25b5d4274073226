"""Headings of tables: which of them we know, which name a record, and those of exports that come without any."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

IDENTIFIERS = (
    *("identifier", "id", "biblioid", "bibid", "recordid", "controlnumber"),
    *("kode", "kodebuku", "noinduk", "nomorinduk", "itemcode", "kodeeksemplar", "nomorbarcode", "nobarcode", "barcode"),
)
"""Headings that name a record, as `bare` has them, the surest first (`biblioid`: SLiMS; `bibid`: INLISLite)."""

NUMBERS = ("no", "nomor", "nourut", "nomorurut", "number", "nr", "#")
"""Headings that name a record unless they only count the rows."""


class Shape(NamedTuple):
    """An export without a line of headings.

    Attributes:
        headings: what its columns are.
        signs: column → what stands in it, or nothing.
        telling: columns of which one is not empty in some row.
    """

    headings: tuple[str, ...]
    signs: Mapping[int, str]
    telling: tuple[int, ...]


_BIBLIO = (
    *("title", "gmd_name", "edition", "isbn_issn", "publisher_name", "publish_year", "collation", "series_title"),
    *("call_number", "language_name", "place_name", "classification", "notes", "image"),
)
_LISTS = ("authors", "topics", "item_code")
_ITEM = (
    *("item_code", "call_number", "coll_type_name", "inventory_code", "received_date", "supplier_name", "order_no"),
    *("location_name", "order_date", "item_status_name", "site", "source", "invoice", "price", "price_currency"),
    *("invoice_date", "input_date", "last_update", "title"),
)
_MANY = r"(<[^<>]*>)*"
_DAY = r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?"
SHAPES = (
    Shape((*_BIBLIO, "sor", *_LISTS), {15: _MANY, 16: _MANY, 17: _MANY}, (15, 16, 17)),
    Shape((*_BIBLIO, *_LISTS), {14: _MANY, 15: _MANY, 16: _MANY}, (14, 15, 16)),
    Shape(_ITEM, {4: _DAY, 8: _DAY, 15: _DAY, 16: _DAY, 17: _DAY}, (16, 17)),
)
"""SLiMS 9, its export of titles, the older one without statement of responsibility, and its export of copies
(slims9_bulian, admin/modules/bibliography/export.php and item_export.php: the line of headings is an option there)."""

FITTING = 0.8
"""Which share of the rows has to fit: some are always damaged."""


def bare(heading: str) -> str:
    """The letters and digits of a heading; signs, blanks, accents and capitals make no other one."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", heading).casefold()))


@cache
def known() -> frozenset[str]:
    """The headings that say something to us, as `bare` has them."""
    text = files("config").joinpath("tables", "csv_columns.yaml").read_text(encoding="utf-8")
    ours = (str(heading) for headings in yaml.safe_load(text).values() for heading in headings)
    return frozenset(filter(None, map(bare, (*ours, *IDENTIFIERS, *NUMBERS))))


def shape(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """The headings of an export without a line of them, recognised by what stands in its columns."""
    for each in SHAPES:
        fitting = [row for row in rows if _fits(each, row)]
        tells = any(row[column] for row in fitting for column in each.telling)
        if tells and rows[0] is fitting[0] and len(fitting) >= FITTING * len(rows):
            return each.headings
    return None


def _fits(each: Shape, row: Sequence[str]) -> bool:
    return len(row) == len(each.headings) and all(
        not row[at] or re.fullmatch(sign, row[at], re.DOTALL) for at, sign in each.signs.items()
    )


def key(headings: Sequence[str], rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> str | None:
    """The heading that names a record, or nothing.

    Args:
        headings: all of them.
        rows: the first rows, which show what only counts them.
        columns: our field → heading; `identifier` decides.
    """
    by_name = {bare(heading) or heading: heading for heading in reversed(headings)}
    if "identifier" in columns:
        chosen = bare(columns["identifier"])
        return next((heading for heading in headings if bare(heading) == chosen), None)
    if sure := next((by_name[each] for each in IDENTIFIERS if each in by_name), None):
        return sure
    numbers = (by_name[each] for each in NUMBERS if each in by_name)
    return next((heading for heading in numbers if not _counts(headings.index(heading), rows)), None)


def _counts(column: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column only counts the rows: 1, 2, 3, …"""
    values = [row[column].strip().rstrip(".") for row in rows if column < len(row)]
    filled = [value for value in values if value]
    return filled == [str(number) for number in range(1, len(filled) + 1)]
