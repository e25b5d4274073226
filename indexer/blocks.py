"""The blocks of records that share a key, in the store: who lies near whom."""

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from indexer.dedup.keys import REACH
from indexer.queues import chunks
from indexer.tables import match_key


class Place(NamedTuple):
    """A record's place in one block."""

    key: str
    position: str
    record_id: int


def places(connection: sa.Connection, record_ids: Iterable[int]) -> set[Place]:
    """Every place of these records."""
    return {
        Place(*row)
        for part in chunks(record_ids)
        for row in connection.execute(sa.select(match_key).where(match_key.c.record_id.in_(part)))
    }


def replace(connection: sa.Connection, old: set[Place], new: set[Place]) -> set[int]:
    """Put records into other blocks.

    Returns:
        The records of crowded blocks whose nearest neighbours changed thereby: they have to be matched again. In a
        block that held and holds no more than the reach, everybody is everybody's neighbour, and nothing changes for
        the others.
    """
    left, entered = old - new, new - old
    crowded = _crowded(connection, {place.key for place in left}, REACH)
    if left:
        exact = [column == sa.bindparam(f"the_{column.name}") for column in match_key.columns]
        rows = [{f"the_{name}": value for name, value in place._asdict().items()} for place in sorted(left)]
        connection.execute(sa.delete(match_key).where(*exact), rows)
    if entered:
        connection.execute(sa.insert(match_key), [place._asdict() for place in sorted(entered)])
    moved = left | entered
    crowded |= _crowded(connection, {place.key for place in moved}, REACH)
    return {near for place in moved if place.key in crowded for near in _neighbours(connection, place)}


def candidates(connection: sa.Connection, record_ids: Iterable[int]) -> set[tuple[int, int]]:
    """The pairs (smaller id first) of these records and all that lie within reach of them in a block."""
    own = places(connection, record_ids)
    by_key: dict[str, list[Place]] = {}
    for place in own:
        by_key.setdefault(place.key, []).append(place)
    crowded = _crowded(connection, by_key, REACH + 1)
    pairs = {
        (place.record_id, near) for key in crowded for place in by_key[key] for near in _neighbours(connection, place)
    }
    for part in chunks(by_key.keys() - crowded):
        rows = connection.execute(sa.select(match_key.c.key, match_key.c.record_id).where(match_key.c.key.in_(part)))
        pairs |= {(place.record_id, near) for key, near in rows for place in by_key[key]}
    return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}


def _crowded(connection: sa.Connection, keys: Iterable[str], more_than: int) -> set[str]:
    count = sa.func.count()
    return {
        key
        for part in chunks(keys)
        for key in connection.execute(
            sa.select(match_key.c.key)
            .where(match_key.c.key.in_(part))
            .group_by(match_key.c.key)
            .having(count > more_than)
        ).scalars()
    }


def _neighbours(connection: sa.Connection, place: Place) -> list[int]:
    here = sa.tuple_(match_key.c.position, match_key.c.record_id)
    there = sa.tuple_(sa.literal(place.position), sa.literal(place.record_id))
    block = sa.select(match_key.c.record_id).where(match_key.c.key == place.key).limit(REACH)
    columns = (match_key.c.position, match_key.c.record_id)
    after = block.where(here > there).order_by(*columns)
    before = block.where(here < there).order_by(*(column.desc() for column in columns))
    return [*connection.execute(after).scalars(), *connection.execute(before).scalars()]
