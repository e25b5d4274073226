"""ISBN and ISSN, found in the text that libraries write around them.

Check digits are those of python-stdnum (ISO 2108 and ISO 3297).
"""

import re
import unicodedata

from stdnum import isbn as _isbn
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
    number = re.sub(r"[^0-9X]", "", text.upper())
    if (number.startswith(_ISMN) and len(number) == 13) or len(set(number)) == 1 or not _isbn.is_valid(number):
        return None
    return str(_isbn.to_isbn13(number))


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
