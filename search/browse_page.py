"""`/browse/FIELD`: an alphabetical list as a page."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from search import addresses
from search.browsing import browse, read
from search.headings import LISTS
from search.pages import render


def lists(request: Request) -> Response:
    """The first of the lists."""
    return RedirectResponse(addresses.path(request, f"/browse/{next(iter(LISTS))}"), 303)


def list_of(request: Request) -> Response:
    """A part of a list, and the way to the parts beside it and to any place."""
    asked = read(request.path_params["field"], request.query_params)
    page = browse(request.app.state.catalogue, asked)
    return render(request, "browse.html", page=page, lists=LISTS)


routes = [Route("/browse", lists, name="lists"), Route("/browse/{field}", list_of, name="browse")]
