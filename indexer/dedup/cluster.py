"""From pairs to groups, without chains: two groups join only if nothing forbids any pair between them.

The best joins come first, so what comes out depends on the pairs alone and not on the order of arrival.
"""

from collections.abc import Callable, Container, Iterable
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


def groups(
    nodes: Iterable[int], joins: Iterable[Join], forbidden: Callable[[int, int], bool], parted: Container[Pair] = ()
) -> list[list[int]]:
    """The records of each publication.

    Args:
        nodes: records.
        joins: pairs of them that were found the same. What a person joined comes first, whatever else forbids it.
        forbidden: whether two records (the smaller first) may never be together; asked only about pairs between groups
            that would join.
        parted: pairs that a person held apart; nothing crosses them.

    Returns:
        Sorted lists that share nothing and together hold every node, by their first record.
    """
    home = {node: [node] for node in nodes}
    for join in sorted(joins, key=lambda j: (not j.judged, -j.score, j.a, j.b)):
        left, right = home[join.a], home[join.b]
        if left is right:
            continue
        between = [(min(a, b), max(a, b)) for a in left for b in right]
        if any(pair in parted for pair in between):
            continue
        if not join.judged and any(forbidden(*pair) for pair in between):
            continue
        short, long = sorted((left, right), key=len)
        long.extend(short)
        for node in short:
            home[node] = long
    return sorted(sorted(group) for group in {id(group): group for group in home.values()}.values())
