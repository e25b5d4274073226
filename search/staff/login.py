"""Coming in with a token, and going out."""

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from config import clock, logs
from config.i18n import _
from search import addresses
from search.pages import render
from search.staff import attempts, forms, journal, sessions, tokens
from search.staff.desk import Desk, Visit, refused

HOME = "/staff"

_BACK = re.compile(r"/staff(?:/(?:review|issues|runs|log|runs/[0-9]{1,9}))?")
"""Where the login may lead back to: pages of ours and nothing else."""

log = logs.get("staff")


def answer(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The form; after the right token a new session, after ten wrong ones a pause."""
    if request.method != "POST":
        return _form(request, request.query_params.get("next", ""))
    if not forms.is_ours(request, desk.consortium):
        return refused(request)
    client = attempts.client_of(request.client.host if request.client else None, desk.secret)
    with desk.database.read() as connection:
        seconds = attempts.must_wait(connection, client)
    if seconds:
        minutes = -(-seconds // 60)
        response = _form(request, form.get("next", ""), 429, _("Too many attempts. Wait {n} minutes.", n=minutes))
        response.headers["Retry-After"] = str(seconds)
        return response
    who = tokens.whose(form.get("token", ""), desk.hashes)
    if who is None:
        log.warning("login-failed", client=client)
        with desk.database.write() as connection:
            attempts.failed(connection, client)
        return _form(request, form.get("next", ""), 403, _("This is no token that we know."))
    session = sessions.begin(who, int(clock.now().timestamp()))
    with desk.database.write() as connection:
        journal.write(connection, session, journal.LOGIN, {}, {})
    response = RedirectResponse(addresses.path(request, _back(form.get("next", ""))), 303)
    desk.keep(request, response, session)
    return response


def logout(visit: Visit) -> Response:
    """End the session, here and for every copy of its cookie."""
    with visit.desk.database.write() as connection:
        journal.write(connection, visit.session, journal.LOGOUT, {}, {})
    response = visit.to("/staff/login")
    visit.desk.drop(visit.request, response)
    return response


def _form(request: Request, back: str, status: int = 200, message: str | None = None) -> Response:
    back = _back(back)
    return render(request, "staff/login.html", status=status, message=message, back=back if back != HOME else None)


def _back(where: str) -> str:
    return where if _BACK.fullmatch(where) else HOME
