"""Second step: records that changed are compared with those near them; what was found is stored as edges."""

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from config import listed
from config.database import bulk_insert
from indexer import blocks, queues
from indexer.blocks import Shifted, Spot
from indexer.dedup import judge, judgement
from indexer.dedup.judge import BALANCED, DIFFERENT, Opinion
from indexer.dedup.judgement import Judgement
from indexer.dedup.traits import Traits
from indexer.everybody import Plan
from indexer.reader import Reader
from indexer.tables import bib_change, bib_record, cluster_change, edge, match_record

_FORGET = (
    "DELETE FROM edge WHERE a IN {listed} RETURNING b AS other",
    "DELETE FROM edge WHERE b IN {listed} RETURNING a AS other",
)


class Edge(NamedTuple):
    """A row of the table of edges."""

    a: int
    b: int
    verdict: str
    score: float


def match(
    connection: sa.Connection, reader: Reader, limit: int, profile: str = BALANCED, plan: Plan | None = None
) -> int:
    """Match the next records of the queue again; call it in a transaction of its own. Returns how many were taken.

    A pair whose other half waits further down the queue is left for later: nothing is compared twice. With a `plan` the
    pairs need not be looked for.
    """
    batch = queues.head(connection, bib_change, limit, hold=True)
    if not batch:
        return 0
    judged = _judged(connection, batch)
    planned = plan.of(batch) if plan else None
    pairs = (_candidates(connection, batch) if planned is None else planned) | judged.keys()
    others = {record_id for pair in pairs for record_id in pair}.difference(batch)
    later = set() if planned is not None else {i for i in queues.among(connection, bib_change, others) if i > batch[-1]}
    loaded = reader.load(connection, others.difference(later).union(batch))
    touched = {other for statement in _FORGET for other in _forget(connection, statement, batch)}
    found = []
    for a, b in sorted(pairs):
        if a in loaded and b in loaded:
            row = _edge(a, b, loaded[a], loaded[b], judged.get((a, b)), profile)
            if row:
                found.append(row)
    _keep(connection, found)
    queues.put(connection, cluster_change, touched | loaded.keys() & set(batch))
    queues.drop(connection, bib_change, batch)
    return len(batch)


def look_again(connection: sa.Connection, reader: Reader, shifted: Shifted, profile: str = BALANCED) -> None:
    """Compare records that became neighbours because others went; match those again that were joined, or nearly, and
    are neighbours no longer. Both without a change of their own; call it in the transaction that shifted them.
    """
    known = _known(connection, shifted.met | shifted.parted)
    pairs = shifted.met - known
    loaded = reader.load(connection, {record_id for pair in pairs for record_id in pair})
    _keep(connection, [row for a, b in sorted(pairs) if (row := _edge(a, b, loaded[a], loaded[b], None, profile))])
    queues.put(connection, bib_change, {record_id for pair in shifted.parted & known for record_id in pair})


def _known(connection: sa.Connection, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the pairs that have an edge."""
    statement = "SELECT it.a, it.b FROM {listed} AS asked CROSS JOIN edge AS it WHERE it.a = asked.a AND it.b = asked.b"
    return {(a, b) for a, b in listed.run(connection, statement, pairs, {"a": int, "b": int})} if pairs else set()


def _keep(connection: sa.Connection, found: list[Edge]) -> None:
    """Store edges; the records at their ends are to be grouped again."""
    if found:
        bulk_insert(connection, edge, [row._asdict() for row in found])
        queues.put(connection, cluster_change, {record_id for row in found for record_id in (row.a, row.b)})


def _candidates(connection: sa.Connection, batch: list[int]) -> set[tuple[int, int]]:
    rows = queues.rows(connection, batch, match_record, "position", "keys")
    return blocks.candidates(connection, {i: Spot(position, blocks.unpack(packed)) for i, position, packed in rows})


def _judged(connection: sa.Connection, spots: Collection[int]) -> dict[tuple[int, int], Judgement]:
    if not judgement.any_at_all(connection):
        return {}
    return judgement.among(connection, dict(tuple(row) for row in queues.rows(connection, spots, bib_record, "id")))


def _forget(connection: sa.Connection, statement: str, batch: list[int]) -> set[int]:
    """Take away the edges of these records; returns the records at their other ends."""
    return {row[0] for row in listed.run(connection, statement, ((i,) for i in batch), {"id": int})}


def _edge(a: int, b: int, left: Traits, right: Traits, judged: Judgement | None, profile: str) -> Edge | None:
    """The row to store: what a person said, a join, a doubt, or a join that was forbidden; nothing for the rest."""
    found = judge.opinion(left, right, profile)
    if judged is not None:
        return Edge(a, b, judged.verdict, found.score)
    return Edge(a, b, found.verdict, found.score) if _worth_keeping(found) else None


def _worth_keeping(found: Opinion) -> bool:
    return found.verdict != DIFFERENT or (bool(found.vetoes) and found.likely)
