"""The blocks of records that share a key, in the store: who lies near whom."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from struct import Struct
from typing import NamedTuple

import sqlalchemy as sa

from config import listed
from config.database import bulk_insert
from indexer.dedup.keys import REACH
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
_CROWDED = " AND EXISTS (SELECT 1 FROM match_key WHERE key = own.key LIMIT 1 OFFSET :reach + 1)"
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


def replace(connection: sa.Connection, old: Mapping[int, Spot], new: Mapping[int, Spot]) -> set[int]:
    """Move records in their blocks from where they lay to where they lie now.

    Args:
        connection: the store.
        old: records that lay anywhere, and where.
        new: records that lie anywhere from now on, and where.

    Returns:
        The records whose neighbourhood changed thereby: they have to be matched again. In a block that held and
        holds no more than the reach, all are neighbours of all, and nothing changes for the others.
    """
    before, after = set(_rows(old)), set(_rows(new))
    left, entered = before - after, after - before
    concerned: set[int] = set()
    if left:
        concerned |= _concerned(connection, left)
        listed.run(connection, _LEAVE, sorted(left), _COLUMNS)
    if entered:
        bulk_insert(connection, match_key, [{"key": k, "position": p, "record_id": r} for k, p, r in sorted(entered)])
        concerned |= _concerned(connection, entered)
    return concerned


def candidates(connection: sa.Connection, spots: Mapping[int, Spot]) -> set[tuple[int, int]]:
    """The pairs (smaller id first) of these records and all that lie near them in a block."""
    rows = listed.run(connection, _NEAR, _rows(spots), _COLUMNS, reach=REACH)
    return {(own, near) if own < near else (near, own) for own, near in rows}


def _concerned(connection: sa.Connection, moved: Collection[Row]) -> set[int]:
    return {near for _own, near in listed.run(connection, _NEAR + _CROWDED, moved, _COLUMNS, reach=REACH)}


def _rows(spots: Mapping[int, Spot]) -> Iterator[Row]:
    return ((key, spot.position, record_id) for record_id, spot in spots.items() for key in spot.keys)
