"""Numbers of volumes and parts in titles, part statements and series."""

import re

from indexer.normalise.folding import decimal_digits, fold
from indexer.normalise.numerals import HAN, han, number, ordinal, roman
from indexer.normalise.tables import remembered, words

_MOST = 999
_TOKEN = re.compile(r"[0-9]+(?:st|nd|rd|th)?(?![^\W\d_])|[0-9]+|[^\W\d_]+|[^\w\s]", re.UNICODE)
_MARK = re.compile(r"([-–,/.])")
_EAST_ASIAN = re.compile(rf"第?\s?([0-9]{{1,3}}|[{HAN}]{{1,3}})\s?[卷巻冊册集辑輯권]|제([0-9]{{1,3}})권")
_NUMBERS_OF_SERIES = re.compile(r"[0-9]{1,6}(?![0-9])")


@remembered()
def _words() -> frozenset[str]:
    return words("numbers", "volumes")


@remembered(1 << 14)
def _volumes(s: str) -> tuple[int, ...]:
    found: list[int] = []
    if not s.isascii():
        for match in _EAST_ASIAN.finditer(decimal_digits(s)):
            if value := han(match[1] or match[2]):
                found.append(value)
    wanted = _words()
    if not wanted.isdisjoint(_letters(s)):
        tokens = _TOKEN.findall(_marked(s))
        for i, token in enumerate(tokens):
            if token in wanted:
                found += _run(tokens, i + 1) or (_before(tokens, i) if i else [])
    return tuple(dict.fromkeys(found))


def volumes(s: str) -> list[int]:
    """The numbers that stand with a word for a volume or part, in order: `jilid 2`, `juz XV`, `vol. 1-3`, `2. Band`.

    `3 jilid` is a count (`extents.volume_count`), and a number without such a word (`Revolusi 1945`) is none.
    """
    return list(_volumes(s))


_NO_LETTERS = re.compile(r"[\W\d_]+")


def _letters(s: str) -> list[str]:
    """The folded runs of letters: what could be a word for a volume, cheaper than reading it all."""
    return _NO_LETTERS.split(s.lower() if s.isascii() else fold(s))


def _marked(s: str) -> str:
    """Folded text that keeps the marks between numbers: hyphen, comma, slash, full stop."""
    pieces = _MARK.split(s)
    return " ".join(piece if i % 2 else fold(piece) for i, piece in enumerate(pieces)).replace("–", "-")


def _run(tokens: list[str], i: int) -> list[int]:
    """The numbers from place `i` on: `2`, `. ke - 2`, `1 - 3`, `1 , 2 dan 3`."""
    run: list[int] = []
    joint = ""
    while i < len(tokens):
        token = tokens[i]
        value = number(token) if not run or token.isdecimal() or roman(token) else None
        if value is not None and 0 < value <= _MOST and (not run or joint):
            if joint == "-" and run and run[-1] < value <= run[-1] + 100:
                run += range(run[-1] + 1, value + 1)
            else:
                run.append(value)
            joint = ""
        elif not run and token in (".", "-", "ke", "no", "nr"):
            pass
        elif run and not joint and token in ("-", ",", "/", "dan", "and", "und"):
            joint = token
        else:
            break
        i += 1
    return run


def _before(tokens: list[str], i: int) -> list[int]:
    """An ordinal before the word: `2 . band`, `zweiter teil`; `3 jilid` is a count and gives nothing."""
    if tokens[i - 1] == "." and i > 1 and tokens[i - 2].isdecimal() and len(tokens[i - 2]) < 4:
        return [int(tokens[i - 2])]
    value = ordinal(tokens[i - 1])
    return [value] if value else []


def series_number(s: str) -> int | None:
    """The number of a publication in its series: `Lecture notes ; 9351`, `Seri pustaka, no. 12`, `Bd. IV` → 4.

    What follows the last semicolon is the numbering (ISBD area 6, MARC 490 $v); else a word for a volume is wanted.
    """
    _title, semicolon, numbering = s.rpartition(";")
    if found := _volumes(numbering):
        return found[0]
    if not semicolon:
        return None
    match = _NUMBERS_OF_SERIES.search(decimal_digits(numbering))
    return int(match[0]) if match else roman(fold(numbering))
