"""Years of other calendars as Gregorian ones: Hijri, Buddhist, Japanese eras, Minguo, Hebrew."""

import re
from datetime import date
from typing import NamedTuple

from indexer.normalise.folding import fold
from indexer.normalise.tables import remembered, table

_EPOCH = 227015
"""Ordinal of the first day of 1 H in the civil, tabular calendar: 16 July 622 (Julian)."""

_HEBREW_LETTERS = dict(
    zip("אבגדהוזחטיכלמנסעפצקרשת", [*range(1, 10), *range(10, 100, 10), *range(100, 500, 100)], strict=True)
)
_FINALS = str.maketrans("ךםןףץ", "כמנפצ")
_HEBREW_TEXT = re.compile(
    r"(?<![\u05d0-\u05ea])ה?['’׳]?(ת[\u05d0-\u05ea]{1,4}[\"”״'׳’]{1,2}[\u05d0-\u05ea]|ת[שרק]{1,2}[\u05d0-\u05ea]{0,2}[׳'])(?![\u05d0-\u05ea])"
)
_HEBREW = re.compile(r"(?<!\d)(5[5-8]\d\d)(?!\d)")
_BUDDHIST = re.compile(r"(?<!\d)(24[5-9]\d|25\d\d)(?!\d)")


def _new_year(year: int, month: int = 1) -> int:
    """The ordinal of the first day of a month: years of 354 days, 11 of thirty with one more; months of 30 and 29."""
    return _EPOCH + (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2


def hijri(year: int) -> list[int]:
    """The one or two Gregorian years that a year of the Hijri calendar falls in (tabular calendar, civil epoch)."""
    return sorted({day.year for day in _between(_new_year(year), _new_year(year + 1))})


def hijri_month(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month of the Hijri calendar, to a day or two: the moon was seen or not."""
    after = _new_year(year + 1) if month == 12 else _new_year(year, month + 1)
    return _between(_new_year(year, month), after)


def _between(first: int, after: int) -> tuple[date, date]:
    return date.fromordinal(first), date.fromordinal(after - 1)


class _Eras(NamedTuple):
    pattern: re.Pattern[str]
    added: dict[str, int]
    marks: re.Pattern[str]


@remembered()
def _eras() -> _Eras:
    added = {fold(form): int(era["add"]) for era in table("dates")["eras"].values() for form in era["written"]}
    forms = [form for era in table("dates")["eras"].values() for form in era["written"]]
    words = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    before = rf"(?<![^\W\d_])({words})(?![^\W\d_])?\s{{0,3}}(\d{{1,4}})(?!\d)"
    behind = rf"(?<!\d)(\d{{1,4}})\s{{0,3}}({words})(?![^\W\d_])"
    return _Eras(re.compile(f"{before}|{behind}", re.I), added, re.compile(words, re.I))


def other_years(s: str) -> list[tuple[int, ...]]:
    """The years that are written in the calendars of `dates.yaml` or the Hebrew one, each as the years it fell in."""
    found: list[tuple[int, ...]] = []
    eras = _eras()
    if eras.marks.search(s):
        for match in eras.pattern.finditer(s):
            word, year = (match[1], match[2]) if match[1] else (match[4], match[3])
            gregorian = int(year) + eras.added[fold(word)]
            if 1400 < gregorian < 2100:
                found.append((gregorian,))
    if not found and not s.isascii():
        found += [_hebrew_years(value) for m in _HEBREW_TEXT.finditer(s) if (value := _gematria(m[1]))]
    return found


def bare_years(s: str) -> list[tuple[int, ...]]:
    """Years that only one other calendar can mean: `2560` is Buddhist, `5760` Hebrew."""
    found: list[tuple[int, ...]] = [(int(m[1]) - 543,) for m in _BUDDHIST.finditer(s)]
    return found or [_hebrew_years(int(m[1])) for m in _HEBREW.finditer(s)]


def _hebrew_years(year: int) -> tuple[int, ...]:
    """A Hebrew year begins in the autumn before."""
    return (year - 3761, year - 3760)


def _gematria(text: str) -> int | None:
    letters = [char for char in text.translate(_FINALS) if char in _HEBREW_LETTERS]
    value = 5000 + sum(_HEBREW_LETTERS[letter] for letter in letters)
    return value if 5300 <= value <= 5850 else None
