"""The blocks of records that share a key, in the store: who lies near whom."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from struct import Struct
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa

from config import listed
from config.database import bulk_insert
from indexer.dedup.keys import REACH
from indexer.neighbours import Numbers, apart, near
from indexer.tables import match_key

Row = tuple[int, int, int]
"""A row of `match_key`: key, position, record."""

_KEY = Struct(">Q")

# In a block, a record is near another when fewer than REACH lie between them, in whichever way it is counted. Positions
# that are equal lie side by side, none between the other and a third.
_NEAR = """
SELECT own.record_id, near.record_id FROM {listed} AS own CROSS JOIN match_key AS near
WHERE near.key = own.key AND near.record_id <> own.record_id
AND near.position >= coalesce((SELECT position FROM match_key WHERE key = own.key AND position < own.position
    ORDER BY position DESC LIMIT 1 OFFSET :reach - 1), -1)
AND near.position <= coalesce((SELECT position FROM match_key WHERE key = own.key AND position > own.position
    ORDER BY position LIMIT 1 OFFSET :reach - 1), 281474976710656)
"""
# The part of a block in which a row at this position counts when it is asked who is near whom.
_REACHED = """
SELECT own.key,
    coalesce((SELECT position FROM match_key WHERE key = own.key AND position < own.position
        ORDER BY position DESC LIMIT 1 OFFSET :reach - 1), -1),
    coalesce((SELECT position FROM match_key WHERE key = own.key AND position > own.position
        ORDER BY position LIMIT 1 OFFSET :reach - 1), 281474976710656)
FROM {listed} AS own
WHERE EXISTS (SELECT 1 FROM match_key WHERE key = own.key LIMIT 1 OFFSET :reach + 1)
"""
_BETWEEN = """
SELECT it.key, it.position, it.record_id FROM {listed} AS part CROSS JOIN match_key AS it
WHERE it.key = part.key AND it.position BETWEEN part.low AND part.high
"""
_LEAVE = "DELETE FROM match_key WHERE (key, position, record_id) IN {listed}"
_COLUMNS = {"key": int, "position": int, "record_id": int}


class Spot(NamedTuple):
    """Where a record lies: its keys, and its position in the block of each."""

    position: int
    keys: tuple[int, ...]


def pack(keys: Iterable[int]) -> bytes:
    """The keys of a record as the store keeps them: six bytes each."""
    return b"".join([_KEY.pack(key)[2:] for key in keys])


def unpack(packed: bytes) -> tuple[int, ...]:
    """The keys that `pack` wrote."""
    return tuple([int.from_bytes(packed[start : start + 6]) for start in range(0, len(packed), 6)])


class Shifted(NamedTuple):
    """Pairs (smaller id first) of records that stayed where they were, and are neighbours, or no longer, because others
    came between them or went.
    """

    met: set[tuple[int, int]]
    parted: set[tuple[int, int]]


def replace(connection: sa.Connection, old: Mapping[int, Spot], new: Mapping[int, Spot]) -> Shifted:
    """Move records in their blocks from where they lay to where they lie now.

    Args:
        connection: the store.
        old: records that lay anywhere, and where.
        new: records that lie anywhere from now on, and where.

    Returns:
        The pairs of others that were shifted thereby, in one block at least: elsewhere they may be neighbours all the
        same. In a block that held and holds no more than the reach, all are neighbours of all, and nothing shifts.
    """
    before, after = set(_rows(old)), set(_rows(new))
    left, entered = before - after, after - before
    moved = left | entered
    parts = _reached(connection, moved)
    if left:
        listed.run(connection, _LEAVE, sorted(left), _COLUMNS)
    if entered:
        bulk_insert(connection, match_key, [{"key": k, "position": p, "record_id": r} for k, p, r in sorted(entered)])
    parts += _reached(connection, moved)
    now = _between(connection, parts)
    then = (now - entered) | {row for row in left if row[0] in {key for key, _low, _high in parts}}
    one, other = _near(then), _near(now)
    stayed = partial(_without, {record_id for _key, _position, record_id in moved})
    return Shifted(stayed(np.setdiff1d(other, one)), stayed(np.setdiff1d(one, other)))


def _reached(connection: sa.Connection, moved: set[Row]) -> list[Row]:
    """The parts of crowded blocks (key, lowest and highest position) in which what moves can shift others."""
    if not moved:
        return []
    rows = listed.run(connection, _REACHED, moved, _COLUMNS, reach=REACH)
    return [(key, low, high) for key, low, high in rows]


def _between(connection: sa.Connection, parts: list[Row]) -> set[Row]:
    """The rows of blocks within the given parts; parts of one block are taken as one, with what lies between them."""
    whole: dict[int, tuple[int, int]] = {}
    for key, low, high in parts:
        lowest, highest = whole.get(key, (low, high))
        whole[key] = min(low, lowest), max(high, highest)
    asked = [(key, low, high) for key, (low, high) in whole.items()]
    rows = listed.run(connection, _BETWEEN, asked, {"key": int, "low": int, "high": int}) if asked else []
    return {(key, position, record_id) for key, position, record_id in rows}


def _near(rows: set[Row]) -> Numbers:
    key, position, record = np.array(sorted(rows) or np.empty((0, 3)), np.int64).T
    return near(key, position, record, REACH)


def _without(moved: set[int], pairs: Numbers) -> set[tuple[int, int]]:
    return {pair for pair in apart(pairs) if not moved.intersection(pair)}


def candidates(connection: sa.Connection, spots: Mapping[int, Spot]) -> set[tuple[int, int]]:
    """The pairs (smaller id first) of these records and all that lie near them in a block."""
    rows = listed.run(connection, _NEAR, _rows(spots), _COLUMNS, reach=REACH)
    return {(own, near) if own < near else (near, own) for own, near in rows}


def _rows(spots: Mapping[int, Spot]) -> Iterator[Row]:
    return ((key, spot.position, record_id) for record_id, spot in spots.items() for key in spot.keys)
