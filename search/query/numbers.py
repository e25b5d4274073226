"""Numbers that somebody typed or pasted as the whole of a query: an ISBN, an ISSN, a DOI.

What people copy brings its name with it (`ISBN-13:`), a qualifier (`(pbk.)`), a point, invisible signs, figures of
another script.
"""

import re

from indexer.engines.query import Node, Or, Word
from indexer.normalise import identifiers, isbn
from indexer.normalise.folding import clean, decimal_digits

_HYPHEN = r"\s‐-―−－-"
_NAME = r"(?:[ep]-?)?(?:isbn(?:[-\s]?1[03](?=[\s:]))?|issn)[\s:.]*"
_NUMBER = re.compile(rf"(?:{_NAME})?(\d[\d{_HYPHEN}]*[\dXx])(?:\s*\([^()]*\))?[\s.,;:]*", re.IGNORECASE)
_HYPHENS = re.compile(rf"[{_HYPHEN}]")
_DOI_NAME = re.compile(r"doi[\s:]+(?=10\.|https?:)", re.IGNORECASE)
_LENGTHS = (10, 13)


def number(text: str) -> Node | None:
    """What a text looks for that is a number as a whole; None if it is none.

    A number of ten or thirteen figures that cannot be an ISBN is looked for as one all the same, because some are
    printed wrong, and as words.
    """
    text = decimal_digits(clean(text))
    if match := _NUMBER.fullmatch(text):
        figures = _figures(match[1])
        if len(figures) in _LENGTHS:
            return Word(figures) if isbn.isbn13(figures) else Or((Word(figures, "isbn"), Word(match[1])))
        return Word(match[1]) if len(figures) == 8 and isbn.issn(match[1]) else None
    text = _DOI_NAME.sub("", text, count=1)
    return Word(text) if " " not in text and identifiers.doi(text) else None


def near(text: str) -> tuple[str, ...]:
    """The ISBNs (13 figures) that somebody may have meant who typed one that cannot be: one figure is another, or two
    beside each other are exchanged. Nothing for what is no such number.
    """
    match = _NUMBER.fullmatch(decimal_digits(clean(text)))
    figures = _figures(match[1]) if match else ""
    if len(figures) not in _LENGTHS or isbn.isbn13(figures):
        return ()
    meant = (isbn.isbn13(one) for one in _slipped(figures) if len(one) == len(figures))
    return tuple(dict.fromkeys(one for one in meant if one))


def _slipped(figures: str) -> list[str]:
    last = len(figures) - 1
    others = [
        figures[:at] + other + figures[at + 1 :]
        for at in range(len(figures))
        for other in ("0123456789X" if at == last == 9 else "0123456789")
    ]
    swapped = [figures[:at] + figures[at + 1] + figures[at] + figures[at + 2 :] for at in range(last)]
    return others + swapped


def _figures(text: str) -> str:
    return _HYPHENS.sub("", text).upper()
