"""Union ids: short, permanent, and the same whatever the order in which records came."""

import hashlib
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

LENGTH = 10
_READABLE = bytes.maketrans(b"abcdefghijklmnopqrstuvwxyz234567", b"0123456789abcdefghjkmnpqrstvwxyz")
"""Crockford's alphabet: no i, l, o or u that could be taken for another."""


class Node(NamedTuple):
    """A record that is being grouped: its row, its public id, since when we have it, its union record so far."""

    record_id: int
    id: str
    first_seen: str
    union_id: str | None

    @property
    def age(self) -> tuple[str, str]:
        """What makes it older than another: first seen first, then by id."""
        return self.first_seen, self.id


def id_for(public_id: str, attempt: int = 0) -> str:
    """The id that a union record gets from its oldest record; `attempt` counts on where an id is taken."""
    seed = public_id if not attempt else f"{public_id}\n{attempt}"
    return b32encode(hashlib.sha256(seed.encode()).digest()).lower().translate(_READABLE)[:LENGTH].decode()


class Assigned(NamedTuple):
    """The ids of the groups, in their order, and which ids now lead to others."""

    ids: list[str]
    redirects: dict[str, str]


def assign(
    groups: Sequence[Sequence[Node]], ages: Mapping[str, str], taken: Callable[[str], bool] = lambda _id: False
) -> Assigned:
    """Give each group its id.

    An id goes with the larger part of its records (ties: the part with the oldest record). A group that has a right to
    several keeps the oldest and the others redirect to it. A group without any gets one anew, from its oldest record.

    Args:
        groups: the records of each group; all records that share a union id now must be among them.
        ages: the ids now in use → when each was given.
        taken: whether an id belongs to records outside of these groups.
    """
    rights: dict[int, list[str]] = {}
    for union_id, number in _claims(groups):
        rights.setdefault(number, []).append(union_id)
    kept = {number: min(ids, key=lambda i: (ages.get(i, ""), i)) for number, ids in rights.items()}
    redirects = {i: kept[number] for number, ids in rights.items() for i in ids if i != kept[number]}
    used = set(kept.values()) | redirects.keys()
    order = sorted(range(len(groups)), key=lambda number: min(node.age for node in groups[number]))
    for number in order:
        if number not in kept:
            kept[number] = next(i for i in _candidates(groups[number]) if i not in used and not taken(i))
            used.add(kept[number])
    return Assigned([kept[number] for number in range(len(groups))], redirects)


def _claims(groups: Sequence[Sequence[Node]]) -> Iterator[tuple[str, int]]:
    """Each id now in use, and the group that it goes with."""
    shares: dict[str, Counter[int]] = {}
    for number, group in enumerate(groups):
        for node in group:
            if node.union_id:
                shares.setdefault(node.union_id, Counter())[number] += 1

    def oldest(union_id: str, number: int) -> tuple[str, str]:
        return min(node.age for node in groups[number] if node.union_id == union_id)

    for union_id, counted in sorted(shares.items()):
        most = max(counted.values())
        yield union_id, min((n for n, count in counted.items() if count == most), key=lambda n: oldest(union_id, n))


def _candidates(group: Sequence[Node]) -> Iterator[str]:
    by_age = sorted(group, key=lambda node: node.age)
    yield from (id_for(node.id) for node in by_age)
    attempt = 1
    while True:
        yield id_for(by_age[0].id, attempt)
        attempt += 1
