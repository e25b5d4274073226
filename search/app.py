"""The web application: pages, API, health and the OAI-PMH provider over one catalogue."""

from functools import partial
from importlib.resources import files

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from config import __version__
from config.database import Database
from config.errors import IndukError
from config.model import Consortium
from indexer.engines.base import Engine
from search import api, browse_page, health, problems, web
from search.feeds import page as feeds
from search.middleware import Head, Language, OpenApi, Safety
from search.oai import oai_routes
from search.pace.guard import Pace
from search.record_page import page as record_page
from search.service import Catalogue
from search.staff.page import staff_routes
from search.widget import page as widget


def create_app(consortium: Consortium, database: Database, engine: Engine) -> FastAPI:
    """The application; it starts without an index too and says then what to run.

    Nothing is fetched from elsewhere: the interactive API pages, which need a foreign host, are off.
    """
    app = FastAPI(
        title=consortium.consortium.name,
        description="The union catalogue of the consortium. Read only; no key is needed.",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # those would name the Host that was asked for; see problems.of_http
        middleware=[
            Middleware(Safety),
            Middleware(Language, spoken=consortium.consortium.languages),
            Middleware(OpenApi),
            Middleware(Head),
            Middleware(Pace, settings=consortium.serve),
        ],
        routes=[
            *feeds.routes,  # before the pages: `/libraries/MEMBER.atom` is no library
            *web.routes,
            *record_page.routes,
            *browse_page.routes,
            *widget.routes,
            *health.routes,
            *oai_routes(consortium, database),
            *staff_routes(consortium, database),
            Mount("/static", StaticFiles(directory=str(files("search") / "static")), name="static"),
        ],
    )
    app.state.consortium = consortium
    app.state.catalogue = Catalogue(consortium, database, engine)
    app.add_exception_handler(IndukError, problems.known)
    app.add_exception_handler(HTTPException, problems.of_http)
    app.add_exception_handler(Exception, problems.unexpected)
    app.include_router(api.router)
    app.openapi = partial(api.describe, app)  # type: ignore[method-assign]
    return app
