"""What is written of a document: Whoosh's schema, made from `config.fields`, and the fields of a row.

A text field holds folded words with positions; a keyword field, and a field of forms, holds folded whole values.
Columns, named with a leading `c_`, hold what is needed per document: its id, the values of facets as they are shown,
and the keys of orders.
"""

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence, Positions

from config.fields import FIELDS, FORMS
from indexer.engines.rows import Row

GAP = 8
"""Word positions left free between two values of a field, so that no phrase reaches across."""

NO_YEAR = -(2**31)


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
    made |= {name: FieldType(Existence(), Folded(whole=True)) for name in FORMS.values()}
    return Schema(**made)


def column(name: str) -> str:
    """The name of a field's column."""
    return f"c_{name}"


def fields(row: Row) -> dict[str, Any]:
    """A row as Whoosh's `add_document` takes it."""
    made: dict[str, Any] = {"id": row.id, "c_id": row.id.encode()}
    made |= {name: "\n".join(" ".join(value) for value in values) for name, values in row.words.items()}
    made |= {name: "\n".join(keys) for name, keys in row.keys.items() if keys}
    made |= {column(name): "\n".join(values).encode() for name, values in row.shown.items()}
    made |= {column(name): text.encode() for name, text in row.texts.items()}
    made |= {column(name): number for name, number in row.numbers.items()}
    return made
