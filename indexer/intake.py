"""First step: raw records become normalised records with their match keys, or leave."""

import json
from collections.abc import Container, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from config import logs
from config.database import Compiled, upsert
from config.model import Consortium, FileSource
from harvester import store as raw_store
from harvester.record import Problem, RawRecord
from harvester.tables import raw_change, raw_record
from indexer import blocks, everybody, formats, quality, quality_store, queues, renames
from indexer.blocks import Shifted, Spot
from indexer.dedup import keys, traits
from indexer.dedup.traits import Traits
from indexer.formats.errors import unreadable
from indexer.issues import UNREADABLE
from indexer.reader import Reader
from indexer.record import BibRecord
from indexer.tables import (
    bib_change,
    bib_gone,
    bib_record,
    cluster_change,
    edge,
    match_record,
    source_reading,
    union_change,
)

encode = msgspec.json.Encoder(order="deterministic").encode


class Taken(NamedTuple):
    """What one batch brought: records taken in, taken out of the catalogue, put into quarantine, of so many in all."""

    present: int
    gone: int
    unreadable: int
    total: int
    shifted: Shifted | None


class _Read(NamedTuple):
    """A record that was read, what matching looks at in it, and both as the store keeps them."""

    raw: RawRecord
    record: BibRecord
    data: bytes
    seen: Traits
    traits: bytes


class Feeds:
    """Which sources count today, and how their files name things."""

    def __init__(self, consortium: Consortium, members: Container[str]) -> None:
        active = [(member, source) for member, source in consortium.sources() if member.id in members]
        self.active = {(member.id, source.id) for member, source in active}
        self.columns = {source.id: source.columns for _member, source in active if isinstance(source, FileSource)}

    def shows(self, raw: RawRecord) -> bool:
        """Whether a raw record belongs into the catalogue, if it can be read; what we could not read is tried again."""
        sound = raw.problem is None or raw.problem.code in UNREADABLE
        return not raw.deleted and sound and (raw.member, raw.source) in self.active


def follow_configuration(connection: sa.Connection, feeds: Feeds) -> None:
    """Queue the records of sources that left the configuration or the agreement, came back, or are read otherwise."""
    columns = bib_record.c.member, bib_record.c.source
    held = {(row.member, row.source) for row in connection.execute(sa.select(*columns).distinct())}
    for member, source in held - feeds.active:
        selection = sa.select(bib_record.c.record_id).where(columns[0] == member, columns[1] == source)
        queues.put_from(connection, raw_change, selection)
    for member, source in feeds.active - held:
        selection = sa.select(raw_record.c.id).where(
            raw_record.c.member == member,
            raw_record.c.source == source,
            raw_record.c.deleted.is_(False),
            raw_record.c.problem.is_(None),
        )
        queues.put_from(connection, raw_change, selection)
    _follow_columns(connection, feeds)


def _follow_columns(connection: sa.Connection, feeds: Feeds) -> None:
    """Queue the records of files whose headings are named otherwise than when they were read."""
    understood = {row.source: row.columns for row in connection.execute(sa.select(source_reading))}
    for source, columns in feeds.columns.items():
        told = json.dumps(columns, sort_keys=True)
        if understood.get(source) == told:
            continue
        if source in understood:
            selection = sa.select(raw_record.c.id).where(raw_record.c.source == source, raw_record.c.deleted.is_(False))
            queues.put_from(connection, raw_change, selection)
        statement = upsert(connection, source_reading).values(source=source, columns=told)
        connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_={"columns": told}))


def expect_everybody(connection: sa.Connection) -> bool:
    """Whether so much changed that all records are put into their blocks and matched at once, which is cheaper than to
    look who is concerned; call it before the first of these changes is taken.
    """
    if everybody.is_due(connection):
        return True
    changed = queues.size(connection, raw_change)
    if changed <= max(_MANY * queues.size(connection, bib_record), _FEW):
        return False
    everybody.make_due(connection)
    queues.put_from(connection, bib_change, sa.select(match_record.c.record_id))
    return True


