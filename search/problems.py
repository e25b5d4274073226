"""Errors as answers: JSON for programs, a page for people, with the same status (CONTRACT, section 4)."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from config import i18n, logs
from config.errors import IndukError, Locked
from config.i18n import _
from search import addresses
from search.middleware import SECURITY
from search.pages import render
from search.schemas import ErrorBody, Problem

FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/openapi.json")
CODES = {404: "not-found", 405: "method-not-allowed"}
BUSY_SECONDS = "10"

log = logs.get("search")


def known(request: Request, error: Exception) -> Response:
    """The answer to an error of ours, which says what to do."""
    assert isinstance(error, IndukError)
    if error.http_status >= 500:
        log.warning("request-failed", path=request.url.path, code=error.code, message=error.message)
    response = _answer(
        request, error.http_status, error.code, error.message, error.advice, getattr(error, "field", None)
    )
    if isinstance(error, Locked):
        response.headers["Retry-After"] = BUSY_SECONDS
    return response


def of_http(request: Request, error: Exception) -> Response:
    """The answer to an address or a method that we do not serve; a slash too much leads on to where something is."""
    assert isinstance(error, HTTPException)
    status = error.status_code
    if status == 404 and (bare := addresses.without_slash(request)):
        return RedirectResponse(bare, 308)
    message = (
        _("There is nothing at {path}.", path=request.url.path[:200])
        if status == 404
        else _("This cannot be done here: {reason}.", reason=HTTPStatus(status).phrase)
    )
    response = _answer(request, status, CODES.get(status, "error"), message, None, None)
    response.headers.update(error.headers or {})
    return response


def unexpected(request: Request, error: Exception) -> Response:
    """The answer to a fault of the program: no detail leaves the house, the log has it."""
    log.error("unexpected", path=request.url.path, error=f"{type(error).__name__}: {error}")
    with i18n.speaking(request.state.language):
        message, advice = _("Something went wrong here."), _("Please try again; the fault was noted.")
        response = _answer(request, 500, "error", message, advice, None)
    response.headers.update(SECURITY)  # this answer is made outside of every middleware
    return response


def _answer(request: Request, status: int, code: str, message: str, advice: str | None, field: str | None) -> Response:
    if request.url.path.startswith(FOR_PROGRAMS):
        whole = f"{message} {advice}" if advice else message
        body = ErrorBody(error=Problem(code=code, message=whole, field=field))
        return JSONResponse(body.model_dump(), status)
    return render(request, "error.html", status=status, message=message, advice=advice)
