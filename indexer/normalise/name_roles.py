"""What a name carries behind it: the word for what the person did, and the punctuation of its field."""

import re

from indexer.normalise.folding import clean, fold
from indexer.normalise.name_words import glued, known
from indexer.normalise.tables import remembered

_MOST_ROLES = 8
_SHORT_GIVEN = re.compile(r"\s*(?:[A-Z][a-z]{0,2}|(?:[A-Z]\.?\s*){1,3})\.?\s*")
_BRACKETED = re.compile(r"\s*[\[(]([^\[\]()]*)[\])][\s.,;:/]*$")


@remembered(1 << 15)
def without_role(raw: str) -> tuple[str, str | None]:
    """The name, cleaned, and what the word behind it says that the person did."""
    text, role = clean(raw), None
    roles = known().roles
    for _ in range(_MOST_ROLES):
        bracketed = _BRACKETED.search(text) if "(" in text or "[" in text else None
        head, comma, tail = text.rpartition(",")
        if bracketed and (found := roles.get(fold(bracketed[1]))):
            text = text[: bracketed.start()]
        elif comma and head.strip() and (found := roles.get(fold(tail))) and not _is_given(head, tail):
            text = head
        else:
            break
        role = found
    return text, role


def _is_given(head: str, tail: str) -> bool:
    """Whether a word of role is a given name or initials here: `Smith, Ed.`, `Rahman, T.R.`"""
    return "," not in head and " " not in head.strip() and bool(_SHORT_GIVEN.fullmatch(tail))


def role(raw: str) -> str | None:
    """The role that a name carries with it: `Hamka (penerjemah)` gives `translator`."""
    return without_role(raw)[1]


_WORD_END = re.compile(r"[\s,]")


@remembered(1 << 15)
def clean_name(raw: str) -> str:
    """A name for showing: without words of role and the punctuation of its field, nothing else lost.

    `Rahardjo, Satjipto, 1930-2010, author.` gives `Rahardjo, Satjipto, 1930-2010`; the stop of an initial or a degree
    stays.
    """
    text = without_role(raw)[0].strip(" ,;:/")
    if text.endswith(".") and not text.endswith("..."):
        last = _WORD_END.split(text[:-1])[-1]
        if "." not in last and (
            last[-1:].isdigit() or last[-1:] in "-)" or (len(last) > 3 and glued(last) not in known().degrees)
        ):
            text = text[:-1].rstrip(" ,;:/")
    return text
