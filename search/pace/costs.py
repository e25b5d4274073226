"""What each route costs, in points: about one for each thing that is looked up, more for what has to be counted."""

from collections.abc import Mapping

from starlette.datastructures import QueryParams

from search.state import FILTERS

USUAL = 1
COSTS: Mapping[str, int] = {
    "/static": 0, "/healthz": 0, "/readyz": 0, "/metrics": 0, "/robots.txt": 0, "/opensearch.xml": 0,
    "/widget/induk-search.js": 0,
    "/api/v1/suggest": 1, "/opensearch/suggest": 1, "/api/v1/records": 1,
    "/record": 2, "/why": 2, "/browse": 2, "/api/v1/browse": 2, "/api/v1/similar": 2, "/libraries": 2,
    "/search": 4, "/search.atom": 4, "/api/v1/search": 4, "/": 4,
    "/oai": 10, "/sitemap.xml": 20, "/sitemap-records.xml": 40,
}  # fmt: skip
"""A path, or what is below it; all others cost `USUAL`. What watches the service and what never changes is free."""

SEARCHES = ("/search", "/search.atom", "/api/v1/search")
FILTERED = 2
"""More for each field that a search is filtered by: the combinations of facets are where crawlers get lost."""


def cost(path: str, query: bytes) -> int:
    """What a request for `path` with this query string costs."""
    price = next((COSTS[part] for part in _ways_up(path) if part in COSTS), USUAL)
    if path not in SEARCHES:
        return price
    asked = QueryParams(query.decode("latin-1"))
    return price + FILTERED * sum(name in asked for name in FILTERS)


def dearest() -> int:
    """The most that one request can cost."""
    return max(*COSTS.values(), max(COSTS[path] for path in SEARCHES) + FILTERED * len(FILTERS))


def _ways_up(path: str) -> list[str]:
    """The path, and what it is below of, the nearest first; the root itself only for the root."""
    parts = path.split("/")[:6]
    return [path, *("/".join(parts[:length]) for length in range(len(parts), 1, -1))]
