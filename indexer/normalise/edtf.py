"""Dates in the Extended Date/Time Format (ISO 8601-2:2019, levels 0 to 2), read as the years they may mean.

Only years are wanted here, so that a month that does not exist is no error. The library `edtf` reads all of the format
but takes milliseconds for a date, more than all else that a record costs.
"""

import re
from typing import NamedTuple


class Edtf(NamedTuple):
    """What a date in EDTF says of years.

    Attributes:
        earliest, latest: the first and the last year that it may mean; None where it is open or unknown.
        named: the years that are written out in full, in order.
        uncertain: it has a `?` or `%`; approximate: it has a `~` or `%`.
        one_of: it is one of several (`[1667,1668]`), not all of them.
    """

    earliest: int | None
    latest: int | None
    named: tuple[int, ...] = ()
    uncertain: bool = False
    approximate: bool = False
    one_of: bool = False


_MARK = "[?~%]?"
_DATE = re.compile(
    rf"{_MARK}(?P<year>-?[0-9X]{{4}}|Y-?[0-9]{{5,12}}|Y-?[0-9]{{1,6}}E[0-9]{{1,2}})(?:S(?P<sure>[0-9]{{1,2}}))?{_MARK}"
    rf"(?:-{_MARK}(?P<month>[0-3X][0-9X]){_MARK}(?:-{_MARK}[0-3X][0-9X]{_MARK})?(?:T[0-9:.,+\-Z]{{2,32}})?)?"
)
_MOST = 200
_OPEN = ("", "..")


def parse(s: str) -> Edtf | None:
    """`s` as EDTF: `1984?`, `156X`, `2004-06/2006-08`, `{1960,1961}`, `[1667..1760]`, `1985/..`; None if it is not."""
    text = s.strip()
    if not text or len(text) > _MOST:
        return None
    if text[0] in "[{" and text[-1] == {"[": "]", "{": "}"}[text[0]]:
        return _set(text)
    if "/" in text:
        start, _, end = text.partition("/")
        return None if "/" in end or (start in _OPEN and end in _OPEN) else _interval(start, end)
    return _date(text)


def _date(text: str) -> Edtf | None:
    match = _DATE.fullmatch(text)
    if not match:
        return None
    bounds = _bounds(match["year"], match["sure"])
    if bounds is None:
        return None
    unsure = "%" in text
    named = (bounds[0],) if bounds[0] == bounds[1] else ()
    return Edtf(*bounds, named, unsure or "?" in text, unsure or "~" in text, one_of=not named)


def _bounds(year: str, sure: str | None) -> tuple[int, int] | None:
    """The first and last year of `19XX`, `Y17E7`, `1950S2` (the first two digits are sure)."""
    if year[0] == "Y":
        digits, _, power = year[1:].partition("E")
        value = int(digits) * 10 ** int(power or 0)
        bounds = (value, value)
    else:
        low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
        bounds = (low, high) if low <= high else (high, low)
    if sure is None:
        return bounds
    unsure = 10 ** max(0, len(str(abs(bounds[0]))) - int(sure))
    low = bounds[0] // unsure * unsure
    return (low, low + unsure - 1)


def _interval(start: str, end: str) -> Edtf | None:
    first = Edtf(None, None) if start in _OPEN else _date(start)
    last = Edtf(None, None) if end in _OPEN else _date(end)
    if first is None or last is None:
        return None
    if first.earliest is not None and last.latest is not None and first.earliest > last.latest:
        return None
    return _joined([first, last], first.earliest, last.latest)


def _set(text: str) -> Edtf | None:
    parts: list[Edtf] = []
    for member in text[1:-1].split(","):
        start, dots, end = member.strip().partition("..")
        part = _interval(start, end) if dots and (start or end) else _date(start)
        if part is None:
            return None
        parts.append(part)
    earliest = [part.earliest for part in parts]
    latest = [part.latest for part in parts]
    joined = _joined(
        parts,
        None if None in earliest else min(year for year in earliest if year is not None),
        None if None in latest else max(year for year in latest if year is not None),
    )
    return joined._replace(one_of=text[0] == "[")


def _joined(parts: list[Edtf], earliest: int | None, latest: int | None) -> Edtf:
    named = tuple(dict.fromkeys(year for part in parts for year in part.named))
    return Edtf(earliest, latest, named, any(part.uncertain for part in parts), any(part.approximate for part in parts))
