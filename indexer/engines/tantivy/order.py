"""Pages of hits. What is equal stands in the order of the ids, on every page.

Every segment is sorted by id (`writer`), and tantivy gives equal hits segment by segment. So with one segment its order
is ours; with several, those that are equal are put in one order here. For scores all equal ones have to be seen, as far
as the page reaches into them; for the values of a field they can be asked for.
"""

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import groupby, islice

from tantivy import DocAddress, Order, Query

from indexer.engines.base import Hit
from indexer.engines.tantivy.compile import every
from indexer.engines.tantivy.snapshot import Snapshot

Page = tuple[int, tuple[Hit, ...]]
"""How many hits there are, and the wanted part of them."""

_AHEAD = 64
_FURTHER = 8


def by_id(snapshot: Snapshot, query: Query, score: float, offset: int, limit: int) -> Page:
    """The hits where all score the same."""
    total, found = snapshot.search(query, limit, "id", offset, Order.Asc)
    return total, tuple(Hit(str(identity), score) for identity, _address in found)


def by_score(snapshot: Snapshot, query: Query, offset: int, limit: int) -> Page:
    """The hits from the best on."""
    if snapshot.searcher.num_segments == 1:
        total, found = snapshot.search(query, limit, None, offset)
        return total, tuple(Hit(snapshot.id_of(address), score) for score, address in found)
    end = offset + limit
    size = end + _AHEAD
    total, found = snapshot.search(query, size)
    while len(found) < total and found[-1][0] == found[end - 1][0]:
        size = min(size * _FURTHER, total)
        _total, found = snapshot.search(query, size)
    hits: list[Hit] = []
    at = 0
    for score, group in groupby(found, key=lambda one: one[0]):
        equal = [address for _score, address in group]
        if at + len(equal) > offset:
            ids = islice(_in_order(snapshot, equal), max(0, offset - at), end - at)
            hits += [Hit(identity, score) for identity in ids]
        at += len(equal)
        if at >= end:
            break
    return total, tuple(hits)


def by_field(snapshot: Snapshot, query: Query, field: str, down: bool, offset: int, limit: int) -> Page:
    """The hits in the order of a field; those without a value last, whichever way it goes."""
    turn = Order.Desc if down else Order.Asc
    if snapshot.searcher.num_segments == 1:
        total, found = snapshot.search(query, limit, field, offset, turn)
        return total, tuple(Hit(snapshot.id_of(address), 0.0) for _value, address in found)
    total, found = snapshot.search(query, offset + limit, field, 0, turn)
    hits: list[Hit] = []
    at = 0
    for value, group in groupby(found, key=lambda one: one[0]):
        equal = [address for _value, address in group]
        until = at + len(equal)
        if until > offset:
            if len(equal) == 1 and (until < len(found) or until == total):
                hits.append(Hit(snapshot.id_of(equal[0]), 0.0))
            else:
                begin = max(0, offset - at)
                hits += by_id(snapshot, _having(snapshot, query, field, value), 0.0, begin, len(equal) - begin)[1]
        at = until
    return total, tuple(hits)


def _having(snapshot: Snapshot, query: Query, field: str, value: object) -> Query:
    """What is found that has this value, or none."""
    if value is None:
        return every([query], [Query.exists_query(field)])
    return every([query, Query.term_query(snapshot.schema, field, value, "basic")])


def _in_order(snapshot: Snapshot, equal: Sequence[DocAddress]) -> Iterator[str]:
    """The ids of hits that are equal, of all segments in one order; no more are looked up than are taken."""
    runs = [list(run) for _segment, run in groupby(equal, key=lambda one: one.segment_ord)]
    return merge(*(map(snapshot.id_of, run) for run in runs))
