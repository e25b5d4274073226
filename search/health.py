"""`/healthz` (the process answers) and `/readyz` (there is something to search): for whatever watches the service."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def healthz(_request: Request) -> JSONResponse:
    """200 as long as the process answers."""
    return JSONResponse({"status": "ok"})


def readyz(request: Request) -> JSONResponse:
    """200 with the number of titles; 503 where the store or the index cannot be used or is empty."""
    return JSONResponse({"status": "ready", "titles": request.app.state.catalogue.ready()})


routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
