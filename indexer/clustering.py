"""Third step: records that hang together are grouped again, and each group gets its permanent union id."""

from collections.abc import Collection

import sqlalchemy as sa

from config import clock, listed
from config.database import upsert
from indexer import queues
from indexer.dedup import judge, judgement
from indexer.dedup.cluster import Join, Pair, components, groups
from indexer.dedup.judge import BALANCED, DIFFERENT, SAME
from indexer.dedup.traits import Traits
from indexer.reader import Reader
from indexer.tables import bib_record, cluster_change, union_change, union_record, union_redirect
from indexer.unions import Node, assign, id_for

_JOINS = (
    "SELECT a, b, score FROM {listed} AS asked CROSS JOIN edge WHERE a = asked.id AND verdict = :same",
    "SELECT a, b, score FROM {listed} AS asked CROSS JOIN edge WHERE b = asked.id AND verdict = :same",
)
_MATES = "SELECT record_id FROM {listed} AS asked CROSS JOIN bib_record WHERE union_id = asked.id"
_BEARERS = "SELECT union_id, record_id FROM {listed} AS asked CROSS JOIN bib_record WHERE union_id = asked.id"


def cluster(connection: sa.Connection, reader: Reader, limit: int, profile: str = BALANCED) -> int:
    """Group the next records of the queue, with all that hangs on them; call it in a transaction of its own.

    Returns how many ids were taken off the queue.
    """
    batch = queues.head(connection, cluster_change, limit)
    if not batch:
        return 0
    nodes, pairs = _surroundings(connection, batch)
    found = _groups(connection, reader, nodes, pairs, profile)
    _give_ids(connection, found)
    queues.drop(connection, cluster_change, [*batch, *(node.record_id for node in nodes)])
    return len(batch)


def _surroundings(connection: sa.Connection, batch: Collection[int]) -> tuple[list[Node], dict[Pair, float]]:
    """All records that joins or a common union record connect with these, by public id; and the joins."""
    nodes: dict[int, Node] = {}
    pairs: dict[Pair, float] = {}
    asked: set[str] = set()
    frontier = set(batch)
    while frontier:
        reached: set[int] = set()
        for row in queues.rows(connection, frontier, bib_record, "id", "first_seen", "union_id"):
            nodes[row[0]] = Node(*row)
        for statement in _JOINS:
            for pair_a, pair_b, score in listed.run(
                connection, statement, ((i,) for i in frontier), {"id": int}, same=SAME
            ):
                pairs[pair_a, pair_b] = score
                reached |= {pair_a, pair_b}
        unions = {node.union_id for node in nodes.values() if node.union_id} - asked
        asked |= unions
        if unions:
            rows = listed.run(connection, _MATES, ((i,) for i in unions), {"id": str})
            reached |= {row[0] for row in rows}
        frontier = reached - nodes.keys()
    return sorted(nodes.values(), key=lambda node: node.id), pairs


def _groups(
    connection: sa.Connection, reader: Reader, nodes: list[Node], pairs: dict[Pair, float], profile: str
) -> list[list[Node]]:
    """Records are numbered by their public ids here, so that nothing depends on when they came."""
    number = {node.record_id: i for i, node in enumerate(nodes)}

    def numbered(pair: Pair) -> Pair:
        a, b = number[pair[0]], number[pair[1]]
        return (a, b) if a < b else (b, a)

    said = judgement.among(connection, {node.record_id: node.id for node in nodes})
    judged = {numbered(pair): word.verdict for pair, word in said.items() if pair[0] in number and pair[1] in number}
    parted = {pair for pair, verdict in judged.items() if verdict == DIFFERENT}
    joins = [
        Join(*pair, score, judged=judged.get(pair) == SAME)
        for pair, score in ((numbered(pair), score) for pair, score in pairs.items())
    ]
    fine = {(join.a, join.b) for join in joins}
    looks = _looks(connection, reader, nodes, joins)
    seen: dict[Pair, bool] = {}

    def forbidden(a: int, b: int) -> bool:
        if (a, b) not in seen:
            left, right = nodes[a].record_id, nodes[b].record_id
            loaded = reader.load(connection, (left, right))
            seen[a, b] = (a, b) not in fine and judge.conflict(loaded[left], loaded[right], profile)
        return seen[a, b]

    by_root: dict[int, list[Join]] = {}
    whole = components(range(len(nodes)), joins)
    home = {i: part[0] for part in whole for i in part}
    for join in joins:
        by_root.setdefault(home[join.a], []).append(join)
    return [
        [nodes[i] for i in group]
        for part in whole
        for group in ([part] if len(part) == 1 else groups(part, by_root[part[0]], forbidden, parted, looks))
    ]