_MANY, _FEW = 0.2, 1000


def take(connection: sa.Connection, feeds: Feeds, reader: Reader, limit: int, *, at_once: bool = False) -> Taken:
    """Work off the next raw changes; call it in a transaction of its own.

    With `at_once` all records wait for matching already, and the blocks are filled when all have been taken.
    """
    changes = _changes(connection, limit)
    present: dict[int, _Read] = {}
    unreadable = 0
    for record_id, raw in changes:
        if raw is None or not feeds.shows(raw):
            continue
        try:
            present[record_id] = _read(raw, feeds)
        except formats.Unreadable as error:
            raw_store.set_problem(connection, record_id, Problem(error.code, error.message))
            unreadable += 1
        else:
            if raw.problem is not None:
                raw_store.set_problem(connection, record_id, None)
    ids = [record_id for record_id, _raw in changes]
    known = _known(connection, ids)
    spots = _spots(connection, ids)
    gone = [record_id for record_id in ids if record_id in known and record_id not in present]
    if gone:
        _remove(connection, gone, known)
    changed = _write(connection, present, known, spots)
    quality_store.note(connection, {record_id: present[record_id].record for record_id in changed}, known.keys())
    names = {present[record_id].raw.id: record_id for record_id in changed}
    renames.inherit(connection, {known[record_id].id: known[record_id].union_id for record_id in gone}, names)
    renames.follow(connection, {known[record_id].id: record_id for record_id in changed if record_id in known}, names)
    old = {record_id: spots[record_id] for record_id in (*gone, *changed) if record_id in spots}
    new = _place(connection, {record_id: present[record_id] for record_id in changed}, reader)
    shifted = None if at_once else blocks.replace(connection, old, new)
    queues.put(connection, bib_change, changed)
    raw_store.take(connection, ids)
    return Taken(len(present), len(gone), unreadable, len(ids), shifted)


def _spots(connection: sa.Connection, ids: Sequence[int]) -> dict[int, Spot]:
    found = queues.rows(connection, ids, match_record, "position", "keys")
    return {record_id: Spot(position, blocks.unpack(packed)) for record_id, position, packed in found}


def _place(connection: sa.Connection, records: dict[int, _Read], reader: Reader) -> dict[int, Spot]:
    """Store what matching looks at in these records, and say where they lie."""
    reader.remember({record_id: read.seen for record_id, read in records.items()})
    spots, rows = {}, []
    for record_id, read in records.items():
        spot = Spot(keys.position(read.seen, read.record.id), tuple(keys.keys(read.seen)))
        spots[record_id] = spot
        rows.append(
            {
                "record_id": record_id,
                "position": spot.position,
                "keys": blocks.pack(spot.keys),
                "traits": read.traits,
            }
        )
    _store(connection, match_record, rows)
    return spots


