"""What is written of a document: Whoosh's schema, made from `config.fields`, and the row that fits it.

A text field holds folded words with positions; a keyword field holds folded whole values. Columns, named with a leading
`c_`, hold what is needed per document: its id, the values of facets as they are shown, and the keys of orders.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from whoosh.analysis import Analyzer, Token
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence, Positions

from config.fields import FIELDS, Field
from indexer.normalise import identifiers, isbn, text

LAYOUT = 1
"""Raised by hand when the same fields are written another way."""

GAP = 8
"""Word positions left free between two values of a field, so that no phrase reaches across."""

LONGEST = 200
"""Characters of a word, a keyword or an order's key that count; the rest is cut, in records and queries alike."""

NO_YEAR = -(2**31)
YEARS = range(-9999, 10000)

_NUMBERS = {"isbn": isbn.isbn13, "issn": isbn.issn, "identifier": identifiers.doi}
_HYPHENS = re.compile(r"[\s‐-―−-]")


class Row(NamedTuple):
    """A document ready to be written: nothing in it can make Whoosh fail half-way through a batch."""

    id: str
    fields: dict[str, Any]


class Folded(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Cuts text that was folded before: values at line ends, words at spaces (or each value whole)."""

    def __init__(self, whole: bool) -> None:
        self.whole = whole

    def __call__(self, value: str, **options: Any) -> Iterator[Any]:
        """Yield Whoosh's tokens: one object over and over, its text and position changed."""
        options.pop("mode", None)
        token = Token(**options)
        token.boost = 1.0
        token.pos = 0
        for line in value.split("\n"):
            for word in (line,) if self.whole else line.split(" "):
                token.text = word
                yield token
                token.pos += 1
            token.pos += GAP


def schema() -> Any:
    """The `whoosh.fields.Schema` of the field list."""
    made: dict[str, Any] = {"id": FieldType(Existence(), Folded(whole=True)), "c_id": COLUMN(VarBytesColumn())}
    for field in FIELDS:
        if field.kind == "text":
            made[field.name] = FieldType(Positions(), Folded(whole=False), scorable=True)
        elif field.kind == "keyword":
            made[field.name] = FieldType(Existence(), Folded(whole=True))
        if field.kind == "year":
            made[column(field.name)] = COLUMN(NumericColumn("i", default=NO_YEAR))
        elif field.facet or field.kind == "date" or field.name == "title_sort":
            made[column(field.name)] = COLUMN(VarBytesColumn())
    return Schema(**made)


def column(name: str) -> str:
    """The name of a field's column."""
    return f"c_{name}"


def version() -> str:
    """A word that changes whenever an index has to be built again: other fields, or another layout."""
    described = [(field.name, field.kind, field.facet) for field in FIELDS]
    return hashlib.sha256(f"{LAYOUT} {described}".encode()).hexdigest()[:16]


def words(value: str) -> list[str]:
    """The folded words of a text."""
    return [word[:LONGEST] for word in text.words(value)]


def key(field: str, value: str) -> str:
    """What a whole value is compared by: a number in its one form (ISBN-13, ISSN, DOI), anything else folded.

    An ISBN or ISSN with a wrong check digit is compared without hyphens, another identifier as it stands but for case.
    """
    if field in _NUMBERS:
        plain = value if field == "identifier" else _HYPHENS.sub("", value)
        return (_NUMBERS[field](value) or " ".join(plain.casefold().split()))[:LONGEST]
    if field == "id":
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
    made: dict[str, Any] = {"id": identity, "c_id": identity.encode()}
    for field in FIELDS:
        made.update(_WRITE[field.kind](field, document.get(field.name)))
    return Row(identity, made)


def _texts(field: Field, value: Any) -> list[str]:
    values = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(values, (list, tuple)) or not all(isinstance(one, str) for one in values):
        raise ValueError(f"{field.name}: {value!r}")
    return [one for one in values if one]


def _shown(field: Field, values: list[str]) -> dict[str, Any]:
    return {column(field.name): "\n".join(" ".join(v.split()) for v in values).encode()} if field.facet else {}


def _write_text(field: Field, value: Any) -> dict[str, Any]:
    values = _texts(field, value)
    lines = [" ".join(found) for one in values if (found := words(one))]
    return ({field.name: "\n".join(lines)} if lines else {}) | _shown(field, values)


def _write_keyword(field: Field, value: Any) -> dict[str, Any]:
    values = _texts(field, value)
    keys = [found for one in values if (found := key(field.name, one))]
    made: dict[str, Any] = {field.name: "\n".join(keys)} if keys else {}
    if field.name == "title_sort":
        made[column(field.name)] = (keys[0] if keys else "").encode()
    return made | _shown(field, values)


def _write_year(field: Field, value: Any) -> dict[str, Any]:
    if value is None:
        return {column(field.name): NO_YEAR}
    if not isinstance(value, int) or isinstance(value, bool) or value not in YEARS:
        raise ValueError(f"{field.name}: {value!r}")
    return {column(field.name): value}


def _write_date(field: Field, value: Any) -> dict[str, Any]:
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{field.name}: {value!r}")
    return {column(field.name): (value or "")[:LONGEST].encode()}


_WRITE = {"text": _write_text, "keyword": _write_keyword, "year": _write_year, "date": _write_date}
