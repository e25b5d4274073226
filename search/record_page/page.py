"""The page of a record, and the two beside it: `/request/ID`, how to get it, and `/why/ID`, why it is one record."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from config.errors import EngineError, NotFound
from indexer.record import UnionRecord
from search import addresses, export, jsonld
from search.api import as_response
from search.citing import openurl
from search.citing.cite import citations
from search.feeds import social
from search.pages import render
from search.record_page import editions, fields, online, requests
from search.record_page.holdings import by_library
from search.record_page.mine import PARAMETER, kept, own_library
from search.record_page.reporting import report
from search.record_page.why import answer
from search.schemas import Card
from search.service import Catalogue, Found
from search.similar import similar

T = TypeVar("T")

NAMED = 6
"""So many makers stand below the title; the fields name all."""


def record(request: Request) -> Response:
    """One union record, or its download where the address ends in `.ris` and so on."""
    catalogue = _catalogue(request)
    found, format = _find(catalogue, request.path_params["public_id"])
    if found.redirected:
        return _moved(request, catalogue, "record", found, f".{format}" if format else "")
    if format:
        return as_response(catalogue.download(found.record, format))
    shown, address = found.record, _address(request, found.record)
    sources, mine = catalogue.sources(shown.id), own_library(request, catalogue)
    makers = list(fields.creators(shown))
    return render(
        request,
        "record.html",
        record=shown,
        libraries=by_library(catalogue, shown, sources, mine.id if mine else None),
        sources=sources,
        names={member.id: member.name for member in catalogue.active()},
        makers=makers[:NAMED],
        more_makers=len(makers) - NAMED,
        fields=fields.fields(shown),
        fulltext=online.fulltext(shown),
        links=online.others(shown),
        others=_without_index(lambda: editions.others(catalogue, shown), editions.Others()),
        alike=_without_index(lambda: similar(catalogue, shown), tuple[Card, ...]()),
        citations=citations(shown),
        coins=openurl.coins(shown, address),
        report=report(catalogue.consortium, shown, sources, address),
        structured=jsonld.describe(shown, catalogue.consortium, address),
        my=kept(mine),
        canonical=address,
        social=social.of_record(shown, address),
    )


def request_page(request: Request) -> Response:
    """How to get a record from the libraries that hold it, by their own rules."""
    catalogue = _catalogue(request)
    found = catalogue.record(request.path_params["public_id"])
    if found.redirected:
        return _moved(request, catalogue, "request", found)
    shown, address = found.record, _address(request, found.record)
    members, mine = catalogue.active(), own_library(request, catalogue)
    held = by_library(catalogue, shown, catalogue.sources(shown.id), mine.id if mine else None)
    return render(
        request,
        "request.html",
        record=shown,
        mine=mine,
        here=next((one for one in held if one.mine), None),
        ways=requests.ways(members, held, shown, address, mine),
        members=members,
        parameter=PARAMETER,
        my=kept(mine),
    )


def why_page(request: Request) -> Response:
    """Why the records of a union record are one, in plain words."""
    catalogue = _catalogue(request)
    found = catalogue.record(request.path_params["public_id"])
    if found.redirected:
        return _moved(request, catalogue, "why", found)
    shown, address = found.record, _address(request, found.record)
    return render(
        request,
        "why.html",
        record=shown,
        answer=answer(catalogue, shown.id),
        names={member.id: member.name for member in catalogue.active()},
        report=report(catalogue.consortium, shown, catalogue.sources(shown.id), address),
        my=kept(own_library(request, catalogue)),
    )


def _catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


def _address(request: Request, shown: UnionRecord) -> str:
    """The permanent address of a record."""
    return f"{addresses.public_base(request, request.app.state.consortium)}/record/{shown.id}"


def _moved(request: Request, catalogue: Catalogue, page: str, found: Found, ending: str = "") -> Response:
    where = f"/{page}/{quote(found.record.id, safe='')}{ending}"
    return RedirectResponse(addresses.path(request, where, kept(own_library(request, catalogue))), 301)


def _without_index(ask: Callable[[], T], nothing: T) -> T:
    """What the index says; nothing where there is none, since the record can be shown all the same."""
    try:
        return ask()
    except EngineError:
        return nothing


def _find(catalogue: Catalogue, name: str) -> tuple[Found, str | None]:
    try:
        return catalogue.record(name), None  # a source's own identifier may well end in `.json`
    except NotFound:
        stem, format = export.split(name)
        if format is None:
            raise
        return catalogue.record(stem), format


routes = [
    Route("/record/{public_id:path}", record, name="record"),
    Route("/request/{public_id:path}", request_page, name="request"),
    Route("/why/{public_id:path}", why_page, name="why"),
]
