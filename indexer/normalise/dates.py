"""Years of publication, read from what cataloguers write: `[2003?]`, `c1999`, `1998-2001`, `1425 H/2004 M`.

Years count from 1451: older numbers are pages, prices or Hijri years, unless an era is written beside them.
"""

import re

from indexer.normalise.calendars import bare_years, hijri, hijri_month, other_years
from indexer.normalise.folding import decimal_digits, fold
from indexer.normalise.tables import remembered, table

__all__ = ["hijri", "hijri_dates", "publication_year", "years"]

_HIJRI_MARK = r"(?:a\.?\s?h\b|h\b|hijri\w*|hijr[ai]h?|هـ|ه\b)"
_HIJRI = re.compile(rf"(?<!\d)(1[0-4]\d\d)\s*\.?\s*{_HIJRI_MARK}|\ba\.?\s?h\.?\s*(1[0-4]\d\d)(?!\d)", re.I)
_ERA = re.compile(
    r"(?<!\d)(1[0-4]\d\d)\s*(?:m\b|masehi|a\.?d\b|c\.?e\b)|\b(?:a\.?d\.?|anno)\s*(1[0-4]\d\d)(?!\d)", re.I
)
_BARE_HIJRI = re.compile(r"(?<!\d)(1[34]\d\d)(?![\d])")
_YEAR = re.compile(
    r"(?<!\d)(?P<year>14[5-9]\d|1[5-9]\d\d|20\d\d)"
    r"(?:(?P<compact>(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)|(?!\d)(?:\s?[-/–]\s?(?P<short>\d\d)(?![\d-]))?)"
)
_COPYRIGHT = re.compile(r"(?:\b(?:c|p|cop|copr|copyright|hak cipta)|[©℗])\s*\.?\s*$", re.I)
_RANGE = re.compile(r"\d\s*[-–/]\s*$")
_BARE = re.compile(r"[\s\[(c©]*\d{4}[\s\])?.]*")
_CORRECTED = re.compile(r"\b(?:i\.?\s?e\.?|d\.?\s?i\.?|recte|seharusnya)\s*,?\s*$", re.I)


def _numbered(groups: tuple[str | None, ...]) -> int:
    return int(next(filter(None, groups)))


def _gregorian(s: str) -> list[tuple[int, int]]:
    """Each year with the place where it starts; `1998-99` is two, `2005-06` is a month."""
    found: list[tuple[int, int]] = [(_numbered(m.groups()), m.start()) for m in _ERA.finditer(s)]
    for match in _YEAR.finditer(s):
        if _HIJRI.match(s, match.start()):
            continue
        year = int(match["year"])
        found.append((year, match.start()))
        if match["short"] and int(match["short"]) > max(12, year % 100):
            found.append((year - year % 100 + int(match["short"]), match.start()))
    return found


@remembered()
def _hijri_months() -> dict[str, int]:
    return {form: int(n) for n, forms in table("dates")["hijri_months"].items() for form in fold(forms).split()}


def hijri_dates(s: str) -> list[tuple[int, int | None]]:
    """Each Hijri year that says that it is one, with the number of the month that is written before it."""
    found: list[tuple[int, int | None]] = []
    for match in _HIJRI.finditer(s):
        before = fold(s[max(0, match.start() - 30) : match.start()]).split()[-3:]
        months = _hijri_months()
        endings = ("".join(before[place:]) for place in range(len(before)))
        found.append((_numbered(match.groups()), next((months[e] for e in endings if e in months), None)))
    return found


def _of_hijri(year: int, month: int | None) -> list[int]:
    return sorted({day.year for day in hijri_month(year, month)}) if month else hijri(year)


@remembered(1 << 14)
def _years(s: str, modern: bool) -> tuple[int, ...]:
    s = decimal_digits(s)
    found = [year for year, _ in _gregorian(s)]
    if not found:
        found = [year for group in other_years(s) for year in group]
    if not found:
        dated = hijri_dates(s)
        if not dated and modern:
            dated = [(y, None) for m in _BARE_HIJRI.finditer(s) if 1300 <= (y := int(m[1])) <= 1450]
        found = [year for hijri_year, month in dated for year in _of_hijri(hijri_year, month)]
    if not found and _BARE.fullmatch(s):
        found = [year for group in bare_years(s) for year in group]
    return tuple(dict.fromkeys(found))


def years(s: str, *, modern: bool = False) -> list[int]:
    """Every Gregorian year in `s`, in order, each once; both ends of a range, none for `[19--]` and `t.th.`.

    A year of another calendar counts only where no Gregorian one stands beside it, and gives the years it fell in. With
    `modern` (the source holds no early prints) a bare number from 1300 to 1450 is a Hijri year: SLiMS sends four
    characters only.
    """
    return list(_years(s, modern))


@remembered(1 << 14)
def publication_year(s: str, *, modern: bool = False) -> int | None:
    """The first year of publication: a corrected year (`i.e.`) before a plain one, that before a copyright year."""
    plain: list[int] = []
    copyrighted: list[int] = []
    digits = decimal_digits(s)
    for year, start in _gregorian(digits):
        before = digits[max(0, start - 12) : start]
        if _CORRECTED.search(before):
            return year
        if not (_RANGE.search(before) and copyrighted and not plain):
            (copyrighted if _COPYRIGHT.search(before) else plain).append(year)
    found = plain or copyrighted or _years(s, modern)
    return found[0] if found else None
