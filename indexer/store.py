"""Normalised and union records, read: what search, export and the pages ask for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from harvester import store as raw_store
from indexer import quality_shelf
from indexer.record import BibRecord, Issue, UnionRecord
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
    """The living union records of these ids.

    With `confirmed` as people see them today: each holding says when it was last seen, and what is wrong between the
    records of one library (`indexer.quality_shelf`) stands among the issues.
    """
    ids = list(union_ids)
    found: dict[str, UnionRecord] = {}
    for start in range(0, len(ids), BATCH):
        statement = sa.select(union_record.c.data).where(
            union_record.c.id.in_(ids[start : start + BATCH]), union_record.c.deleted.is_(False)
        )
        for data in connection.execute(statement).scalars():
            record = _union.decode(data)
            found[record.id] = record
    return _as_of_today(connection, found) if confirmed else found


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
    statement = sa.select(bib_record).where(bib_record.c.union_id == union_id).order_by(bib_record.c.record_id)
    return _bibs(connection, connection.execute(statement).all())


def bib(connection: sa.Connection, public_id: str) -> BibRecord | None:
    """One source record, normalised; an id that it had before its source renamed it will do."""
    rows = connection.execute(sa.select(bib_record).where(_named(connection, public_id))).all()
    return next(iter(_bibs(connection, rows)), None)


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
        yield from _bibs(connection, rows)
        last = rows[-1].record_id


def by_row(connection: sa.Connection, record_ids: Iterable[int]) -> dict[int, BibRecord]:
    """The normalised source records of these rows, in the order of arrival."""
    statement = sa.select(bib_record).where(bib_record.c.record_id.in_(list(record_ids)))
    rows = connection.execute(statement.order_by(bib_record.c.record_id)).all()
    return dict(zip((row.record_id for row in rows), _bibs(connection, rows), strict=True))


def members(connection: sa.Connection) -> set[str]:
    """The members that have records in the catalogue."""
    return set(connection.execute(sa.select(bib_record.c.member).distinct()).scalars())


def count_unions(connection: sa.Connection) -> int:
    """How many living union records there are."""
    return connection.execute(
        sa.select(sa.func.count()).select_from(union_record).where(union_record.c.deleted.is_(False))
    ).scalar_one()


def decode_bib(data: bytes) -> BibRecord:
    """A stored source record, without the union record it belongs to."""
    return _bib.decode(data)


def _bibs(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[BibRecord]:
    """Stored source records with the union record each belongs to now, and what is wrong with it in its library."""
    shelf = quality_shelf.issues(connection, [row.record_id for row in rows])
    found = []
    for row in rows:
        record = _bib.decode(row.data)
        issues = (*record.issues, *shelf.get(row.record_id, ()))
        found.append(msgspec.structs.replace(record, union=row.union_id, issues=issues))
    return found


def _named(connection: sa.Connection, public_id: str) -> sa.ColumnElement[bool]:
    """The source record of a public id, also while the indexer has yet to hear that it was renamed."""
    record_id = raw_store.row_id(connection, public_id)
    return bib_record.c.id == public_id if record_id is None else bib_record.c.record_id == record_id


def _as_of_today(connection: sa.Connection, found: dict[str, UnionRecord]) -> dict[str, UnionRecord]:
    public_ids = [record_id for record in found.values() for record_id in record.records]
    row_ids: dict[int, str] = {}
    for start in range(0, len(public_ids), BATCH):
        statement = sa.select(bib_record.c.record_id, bib_record.c.id).where(
            bib_record.c.id.in_(public_ids[start : start + BATCH])
        )
        row_ids.update({row.record_id: row.id for row in connection.execute(statement)})
    times = {row_ids[key]: time for key, time in raw_store.confirmed(connection, row_ids).items()}
    shelf = {row_ids[key]: issues for key, issues in quality_shelf.issues(connection, row_ids).items()}
    return {union_id: _shown(record, times, shelf) for union_id, record in found.items()}


def _shown(record: UnionRecord, times: dict[str, str], shelf: dict[str, list[Issue]]) -> UnionRecord:
    replace = msgspec.structs.replace
    holdings = tuple(replace(holding, confirmed=times.get(holding.record or "")) for holding in record.holdings)
    more: dict[Issue, list[int]] = {}
    for place, public_id in enumerate(record.records):
        for issue in shelf.get(public_id, ()):
            more.setdefault(issue, []).append(place)
    provenance = record.provenance
    if more and provenance:
        provenance = provenance | {"issues": (*provenance.get("issues", ()), *map(tuple, more.values()))}
    return replace(record, holdings=holdings, issues=(*record.issues, *more), provenance=provenance)
