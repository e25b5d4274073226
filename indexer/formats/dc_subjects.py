"""Subjects and classes from the one element that Dublin Core has for both."""

import re
from collections.abc import Sequence
from functools import lru_cache

from indexer.formats.dc_profiles import Meanings, Program, texts
from indexer.formats.values import is_url

# A number of Dewey's, with the edition behind it: `001.42 22`; of the Indonesian expansion for Islam: `2X4.1`.
_CLASS = re.compile(r"^(?:\d{3}|2X\d?)(?:[./]\S*)?(?:\s+\d+)?$")
_GLUE = re.compile(r"\s*[;|]\s*")
_SUBJECTS_OF_EPRINTS = "7375626A656374733D"  # `subjects=`
_LONGEST = 1_000
_WORDS = 5  # of a keyword between commas


def subjects(said: Meanings, program: Program, sets: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The subjects, taken apart where several stand in one text, and classes by their scheme.

    Args:
        said: the values by their meaning.
        program: who wrote them; commas part keywords in repositories, and are part of headings in libraries.
        sets: of the record; those of EPrints name the codes that stand before its subjects.
    """
    classes: dict[str, str] = {scheme: said[scheme][0].text for scheme in ("ddc", "lcc", "udc") if scheme in said}
    values = texts(said.get("subject", ()))
    alone = len(values) == 1 and program.online is not None
    found: list[str] = []
    codes = _codes(tuple(sets))
    for value in values:
        if _CLASS.match(value):
            classes.setdefault("ddc", value.split()[0].replace("/", ""))
        elif not is_url(value):
            found += [_bare(piece, codes) for piece in _pieces(value, alone=alone)]
    return [subject for subject in found if subject], classes


def _pieces(value: str, *, alone: bool) -> list[str]:
    """The keywords in a text. Commas part them only in the one text of a record, and where there are several."""
    if len(value) > _LONGEST:
        return [value]
    pieces = _GLUE.split(value)
    if alone and len(pieces) == 1 and "--" not in value:
        words = [piece.strip() for piece in value.split(",")]
        if len(words) > 2 and all(piece and len(piece.split()) <= _WORDS for piece in words):
            return words
    return pieces


def _bare(subject: str, codes: frozenset[str]) -> str:
    """A subject without the code before it (EPrints: `GR Folklore`) and the star of a main heading (MeSH)."""
    last = subject.rpartition(" > ")[2] if codes else subject
    code, blank, label = last.partition(" ")
    return (label if blank and code in codes else last).strip(" *")


@lru_cache(maxsize=1 << 10)
def _codes(sets: tuple[str, ...]) -> frozenset[str]:
    """The codes of the subjects tree that the sets of EPrints name in hexadecimal digits."""
    found = set()
    for spec in sets:
        if spec.startswith(_SUBJECTS_OF_EPRINTS):
            digits = spec.rpartition(":")[2].removeprefix(_SUBJECTS_OF_EPRINTS)
            try:
                found.add(bytes.fromhex(digits).decode("ascii"))
            except (ValueError, UnicodeDecodeError):
                continue
    return frozenset(found)
