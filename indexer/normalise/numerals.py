"""Numbers as people write them in words and signs: `kedua`, `2nd`, `XII`, `zwölfte`, `第三`."""

import re
from typing import NamedTuple

from indexer.normalise.folding import fold
from indexer.normalise.tables import remembered, table

_SUFFIXED = re.compile(r"([0-9]{1,3})(?:st|nd|rd|th|d|e|er|re|eme|a|o|te|ter|as|os|ste|de|и|е|я|ое|oe|ª|º)")
_ROMAN = re.compile(r"(?=[ivxl])(xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_HAN = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)}
HAN = "一二三四五六七八九十"
"""The signs of Chinese numerals up to ten, of which `han` reads."""


class _Numerals(NamedTuple):
    ordinals: dict[str, int]
    cardinals: dict[str, int]


@remembered()
def _numerals() -> _Numerals:
    content = table("numbers")
    ordinals, cardinals = (
        {word: int(number) for number, forms in content[key].items() for word in fold(forms).split()}
        for key in ("ordinals", "cardinals")
    )
    return _Numerals(ordinals, cardinals)


def roman(word: str) -> int | None:
    """The value of a Roman numeral in small letters up to 89; `l` alone and `c`, `d`, `m` are letters more often."""
    if (len(word) == 1 and word not in "ivx") or not _ROMAN.fullmatch(word):
        return None
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def han(signs: str) -> int | None:
    """The value of digits or of Chinese numerals below a hundred: `三`, `十二`, `二十`."""
    if signs.isdecimal():
        return int(signs) if len(signs) < 5 else None
    tens, ten, ones = signs.partition("十")
    if not ten:
        return _HAN.get(signs)
    values = [1 if not tens else _HAN.get(tens), 0 if not ones else _HAN.get(ones)]
    return values[0] * 10 + values[1] if values[0] is not None and values[1] is not None else None


def ordinal(token: str) -> int | None:
    """The value of an ordinal: `2nd`, `3e`, `kedua`; of no other number."""
    match = _SUFFIXED.fullmatch(token) if token[:1].isdecimal() else None
    return int(match[1]) if match else _numerals().ordinals.get(token)


def suffixed(token: str) -> bool:
    """Whether a token is an ordinal in digits, such as `2nd`."""
    return token[:1].isdecimal() and bool(_SUFFIXED.fullmatch(token))


def number(token: str) -> int | None:
    """The value of one folded word: digits, an ordinal (`2nd`, `kedua`), a cardinal (`dua`) or a Roman numeral."""
    if token.isdecimal():
        return int(token) if len(token) <= 4 else None
    return ordinal(token) or _numerals().cardinals.get(token) or roman(token)
