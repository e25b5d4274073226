"""Whoosh's schema, made from `config.fields`: words with their frequencies, whole values, and the id as a column."""

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence, Frequency

from indexer.engines.whoosh.names import TEXTS, WHOLE

NO_YEAR = -(2**31)
ID_COLUMN = VarBytesColumn()


class Folded(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Cuts a folded text at spaces, or leaves it whole; only Whoosh's own queries need it."""

    def __init__(self, whole: bool) -> None:
        self.whole = whole

    def __call__(self, value: str, **options: Any) -> Iterator[Any]:
        """Yield Whoosh's tokens."""
        options.pop("mode", None)
        for word in (value,) if self.whole else value.split():
            yield Token(text=word, boost=1.0, **options)


def schema() -> Any:
    """The `whoosh.fields.Schema` of the field list."""
    made: dict[str, Any] = {name: FieldType(Frequency(), Folded(whole=False), scorable=True) for name in TEXTS}
    made |= {name: FieldType(Existence(), Folded(whole=True)) for name in WHOLE}
    return Schema(**made, c_id=COLUMN(ID_COLUMN))
