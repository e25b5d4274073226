"""What every engine writes of a document: its words, whole values and forms, folded the same way for all of them.

Queries are folded here too, so that all engines find the same: none of them analyses a text by itself.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from config.fields import FIELDS, FORMS, Field
from indexer.normalise import identifiers, isbn, stems, text

LAYOUT = 2
"""Raised by hand when the same fields are folded or written another way."""

LONGEST = 200
"""Characters of a word, a keyword or an order's key that count; the rest is cut, in records and queries alike."""

YEARS = range(-9999, 10000)

HELD = ("2", "4", "8", "16", "32")
"""Levels of the field `held`: in at least so many libraries."""

_NUMBERS = {"isbn": isbn.isbn13, "issn": isbn.issn, "identifier": identifiers.doi}
_HYPHENS = re.compile(r"[\s‐-―−-]")


@dataclass(slots=True)
class Row:
    """A document ready to be written; nothing in it can make an engine fail half-way through a batch.

    Attributes:
        id: the union record's.
        words: text field → the folded words of each of its values, in order.
        keys: keyword field, or field of forms → folded whole values, each once.
        shown: facet → its values as they are shown.
        numbers: year field → the year.
        texts: date field, or `title_sort` → what is sorted by.
    """

    id: str
    words: dict[str, list[list[str]]] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    shown: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def version() -> str:
    """A word that changes whenever an index has to be built again: other fields, forms or layout."""
    described = [(one.name, one.kind, one.facet, one.forms) for one in FIELDS]
    return hashlib.sha256(f"{LAYOUT} {described}".encode()).hexdigest()[:16]


def words(value: str) -> list[str]:
    """The folded words of a text."""
    return [word[:LONGEST] for word in text.words(value)]


def key(name: str, value: str) -> str:
    """What a whole value of a field is compared by: a number in its one form (ISBN-13, ISSN, DOI), else it is folded.

    An ISBN or ISSN with a wrong check digit is compared without hyphens, another identifier as it stands but for case.
    """
    if name in _NUMBERS:
        plain = value if name == "identifier" else _HYPHENS.sub("", value)
        return (_NUMBERS[name](value) or " ".join(plain.casefold().split()))[:LONGEST]
    if name == "id":
        return value
    return text.fold(value)[:LONGEST]


def row(document: Mapping[str, Any]) -> Row:
    """Check and convert a document of `indexer.document`.

    Raises:
        ValueError: a value is not of its field's kind; the message names the field.
    """
    identity = document.get("id")
    if not isinstance(identity, str) or not identity or "\n" in identity or len(identity) > LONGEST:
        raise ValueError(f"id: {identity!r}")
    made = Row(identity)
    for one in FIELDS:
        if (value := document.get(one.name)) is not None:
            _WRITE[one.kind](made, one, value)
    languages = tuple([one for one in made.keys.get("language", ()) if one in stems.LANGUAGES or one in stems.SPELLED])
    for one in FIELDS:
        if one.forms and one.name in made.words:
            made.keys[FORMS[one.name]] = _forms(made.words[one.name], languages if one.forms == "words" else ())
    return made


def held(members: int) -> list[str]:
    """The levels of the field `held` that a title reaches which so many libraries have."""
    return [level for level in HELD if members >= int(level)]


def _forms(values: list[list[str]], languages: tuple[str, ...]) -> list[str]:
    forms, distinct = stems.forms, dict.fromkeys(chain.from_iterable(values))
    return list(dict.fromkeys([form for word in distinct for form in forms(word, languages)]))


def _texts(one: Field, value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, (list, tuple)) or not all(isinstance(item, str) for item in values):
        raise ValueError(f"{one.name}: {value!r}")
    return [item for item in values if item]


def _write_shown(made: Row, one: Field, values: list[str]) -> None:
    if one.facet and values:
        made.shown[one.name] = [" ".join(value.split()) for value in values]


def _write_text(made: Row, one: Field, value: Any) -> None:
    values = _texts(one, value)
    if found := [folded for item in values if (folded := words(item))]:
        made.words[one.name] = found
    _write_shown(made, one, values)


def _write_keyword(made: Row, one: Field, value: Any) -> None:
    values = _texts(one, value)
    if keys := list(dict.fromkeys(folded for item in values if (folded := key(one.name, item)))):
        made.keys[one.name] = keys
        if one.name == "title_sort":
            made.texts[one.name] = keys[0]
    _write_shown(made, one, values)


def _write_year(made: Row, one: Field, value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value not in YEARS:
        raise ValueError(f"{one.name}: {value!r}")
    made.numbers[one.name] = value


def _write_date(made: Row, one: Field, value: Any) -> None:
    if not isinstance(value, str):
        raise ValueError(f"{one.name}: {value!r}")
    made.texts[one.name] = value[:LONGEST]


_WRITE = {"text": _write_text, "keyword": _write_keyword, "year": _write_year, "date": _write_date}
