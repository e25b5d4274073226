"""Raw records, read: what the indexer takes over and what `induk export raw` prints."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from config import listed
from harvester.packing import unpack
from harvester.record import SEPARATOR, Problem, RawRecord, split_id
from harvester.tables import raw_alias, raw_change, raw_record

BATCH = 1000
_LIGHT = [column for column in raw_record.columns if column.name != "payload"]
_NO_SETS = "[]"
_THESE = "SELECT it.* FROM {listed} AS asked CROSS JOIN raw_record AS it WHERE it.id = asked.id"
_TAKE = "DELETE FROM raw_change WHERE record_id IN {listed}"


def to_record(row: Any, *, payload: bool = True) -> RawRecord:
    """A row of `raw_record` as a `RawRecord`."""
    return RawRecord(
        source=row.source,
        member=row.member,
        identifier=row.identifier,
        format=row.format,
        datestamp=row.datestamp,
        deleted=bool(row.deleted),  # which SQLite keeps as a number
        sets=tuple(json.loads(row.sets)) if row.sets != _NO_SETS else (),
        sha256=row.sha256,
        payload=unpack(row.payload) if payload and row.payload else b"",
        first_seen=row.first_seen,
        changed=row.changed,
        confirmed=row.confirmed,
        problem=msgspec.json.decode(row.problem, type=Problem) if row.problem else None,
        repairs=tuple(json.loads(row.repairs)) if row.repairs else (),
    )


def changes(connection: sa.Connection, limit: int = BATCH) -> list[tuple[int, RawRecord | None]]:
    """The next records that changed since they were last taken, oldest first; None: undone, the row is gone.

    They are held until the transaction ends: a harvest that changes one of them meanwhile waits, and queues it again.
    """
    queued = sa.select(raw_change.c.record_id).order_by(raw_change.c.record_id).limit(limit).with_for_update()
    return these(connection, connection.execute(queued).scalars().all())


def these(connection: sa.Connection, record_ids: Iterable[int]) -> list[tuple[int, RawRecord | None]]:
    """The records of these rows; None: the row is gone."""
    ids = list(record_ids)
    rows = listed.run(connection, _THESE, ((i,) for i in ids), {"id": int})
    found = {row.id: to_record(row) for row in rows}
    return [(record_id, found.get(record_id)) for record_id in ids]


def count_changes(connection: sa.Connection) -> int:
    """How many records wait for the indexer."""
    return connection.execute(sa.select(sa.func.count()).select_from(raw_change)).scalar_one()


def take(connection: sa.Connection, record_ids: Iterable[int]) -> None:
    """Take changes off the queue; call it in the transaction that stores what came of them."""
    listed.run(connection, _TAKE, ((i,) for i in record_ids), {"id": int})


def set_problem(connection: sa.Connection, record_id: int, problem: Problem | None) -> None:
    """Put a record into quarantine (its bytes stay, the catalogue does without it), or with None take it out again."""
    stored = msgspec.json.encode(problem).decode() if problem else None
    connection.execute(sa.update(raw_record).where(raw_record.c.id == record_id).values(problem=stored))


def records(
    connection: sa.Connection,
    *,
    source: str | None = None,
    member: str | None = None,
    payload: bool = False,
) -> Iterator[RawRecord]:
    """Every raw record, the deleted and the quarantined too, in the order of arrival, read in batches."""
    last = 0
    while True:
        statement = sa.select(*(raw_record.columns if payload else _LIGHT)).where(raw_record.c.id > last)
        if source is not None:
            statement = statement.where(raw_record.c.source == source)
        if member is not None:
            statement = statement.where(raw_record.c.member == member)
        rows = connection.execute(statement.order_by(raw_record.c.id).limit(BATCH)).all()
        if not rows:
            return
        yield from (to_record(row, payload=payload) for row in rows)
        last = rows[-1].id


def sources(connection: sa.Connection) -> set[str]:
    """The sources that records came from, those that are no longer declared too."""
    return set(connection.execute(sa.select(raw_record.c.source).distinct()).scalars())


def members(connection: sa.Connection) -> set[str]:
    """The members that records came from, those that are no longer declared too."""
    return set(connection.execute(sa.select(raw_record.c.member).distinct()).scalars())


def get(connection: sa.Connection, public_id: str) -> RawRecord | None:
    """The raw record of a public id, be it one that it had before its source renamed it."""
    record_id = row_id(connection, public_id)
    row = connection.execute(sa.select(raw_record).where(raw_record.c.id == record_id)).first()
    return to_record(row) if row else None


def row_id(connection: sa.Connection, public_id: str) -> int | None:
    """The row of a public id: of the record that bears it, else of the one that bore it last."""
    source, identifier = split_id(public_id)
    for table, column in ((raw_record, raw_record.c.id), (raw_alias, raw_alias.c.record_id)):
        statement = sa.select(column).where(table.c.source == source, table.c.identifier == identifier)
        if (found := connection.execute(statement).scalar()) is not None:
            return int(found)
    return None


def public_id(connection: sa.Connection, any_id: str) -> str:
    """The public id that the record of a public id bears now; what is none stays as it is."""
    columns = raw_record.c.source, raw_record.c.identifier
    row = connection.execute(sa.select(*columns).where(raw_record.c.id == row_id(connection, any_id))).first()
    return f"{row.source}{SEPARATOR}{row.identifier}" if row else any_id


def aliases(connection: sa.Connection, record_ids: Iterable[int]) -> dict[str, int]:
    """The public ids that records had before, unless another bears them now, and their rows."""
    ids = list(record_ids)
    found: dict[str, int] = {}
    again = (raw_record.c.source == raw_alias.c.source) & (raw_record.c.identifier == raw_alias.c.identifier)
    for start in range(0, len(ids), BATCH):
        some = raw_alias.c.record_id.in_(ids[start : start + BATCH])
        statement = sa.select(raw_alias).where(some, ~sa.exists().where(again))
        found.update(
            {f"{row.source}{SEPARATOR}{row.identifier}": row.record_id for row in connection.execute(statement)}
        )
    return found


def confirmed(connection: sa.Connection, record_ids: Iterable[int]) -> dict[int, str]:
    """When each record, by row id, was last shown by its source."""
    ids = list(record_ids)
    found: dict[int, str] = {}
    for start in range(0, len(ids), BATCH):
        statement = sa.select(raw_record.c.id, raw_record.c.confirmed).where(
            raw_record.c.id.in_(ids[start : start + BATCH])
        )
        found.update({row.id: row.confirmed for row in connection.execute(statement)})
    return found
