"""Second step: records that changed are compared with those near them; what was found is stored as edges."""

from typing import NamedTuple

import sqlalchemy as sa

from indexer import blocks, queues
from indexer.dedup import evidence, judge, judgement
from indexer.dedup.judge import DIFFERENT, Opinion
from indexer.dedup.traits import Traits
from indexer.reader import Reader
from indexer.tables import bib_change, cluster_change, edge


class Edge(NamedTuple):
    """A row of the table of edges."""

    a: int
    b: int
    verdict: str
    score: float
    evidence: bytes


def match(connection: sa.Connection, reader: Reader, limit: int) -> int:
    """Match the next records of the queue again; call it in a transaction of its own. Returns how many were taken.

    A pair whose other half waits further down the queue is left for later: nothing is compared twice.
    """
    batch = queues.head(connection, bib_change, limit, hold=True)
    if not batch:
        return 0
    loaded = reader.load(connection, batch)
    judged = judgement.among(connection, {record_id: record.id for record_id, record in loaded.items()})
    pairs = blocks.candidates(connection, loaded) | judged.keys()
    others = {record_id for pair in pairs for record_id in pair} - set(batch)
    later = {record_id for record_id in queues.among(connection, bib_change, others) if record_id > batch[-1]}
    loaded |= reader.load(connection, others - later)
    touched = _forget(connection, batch)
    rows = []
    for a, b in sorted(pairs):
        if a in loaded and b in loaded:
            row = _edge(a, b, loaded[a], loaded[b], judged.get((a, b)))
            if row:
                rows.append(row)
    if rows:
        connection.execute(sa.insert(edge), [row._asdict() for row in rows])
    touched |= {record_id for row in rows for record_id in (row.a, row.b)}
    queues.put(connection, cluster_change, touched | loaded.keys() & set(batch))
    queues.drop(connection, bib_change, batch)
    return len(batch)


def _forget(connection: sa.Connection, batch: list[int]) -> set[int]:
    """Take away the edges of these records; returns the records at their other ends."""
    ends: set[int] = set()
    for part in queues.chunks(batch):
        for near, far in ((edge.c.a, edge.c.b), (edge.c.b, edge.c.a)):
            ends |= set(connection.execute(sa.select(far).where(near.in_(part))).scalars())
            connection.execute(sa.delete(edge).where(near.in_(part)))
    return ends


def _edge(a: int, b: int, left: Traits, right: Traits, judged: judgement.Judgement | None) -> Edge | None:
    """The row to store: what a person said, a join, a doubt, or a join that was forbidden; nothing for the rest."""
    found = judge.opinion(left, right)
    if judged is None and not _worth_keeping(found):
        return None
    why = judge.explain(left, right, found)
    if judged is not None:
        why = judgement.apply(why, judged)
    return Edge(a, b, why.verdict, why.score, evidence.encode(why))


def _worth_keeping(found: Opinion) -> bool:
    return found.verdict != DIFFERENT or (bool(found.vetoes) and found.score >= judge.weights().same)
