"""What is wrong between the records of one library: one publication described twice, one ISBN on several titles.

It is worked out whenever it is asked for, since it changes with records that did not change themselves.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator

import msgspec
import sqlalchemy as sa
from rapidfuzz import fuzz

from indexer import queues
from indexer.normalise import names, text
from indexer.record import Creator, Issue
from indexer.tables import bib_record, record_isbn

DUPLICATE, SEVERAL = "duplicate-in-library", "isbn-of-several"
CODES = (DUPLICATE, SEVERAL)
"""The codes that are not among the issues that a record is stored with."""

UNLIKE = 60
"""Titles less alike than this, in percent, are two titles; volumes and editions of one work are more alike."""

TRIED = 20
"""So many others are looked at for each record that shares its ISBN."""


class _Seen(msgspec.Struct):
    """The part of a stored record that tells whether two can share an ISBN."""

    title: str | None = None
    subtitle: str | None = None
    creators: tuple[Creator, ...] = ()
    series: tuple[str, ...] = ()


_decode = msgspec.json.Decoder(_Seen).decode
Found = dict[int, list[Issue]]
"""Row of a record → what is wrong with it among those of its library."""


def issues(connection: sa.Connection, record_ids: Iterable[int]) -> Found:
    """What is wrong with these records among those of their libraries."""
    found: Found = defaultdict(list)
    for part in queues.chunks(record_ids):
        wanted = set(part)
        unions = sa.select(bib_record.c.union_id).where(bib_record.c.record_id.in_(part)).scalar_subquery()
        for group in _groups(connection, bib_record.c.union_id.in_(unions)):
            for record_id, other in _others(group):
                if record_id in wanted:
                    found[record_id].append(Issue(code=DUPLICATE, value=other))
        columns = record_isbn.c.member, record_isbn.c.isbn
        mine = sa.select(*columns).distinct().where(record_isbn.c.record_id.in_(part))
        for record_id, issue in _clashes(connection, mine, wanted):
            if record_id in wanted:
                found[record_id].append(issue)
    return found


def duplicates(connection: sa.Connection, member: str | None = None) -> dict[int, str]:
    """The rows of records whose publication their library describes twice → their member."""
    columns = bib_record.c.union_id, bib_record.c.member
    twice = sa.select(*columns).where(columns[0].is_not(None)).group_by(*columns).having(sa.func.count() > 1)
    if member is not None:
        twice = twice.where(columns[1] == member)
    pairs = twice.subquery()
    rows = connection.execute(
        sa.select(bib_record.c.record_id, bib_record.c.member).join(
            pairs, (pairs.c.union_id == columns[0]) & (pairs.c.member == columns[1])
        )
    )
    return dict(rows.all())


def on_several(connection: sa.Connection, member: str | None = None) -> dict[int, str]:
    """The rows of records whose ISBN their library gives to another title too → their member."""
    columns = record_isbn.c.member, record_isbn.c.isbn
    shared = sa.select(*columns).group_by(*columns).having(sa.func.count() > 1)
    if member is not None:
        shared = shared.where(columns[0] == member)
    found = {record_id for record_id, _issue in _clashes(connection, shared)}
    return {
        record_id: owner
        for part in queues.chunks(sorted(found))
        for record_id, owner in connection.execute(
            sa.select(bib_record.c.record_id, bib_record.c.member).where(bib_record.c.record_id.in_(part))
        )
    }


class _Row(msgspec.Struct, frozen=True):
    record_id: int
    id: str


def _groups(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Iterator[list[_Row]]:
    """The records of one member in one union record, where they are several, oldest row first."""
    columns = bib_record.c.union_id, bib_record.c.member, bib_record.c.record_id, bib_record.c.id
    found: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    rows = connection.execute(sa.select(*columns).where(condition).order_by(bib_record.c.record_id))
    for union_id, member, record_id, public_id in rows:
        found[union_id, member].append(_Row(record_id, public_id))
    yield from (group for group in found.values() if len(group) > 1)


def _others(group: list[_Row]) -> Iterator[tuple[int, str]]:
    """Each record with the id of another: the first, or for this the second; a hundred copies make a hundred lines."""
    yield group[0].record_id, group[1].id
    yield from ((row.record_id, group[0].id) for row in group[1:])


class _Bearer(msgspec.Struct, frozen=True):
    """A record that bears a shared ISBN."""

    record_id: int
    id: str
    union_id: str | None
    title: str
    people: frozenset[str]
    series: frozenset[str]


def _clashes(
    connection: sa.Connection, shared: "sa.Select[tuple[str, int]]", wanted: Container[int] | None = None
) -> Iterator[tuple[int, Issue]]:
    """Of the ISBNs that `shared` selects, the records that bear one whose other bearer is another title.

    Of an ISBN that thousands bear only the first are read, and those that are `wanted` (None: all).
    """
    pairs = shared.subquery()
    of_pair = (pairs.c.member == record_isbn.c.member) & (pairs.c.isbn == record_isbn.c.isbn)
    rows = connection.execute(
        sa.select(record_isbn.c.member, record_isbn.c.isbn, record_isbn.c.record_id)
        .join(pairs, of_pair)
        .distinct()
        .order_by(record_isbn.c.member, record_isbn.c.isbn, record_isbn.c.record_id)
    )
    bearing: dict[tuple[str, int], list[int]] = defaultdict(list)
    for member, isbn, record_id in rows:
        bearing[member, isbn].append(record_id)
    several = {
        key: ids[: TRIED + 1] + [i for i in ids[TRIED + 1 :] if wanted is None or i in wanted]
        for key, ids in bearing.items()
        if len(ids) > 1
    }
    for part in queues.chunks(several.items(), 100):
        loaded = _bearers(connection, {record_id for _key, ids in part for record_id in ids})
        for (_member, isbn), ids in part:
            yield from _unlike(str(isbn), [loaded[record_id] for record_id in ids if record_id in loaded])


def _unlike(isbn: str, bearers: list[_Bearer]) -> Iterator[tuple[int, Issue]]:
    for one in bearers:
        others = (other for other in bearers[: TRIED + 1] if other is not one)
        other = next((other for other in others if _are_two_titles(one, other)), None)
        if other is not None:
            yield one.record_id, Issue(code=SEVERAL, field="isbns", value=isbn, note=other.id)


def _bearers(connection: sa.Connection, record_ids: Collection[int]) -> dict[int, _Bearer]:
    columns = bib_record.c.record_id, bib_record.c.id, bib_record.c.union_id, bib_record.c.data
    return {
        row.record_id: _bearer(row.record_id, row.id, row.union_id, _decode(row.data))
        for part in queues.chunks(record_ids)
        for row in connection.execute(sa.select(*columns).where(columns[0].in_(part)))
    }


def _bearer(record_id: int, public_id: str, union_id: str | None, seen: _Seen) -> _Bearer:
    return _Bearer(
        record_id,
        public_id,
        union_id,
        text.fold(" ".join(filter(None, (seen.title, seen.subtitle)))),
        frozenset(names.parse(creator.name).family for creator in seen.creators) - {""},
        frozenset(map(_unnumbered, seen.series)) - {""},
    )


def _unnumbered(series: str) -> str:
    return " ".join(word for word in text.words(series) if not word.isdecimal())


def _are_two_titles(a: _Bearer, b: _Bearer) -> bool:
    """Whether an ISBN cannot be that of both: other title, other people, other series. A set's volumes share some."""
    if not (a.title and b.title) or (a.union_id is not None and a.union_id == b.union_id):
        return False
    if a.people & b.people or a.series & b.series:
        return False
    return fuzz.token_set_ratio(a.title, b.title) < UNLIKE
