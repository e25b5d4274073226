"""Normalised and union records, read: what search, export and the pages ask for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from harvester import store as raw_store
from indexer.record import BibRecord, UnionRecord
from indexer.tables import bib_record, union_record, union_redirect

BATCH = 500
_bib = msgspec.json.Decoder(BibRecord)
_union = msgspec.json.Decoder(UnionRecord)


class Resolved(NamedTuple):
    """Where an id leads: the union id it stands for, and whether that is another than was asked for."""

    union_id: str
    redirected: bool


def resolve(connection: sa.Connection, any_id: str) -> Resolved | None:
    """The living union record that an id stands for: a union id, be it merged away, or a source record's, be it old."""
    seen = {any_id}
    union_id = any_id
    while True:
        alive = connection.execute(
            sa.select(union_record.c.id).where(union_record.c.id == union_id, union_record.c.deleted.is_(False))
        ).scalar()
        if alive:
            return Resolved(union_id, union_id != any_id)
        target = connection.execute(sa.select(union_redirect.c.target).where(union_redirect.c.id == union_id)).scalar()
        if target is None and union_id == any_id:
            target = connection.execute(sa.select(bib_record.c.union_id).where(_named(connection, any_id))).scalar()
        if target is None or target in seen:
            return None
        seen.add(target)
        union_id = target


def unions(connection: sa.Connection, union_ids: Iterable[str], *, confirmed: bool = False) -> dict[str, UnionRecord]:
    """The living union records of these ids; with `confirmed` each holding says when it was last seen."""
    ids = list(union_ids)
    found: dict[str, UnionRecord] = {}
    for start in range(0, len(ids), BATCH):
        statement = sa.select(union_record.c.data).where(
            union_record.c.id.in_(ids[start : start + BATCH]), union_record.c.deleted.is_(False)
        )
        for data in connection.execute(statement).scalars():
            record = _union.decode(data)
            found[record.id] = record
    return _with_confirmed(connection, found) if confirmed else found


def union(connection: sa.Connection, union_id: str) -> UnionRecord | None:
    """One living union record, its holdings with the time when each was last confirmed."""
    return unions(connection, [union_id], confirmed=True).get(union_id)


def all_unions(connection: sa.Connection, *, confirmed: bool = False) -> Iterator[UnionRecord]:
    """Every living union record, by id, read in batches."""
    last = ""
    while True:
        statement = (
            sa.select(union_record.c.id)
            .where(union_record.c.id > last, union_record.c.deleted.is_(False))
            .order_by(union_record.c.id)
            .limit(BATCH)
        )
        ids = connection.execute(statement).scalars().all()
        if not ids:
            return
        found = unions(connection, ids, confirmed=confirmed)
        yield from (found[i] for i in ids if i in found)
        last = ids[-1]


def bibs_of(connection: sa.Connection, union_id: str) -> list[BibRecord]:
    """The source records of a union record."""
    statement = (
        sa.select(bib_record.c.data, bib_record.c.union_id)
        .where(bib_record.c.union_id == union_id)
        .order_by(bib_record.c.record_id)
    )
    return [to_bib(row.data, row.union_id) for row in connection.execute(statement)]


def bib(connection: sa.Connection, public_id: str) -> BibRecord | None:
    """One source record, normalised; an id that it had before its source renamed it will do."""
    row = connection.execute(
        sa.select(bib_record.c.data, bib_record.c.union_id).where(_named(connection, public_id))
    ).first()
    return to_bib(row.data, row.union_id) if row else None


def all_bibs(connection: sa.Connection, *, source: str | None = None, member: str | None = None) -> Iterator[BibRecord]:
    """Every normalised source record in the order of arrival, read in batches."""
    last = 0
    while True:
        statement = sa.select(bib_record).where(bib_record.c.record_id > last)
        if source is not None:
            statement = statement.where(bib_record.c.source == source)
        if member is not None:
            statement = statement.where(bib_record.c.member == member)
        rows = connection.execute(statement.order_by(bib_record.c.record_id).limit(BATCH)).all()
        if not rows:
            return
        yield from (to_bib(row.data, row.union_id) for row in rows)
        last = rows[-1].record_id


def count_unions(connection: sa.Connection) -> int:
    """How many living union records there are."""
    return connection.execute(
        sa.select(sa.func.count()).select_from(union_record).where(union_record.c.deleted.is_(False))
    ).scalar_one()


def decode_bib(data: bytes) -> BibRecord:
    """A stored source record, without the union record it belongs to."""
    return _bib.decode(data)


def to_bib(data: bytes, union_id: str | None) -> BibRecord:
    """A stored source record with the union record it belongs to now."""
    return msgspec.structs.replace(_bib.decode(data), union=union_id)


def _named(connection: sa.Connection, public_id: str) -> sa.ColumnElement[bool]:
    """The source record of a public id, also while the indexer has yet to hear that it was renamed."""
    record_id = raw_store.row_id(connection, public_id)
    return bib_record.c.id == public_id if record_id is None else bib_record.c.record_id == record_id


def _with_confirmed(connection: sa.Connection, found: dict[str, UnionRecord]) -> dict[str, UnionRecord]:
    public_ids = [record_id for record in found.values() for record_id in record.records]
    row_ids: dict[int, str] = {}
    for start in range(0, len(public_ids), BATCH):
        statement = sa.select(bib_record.c.record_id, bib_record.c.id).where(
            bib_record.c.id.in_(public_ids[start : start + BATCH])
        )
        row_ids.update({row.record_id: row.id for row in connection.execute(statement)})
    times = {row_ids[key]: time for key, time in raw_store.confirmed(connection, row_ids).items()}
    replace = msgspec.structs.replace
    return {
        union_id: replace(
            record,
            holdings=tuple(replace(holding, confirmed=times.get(holding.record or "")) for holding in record.holdings),
        )
        for union_id, record in found.items()
    }
