"""`/api/v1`: the catalogue as JSON (CONTRACT, section 4). Read only, open to every site."""

from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import RedirectResponse, Response

from config import __version__
from config.errors import BadParameter
from config.fields import SORTS
from config.i18n import _
from indexer import formats
from indexer.record import UnionRecord
from search import addresses, browsing, export, similar, suggestions
from search.headings import LISTS
from search.schemas import Answer, Browsed, ErrorBody, Members, Similar, Status, Suggestions
from search.service import FACETS, Catalogue
from search.state import FILTERS, MAX_PAGE, MAX_SIZE, PAGE_SIZE, read

PREFIX = "/api/v1"


def _parameter(name: str, schema: dict[str, Any], description: str = "", where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": schema, "description": description}


SEARCH_PARAMETERS = [
    _parameter("q", {"type": "string", "default": ""}, "The query; empty finds everything."),
    _parameter("page", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1}),
    _parameter("size", {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": PAGE_SIZE}),
    _parameter("sort", {"type": "string", "enum": list(SORTS), "default": "relevance"}),
    *(
        _parameter(name, {"type": "array", "items": {"type": "string"}}, "Repeatable; the values are alternatives.")
        for name in FILTERS
        if name != "year"
    ),
    _parameter("year", {"type": "array", "items": {"type": "string"}}, "`1990-1999`, `1990-`, `-1999` or `1995`."),
    _parameter("facets", {"type": "integer", "enum": [0, 1], "default": 1}, "0 leaves the facets out."),
]
RECORD_PARAMETERS = [
    _parameter("public_id", {"type": "string"}, "A union id, or a source record's id.", "path"),
    _parameter("format", {"type": "string", "enum": list(formats.MEDIA_TYPES), "default": "json"}),
]
SUGGEST = [
    _parameter("q", {"type": "string", "default": ""}, "What was typed; less than two letters suggest nothing."),
    _parameter("member", {"type": "array", "items": {"type": "string"}}, "Only what one of these libraries has."),
]
KEPT_SUGGESTIONS = "public, max-age=300"
"""Many type the same letters, and a catalogue changes once a night."""
BROWSE_PARAMETERS = [
    _parameter("field", {"type": "string", "enum": list(LISTS)}, "Which list.", "path"),
    _parameter("from", {"type": "string", "default": ""}, "Where the list begins; it need not be a heading."),
    _parameter("before", {"type": "string"}, "Instead of `from`: where the list ends, exclusively."),
    _parameter("size", {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": PAGE_SIZE}),
]
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": description}
    for status, description in {
        400: "A parameter cannot be used; `field` names it.",
        404: "There is no such thing.",
        429: "Too many requests came from this address; `Retry-After` says when to come again.",
        503: "The index or the store cannot be used now; the message says what to do.",
    }.items()
}
RECORD_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The record in the format that was asked for.",
        "headers": {
            "Induk-Record": {
                "schema": {"type": "string"},
                "description": "With MARC: the id of the one source record that this is, percent-encoded.",
            }
        },
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/UnionRecord"}},
            **{media.partition(";")[0]: {} for name, media in formats.MEDIA_TYPES.items() if name != "json"},
        },
    },
    301: {"description": "The id was merged away, or is a source record's; `Location` is the union record."},
    **ERRORS,
}

SIMILAR_ANSWERS: dict[int | str, dict[str, Any]] = {301: RECORD_ANSWERS[301], **ERRORS}

router = APIRouter(prefix=PREFIX, tags=["catalogue"])


def _catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


def _base(request: Request) -> str:
    return addresses.public_base(request, request.app.state.consortium)


@router.get("/search", summary="Search", responses=ERRORS, openapi_extra={"parameters": SEARCH_PARAMETERS})
def search(request: Request) -> Answer:
    """Union records that fit a query and filters, a page at a time, with facets."""
    params = request.query_params
    facets = params.get("facets") or "1"
    if facets not in ("0", "1"):
        raise BadParameter(_("`facets` is {value}; it takes 0 or 1.", value=repr(facets[:40])), field="facets")
    state = read(params.multi_items())
    return _catalogue(request).search(state, facets=FACETS if facets == "1" else (), base=_base(request))


