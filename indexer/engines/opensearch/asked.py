"""A request as the body of a search: query, filters, facets, order."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.errors import BadParameter
from config.fields import BY_NAME, SORTS
from config.i18n import _
from indexer.engines.base import Request
from indexer.engines.opensearch.compile import Query, compiled
from indexer.engines.opensearch.layout import facet, facet_key, is_year
from indexer.engines.plan import Either, Years, plan
from indexer.engines.query import years

VALUES = 10_000
"""Values of a facet at most; a cluster refuses to count many more at once (`search.max_buckets`)."""


def check(request: Request) -> None:
    """Refuse what does not exist.

    Raises:
        BadParameter: a filter, a sort or a facet.
    """
    if request.sort not in SORTS:
        raise BadParameter(_("There is no order `{name}`.", name=request.sort), field="sort")
    for name in (*request.filters, *request.facets):
        if name not in BY_NAME or not BY_NAME[name].facet:
            raise BadParameter(_("Records cannot be filtered by `{name}`.", name=name), field=name)


def body(request: Request, boosts: Mapping[str, float]) -> dict[str, Any]:
    """The search, without the part of the hits that is wanted.

    Raises:
        BadParameter: a filter that cannot be read.
    """
    filters = {name: _filter(name, values) for name, values in request.filters.items() if values}
    late = {name: query for name, query in filters.items() if name in request.facets}
    early = [query for name, query in filters.items() if name not in late]
    wanted = compiled(plan(request.query), boosts)
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
    return compiled(Either(tuple(_years(name, value) for value in values)), {})


def _years(field: str, value: str) -> Years:
    found = years(field, value)
    if found is None:
        raise BadParameter(
            _("`{value}` is no year.", value=value), _("Write 1995, 1990-1999, 1990- or -1999."), field=field
        )
    return Years(field, found.low, found.high)
