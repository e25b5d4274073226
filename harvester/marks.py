"""What missing and new records of a source say, noted in temporary tables: memory does not grow with the list."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from config.database import bulk_insert
from harvester.before import BATCH
from harvester.packing import unpack
from harvester.said import Said, number, said
from harvester.tables import Key, raw_record

SAMPLE = 2000
"""So many records that nothing happened to show what is common in this source."""

_temporary = sa.MetaData()

marks = sa.Table(
    "induk_marks",
    _temporary,
    # A missing record and the list that showed it last, or a new one and the run that brought it.
    sa.Column("record_id", Key, primary_key=True, autoincrement=False),
    sa.Column("newer", sa.Boolean, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("number", sa.Text),
    sa.Column("whole", sa.BigInteger),
    prefixes=["TEMPORARY"],
)
words = sa.Table(
    "induk_words",
    _temporary,
    sa.Column("newer", sa.Boolean, nullable=False),
    sa.Column("record_id", Key, nullable=False),
    sa.Column("word", sa.BigInteger, nullable=False),
    prefixes=["TEMPORARY"],
)
scores = sa.Table(
    "induk_scores",
    _temporary,
    sa.Column("older", Key, nullable=False),
    sa.Column("newer", Key, nullable=False),
    sa.Column("score", sa.Integer, nullable=False),
    prefixes=["TEMPORARY"],
)
paired = sa.Table(
    "induk_pairs",
    _temporary,
    sa.Column("older", Key, primary_key=True, autoincrement=False),
    sa.Column("newer", Key, nullable=False, unique=True),
    prefixes=["TEMPORARY"],
)

by_whole = sa.Index("ix_induk_marks", marks.c.whole)
by_word = sa.Index("ix_induk_words", words.c.word)


def create(connection: sa.Connection) -> None:
    """Make the tables. Nothing is committed: they go with the connection's transaction."""
    for table in _temporary.tables.values():
        connection.execute(CreateTable(table))


def mark(connection: sa.Connection, which: sa.ColumnElement[bool], run: sa.ColumnElement[int], *, newer: bool) -> int:
    """Note the records of one side; gives how many there are."""
    found = 0
    for rows in _read(connection, which, run.label("run")):
        bulk_insert(
            connection,
            marks,
            [
                {"record_id": row.id, "newer": newer, "run": row.run, "number": number(row.identifier),
                 "whole": _said(row).whole}
                for row in rows
            ],
        )  # fmt: skip
        found += len(rows)
    return found


def mark_done(connection: sa.Connection) -> None:
    """Let marks be found quickly, now that there are no more of them."""
    connection.execute(CreateIndex(by_whole))


def note_words(connection: sa.Connection, usual: Collection[int]) -> None:
    """Note what the records without a pair say, but for what is common in their source (`usual`)."""
    for newer in (False, True):
        unpaired = raw_record.c.id.in_(sa.select(marks.c.record_id).where(left(newer)))
        for rows in _read(connection, unpaired):
            noted = [
                {"newer": newer, "record_id": row.id, "word": word}
                for row in rows
                for word in _said(row).values
                if word not in usual
            ]
            if noted:
                bulk_insert(connection, words, noted)
    connection.execute(CreateIndex(by_word))


def common(connection: sa.Connection, which: sa.ColumnElement[bool]) -> set[int]:
    """What a sample of these records says."""
    many = count(connection, sa.select(raw_record.c.id).where(which).subquery())
    every = raw_record.c.id % max(1, -(-many // SAMPLE)) == 0
    return {word for rows in _read(connection, which & every) for row in rows for word in _said(row).values}


def values(connection: sa.Connection, record_id: int) -> tuple[int, ...]:
    """What one record says."""
    return _said(next(_read(connection, raw_record.c.id == record_id))[0]).values


def count(connection: sa.Connection, rows: sa.FromClause) -> int:
    """How many rows there are."""
    return connection.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one()


def left(newer: bool) -> sa.ColumnElement[bool]:
    """The marks of one side that have no pair yet."""
    column = paired.c.newer if newer else paired.c.older
    return marks.c.newer.is_(newer) & marks.c.record_id.not_in(sa.select(column))


def _said(row: Any) -> Said:
    return said(row.identifier, unpack(row.payload) if row.payload else b"")


def _read(connection: sa.Connection, which: sa.ColumnElement[bool], *more: Any) -> Iterator[Sequence[Any]]:
    """Records in batches, with these columns more."""
    columns = raw_record.c.id, raw_record.c.identifier, raw_record.c.payload, *more
    last = 0
    while True:
        some = sa.select(*columns).where(which, raw_record.c.id > last).order_by(raw_record.c.id).limit(BATCH)
        rows = connection.execute(some).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id
