"""All records put into their blocks at once, and who lies near whom: for a first night, and when the rules changed.

Record by record, each key is written to another page of a large table and each neighbour is looked up on its own. Here
the keys of all are put in order first, part by part, written as they come, and gone through once. What is found is what
`blocks` would find.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import sqlalchemy as sa

from config.database import Compiled, Database
from indexer.dedup.keys import BYTES, REACH
from indexer.neighbours import HALF, Numbers, apart, near
from indexer.tables import match_key, match_record, match_rules

ROWS = 1_500_000
"""About so many keys are in memory at once."""

CHUNK = 20_000
ALL_KEYS = 1 << (8 * BYTES - 1)
_KEYS_OF_A_RECORD = 12


class Plan:
    """The pairs to be compared, by the larger number of the two."""

    def __init__(self, pairs: Numbers) -> None:
        self._pairs = pairs
        self._through = -1

    def of(self, batch: Sequence[int]) -> set[tuple[int, int]] | None:
        """The pairs (smaller first) whose larger record is in a batch of records, which is sorted.

        None where the batch goes back to records that were taken before: somebody has judged them meanwhile, and their
        pairs with larger ones are wanted again.
        """
        goes_on = batch[0] > self._through
        self._through = max(self._through, batch[-1])
        if not goes_on:
            return None
        start, end = np.searchsorted(self._pairs, [batch[0] << HALF, (batch[-1] + 1) << HALF])
        return set(apart(self._pairs[start:end]))


def is_due(connection: sa.Connection) -> bool:
    """Whether the blocks are to be filled anew: it was begun, or has yet to be done."""
    return bool(connection.execute(sa.select(match_rules.c.blocks_due)).scalar())


def make_due(connection: sa.Connection) -> None:
    """Leave the blocks as they are until all records are put into them."""
    connection.execute(sa.update(match_rules).values(blocks_due=True))


def settle(database: Database) -> Plan:
    """Fill the blocks anew, each part in a transaction of its own; a kill leaves it due."""
    with database.read() as connection:
        records = connection.execute(sa.select(sa.func.count()).select_from(match_record)).scalar_one()
    parts = records * _KEYS_OF_A_RECORD // ROWS + 1
    bounds = [ALL_KEYS * part // parts for part in range(parts + 1)]
    found = []
    for start, end in pairwise(bounds):
        with database.write() as connection:
            key, position, record = _ordered(connection, start, end)
            connection.execute(sa.delete(match_key).where(match_key.c.key >= start, match_key.c.key < end))
            _write(connection, key, position, record)
            if end == ALL_KEYS:
                connection.execute(sa.update(match_rules).values(blocks_due=False))
        found.append(near(key, position, record, REACH))
    return Plan(np.unique(np.concatenate(found)))


def _ordered(connection: sa.Connection, start: int, end: int) -> tuple[Numbers, Numbers, Numbers]:
    """Key, position and record of all keys in a range, in their order."""
    pieces = [piece[:, (piece[0] >= start) & (piece[0] < end)] for piece in _rows(connection)]
    rows = np.concatenate([np.empty((3, 0), np.int64), *pieces], axis=1)
    order = np.lexsort(rows[::-1])
    return rows[0][order], rows[1][order], rows[2][order]


def _rows(connection: sa.Connection) -> Iterator[Numbers]:
    """All rows of the blocks, as the records have them: three lines, of keys, positions and records."""
    columns = match_record.c.record_id, match_record.c.position, match_record.c["keys"]
    last = 0
    while rows := connection.execute(
        sa.select(*columns).where(columns[0] > last).order_by(columns[0]).limit(CHUNK)
    ).all():
        last = rows[-1][0]
        packed = np.frombuffer(b"".join([row[2] for row in rows]), np.uint8).reshape(-1, BYTES)
        padded = np.zeros((len(packed), 8), np.uint8)
        padded[:, 8 - BYTES :] = packed
        counts = [len(row[2]) // BYTES for row in rows]
        numbers = [np.repeat(np.array([row[n] for row in rows], np.int64), counts) for n in (1, 0)]
        yield np.stack([padded.view(">u8").ravel().astype(np.int64), *numbers])


def _write(connection: sa.Connection, *columns: Numbers) -> None:
    names = ("key", "position", "record_id")
    statement = Compiled(sa.insert(match_key).values({name: sa.bindparam(name) for name in names}), connection.dialect)
    order = [names.index(name) for name in statement.names]
    for start in range(0, len(columns[0]), CHUNK):
        rows = [columns[n][start : start + CHUNK].tolist() for n in order]
        statement.run(connection, list(zip(*rows, strict=True)))