def _store(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Put whole rows into a table that has one for each record, in the place of what was there."""
    if rows:
        statement = _storing(table, connection.dialect)
        statement.run(connection, [tuple([row[name] for name in statement.names]) for row in rows])


@cache
def _storing(table: sa.Table, dialect: sa.Dialect) -> Compiled:
    statement = upsert(dialect.name, table).values({one.name: sa.bindparam(one.name) for one in table.columns})
    changed = {one.name: statement.excluded[one.name] for one in table.columns if not one.primary_key}
    return Compiled(statement.on_conflict_do_update(index_elements=["record_id"], set_=changed), dialect)


def _changes(connection: sa.Connection, limit: int) -> list[tuple[int, RawRecord | None]]:
    """The next changes, and with them those of the records whose public ids they take over."""
    changes = raw_store.changes(connection, limit)
    more = changes
    while more:
        names = {raw.id: record_id for record_id, raw in more if raw is not None}
        here = {record_id for record_id, _raw in changes}
        more = raw_store.these(connection, sorted(set(renames.in_the_way(connection, names)) - here))
        changes += more
    return changes


def _read(raw: RawRecord, feeds: Feeds) -> _Read:
    """The record; where we stumble over it, that is our mistake, and no other record waits for its mending."""
    try:
        record = quality.examined(formats.read(raw, feeds.columns.get(raw.source)))
        seen = traits.of(record)
        return _Read(raw, record, encode(msgspec.structs.replace(record, union=None)), seen, traits.pack(seen))
    except formats.Unreadable:
        raise
    except Exception as error:
        logs.get("indexer").error("internal", record=raw.id, exc_info=True)
        raise unreadable("internal", error=f"{type(error).__name__}: {error}") from error


class _Known(NamedTuple):
    id: str
    union_id: str | None
    data: bytes


def _known(connection: sa.Connection, ids: Sequence[int]) -> dict[int, _Known]:
    found = queues.rows(connection, ids, bib_record, "id", "union_id", "data")
    return {record_id: _Known(*known) for record_id, *known in found}


def _remove(connection: sa.Connection, gone: Sequence[int], known: dict[int, _Known]) -> None:
    """Forget records; whom they were united with has to be grouped again, and their union records merged again."""
    unions = {record_id: union for record_id in gone if (union := known[record_id].union_id)}
    queues.put(connection, union_change, unions.values())
    if unions:
        rows = [{"record_id": record_id, "union_id": union} for record_id, union in unions.items()]
        connection.execute(upsert(connection, bib_gone).on_conflict_do_nothing(), rows)
    quality_store.forget(connection, gone)
    for part in queues.chunks(gone):
        connection.execute(sa.delete(bib_record).where(bib_record.c.record_id.in_(part)))
        connection.execute(sa.delete(match_record).where(match_record.c.record_id.in_(part)))
        connection.execute(sa.delete(edge).where(edge.c.a.in_(part)))
        connection.execute(sa.delete(edge).where(edge.c.b.in_(part)))
        connection.execute(sa.delete(bib_change).where(bib_change.c.record_id.in_(part)))
        connection.execute(sa.delete(cluster_change).where(cluster_change.c.record_id.in_(part)))
    for ids in queues.chunks(sorted(set(unions.values()))):
        mates = sa.select(bib_record.c.record_id).where(bib_record.c.union_id.in_(ids))
        queues.put(connection, cluster_change, connection.execute(mates).scalars())


def _write(
    connection: sa.Connection,
    present: dict[int, _Read],
    known: dict[int, _Known],
    placed: Container[int],
) -> list[int]:
    """Store the records whose description is new or changed, or that lie nowhere yet, and name them."""
    rows, unions = {}, set()
    for record_id, read in present.items():
        before = known.get(record_id)
        if before and before.data == read.data and record_id in placed:
            continue
        if before and before.union_id:
            unions.add(before.union_id)
        rows[record_id] = {
            "record_id": record_id,
            "id": read.raw.id,
            "source": read.raw.source,
            "member": read.raw.member,
            "union_id": before.union_id if before else None,
            "first_seen": read.raw.first_seen,
            "data": read.data,
        }
    unions |= _come_back(connection, rows)
    renamed = [i for i, row in rows.items() if i in known and known[i].id != row["id"]]
    for part in queues.chunks(renamed):  # first all old public ids go, then the new ones come
        connection.execute(sa.delete(bib_record).where(bib_record.c.record_id.in_(part)))
    _store(connection, bib_record, list(rows.values()))
    queues.put(connection, union_change, unions)
    return list(rows)


def _come_back(connection: sa.Connection, rows: dict[int, dict[str, object]]) -> set[str]:
    """Give records that were away the union ids that they had; returns these."""
    found = dict(tuple(row) for row in queues.rows(connection, rows, bib_gone, "union_id"))
    for record_id, union_id in found.items():
        rows[record_id]["union_id"] = union_id
    queues.drop(connection, bib_gone, list(found))
    return set(found.values())
