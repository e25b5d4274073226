"""What is noted before records are changed: what they were, for `induk undo`, and that the indexer has to look."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from config.database import Compiled, upsert
from harvester.tables import raw_change, raw_record, raw_version

BATCH = 500
"""Values that one statement holds."""

HEAD = [column for column in raw_record.columns if column.name != "payload"]
"""All of a record but its bytes."""


def batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """`values` in pieces that a statement can hold."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def queue(connection: sa.Connection, where: Any) -> None:
    """Put records on the indexer's queue, before they are changed: an indexer that has them at hand is waited for."""
    connection.execute(_queue(connection.dialect.name, where))


def _queue(dialect: str, where: Any) -> sa.Executable:
    rows = sa.select(raw_record.c.id).where(where).order_by(raw_record.c.id)
    statement = upsert(dialect, raw_change).from_select(["record_id"], rows)
    held = {"record_id": statement.excluded.record_id}  # DO NOTHING would not hold what is queued already
    queued: sa.Executable = statement.on_conflict_do_update(index_elements=["record_id"], set_=held)
    return queued


def queue_new(connection: sa.Connection, source: str, newest: int) -> None:
    """Put on it what a source got behind the row that was the newest before."""
    _queue_new(connection.dialect).run(connection, (newest, source))


@cache
def _queue_new(dialect: sa.Dialect) -> Compiled:
    mine = raw_record.c.source.concat(sa.literal_column("''")) == sa.bindparam(
        "this_source"
    )  # its index would be looked through whole
    return Compiled(_queue(dialect.name, (raw_record.c.id > sa.bindparam("newest")) & mine), dialect)


def keep_versions(connection: sa.Connection, run_id: int, ids: Sequence[int], *, payload: bool) -> None:
    """Keep what records are before a run changes them: before its first change, and not what it made itself."""
    for some in batches(ids):
        columns = raw_record.columns if payload else HEAD
        rows = connection.execute(
            sa.select(*columns).where(raw_record.c.id.in_(some), raw_record.c.created_run != run_id)
        )
        versions = [_version(run_id, row._asdict()) for row in rows]
        if versions:
            connection.execute(upsert(connection, raw_version).on_conflict_do_nothing(), versions)


def _version(run_id: int, row: dict[str, Any]) -> dict[str, Any]:
    payload, record_id = row.pop("payload", None), row.pop("id")
    return {"run_id": run_id, "record_id": record_id, "row": json.dumps(row), "payload": payload}
