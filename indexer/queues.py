"""The queues between the steps: tables of ids, filled and emptied in the transactions that do the work."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from config import listed
from config.database import upsert

T = TypeVar("T")
CHUNK = 500
"""So many values go into one statement."""


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """`values` in lists of at most `size`."""
    source = iter(values)
    while chunk := list(islice(source, size)):
        yield chunk


def rows(connection: sa.Connection, ids: Iterable[int], table: sa.Table, *columns: str) -> Any:
    """The rows of these ids in a table that has one row for each: id and columns."""
    key = _column(table).name
    wanted = ", ".join(f"it.{name}" for name in (key, *columns))
    statement = f"SELECT {wanted} FROM {{listed}} AS asked CROSS JOIN {table.name} AS it WHERE it.{key} = asked.id"  # noqa: S608 - names of ours
    return listed.run(connection, statement, ((i,) for i in ids), {"id": int})


def put(connection: sa.Connection, queue: sa.Table, ids: Iterable[Any]) -> None:
    """Add ids to a queue; those already in it stay once, and nobody takes them away before this transaction ends."""
    column = _column(queue).name
    rows = [{column: value} for value in sorted(set(ids))]
    if rows:
        statement = upsert(connection, queue)
        held = {column: statement.excluded[column]}
        connection.execute(statement.on_conflict_do_update(index_elements=[column], set_=held), rows)


def put_from(connection: sa.Connection, queue: sa.Table, selection: Any) -> None:
    """Add the ids that a SELECT of one column finds."""
    statement = upsert(connection, queue).from_select([_column(queue).name], selection.where(sa.true()))
    connection.execute(statement.on_conflict_do_nothing())


def head(
    connection: sa.Connection, queue: sa.Table, limit: int | None = None, after: Any = None, *, hold: bool = False
) -> list[Any]:
    """The first ids of a queue (without `limit` all of them), smallest first, those after `after` if given.

    With `hold`, whoever puts one of them into the queue again waits until the transaction ends.
    """
    column = _column(queue)
    statement = sa.select(column).order_by(column).limit(limit)
    if hold:
        statement = statement.with_for_update()
    return list(connection.execute(statement if after is None else statement.where(column > after)).scalars())


def among(connection: sa.Connection, queue: sa.Table, ids: Iterable[Any]) -> set[Any]:
    """Those of `ids` that wait in the queue."""
    column = _column(queue)
    return {
        value
        for part in chunks(ids)
        for value in connection.execute(sa.select(column).where(column.in_(part))).scalars()
    }


def drop(connection: sa.Connection, queue: sa.Table, ids: Sequence[Any]) -> None:
    """Take ids off a queue."""
    column = _column(queue)
    for part in chunks(ids):
        connection.execute(sa.delete(queue).where(column.in_(part)))


def size(connection: sa.Connection, queue: sa.Table) -> int:
    """How many ids wait."""
    return connection.execute(sa.select(sa.func.count()).select_from(queue)).scalar_one()


def _column(queue: sa.Table) -> "sa.Column[Any]":
    return next(iter(queue.primary_key.columns))
