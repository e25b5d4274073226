"""When something was published, as one date in EDTF (ISO 8601-2) and as the years that it may mean."""

import re
from typing import NamedTuple

from indexer.normalise import edtf
from indexer.normalise.calendars import hijri_month
from indexer.normalise.dates import hijri_dates, publication_year, years
from indexer.normalise.folding import decimal_digits, fold
from indexer.normalise.tables import remembered, table


class Dating(NamedTuple):
    """A date of publication.

    Attributes:
        edtf: the date as EDTF; None where nothing can be read.
        earliest, latest: the first and the last year that it may mean; None where it is open or unknown.
        year: the year of publication, where one is written (`dates.publication_year`).
    """

    edtf: str | None = None
    earliest: int | None = None
    latest: int | None = None
    year: int | None = None


_Y = r"(1[4-9]\d\d|20\d\d)"
_CODED = re.compile(r"[0-9X]{0,4}[^a-z]*(?:X|~|%|\.\.|\{|[0-9]\?-)[^a-zA-WYZ]*")
_DECADE = re.compile(
    r"(?<!\d)(?:(1[4-9]\d|20\d)(?:[-uUxX_?](?![\d-])|0(?:s\b|['’]s\b|\s?-?an\b|er\b))|(1[4-9]|20)(?:--|[uUxX_?]{2})(?!\d))"
)
_BETWEEN = re.compile(
    rf"\b(?:between|antara|zwischen|entre|tussen|tra)\s+{_Y}\??\s+(?:and|dan|und|et|y|en|e)\s+{_Y}", re.I
)
_OR = re.compile(rf"{_Y}\??\s*\]?\s*\[?(?:or|atau|oder|ou|of|o)\s+{_Y}", re.I)
_BEFORE = re.compile(rf"\b(?:not after|before|sebelum|vor|avant|antes de|voor|prima del)\s+{_Y}", re.I)
_AFTER = re.compile(rf"\b(?:not before|after|setelah|sesudah|nach|après|apres|despues de|na|dopo il)\s+{_Y}", re.I)
_INTERVAL = re.compile(rf"{_Y}\s?[-–—/]\s?(?:{_Y}|(\d\d)(?![\d-])|(?=\s*[\])>.?]*\s*$))")
_ISO = re.compile(rf"(?<!\d){_Y}-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?(?!\d|-)")
_DMY = re.compile(rf"(?<!\d)(0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|1[0-2])[-/.]{_Y}(?!\d)")
_MONTH = re.compile(rf"(?:(?<!\d)(0?[1-9]|[12]\d|3[01])\.?\s+)?([^\W\d_]{{3,12}})\.?,?\s+(?:([0-3]?\d),\s+)?{_Y}(?!\d)")
_ABOUT = re.compile(r"(?:\b(?:ca|c\.|circa|sekitar|kira-kira|kl|um|vers|approximately|about|hacia)\b\.?|±)", re.I)
_DOUBT = re.compile(r"\d\s?\?")


@remembered()
def _months() -> dict[str, int]:
    return {form: int(number) for number, forms in table("dates")["months"].items() for form in fold(forms).split()}


@remembered(1 << 13)
def dating(s: str, *, modern: bool = False, coded: bool = False) -> Dating:
    """The date of publication in what a cataloguer wrote, or in EDTF.

    Args:
        s: `[19--]`, `[ca. 1950]`, `1950-1960`, `19 Agustus 1945`, `Muharram 1425 H`, `between 1900 and 1910`, `156X`.
        modern: the source holds no early prints (`dates.years`).
        coded: the source says that it is EDTF; `2001-21` is the spring of 2001 then, else it may be a range.
    """
    text = decimal_digits(s[:500]).strip()
    if (coded or _CODED.fullmatch(text)) and (found := edtf.parse(text)):
        return Dating(text, found.earliest, found.latest, found.named[0] if found.named else None)
    return _between(text) or _day(text) or _interval(text) or _single(text, modern)


def _between(text: str) -> Dating | None:
    """Years that are limits or a choice, and decades and centuries."""
    if match := _BETWEEN.search(text):
        first, last = int(match[1]), int(match[2])
        return Dating(f"[{first}..{last}]", first, last, first) if first <= last else None
    if match := _OR.search(text):
        first, last = sorted((int(match[1]), int(match[2])))
        return Dating(f"[{first},{last}]", first, last, int(match[1]))
    if match := _BEFORE.search(text):
        return Dating(f"[..{match[1]}]", None, int(match[1]), int(match[1]))
    if match := _AFTER.search(text):
        return Dating(f"[{match[1]}..]", int(match[1]), None, int(match[1]))
    if (match := _DECADE.search(text)) and not years(_DECADE.sub(" ", text)):
        digits = match[1] or match[2]
        low = int(digits.ljust(4, "0"))
        return Dating(digits.ljust(4, "X") + _doubt(text, r"\?\s*\]"), low, int(digits.ljust(4, "9")))
    return None


def _doubt(text: str, pattern: str = _DOUBT.pattern) -> str:
    """The mark of EDTF for a date that is not sure, only near, or both."""
    about, doubt = _ABOUT.search(text), re.search(pattern, text)
    return "%" if about and doubt else "~" if about else "?" if doubt else ""


def _day(text: str) -> Dating | None:
    """A day or a month: `2019-05-21`, `20190521`, `17/8/1945`, `19 Agustus 1945`, `May 3, 1990`, `Mei 2019`."""
    year = month = day = ""
    if match := _ISO.search(text):
        year, month, day = match[1], match[2], match[3] or ""
    elif match := _DMY.search(text):
        day, month, year = match[1], match[2], match[3]
    elif (match := _MONTH.search(text)) and (number := _months().get(fold(match[2]))):
        day, month, year = match[1] or match[3] or "", str(number), match[4]
    if not year or len(years(text)) != 1:
        return None
    date = "-".join([year, month.zfill(2), day.zfill(2)] if day else [year, month.zfill(2)])
    return Dating(date, int(year), int(year), int(year))


def _interval(text: str) -> Dating | None:
    match = _INTERVAL.search(text)
    if not match or len(years(text)) > 2 or "i.e" in text:
        return None
    first = int(match[1])
    last = int(match[2] or (f"{first // 100}{match[3]}" if match[3] else 0))
    if match[3] and last <= first:
        return None
    if last and last < first:
        return None
    mark = _doubt(text)
    return Dating(f"{first}{mark}/{f'{last}{mark}' if last else '..'}", first, last or None, first)


def _single(text: str, modern: bool) -> Dating:
    """One year, or the years that a year of another calendar fell in."""
    year = publication_year(text, modern=modern)
    if year is None:
        return Dating()
    dated = [] if str(year) in text else hijri_dates(text)
    if dated and dated[0][1]:
        first, last = hijri_month(dated[0][0], dated[0][1])
        return Dating(f"{first}/{last}", first.year, last.year, year)
    found = years(text, modern=modern)
    if str(year) not in text and len(found) == 2:
        return Dating(f"[{found[0]},{found[1]}]", found[0], found[1], year)
    return Dating(f"{year}{_doubt(text)}", year, year, year)
