"""The pages. Everything works without JavaScript, and the address is the whole state of the page."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from search import addresses, labels, views
from search.feeds import social
from search.pages import render
from search.schemas import Answer
from search.service import Catalogue, WayOut
from search.state import SearchState, read, years


def _catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


def _base(request: Request) -> str:
    return addresses.public_base(request, request.app.state.consortium)


def home(request: Request) -> Response:
    """What the catalogue is, a search box, numbers, the libraries."""
    catalogue = _catalogue(request)
    members = catalogue.members()
    newest = catalogue.search(SearchState(size=5), facets=())
    return render(
        request,
        "home.html",
        members=members,
        newest=newest,
        names={member.id: member.name for member in members},
        records=sum(member.records for member in members),
        canonical=f"{_base(request)}/",
    )


def search(request: Request) -> Response:
    """The list of hits with facets; a page of help where nothing was found."""
    params = request.query_params
    if "from" in params or "to" in params:
        return RedirectResponse(addresses.path(request, "/search", _with_years(request).params()), 303)
    catalogue = _catalogue(request)
    state = read(params.multi_items())
    answer = catalogue.search(state)
    last = views.page_count(answer.total, state.size)
    canonical = f"{_base(request)}/search{'?' if state.params() else ''}{state.query_string()}"
    return render(
        request,
        "results.html",
        state=state,
        answer=answer,
        names={member.id: member.name for member in catalogue.active()},
        facets=views.facets(catalogue, state, answer),
        chips=views.chips(catalogue, state),
        sorts=list(labels.SORTS),
        last=last,
        numbers=views.page_numbers(state.page, last) if last > 1 else [],
        ways_out=_ways_out(catalogue, state, answer),
        canonical=canonical,
        social=social.of_search(answer, canonical),
        feed=addresses.path(request, "/search.atom", replace(state, page=1, sort="relevance").params()),
    )


def _ways_out(catalogue: Catalogue, state: SearchState, answer: Answer) -> list[WayOut]:
    """Wider searches where nothing was found, and where only the filters keep out what has all that was asked for."""
    if answer.total and not answer.relaxed:
        return []
    return catalogue.ways_out(state, other_words=not answer.total)


def libraries(request: Request) -> Response:
    """The directory."""
    members = _catalogue(request).members()
    return render(request, "libraries.html", members=members, canonical=f"{_base(request)}/libraries")


def library(request: Request) -> Response:
    """One library: what it declares, what it brings, when it was last harvested."""
    member = _catalogue(request).member(request.path_params["member_id"], _base(request))
    return render(
        request,
        "library.html",
        member=member,
        canonical=member.url,
        social=social.of_library(member, member.url),
        feed=addresses.path(request, f"/libraries/{member.id}.atom"),
    )


def _with_years(request: Request) -> SearchState:
    """The search with the two year boxes of the form made one filter; empty boxes take the filter away."""
    params = request.query_params
    low, high = params.get("from", "").strip(), params.get("to", "").strip()
    state = read((name, value) for name, value in params.multi_items() if name not in ("year", "page"))
    if not low and not high:
        return state
    value = f"{low}-{high}"
    years(value)
    return state.having("year", value)


routes = [
    Route("/", home, name="home"),
    Route("/search", search, name="search"),
    Route("/libraries", libraries, name="libraries"),
    Route("/libraries/{member_id}", library, name="library"),
]
