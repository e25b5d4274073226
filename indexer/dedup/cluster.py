"""From pairs to groups, without chains: two groups join only if nothing forbids any pair between them.

The best joins come first, so what comes out depends on the pairs alone and not on the order of arrival.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple


class Join(NamedTuple):
    """Two records that were found the same; `judged` when a person said so."""

    a: int
    b: int
    score: float
    judged: bool = False


Pair = tuple[int, int]
"""Two records, the smaller number first."""


def components(nodes: Iterable[int], joins: Iterable[Join]) -> list[list[int]]:
    """What hangs together by any joins at all; each list sorted, the lists by their first record."""
    parent = {node: node for node in nodes}

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for join in joins:
        a, b = root(join.a), root(join.b)
        parent[max(a, b)] = min(a, b)
    found: dict[int, list[int]] = {}
    for node in sorted(parent):
        found.setdefault(root(node), []).append(node)
    return list(found.values())


def tree(joins: Iterable[Join]) -> Iterator[Join]:
    """Of these joins, in their order, those that bring together what was not yet: no more than hold all together."""
    home: dict[int, list[int]] = {}
    for join in joins:
        short, long = sorted((home.setdefault(node, [node]) for node in (join.a, join.b)), key=len)
        if short is not long:
            long.extend(short)
            home.update(dict.fromkeys(short, long))
            yield join


def groups(
    nodes: Iterable[int],
    joins: Iterable[Join],
    forbidden: Callable[[int, int], bool],
    parted: Collection[Pair] = (),
    looks: Mapping[int, int] | None = None,
) -> list[list[int]]:
    """The records of each publication.

    Args:
        nodes: records.
        joins: pairs of them that were found the same. What a person joined comes first, whatever else forbids it.
        forbidden: whether two records (the smaller first) may never be together; asked only about pairs between groups
            that would join, and of records that look alike only about one: a thousand copies cost no more than two.
        parted: pairs that a person held apart; nothing crosses them.
        looks: record → the record that stands for all that look like it; what is not in it stands for itself.

    Returns:
        Sorted lists that share nothing and together hold every node, by their first record.
    """
    looks = looks or {}
    apart: dict[int, list[int]] = {}
    for a, b in parted:
        apart.setdefault(a, []).append(b)
        apart.setdefault(b, []).append(a)
    home = {node: _Group([node], {looks.get(node, node)}) for node in nodes}
    for join in sorted(joins, key=lambda j: (not j.judged, -j.score, j.a, j.b)):
        short, long = sorted((home[join.a], home[join.b]), key=lambda group: len(group.nodes))
        if short is long:
            continue
        if apart and any(home.get(other) is long for node in short.nodes for other in apart.get(node, ())):
            continue
        if not join.judged and any(forbidden(min(a, b), max(a, b)) for a in short.faces for b in long.faces):
            continue
        long.nodes.extend(short.nodes)
        long.faces.update(short.faces)
        for node in short.nodes:
            home[node] = long
    return sorted(sorted(group.nodes) for group in {id(group): group for group in home.values()}.values())


class _Group(NamedTuple):
    """Records that are together so far, and those that stand for what they look like."""

    nodes: list[int]
    faces: set[int]
