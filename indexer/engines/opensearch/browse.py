"""Headings in alphabetical order, by a composite aggregation: it reads on from a key and counts nothing before it."""

from typing import Any

from config.errors import BadParameter
from config.i18n import _
from indexer.engines.base import Heading
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.generations import MISSING, Generation, Gone
from indexer.engines.opensearch.layout import FACETS, LISTED, facet, facet_key
from indexer.engines.opensearch.shown import Shown

AT_ONCE = 10_000
"""Headings of one answer at most."""


def browse(
    client: Client, generation: Generation, shown: Shown, field: str, start: str, limit: int, backwards: bool
) -> tuple[Heading, ...]:
    """The headings of a facet, or of `title_sort`, from `start` on, or before it.

    Raises:
        BadParameter: the field is neither.
        Gone: the generation was removed meanwhile.
    """
    if field not in LISTED:
        raise BadParameter(_("There is no list of `{name}`.", name=field), field="field")
    if limit <= 0:
        return ()
    begin = facet_key(field, start)
    if backwards and not begin:
        return ()
    found: list[tuple[str, int]] = [] if backwards or not begin else _exactly(client, generation, field, begin)
    while len(found) < limit:
        size = min(limit - len(found), AT_ONCE)
        page = _beyond(client, generation, field, found[-1][0] if found else begin, size, backwards)
        found += page
        if len(page) < size:
            break
    keys = [key for key, _count in found]
    texts = shown.texts(generation.name, field, keys) if field in FACETS else keys
    return tuple(Heading(text, key, count) for text, (key, count) in zip(texts, found, strict=True))


def _exactly(client: Client, generation: Generation, field: str, key: str) -> list[tuple[str, int]]:
    """The heading with just that key, which `after` leaves out."""
    query = {"query": {"term": {facet(field): key}}}
    count = int(_ask(client, generation, "_count", query)["count"])
    return [(key, count)] if count else []


def _beyond(
    client: Client, generation: Generation, field: str, key: str, size: int, backwards: bool
) -> list[tuple[str, int]]:
    terms = {"terms": {"field": facet(field), "order": "desc" if backwards else "asc"}}
    composite: dict[str, Any] = {"size": size, "sources": [{"key": terms}], **({"after": {"key": key}} if key else {})}
    body = {"size": 0, "track_total_hits": False, "aggs": {"headings": {"composite": composite}}}
    answer = _ask(client, generation, "_search", body, allow_partial_search_results=False)
    return [(one["key"]["key"], one["doc_count"]) for one in answer["aggregations"]["headings"]["buckets"]]


def _ask(client: Client, generation: Generation, what: str, body: dict[str, Any], **options: Any) -> Any:
    answer = client.ask("POST", f"{generation.name}/{what}", body, accept=(MISSING,), **options)
    if answer.error:
        raise Gone
    return answer.data
