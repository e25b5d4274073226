"""The review queue: pairs of records that the program will not decide alone, for a person to judge, best first.

Two kinds: records that may be the same but are in different union records, and records that are in one although
something forbids it (others between them brought them together). A pair leaves the queue when it is judged, or when any
two records of the same two union records are.
"""

from collections.abc import Iterator, Sequence

import msgspec
import sqlalchemy as sa

from indexer import store
from indexer.dedup import judge, traits
from indexer.dedup.evidence import Evidence
from indexer.dedup.judge import BALANCED, DIFFERENT, UNSURE
from indexer.record import BibRecord
from indexer.tables import bib_record, edge, judgement

MOST = 200
"""So many pairs that contradict their union record are looked at; there are none where nobody judged."""


Rows = tuple[int, int]
"""The rows of two records."""


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Two records to be judged.

    Attributes:
        a, b: the records; their `union` tells where they are now.
        together: they are in one union record, though something forbids it.
        records: how many source records the decision is about: those of both union records.
        evidence: what comparing the two says, freshly.
    """

    a: BibRecord
    b: BibRecord
    together: bool
    records: int
    evidence: Evidence


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the queue, and how long it is in all."""

    doubts: tuple[Doubt, ...]
    total: int


def page(
    connection: sa.Connection,
    *,
    profile: str = BALANCED,
    member: str | None = None,
    offset: int = 0,
    limit: int = 20,
) -> Page:
    """A piece of the review queue.

    What is wrongly together comes first, then what may belong together, the likeliest first: that is where one answer
    settles most. Of the pairs between two union records only the likeliest is asked about.

    Args:
        connection: the store.
        profile: by which the catalogue is matched (`Consortium.matching`).
        member: only pairs of which one record is this member's.
        offset: how many pairs to pass over.
        limit: at most so many.
    """
    against = _contradictions(connection, member, profile)
    unsure = _unsure(member).subquery()
    total = connection.execute(sa.select(sa.func.count()).select_from(unsure)).scalar_one()
    first = against[offset : offset + limit]
    rest = sa.select(unsure.c.a, unsure.c.b).order_by(unsure.c.score.desc(), unsure.c.a, unsure.c.b)
    rows = connection.execute(rest.offset(max(0, offset - len(against))).limit(limit - len(first)))
    pairs = [*first, *rows.all()]
    return Page(doubts=tuple(_doubts(connection, pairs, profile)), total=total + len(against))


_a, _b = bib_record.alias("left_record"), bib_record.alias("right_record")
_ends = edge.join(_a, _a.c.record_id == edge.c.a).join(_b, _b.c.record_id == edge.c.b)


def _unsure(member: str | None) -> "sa.Select[tuple[int, int, float]]":
    """Of the doubtful pairs between two union records the likeliest, unless a person judged one of them."""
    smaller = sa.case((_a.c.union_id < _b.c.union_id, _a.c.union_id), else_=_b.c.union_id).label("smaller")
    larger = sa.case((_a.c.union_id < _b.c.union_id, _b.c.union_id), else_=_a.c.union_id).label("larger")
    doubtful = (
        sa.select(edge.c.a, edge.c.b, edge.c.score, smaller, larger)
        .select_from(_ends)
        .where(edge.c.verdict == UNSURE, _a.c.union_id != _b.c.union_id, ~_judged("union_id"), _of(member))
        .subquery()
    )
    place = sa.func.row_number().over(
        partition_by=(doubtful.c.smaller, doubtful.c.larger),
        order_by=(doubtful.c.score.desc(), doubtful.c.a, doubtful.c.b),
    )
    numbered = sa.select(doubtful.c.a, doubtful.c.b, doubtful.c.score, place.label("place")).subquery()
    return sa.select(numbered.c.a, numbered.c.b, numbered.c.score).where(numbered.c.place == 1)


def _contradictions(connection: sa.Connection, member: str | None, profile: str) -> list[Rows]:
    """Pairs inside one union record that something forbids; mere want of evidence is no contradiction."""
    statement = (
        sa.select(edge.c.a, edge.c.b)
        .select_from(_ends)
        .where(edge.c.verdict == DIFFERENT, _a.c.union_id == _b.c.union_id, ~_judged("record_id"), _of(member))
        .order_by(edge.c.score.desc(), edge.c.a, edge.c.b)
        .limit(MOST)
    )
    rows = [(a, b) for a, b in connection.execute(statement)]
    loaded = _loaded(connection, rows)
    return [(a, b) for a, b in rows if judge.conflict(traits.of(loaded[a]), traits.of(loaded[b]), profile)]


def _judged(column: str) -> sa.ColumnElement[bool]:
    """Whether a person judged the two records of a pair, or (`union_id`) any two of their two union records."""
    one, other = bib_record.alias("judged_one"), bib_record.alias("judged_other")
    x, y, left, right = (table.c[column] for table in (one, other, _a, _b))
    word = (
        sa.select(judgement.c.a)
        .join(one, one.c.id == judgement.c.a)
        .join(other, other.c.id == judgement.c.b)
        .where(sa.or_((x == left) & (y == right), (x == right) & (y == left)))
    )
    return word.correlate(_a, _b).exists()


def _of(member: str | None) -> sa.ColumnElement[bool]:
    return sa.true() if member is None else sa.or_(_a.c.member == member, _b.c.member == member)


def _doubts(connection: sa.Connection, pairs: Sequence[Rows], profile: str) -> Iterator[Doubt]:
    loaded = _loaded(connection, pairs)
    sizes = _sizes(connection, {record.union for record in loaded.values() if record.union})
    for a, b in pairs:
        left, right = loaded[a], loaded[b]
        yield Doubt(
            a=left,
            b=right,
            together=left.union == right.union,
            records=sum(sizes.get(union, 0) for union in {left.union or "", right.union or ""}),
            evidence=judge.explain(traits.of(left), traits.of(right), profile),
        )


def _sizes(connection: sa.Connection, union_ids: set[str]) -> dict[str, int]:
    column = bib_record.c.union_id
    counted = sa.select(column, sa.func.count()).where(column.in_(union_ids)).group_by(column)
    return {union_id: number for union_id, number in connection.execute(counted) if union_id}


def _loaded(connection: sa.Connection, pairs: Sequence[Rows]) -> dict[int, BibRecord]:
    return store.by_row(connection, {record_id for pair in pairs for record_id in pair})
