"""Lists of numbers or texts as one parameter of a statement.

`IN (?, ?, …)` is compiled anew for each length and costs more than what it asks for; here the list travels as JSON and
is a table inside the statement, in SQLite and in PostgreSQL.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

_encode = msgspec.json.Encoder().encode

# The dialect's name → a table of the list, and how each of its columns is taken out.
_TABLES = {
    "sqlite": ("SELECT {columns} FROM json_each(:listed)", "json_extract(value, '$[{n}]') AS {name}"),
    "postgresql": (
        "SELECT {columns} FROM jsonb_array_elements(CAST(:listed AS jsonb))",
        "CAST(value ->> {n} AS {type}) AS {name}",
    ),
}
_TYPES = {int: "bigint", str: "text"}


def run(
    connection: sa.Connection,
    statement: str,
    rows: Iterable[tuple[Any, ...]],
    columns: Mapping[str, type],
    **values: Any,
) -> Sequence[Any]:
    """Run a statement that reads a list.

    Args:
        connection: the store.
        statement: SQL in which `{listed}` stands for the table of the list, in FROM or after IN. SQLite goes through
            tables that are joined by CROSS JOIN in the order in which they are written.
        rows: the list.
        columns: name → type (int or str) of each column of the list.
        values: what other parameters (`:name`) of the statement stand for.

    Returns:
        The rows that it gives.
    """
    table, column = _TABLES[connection.dialect.name]
    listed = ", ".join(column.format(n=n, name=name, type=_TYPES[of]) for n, (name, of) in enumerate(columns.items()))
    text = statement.format(listed=f"({table.format(columns=listed)})")
    result = connection.execute(_text(text), {"listed": _encode(list(rows)).decode(), **values})
    return result.all() if result.returns_rows else []


@lru_cache(64)
def _text(text: str) -> sa.TextClause:
    return sa.text(text)
