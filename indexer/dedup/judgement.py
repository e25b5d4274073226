"""A person's word on two records: it outranks every score, and outlives re-harvest and rebuild."""

from collections.abc import Collection, Iterable, Mapping

import msgspec
import sqlalchemy as sa

from config import clock
from config.database import upsert
from indexer import queues
from indexer.dedup.evidence import Evidence
from indexer.dedup.judge import SAME
from indexer.tables import bib_change, bib_record, judgement


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """Two source records by their public ids (`a` before `b`), the verdict, why, and when it was given."""

    a: str
    b: str
    verdict: str
    note: str | None = None
    made: str = ""


def remember(connection: sa.Connection, verdict: str, one: str, other: str, note: str | None = None) -> Judgement:
    """Store a judgement, replacing an older one on the same two, and queue both records for matching."""
    a, b = sorted((one, other))
    made = Judgement(a=a, b=b, verdict=verdict, note=note, made=clock.stamp())
    row = msgspec.structs.asdict(made)
    statement = upsert(connection, judgement).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["a", "b"], set_=row))
    _queue(connection, a, b)
    return made


def forget(connection: sa.Connection, one: str, other: str) -> bool:
    """Take a judgement back; False if there is none."""
    a, b = sorted((one, other))
    gone = connection.execute(sa.delete(judgement).where(judgement.c.a == a, judgement.c.b == b)).rowcount > 0
    if gone:
        _queue(connection, a, b)
    return gone


def get(connection: sa.Connection, one: str, other: str) -> Judgement | None:
    """The judgement on two records, if there is one."""
    a, b = sorted((one, other))
    row = connection.execute(sa.select(judgement).where(judgement.c.a == a, judgement.c.b == b)).first()
    return Judgement(**row._mapping) if row else None


def any_at_all(connection: sa.Connection) -> bool:
    """Whether a person ever said anything."""
    return connection.execute(sa.select(judgement.c.a).limit(1)).first() is not None


def between(connection: sa.Connection, some: Collection[str], others: Collection[str]) -> list[Judgement]:
    """The judgements on one record of `some` and one of `others`, by their public ids."""
    return [
        made
        for made in all_of(connection)
        if (made.a in some and made.b in others) or (made.b in some and made.a in others)
    ]


def all_of(connection: sa.Connection) -> list[Judgement]:
    """Every judgement, by ids."""
    rows = connection.execute(sa.select(judgement).order_by(judgement.c.a, judgement.c.b))
    return [Judgement(**row._mapping) for row in rows]


def contradicting(connection: sa.Connection, made: Judgement) -> list[Judgement]:
    """The other judgements that cannot all be right together with this one."""
    others = [each for each in all_of(connection) if (each.a, each.b) != (made.a, made.b)]
    chains = _chains(made.a, [each for each in others if each.verdict == SAME])
    if made.verdict != SAME:
        return chains.get(made.b, [])
    ends = set(chains), set(_chains(made.b, [each for each in others if each.verdict == SAME]))
    return [
        each
        for each in others
        if each.verdict != SAME and any(each.a in one and each.b in other for one, other in (ends, ends[::-1]))
    ]


def _chains(start: str, same: list[Judgement]) -> dict[str, list[Judgement]]:
    """Every record that judgements join with `start` → the shortest chain of them that does."""
    found: dict[str, list[Judgement]] = {start: []}
    reached = [start]
    for here in reached:
        for each in same:
            for one, other in ((each.a, each.b), (each.b, each.a)):
                if one == here and other not in found:
                    found[other] = [*found[here], each]
                    reached.append(other)
    return found


def named(connection: sa.Connection, public_ids: Iterable[str]) -> set[str]:
    """Those of these public ids that a judgement names."""
    return {
        name
        for part in queues.chunks(public_ids)
        for side in (judgement.c.a, judgement.c.b)
        for name in connection.execute(sa.select(side).where(side.in_(part))).scalars()
    }


def rename(connection: sa.Connection, names: Mapping[str, str]) -> None:
    """Let judgements name records that got other public ids (old → new) as they are called now.

    Where there is one by the new names too, the newer of the two counts. One on two names of the same record says
    nothing as long as they are that; it stays as it is, for a rename can be undone.
    """
    rows = {
        (row.a, row.b): row
        for part in queues.chunks(names)
        for row in connection.execute(sa.select(judgement).where(judgement.c.a.in_(part) | judgement.c.b.in_(part)))
    }
    called = {pair: sorted(names.get(name, name) for name in pair) for pair in rows}
    moved = {pair: (a, b) for pair, (a, b) in called.items() if a != b}
    for a, b in moved:
        connection.execute(sa.delete(judgement).where(judgement.c.a == a, judgement.c.b == b))
    for pair in sorted(moved, key=lambda pair: rows[pair].made):
        a, b = moved[pair]
        statement = upsert(connection, judgement).values(rows[pair]._asdict() | {"a": a, "b": b})
        newer = {name: statement.excluded[name] for name in ("verdict", "note", "made")}
        last = statement.excluded.made > judgement.c.made
        connection.execute(statement.on_conflict_do_update(index_elements=["a", "b"], set_=newer, where=last))


def among(connection: sa.Connection, public_ids: Mapping[int, str]) -> dict[tuple[int, int], Judgement]:
    """The judgements that touch any of these records (row id → public id), by row ids, the smaller first.

    The other half of a judged pair is found by its public id; a judgement on a record that is away waits.
    """
    found: dict[tuple[str, str], Judgement] = {}
    for part in queues.chunks(public_ids.values()):
        rows = connection.execute(sa.select(judgement).where(judgement.c.a.in_(part) | judgement.c.b.in_(part)))
        found.update({(row.a, row.b): Judgement(**row._mapping) for row in rows})
    row_ids = {public: record_id for record_id, public in public_ids.items()}
    row_ids |= _row_ids(connection, {public for pair in found for public in pair} - row_ids.keys())
    return {
        (min(row_ids[a], row_ids[b]), max(row_ids[a], row_ids[b])): judged
        for (a, b), judged in found.items()
        if a in row_ids and b in row_ids
    }


def apply(evidence: Evidence, judged: Judgement) -> Evidence:
    """The evidence with a person's verdict in the place of ours."""
    return msgspec.structs.replace(evidence, verdict=judged.verdict, judged=judged.verdict, note=judged.note)


def _row_ids(connection: sa.Connection, public_ids: Iterable[str]) -> dict[str, int]:
    columns = bib_record.c.id, bib_record.c.record_id
    return {
        row.id: row.record_id
        for part in queues.chunks(public_ids)
        for row in connection.execute(sa.select(*columns).where(columns[0].in_(part)))
    }


def _queue(connection: sa.Connection, a: str, b: str) -> None:
    queues.put(connection, bib_change, _row_ids(connection, (a, b)).values())