@router.get(
    "/records/{public_id:path}",
    summary="One record",
    response_class=Response,
    responses=RECORD_ANSWERS,
    openapi_extra={"parameters": RECORD_PARAMETERS},
)
def record(request: Request) -> Response:
    """A union record, as JSON or in an export format; as MARC one library's own record, named in `Induk-Record`.

    With a source record's id, MARC is that record itself, if it came as MARC.
    """
    format = export.known(request.query_params.get("format") or "json")
    catalogue, public_id = _catalogue(request), request.path_params["public_id"]
    if own := catalogue.original(public_id, format):
        return as_response(own)
    found = catalogue.record(public_id)
    if found.redirected:
        query = f"?{urlencode({'format': format})}" if "format" in request.query_params else ""
        where = f"{PREFIX}/records/{quote(found.record.id, safe='')}{query}"
        return RedirectResponse(request.scope.get("root_path", "") + where, 301)
    return as_response(catalogue.download(found.record, format), attached=format != "json")


@router.get("/suggest", summary="Suggestions while typing", responses=ERRORS, openapi_extra={"parameters": SUGGEST})
def suggest(request: Request, response: Response) -> Suggestions:
    """Titles, creators and subjects with the words typed so far, the last one as a beginning; at most ten."""
    params = request.query_params
    members = read(("member", value) for value in params.getlist("member")).values("member")
    found = suggestions.suggest(_catalogue(request), params.get("q", ""), members)
    response.headers["Cache-Control"] = KEPT_SUGGESTIONS
    return Suggestions(suggestions=found)


@router.get(
    "/similar/{public_id:path}",
    summary="More like this",
    response_model=Similar,
    responses=SIMILAR_ANSWERS,
    openapi_extra={"parameters": [RECORD_PARAMETERS[0]]},
)
def more_like_this(request: Request) -> Similar | RedirectResponse:
    """Other works like a record, the most alike first: with its subjects, the words of its title, by its authors."""
    catalogue = _catalogue(request)
    found = catalogue.record(request.path_params["public_id"])
    if found.redirected:
        where = f"{PREFIX}/similar/{quote(found.record.id, safe='')}"
        return RedirectResponse(request.scope.get("root_path", "") + where, 301)
    return Similar(id=found.record.id, records=similar.similar(catalogue, found.record, _base(request)))


@router.get(
    "/browse/{field}",
    summary="An alphabetical list",
    responses=ERRORS,
    openapi_extra={"parameters": BROWSE_PARAMETERS},
)
def browse(request: Request) -> Browsed:
    """Headings in alphabetical order, capitals and accents ignored, each with how many records it leads to."""
    asked = browsing.read(request.path_params["field"], request.query_params)
    return browsing.as_json(browsing.browse(_catalogue(request), asked), _base(request), PREFIX)


@router.get("/members", summary="The libraries", responses={status: ERRORS[status] for status in (429, 503)})
def members(request: Request) -> Members:
    """Every library of the consortium: what it declares, how much it brings, when it was last harvested."""
    return Members(members=_catalogue(request).members(_base(request)))


@router.get("/status", summary="How the catalogue does", responses={status: ERRORS[status] for status in (429, 503)})
def status(request: Request) -> Status:
    """Numbers, and per source the last run, the last success and the last error."""
    return _catalogue(request).status()


def as_response(download: export.Download, *, attached: bool = True) -> Response:
    """A download as an answer; `attached` makes the browser keep it as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{download.filename}"'} if attached else {}
    if download.source:
        headers["Induk-Record"] = quote(download.source, safe=":/")
    return Response(download.body, media_type=download.media_type, headers=headers)


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the schema of the union record, which is no pydantic model."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=__version__, description=app.description, routes=app.routes)
        _types, components = msgspec.json.schema_components([UnionRecord], ref_template="#/components/schemas/{name}")
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name, schema in components.items():
            schemas.setdefault(name, schema)
        app.openapi_schema = document
    return app.openapi_schema
