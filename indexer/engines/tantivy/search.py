"""A request answered from a snapshot: find, filter, count, order, cut."""

from collections import defaultdict

from tantivy import Query

from config.fields import BY_NAME, SORTS
from indexer.engines.base import Hit, Request, Result
from indexer.engines.checks import any_year, check, planned
from indexer.engines.tantivy import facets, order
from indexer.engines.tantivy.compile import any_of, compiled, constant, every
from indexer.engines.tantivy.schema import facet, whole
from indexer.engines.tantivy.snapshot import Snapshot, found


def answer(snapshot: Snapshot, request: Request) -> Result:
    """The hits and facets of a request.

    Raises:
        BadParameter: a filter, a sort or a facet that does not exist.
    """
    check(request)
    wanted = planned(request.query)
    main = compiled(wanted, snapshot.schema)
    filters = {name: _filter(snapshot, name, tuple(values)) for name, values in request.filters.items() if values}
    query = every([main, *filters.values()])
    total, hits = _hits(snapshot, query, constant(wanted), request)
    counted: dict[str, tuple[tuple[str, int], ...]] = dict.fromkeys(request.facets, ())
    for own, names in _together(request, filters).items():
        others = every([main, *(one for name, one in filters.items() if name != own)])
        counted |= facets.count(snapshot, others, names, request.facet_size)
    return Result(total, hits, counted)


def _filter(snapshot: Snapshot, name: str, values: tuple[str, ...]) -> Query:
    if BY_NAME[name].kind == "year":
        return compiled(any_year(name, values), snapshot.schema)
    keys = tuple(dict.fromkeys(whole(name, value) for value in values))
    return Query.const_score_query(any_of(facet(name), keys, snapshot.schema), 0.0)


def _together(request: Request, filters: dict[str, Query]) -> dict[str | None, list[str]]:
    """Facets that are counted over the same documents: those with a filter of their own by themselves."""
    made: defaultdict[str | None, list[str]] = defaultdict(list)
    for name in dict.fromkeys(request.facets):
        made[name if name in filters else None].append(name)
    return made


def _hits(snapshot: Snapshot, query: Query, score: float | None, request: Request) -> tuple[int, tuple[Hit, ...]]:
    """How many there are, and the wanted part of them."""
    offset, limit = max(0, request.offset), request.limit
    if limit <= 0 or offset + limit > _MANY:  # tantivy makes room for as many as it is asked for
        total = found(snapshot.searcher, query)
        limit = min(limit, total - offset)
        if limit <= 0:
            return total, ()
    if (by := SORTS[request.sort]) is not None:
        return order.by_field(snapshot, query, *by, offset, limit)
    if score is not None:
        return order.by_id(snapshot, query, score, offset, limit)
    return order.by_score(snapshot, query, offset, limit)


_MANY = 10_000
