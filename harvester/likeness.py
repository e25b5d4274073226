"""Which missing records of a source are the new ones, under other identifiers.

Two records that say exactly the same are one. Where so many are that the source must have renamed all it has, or
where so many are alike, records are one that share most of what nobody else says.
"""

from array import array
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from harvester import sweep
from harvester.ledger import Ledger
from harvester.marks import (
    common,
    count,
    create,
    left,
    mark,
    mark_done,
    marks,
    note_words,
    paired,
    scores,
    values,
    words,
)
from harvester.tables import raw_record, source_run

ALIKE, SAME_NUMBER = 500, 250
"""Per mille of their rare values that two records have in common to be one, and what the same number adds to it.

`oai:old:slims-12` and `oai:new:slims-12` may differ in more, where the source keeps its numbers.
"""

WHOLESALE, AT_LEAST = 0.5, 5
"""The share of the missing records, and the number, that must have a pair for records to be one that are only alike."""

RARE = 6
"""A value that more of the missing and new records have tells nothing; where there are few, a tenth of them, or two."""

Pairs = tuple["array[int]", "array[int]"]
Condition = sa.ColumnElement[bool]


def pairs(ledger: Ledger) -> Pairs:
    """The rows of missing records and, at the same places, of the new ones that they have become.

    A record that came while the other was still shown is another one, whatever it says.
    """
    gone = sweep.gone(ledger)
    shown = (
        (raw_record.c.source == ledger.source) & (raw_record.c.sweep == ledger.sweep)
        & raw_record.c.deleted.is_(False) & raw_record.c.problem.is_(None)
    )  # fmt: skip
    with ledger.database.read() as connection:
        first = connection.execute(sa.select(sa.func.min(raw_record.c.sweep)).where(gone)).scalar()
        born = _born(ledger.source)
        newer = shown & (raw_record.c.created_run > (first or 0)) & (born > (first or 0))
        if first is None or connection.execute(sa.select(raw_record.c.id).where(newer).limit(1)).first() is None:
            return array("q"), array("q")
        create(connection)
        missing = mark(connection, gone, raw_record.c.sweep, newer=False)
        mark(connection, newer, born, newer=True)
        mark_done(connection)
        numbered = _pair_same(connection, marks.c.number)
        same = _pair_same(connection)
        if not _pair_alike(connection, shown, max(AT_LEAST, WHOLESALE * missing) - same, 2 * numbered >= same):
            usual = common(connection, shown & raw_record.c.id.not_in(sa.select(marks.c.record_id)))
            return _listed(row for row in _single(connection) if not usual.issuperset(values(connection, row.older)))
        return _listed(connection.execute(sa.select(paired).order_by(paired.c.older)))


def _born(source: str) -> sa.ColumnElement[int]:
    """The list that brought a record first; one that was gone on with, over several runs, is one list."""
    lists = sa.select(source_run.c.sweep).where(
        source_run.c.run_id == raw_record.c.created_run, source_run.c.source == source
    )
    return sa.func.coalesce(lists.scalar_subquery(), raw_record.c.created_run)


def _pair_same(connection: sa.Connection, *also: sa.Column[Any]) -> int:
    """Pair what says exactly the same, and has the same value in these columns; gives how many pairs there are now.

    Where several do, the first is the first: nobody could tell them apart, and lists keep their order.
    """

    def ranked(newer: bool) -> Any:
        keys = marks.c.whole, *also
        place = sa.func.row_number().over(partition_by=keys, order_by=marks.c.record_id)
        told = left(newer) & sa.and_(*(key.is_not(None) for key in keys))
        return sa.select(marks.c.record_id, marks.c.run, *keys, place.label("place")).where(told).subquery()

    a, b = ranked(newer=False), ranked(newer=True)
    match = sa.and_(*(a.c[name] == b.c[name] for name in ("whole", "place", *(column.name for column in also))))
    rows = sa.select(a.c.record_id, b.c.record_id).join_from(a, b, match).where(b.c.run > a.c.run)
    connection.execute(sa.insert(paired).from_select(["older", "newer"], rows))
    return count(connection, paired)


