"""The addresses of feeds and finders."""

from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from config.errors import BadParameter
from config.i18n import _
from search import addresses, suggestions
from search.feeds import atom, description, fresh, lists, robots, sitemap
from search.feeds.atom import Feed
from search.service import Catalogue
from search.state import MAX_PAGE, MAX_QUERY, read, whole

FEED_SECONDS, SUGGEST_SECONDS, RARE_SECONDS = 900, 300, 86400
"""How long caches may keep what comes of the catalogue, what was suggested, what only a new configuration changes."""

ID = 16
"""Characters of a union id, at most."""


def search_feed(request: Request) -> Response:
    """A search as Atom, the newest first unless `sort` asks for another order."""
    params = request.query_params
    state = read(params.multi_items())
    if not params.get("sort", "").strip():
        state = state.sorted_by("new").on_page(state.page)
    return _feed(request, lists.of_search(_catalogue(request), state, _reader(request)))


def library_feed(request: Request) -> Response:
    """The newest titles of a library as Atom."""
    page = whole("page", request.query_params.get("page") or "1", MAX_PAGE)
    member = request.path_params["member_id"]
    return _feed(request, lists.of_library(_catalogue(request), member, page, _reader(request)))


def opensearch(request: Request) -> Response:
    """The OpenSearch description."""
    body = description.describe(request.app.state.consortium, _base(request), request.state.language)
    return fresh.whole(request, body, description.MEDIA_TYPE, RARE_SECONDS)


def suggest(request: Request) -> Response:
    """Suggestions as browsers want them."""
    text = request.query_params.get("q", "")[:MAX_QUERY]
    found = suggestions.suggest(_catalogue(request), text)
    kept = {"Cache-Control": f"public, max-age={SUGGEST_SECONDS}"}
    return JSONResponse(
        description.suggested(text, found, _base(request)), media_type=description.SUGGESTIONS, headers=kept
    )


def sitemap_index(request: Request) -> Response:
    """The index of all sitemaps."""
    return _streamed(request, lambda: sitemap.index(_catalogue(request).database, _base(request)))


def sitemap_pages(request: Request) -> Response:
    """The site's own pages."""
    consortium = request.app.state.consortium
    body = b"".join(sitemap.urlset(sitemap.pages(consortium), _base(request)))
    return fresh.whole(request, body, sitemap.MEDIA_TYPE, RARE_SECONDS)


def sitemap_records(request: Request) -> Response:
    """Records from the id `from` on, to that before `before`."""
    first, before = _id(request, "from") or "", _id(request, "before")
    catalogue = _catalogue(request)
    return _streamed(
        request,
        lambda: sitemap.urlset(
            sitemap.records(catalogue.consortium, catalogue.database, first, before), _base(request)
        ),
    )


def robots_txt(request: Request) -> Response:
    """What crawlers should leave alone, and where the sitemap is."""
    kept = {"Cache-Control": f"public, max-age={RARE_SECONDS}"}
    return PlainTextResponse(robots.robots(_base(request)), headers=kept)


def _feed(request: Request, feed: Feed) -> Response:
    return fresh.whole(request, atom.write(feed), atom.MEDIA_TYPE, FEED_SECONDS, feed.updated)


def _streamed(request: Request, pieces: Callable[[], Iterator[bytes]]) -> Response:
    """What comes of the store alone and is made while it is sent: its tag tells from what it is made."""
    catalogue = _catalogue(request)
    modified = sitemap.newest(catalogue.database)
    made_of = (_base(request), str(request.url.query), modified or "", *(member.id for member in catalogue.active()))
    validators = fresh.headers(
        fresh.tag((part.encode(errors="replace") for part in made_of), weak=True), modified, FEED_SECONDS
    )
    if fresh.has_it(request, validators["ETag"], modified):
        return fresh.unchanged(validators)
    body = iter(()) if request.method == "HEAD" else pieces()
    return StreamingResponse(body, media_type=sitemap.MEDIA_TYPE, headers=validators)


def _id(request: Request, name: str) -> str | None:
    value = request.query_params.get(name, "")
    if not value or (len(value) <= ID and value.isascii() and value.isalnum()):
        return value or None
    raise BadParameter(
        _("`{name}` is {value}; it takes the id of a record.", name=name, value=repr(value[:40])), field=name
    )


def _catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


def _base(request: Request) -> str:
    return addresses.public_base(request, request.app.state.consortium)


def _reader(request: Request) -> lists.Reader:
    """For whom a feed is; the language stays in its addresses if it was asked for in this one."""
    language: str = request.state.language
    kept = [("lang", language)] if request.query_params.get("lang") == language else []
    return lists.Reader(_base(request), language, kept)


routes = [
    Route("/search.atom", search_feed, name="search-feed"),
    Route("/libraries/{member_id}.atom", library_feed, name="library-feed"),
    Route("/opensearch.xml", opensearch, name="opensearch"),
    Route("/opensearch/suggest", suggest, name="opensearch-suggest"),
    Route("/sitemap.xml", sitemap_index, name="sitemap"),
    Route("/sitemap-pages.xml", sitemap_pages, name="sitemap-pages"),
    Route("/sitemap-records.xml", sitemap_records, name="sitemap-records"),
    Route("/robots.txt", robots_txt, name="robots"),
]