def _looks(connection: sa.Connection, reader: Reader, nodes: list[Node], joins: Collection[Join]) -> dict[int, int]:
    """Record → the first one that says exactly the same. Whom a person judged is taken for nobody else."""
    judged = {i for join in joins if join.judged for i in (join.a, join.b)}
    first: dict[Traits, int] = {}
    found = {}
    for part in queues.chunks(sorted({i for join in joins for i in (join.a, join.b)})):
        loaded = reader.load(connection, (nodes[i].record_id for i in part))
        for i in part:
            if i not in judged:
                found[i] = first.setdefault(loaded[nodes[i].record_id], i)
    return found


def _give_ids(connection: sa.Connection, found: list[list[Node]]) -> None:
    """Write down which record belongs to which union record, and queue the union records that changed."""
    before = {node.union_id for group in found for node in group if node.union_id}
    ages = _ages(connection, before)
    own = {node.record_id for group in found for node in group}

    likely = {id_for(node.id) for group in found for node in group}
    elsewhere = _elsewhere(connection, likely, own)

    def taken(union_id: str) -> bool:
        return union_id in elsewhere or (union_id not in likely and bool(_elsewhere(connection, [union_id], own)))

    ids, redirects = assign(found, ages, taken)
    moves, changed = [], set(redirects)
    for group, union_id in zip(found, ids, strict=True):
        for node in group:
            if node.union_id != union_id:
                moves.append({"the_record": node.record_id, "the_union": union_id})
                changed |= {union_id} | ({node.union_id} if node.union_id else set())
    if moves:
        connection.execute(
            sa.update(bib_record)
            .where(bib_record.c.record_id == sa.bindparam("the_record"))
            .values(union_id=sa.bindparam("the_union")),
            moves,
        )
    _found(
        connection, [(i, min(n.first_seen for n in group)) for i, group in zip(ids, found, strict=True) if i in changed]
    )
    _redirect(connection, redirects, alive=set(ids))
    queues.put(connection, union_change, changed)


def _elsewhere(connection: sa.Connection, union_ids: Collection[str], own: Collection[int]) -> set[str]:
    """Those of the ids that records outside of `own` bear."""
    rows = listed.run(connection, _BEARERS, ((i,) for i in union_ids), {"id": str})
    return {union_id for union_id, record_id in rows if record_id not in own}


def _ages(connection: sa.Connection, union_ids: Collection[str]) -> dict[str, str]:
    columns = union_record.c.id, union_record.c.first_seen
    return {
        row.id: row.first_seen
        for part in queues.chunks(union_ids)
        for row in connection.execute(sa.select(*columns).where(columns[0].in_(part)))
    }


def _found(connection: sa.Connection, new: list[tuple[str, str]]) -> None:
    """Note since when an id has been given; it is shown once its record has been merged."""
    now = clock.stamp()
    rows = [{"id": i, "first_seen": first, "changed": now, "deleted": True, "data": b""} for i, first in new]
    if rows:
        connection.execute(upsert(connection, union_record).on_conflict_do_nothing(), rows)


def _redirect(connection: sa.Connection, redirects: dict[str, str], alive: set[str]) -> None:
    """Let ids that were merged away lead to those that stay; an id that came back leads nowhere but to itself."""
    for part in queues.chunks(sorted(alive)):
        connection.execute(sa.delete(union_redirect).where(union_redirect.c.id.in_(part)))
    for old, target in sorted(redirects.items()):
        connection.execute(sa.update(union_redirect).where(union_redirect.c.target == old).values(target=target))
        statement = upsert(connection, union_redirect).values(id=old, target=target)
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"target": target}))