def _pair_alike(connection: sa.Connection, shown: Condition, wanted: float, keeps_numbers: bool) -> bool:
    """Pair what is alike, if so many pairs are found as are wanted; gives whether they are.

    Args:
        keeps_numbers: the source does, as far as can be seen.
    """
    counts = [count(connection, sa.select(marks).where(left(newer)).subquery()) for newer in (False, True)]
    if min(counts) < wanted:
        return False
    if min(counts):
        unpaired = sa.select(marks.c.record_id).where(left(newer=True))
        note_words(connection, common(connection, shown & raw_record.c.id.not_in(unpaired)))
        _drop_frequent(connection, max(2, min(RARE, sum(counts) // 10)))
        _score(connection, SAME_NUMBER if keeps_numbers else 0)
    best = _best()
    if count(connection, best.subquery()) < wanted:
        return False
    connection.execute(sa.insert(paired).from_select(["older", "newer"], best))
    return True


def _drop_frequent(connection: sa.Connection, most: int) -> None:
    frequent = sa.select(words.c.word).group_by(words.c.word).having(sa.func.count() > most)
    connection.execute(sa.delete(words).where(words.c.word.in_(frequent)))


def _score(connection: sa.Connection, bonus: int) -> None:
    """Note how much records have in common that share any rare value."""
    size = sa.select(words.c.record_id, sa.func.count().label("n")).group_by(words.c.record_id).cte()
    a, b, n = words.alias("a"), words.alias("b"), sa.func.count()
    shared = (
        sa.select(a.c.record_id.label("older"), b.c.record_id.label("newer"), n.label("n"))
        .join_from(a, b, a.c.word == b.c.word)
        .where(a.c.newer.is_(False), b.c.newer.is_(True))
        .group_by(a.c.record_id, b.c.record_id)
        .subquery()
    )
    old, new, old_size, new_size = marks.alias("old"), marks.alias("new"), size.alias("o"), size.alias("p")
    number = sa.case((old.c.number == new.c.number, bonus), else_=0)
    score = 1000 * shared.c.n // (old_size.c.n + new_size.c.n - shared.c.n) + number
    rows = (
        sa.select(shared.c.older, shared.c.newer, score)
        .join_from(shared, old, old.c.record_id == shared.c.older)
        .join(new, new.c.record_id == shared.c.newer)
        .join(old_size, old_size.c.record_id == shared.c.older)
        .join(new_size, new_size.c.record_id == shared.c.newer)
        .where(score >= ALIKE, new.c.run > old.c.run)
    )
    connection.execute(sa.insert(scores).from_select(["older", "newer", "score"], rows))


def _best() -> sa.Select[tuple[int, int]]:
    """The pairs of which each record is the other's best; none where another is as good."""
    a, b, score = scores.c.older, scores.c.newer, scores.c.score
    better = [sa.func.rank().over(partition_by=side, order_by=score.desc()) for side in (a, b)]
    as_good = [sa.func.count().over(partition_by=(side, score)) for side in (a, b)]
    every = sa.select(a, b, *(c.label(f"c{i}") for i, c in enumerate((*better, *as_good)))).subquery()
    return sa.select(every.c.older, every.c.newer).where(*(every.c[f"c{i}"] == 1 for i in range(4)))


def _single(connection: sa.Connection) -> Iterable[Any]:
    """The pairs that nobody else says the same as, or that have the same number."""
    old, new, every = marks.alias("old"), marks.alias("new"), marks.alias("every")
    as_many = sa.select(sa.func.count()).where(every.c.whole == old.c.whole).scalar_subquery()
    rows = (
        sa.select(paired)
        .join_from(paired, old, old.c.record_id == paired.c.older)
        .join(new, new.c.record_id == paired.c.newer)
        .where((as_many == 2) | (old.c.number == new.c.number))
    )
    return connection.execute(rows.order_by(paired.c.older))


def _listed(rows: Iterable[Any]) -> Pairs:
    older, newer = array("q"), array("q")
    for row in rows:
        older.append(row.older)
        newer.append(row.newer)
    return older, newer
