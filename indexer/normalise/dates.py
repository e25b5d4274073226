"""Years of publication, read from what cataloguers write: `[2003?]`, `c1999`, `1998-2001`, `1425 H/2004 M`.

Years count from 1451: older numbers are pages, prices or Hijri years, unless an era is written beside them.
"""

import re
from datetime import date
from functools import lru_cache

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
_CORRECTED = re.compile(r"\b(?:i\.?\s?e\.?|d\.?\s?i\.?|recte|seharusnya)\s*,?\s*$", re.I)


def hijri(year: int) -> list[int]:
    """The one or two Gregorian years that a year of the Hijri calendar falls in (tabular calendar, civil epoch)."""
    first, after = (227015 + (y - 1) * 354 + (3 + 11 * y) // 30 for y in (year, year + 1))
    return sorted({date.fromordinal(first).year, date.fromordinal(after - 1).year})


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


@lru_cache(maxsize=1 << 14)
def _years(s: str, modern: bool) -> tuple[int, ...]:
    found = [year for year, _ in _gregorian(s)]
    if not found:
        matches = [_numbered(m.groups()) for m in _HIJRI.finditer(s)]
        if not matches and modern:
            matches = [y for m in _BARE_HIJRI.finditer(s) if 1300 <= (y := int(m[1])) <= 1450]
        found = [year for match in matches for year in hijri(match)]
    return tuple(dict.fromkeys(found))


def years(s: str, *, modern: bool = False) -> list[int]:
    """Every Gregorian year in `s`, in order, each once; both ends of a range, none for `[19--]` and `t.th.`.

    A Hijri year counts only where no Gregorian one stands beside it, and gives the years it fell in. With `modern` (the
    source holds no early prints) a bare number from 1300 to 1450 is a Hijri year: SLiMS sends four characters only.
    """
    return list(_years(s, modern))


@lru_cache(maxsize=1 << 14)
def publication_year(s: str, *, modern: bool = False) -> int | None:
    """The first year of publication: a corrected year (`i.e.`) before a plain one, that before a copyright year."""
    plain: list[int] = []
    copyrighted: list[int] = []
    for year, start in _gregorian(s):
        before = s[max(0, start - 12) : start]
        if _CORRECTED.search(before):
            return year
        if not (_RANGE.search(before) and copyrighted and not plain):
            (copyrighted if _COPYRIGHT.search(before) else plain).append(year)
    found = plain or copyrighted or _years(s, modern)
    return found[0] if found else None
