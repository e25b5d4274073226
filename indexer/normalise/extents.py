"""Extents: pages, volumes, height, from the physical description (ISBD area 5, MARC 300, SLiMS' collation)."""

import re
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from indexer.normalise.folding import decimal_digits, fold
from indexer.normalise.numerals import number, roman
from indexer.normalise.tables import remembered, words

_DIMENSIONS = re.compile(
    r"(?<![0-9])[0-9]{1,4}(?:[.,][0-9]{1,3})?(?:\s?[x×]\s?[0-9]{1,4}(?:[.,][0-9]{1,3})?){0,3}\s{0,2}"
    r"(?:cm|mm|inch\w{0,5}|in\b|MB|KB|GB|min\b|menit)|[0-9]{1,2}\s?(?:°|º|vo\b|to\b)",
    re.I,
)
_HEIGHT = re.compile(
    r"(?<![0-9])([0-9]{1,4}(?:[.,][0-9]{1,2})?)(?:\s?[x×]\s?([0-9]{1,4}(?:[.,][0-9]{1,2})?))?\s{0,2}(cm|mm)\b", re.I
)
_THOUSANDS = re.compile(r"(?<![0-9])([0-9]{1,2})[.,]([0-9]{3})(?![0-9])")
_OPEN = re.compile(r"<[^<>()]*>")
_NUMBERED_VOLUME = re.compile(r"\s{0,9}([^\W\d_]{1,8})\.?\s?[0-9]{1,3}\s?[:;]")
_HEAD = re.compile(r"[^(:;]*(?:\([^()]*\)?[^(:;]*)*")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,5}(?![0-9])")
_WORD = re.compile(r"[^\W\d_]+")
_BRACKETED = re.compile(r"\([^()]*\)?")
_TALLEST = 300


class _Words(NamedTuple):
    pages: frozenset[str]
    units: frozenset[str]
    volumes: frozenset[str]


@remembered()
def _words() -> _Words:
    return _Words(words("numbers", "pages"), words("numbers", "units"), words("numbers", "counted_volumes"))


@remembered(1 << 14)
def pages(s: str) -> int | None:
    """The largest number of an extent in pages or leaves: `xviii, 782 p. : ill. ; 21 cm` gives 782.

    An extent that counts volumes only gives their number (`1 v. (various pagings)`); discs and sheets give None.
    """
    text = decimal_digits(s)
    volume = _NUMBERED_VOLUME.match(text)
    if volume and volume[1].lower() in _words().volumes:  # `jil. 1 : 245 hlm`
        found = _largest(text[volume.end() :], wanted=True)
        if found is not None:
            return found
    return _largest(text, wanted=False)


def _largest(text: str, *, wanted: bool) -> int | None:
    """The largest number before the first colon or semicolon; with `wanted` only if a word for pages is there too."""
    match = _HEAD.match(text)
    head = _DIMENSIONS.sub(" ", match[0] if match else "")
    if "<" in head:
        head = _OPEN.sub(" ", head)
    if "." in head or "," in head:
        head = _THOUSANDS.sub(r"\1\2", head)
    numbers = [int(digits) for digits in _NUMBER.findall(head)]
    if not numbers:
        return None
    known = _words()
    if known.pages.isdisjoint(_WORD.findall(head.lower() if head.isascii() else fold(head))):
        plain = fold(_BRACKETED.sub(" ", head)).split()
        if wanted or not all(word.isdecimal() or word in known.units or roman(word) for word in plain):
            return None
    return max(numbers)


@remembered(1 << 12)
def volume_count(s: str) -> int | None:
    """How many volumes an extent counts: `3 jil.`, `2 v. (xii, 345 p.)`, `5 Bde.`; None where it counts none."""
    tokens = fold(_BRACKETED.sub(" ", _OPEN.sub(" ", s))).split()
    counted = _words().volumes
    for token, following in pairwise(tokens):
        if following in counted and (value := number(token)) and value < 1000:
            return value
    return None


def height(s: str) -> int | None:
    """The height in whole centimetres, rounded up (AACR2 2.5D1): `21 cm`, `20,5 x 14 cm`, `210 mm`.

    Of two measures the larger: libraries disagree about which comes first. Formats such as `8°` are no measure.
    """
    match = _HEIGHT.search(decimal_digits(s))
    if not match:
        return None
    measures = [float(measure.replace(",", ".")) for measure in match.group(1, 2) if measure]
    centimetres = ceil(round(max(measures) / (10 if match[3].lower() == "mm" else 1), 2))
    return centimetres if 0 < centimetres <= _TALLEST else None
