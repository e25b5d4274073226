"""Edition statements: the number of the edition or of the printing, and what they say of the text."""

import re
from typing import NamedTuple

from indexer.normalise.folding import fold
from indexer.normalise.numerals import HAN, han, number, ordinal, suffixed
from indexer.normalise.tables import remembered, table, words

_KE = re.compile(r"\bke (?=[0-9])")
_GLUED = re.compile(r"\b([a-z]{2,})([0-9]+)\b")
_COMPOUND = re.compile(r"(?<=[a-z]) (?=(?:belas|puluh)\b)|(?<=\btwenty) (?=[a-z])|(?<=\bthirty) (?=[a-z])")
_EAST_ASIAN = re.compile(rf"[第제]?\s?([0-9]{{1,3}}|[{HAN}]{{1,3}})\s?[版판]")
_FIRST_IN_KOREAN = "초판"


class _Words(NamedTuple):
    editions: frozenset[str]
    printings: frozenset[str]
    flags: dict[str, re.Pattern[str]]


@remembered()
def _words() -> _Words:
    flags = {
        flag: re.compile(rf"\b(?:{'|'.join(re.escape(fold(stem)) for stem in stems)})")
        for flag, stems in table("numbers")["flags"].items()
    }
    return _Words(words("numbers", "editions"), words("numbers", "printings"), flags)


def _tokens(s: str) -> list[str]:
    """Folded words, with `ke 3`, `ke-3` and `ke dua` as `3` and `dua`, `ed2` as two words, `kedua belas` as one."""
    text = _COMPOUND.sub("", _GLUED.sub(r"\1 \2", _KE.sub("", fold(s))))
    tokens = text.split()
    if "ke" not in tokens:
        return tokens
    return [t for t, following in zip(tokens, [*tokens[1:], ""], strict=True) if t != "ke" or number(following) is None]


def _near(tokens: list[str], wanted: frozenset[str], other: frozenset[str]) -> int | None:
    """The number that belongs to a wanted word: an ordinal before it, the number right after it, digits before it.

    A number that stands with one of the `other` words is theirs: `Cet. 3, ed. 2`, `1st ed., 2d impression`.
    """
    places = [i for i, token in enumerate(tokens) if token in wanted]
    for j in range(places[0] if places else 0):
        found = ordinal(tokens[j])
        if found and tokens[j + 1] not in other and (j == 0 or tokens[j - 1] not in other):
            return found
    revised = _words().flags["revised"]
    for i in places:
        if i + 2 < len(tokens) and revised.match(tokens[i + 1]):  # `Ed. rev. 3`
            i += 1
        if (found := number("".join(tokens[i + 1 : i + 2]))) and found < 1000:
            theirs = suffixed(tokens[i + 1]) and not other.isdisjoint(tokens[i + 2 : i + 3])
            if not theirs:
                return found
    for i in places:
        for j in range(i - 1, max(-1, i - 5), -1):
            if tokens[j].isdecimal() and len(tokens[j]) < 4 and (j == 0 or tokens[j - 1] not in other):
                return int(tokens[j])
    return None


@remembered(1 << 14)
def _edition(s: str) -> tuple[int | None, bool]:
    """The number, and whether it is one of a printing."""
    if not s.isascii() and (found := _east_asian(s)):
        return found, False
    tokens = _tokens(s)
    known = _words()
    value = _near(tokens, known.editions, known.printings)
    if value is not None:
        return value, False
    value = _near(tokens, known.printings, known.editions)
    if value is not None or not known.printings.isdisjoint(tokens):
        return value, True
    if not known.editions.isdisjoint(tokens):
        return None, False
    numbers = map(number if len(tokens) <= 2 else ordinal, tokens)
    return next((n for n in numbers if n and n < 1000), None), False


def _east_asian(s: str) -> int | None:
    if _FIRST_IN_KOREAN in s:
        return 1
    match = _EAST_ASIAN.search(s)
    return han(match[1]) if match else None


def edition_number(s: str) -> int | None:
    """The number of an edition statement: of the edition, else of the printing (see `is_printing`)."""
    return _edition(s)[0]


def is_printing(s: str) -> bool:
    """Whether the number is that of a printing (`Cet. ke-3`), which is no new edition."""
    return _edition(s)[1]


@remembered(1 << 12)
def edition_flags(s: str) -> frozenset[str]:
    """What an edition statement says of the text: `revised`, `enlarged`, `abridged` … (`flags` in `numbers.yaml`).

    `Ed. rev. dan diperluas` gives both; two records whose flags differ need not differ in number.
    """
    folded = fold(s)
    return frozenset(flag for flag, stems in _words().flags.items() if stems.search(folded))
