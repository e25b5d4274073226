"""A request as the body of a search: query, filters, facets, order."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.fields import SORTS
from indexer.engines.base import Request
from indexer.engines.checks import any_year, planned
from indexer.engines.opensearch.compile import Query, compiled
from indexer.engines.opensearch.layout import facet, facet_key, is_year

VALUES = 10_000
"""Values of a facet at most; a cluster refuses to count many more at once (`search.max_buckets`)."""


def body(request: Request, boosts: Mapping[str, float]) -> dict[str, Any]:
    """The search, without the part of the hits that is wanted.

    Raises:
        BadParameter: a filter that cannot be read.
    """
    filters = {name: _filter(name, values) for name, values in request.filters.items() if values}
    late = {name: query for name, query in filters.items() if name in request.facets}
    early = [query for name, query in filters.items() if name not in late]
    wanted = compiled(planned(request.query), boosts)
    counted = {name: _counted(name, late, request.facet_size) for name in request.facets if request.facet_size > 0}
    return {
        "query": {"bool": {"must": [wanted], "filter": early}} if early else wanted,
        "sort": order(request.sort),
        "_source": False,
        **({"post_filter": {"bool": {"filter": list(late.values())}}} if late else {}),
        **({"aggs": counted} if counted else {}),
    }


def order(sort: str) -> list[dict[str, Any]]:
    """The order; whatever lacks the value comes last, and ids decide between equals."""
    by = SORTS[sort]
    first: dict[str, Any] = (
        {"_score": "desc"} if by is None else {by[0]: {"order": "desc" if by[1] else "asc", "missing": "_last"}}
    )
    return [first, {"id": "asc"}]


def facets(request: Request, answer: Mapping[str, Any]) -> dict[str, tuple[tuple[str, int], ...]]:
    """The counts in an answer: (key, how often) per facet, in order."""
    counted = answer.get("aggregations", {})
    return {
        name: tuple((str(one["key"]), int(one["doc_count"])) for one in counted[name]["values"]["buckets"])
        if name in counted
        else ()
        for name in request.facets
    }


def _counted(name: str, filters: Mapping[str, Query], size: int) -> dict[str, Any]:
    """The most frequent values of a facet, or its latest years, among what all filters but its own leave."""
    others = [query for field, query in filters.items() if field != name]
    terms: dict[str, Any] = {"field": facet(name), "size": min(size, VALUES)}
    latest = {"order": {"_key": "desc"}} if is_year(name) else {}
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": {"terms": {**terms, **latest}}}}


def _filter(name: str, values: Sequence[str]) -> Query:
    if not is_year(name):
        return {"terms": {facet(name): [facet_key(name, value) for value in values]}}
    return compiled(any_year(name, values), {})
