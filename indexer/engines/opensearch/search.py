"""A request answered by a generation, and pages as deep as one likes."""

import hashlib
from collections.abc import Mapping
from typing import Any

from indexer.engines.base import Hit, Request, Result
from indexer.engines.checks import check
from indexer.engines.opensearch import asked
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.generations import MISSING, Generation, Gone
from indexer.engines.opensearch.layout import WINDOW
from indexer.engines.opensearch.shown import Shown

_PARTS = (
    "hits.total.value,hits.hits._score,hits.hits.sort,"
    "aggregations.*.values.buckets.key,aggregations.*.values.buckets.doc_count"
)


def answer(client: Client, generation: Generation, shown: Shown, request: Request) -> Result:
    """The hits and facets of a request.

    Raises:
        BadParameter: a filter, a sort or a facet that does not exist.
        Gone: the generation was removed meanwhile.
    """
    check(request)
    search = _Search(client, generation.name, asked.body(request, generation.meta["boosts"]))
    begin, end = max(0, request.offset), max(0, request.offset) + max(0, request.limit)
    near = end <= WINDOW
    part = {"from": begin, "size": end - begin} if near else {"size": 0}
    first = search.ask(**part, track_total_hits=True)
    total = int(first["hits"]["total"]["value"])
    hits = first["hits"].get("hits", []) if near else search.far(begin, min(end, total))
    scored = request.sort == "relevance"
    return Result(
        total,
        tuple(Hit(one["sort"][-1], float(one["_score"]) if scored else 0.0) for one in hits),
        {name: shown.written(generation.name, name, counts) for name, counts in asked.facets(request, first).items()},
    )


class _Search:
    """One search, in as many questions as it takes."""

    def __init__(self, client: Client, generation: str, body: Mapping[str, Any]) -> None:
        self._client, self._generation, self._body = client, generation, body
        # the same question always to the same copy, as long as its node lives: copies may differ in what they have
        # not cleaned up yet, and so by a hair in scores; pages of one list must not
        self._copy = hashlib.sha256(repr(body).encode(errors="replace")).hexdigest()[:16]

    def ask(self, **more: Any) -> Mapping[str, Any]:
        """What the generation says.

        Raises:
            Gone: nothing; it was removed.
        """
        answer = self._client.ask(
            "POST",
            f"{self._generation}/_search",
            {**self._body, **more},
            accept=(MISSING,),
            preference=self._copy,
            allow_partial_search_results=False,
            filter_path=_PARTS,
        )
        if answer.error:
            raise Gone
        return {"hits": {"total": {"value": 0}}, **answer.data}

    def far(self, begin: int, end: int) -> list[Mapping[str, Any]]:
        """The hits from `begin` to before `end`, reached over all before them; a generation does not change."""
        bare = {name: part for name, part in self._body.items() if name != "aggs"}
        walk = _Search(self._client, self._generation, bare)
        walk._copy = self._copy
        found: list[Mapping[str, Any]] = []
        at, after = 0, None
        while at < end:
            size = min(WINDOW, end - at)
            more: dict[str, Any] = {"search_after": after} if after else {}
            page = walk.ask(size=size, track_total_hits=False, **more)["hits"].get("hits", [])
            if not page:
                break
            found += page[max(0, begin - at) :]
            at, after = at + len(page), page[-1]["sort"]
        return found
