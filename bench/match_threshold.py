"""What recall is left when joins are believed from another score on: the stored edges grouped again, in memory."""

from collections.abc import Callable, Iterable, Mapping

import sqlalchemy as sa

from bench.match_store import GOLD
from bench.measure import Measure, of_clusters
from config.database import Database
from indexer.dedup import judge
from indexer.dedup.cluster import Join, components, groups
from indexer.dedup.judge import SAME, UNSURE
from indexer.reader import Reader
from indexer.tables import bib_record, edge

STEPS = 40
"""So many thresholds are tried, evenly among all scores; then as many between the best of them and the one before."""


def recall_at(precision: float, database: Database, wanted: Mapping[str, str], profile: str) -> tuple[float, float]:
    """The best recall of pairs after clustering that keeps a precision, and the score from which joins are believed.

    Args:
        database: a store that has been matched.
        wanted: record → its true cluster.
        profile: the one it was matched by.
    """
    names, joins, forbidden = _graph(database, profile)
    scores = sorted({join.score for join in joins})
    step = max(1, len(scores) // STEPS)

    def best(places: Iterable[int]) -> tuple[float, int]:
        """The best recall, and the place of its score: of those scores that keep the precision."""
        found = ((_measure(names, [j for j in joins if j.score >= scores[i]], forbidden, wanted), i) for i in places)
        kept = ((measure.recall, place) for measure, place in found if measure.precision >= precision)
        return max(kept, default=(0.0, len(scores) - 1))

    _recall, place = best(range(0, len(scores), step))
    recall, place = best(range(max(0, place - step), place + 1, max(1, step // STEPS)))
    return recall, scores[place]


def _measure(
    names: list[str], joins: list[Join], forbidden: Callable[[int, int], bool], wanted: Mapping[str, str]
) -> Measure:
    whole = components(range(len(names)), joins)
    home = {i: part[0] for part in whole for i in part}
    by_root: dict[int, list[Join]] = {}
    for join in joins:
        by_root.setdefault(home[join.a], []).append(join)
    parts = (
        group for part in whole for group in ([part] if len(part) == 1 else groups(part, by_root[part[0]], forbidden))
    )
    return of_clusters({names[i]: names[group[0]] for group in parts for i in group}, wanted)[0]


def _graph(database: Database, profile: str) -> tuple[list[str], list[Join], Callable[[int, int], bool]]:
    """The records by public id, the joins between them and what only its score keeps from being one, and what may
    never be together.
    """
    certain = judge.weights().profiles[profile].same
    mere_doubt = (edge.c.verdict == UNSURE) & (edge.c.score < certain)
    with database.read() as connection:
        rows = connection.execute(sa.select(bib_record.c.record_id, bib_record.c.id).order_by(bib_record.c.id)).all()
        some = sa.select(edge.c.a, edge.c.b, edge.c.score).where((edge.c.verdict == SAME) | mere_doubt)
        edges = connection.execute(some).all()
        traits = Reader().load(connection, [row.record_id for row in rows])
    number = {row.record_id: n for n, row in enumerate(rows)}
    numbered = ((number[a], number[b], score) for a, b, score in edges)
    joins = [Join(min(a, b), max(a, b), score) for a, b, score in numbered]
    fine = {(join.a, join.b) for join in joins}
    known: dict[tuple[int, int], bool] = {}

    def forbidden(a: int, b: int) -> bool:
        if (a, b) not in known:
            left, right = traits[rows[a].record_id], traits[rows[b].record_id]
            known[a, b] = (a, b) not in fine and judge.conflict(left, right, profile)
        return known[a, b]

    return [row.id.removeprefix(f"{GOLD}:") for row in rows], joins, forbidden
