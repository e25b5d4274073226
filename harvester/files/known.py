"""Headings of tables: which of them we know, which name a record, and those of exports that come without any."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from config import wordlists

IDENTIFIERS = (
    *("identifier", "id", "biblioid", "bibid", "biblionumber", "recordid", "controlnumber", "001", "tag001"),
    *(
        "utuniquewosid",
        "publicationid",
        "itemid",
        "articleid",
        "citationkey",
        "citekey",
        "bibtexkey",
        "accessionnumber",
    ),
    *("key", "eid", "pmid", "pubmedid"),
    *("kode", "kodebuku", "noinduk", "nomorinduk", "itemcode", "kodeeksemplar", "nomorbarcode", "nobarcode", "barcode"),
)
"""Headings that name a record, as `bare` has them, the surest first (`biblioid`: SLiMS; `bibid`: INLISLite;
`biblionumber`: Koha; `utuniquewosid`: Web of Science; `publicationid`: Dimensions; `key`: Zotero; `eid`: Scopus)."""

NUMBERS = ("no", "nomor", "nourut", "nomorurut", "number", "nr", "#")
"""Headings that name a record unless they only count the rows, or the issues of a journal."""

IN_JOURNALS = frozenset({"volume", "vol", "journal", "journaltitle", "booktitle", "venue", "jurnal", "namajurnal"})
"""Headings beside which a number is that of an issue."""

OF_WEB_OF_SCIENCE = frozenset({"pt", "au", "ti", "so", "py", "ut"})
"""Tags that head its tables; `ID` are keywords there."""

TAG = re.compile(r"(?:tag|marc|ruas|field)?(\d{3})([a-z0-9])?")
"""A field of MARC as a heading, as `bare` has it: `245`, `Tag 100`, `260 $a` (INLISLite)."""


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
    ours = (str(heading) for headings in wordlists.table("csv_columns").values() for heading in headings)
    return frozenset(filter(None, map(bare, (*ours, *IDENTIFIERS, *NUMBERS)))) | OF_WEB_OF_SCIENCE


wordlists.forgotten_on_change(known.cache_clear)


def marc(names: Collection[str]) -> dict[str, tuple[str, str]]:
    """Those of some headings that are fields of MARC, with tag and subfield; none where no title is among them."""
    found = {name: (match[1], match[2] or "") for name in names if (match := TAG.fullmatch(name))}
    return found if len(found) > 2 and any(tag == "245" for tag, _code in found.values()) else {}


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
    if by_name.keys() >= OF_WEB_OF_SCIENCE:
        return by_name["ut"]
    if sure := next((by_name[each] for each in IDENTIFIERS if each in by_name), None):
        return sure
    in_journals = not IN_JOURNALS.isdisjoint(by_name)
    numbers = (by_name[each] for each in NUMBERS if each in by_name and not (in_journals and each != "no"))
    return next((heading for heading in numbers if not _counts(headings.index(heading), rows)), None)


def _counts(column: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column only counts the rows: 1, 2, 3, …"""
    values = [row[column].strip().rstrip(".") for row in rows if column < len(row)]
    filled = [value for value in values if value]
    return filled == [str(number) for number in range(1, len(filled) + 1)]
