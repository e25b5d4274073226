"""ISBN and ISSN, found in the text that libraries write around them.

Check digits are those of python-stdnum (ISO 2108 and ISO 3297).
"""

import re
import unicodedata

from stdnum import ean
from stdnum import issn as _issn

_SEPARATOR = r"[-\s\u2010-\u2015\u2212]?"
_THIRTEEN = rf"97[89]{_SEPARATOR}(?:[0-9]{_SEPARATOR}){{9}}[0-9](?![0-9])"
_TEN = rf"(?:[0-9]{_SEPARATOR}){{9}}[0-9Xx](?![0-9])"
_ISBN = re.compile(rf"(?<![0-9])(?=({_THIRTEEN})|)(?=({_TEN})|)[0-9]")
_ISSN = re.compile(r"(?<![0-9])([0-9]{4})[-\s\u2010-\u2015\u2212]?([0-9]{3}[0-9Xx])(?![0-9])")
_SET = re.compile(
    r"\b(?:jil(?:id)?\.?\s*lengkap|no\.?\s*jil\.?\s*lengkap|lengkap|set|complete|gesamt\w*|ges\.|compl\.)", re.I
)
_ISMN = "9790"
_NO_FIGURE = re.compile(r"[^0-9X]")


def _plain(s: str) -> str:
    return s if s.isascii() else unicodedata.normalize("NFKC", s)


def isbns(s: str) -> list[str]:
    """Every valid ISBN in `s` as 13 digits, in order, each once.

    Hyphens, blanks, qualifiers and prices around it do not matter. An ISBN-10 that starts with 979 is Indonesia's
    (group 979), not the prefix of an ISBN-13; 979-0 is printed music (ISMN, ISO 10957) and no ISBN.
    """
    found: dict[str, None] = {}
    end = 0
    for match in _ISBN.finditer(_plain(s)):
        if match.start() < end:
            continue
        for group in (1, 2):
            text = match.group(group)
            if text and (number := _valid(text)):
                found[number] = None
                end = match.end(group)
                break
    return list(found)


def _valid(text: str) -> str | None:
    """A number of the right length as an ISBN-13, if its check digit is right; one figure all through is none."""
    number = _NO_FIGURE.sub("", text.upper())
    if len(set(number)) == 1:
        return None
    if len(number) == 13:
        right = not number.startswith(_ISMN) and ean.calc_check_digit(number[:-1]) == number[-1]
        return number if right else None
    weighed = sum(weight * (10 if figure == "X" else int(figure)) for weight, figure in enumerate(reversed(number), 1))
    start = f"978{number[:-1]}"
    return None if weighed % 11 else start + str(ean.calc_check_digit(start))


def isbn13(s: str) -> str | None:
    """The first valid ISBN in `s` as 13 digits."""
    found = isbns(s)
    return found[0] if found else None


def is_set(s: str) -> bool:
    """Whether the words beside an ISBN say that it is the number of a whole set (`jilid lengkap`, `set`)."""
    return bool(_SET.search(s))


def issn(s: str) -> str | None:
    """The first valid ISSN in `s`, with its hyphen: `2434-561X`."""
    for match in _ISSN.finditer(_plain(s)):
        number = (match[1] + match[2]).upper()
        if number != "00000000" and _issn.is_valid(number):
            return f"{number[:4]}-{number[4:]}"
    return None
