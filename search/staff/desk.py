"""The door of the staff's pages: nothing behind it is answered without a session, and no form without its mark."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config import clock
from config.database import Database
from config.errors import IndukError
from config.i18n import _
from config.model import Consortium
from search import addresses, problems
from search.pages import render
from search.staff import forms, journal, sessions
from search.staff.sessions import Session

COOKIE, MARK = "induk-staff", "mark"

PRIVATE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",  # no address of ours leaves the house, and forms bear their Origin
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class Desk:
    """What the staff's pages work with; `keys` sign the sessions, by the names of the tokens."""

    consortium: Consortium
    database: Database
    secret: bytes
    hashes: Mapping[str, str]
    keys: Mapping[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        keys = {name: sessions.key_of(self.secret, known) for name, known in self.hashes.items()}
        object.__setattr__(self, "keys", keys)

    def session(self, request: Request) -> Session | None:
        """Who asks; None where nobody is logged in."""
        found = sessions.opened(request.cookies.get(COOKIE, ""), self.keys, _now())
        if found is None:
            return None
        with self.database.read() as connection:
            return None if journal.ended(connection, found) else found

    def keep(self, request: Request, response: Response, session: Session) -> None:
        """Give the cookie of a session to the browser: no script, no other site and no open line gets it."""
        response.set_cookie(
            COOKIE,
            sessions.sealed(session, self.keys[session.who]),
            max_age=max(0, session.until - _now()),
            path=_cookie_path(request),
            secure=_is_secret_line(request, self.consortium),
            httponly=True,
            samesite="strict",
        )

    def drop(self, request: Request, response: Response) -> None:
        """Take the cookie away."""
        secure = _is_secret_line(request, self.consortium)
        response.delete_cookie(COOKIE, path=_cookie_path(request), secure=secure, httponly=True, samesite="strict")


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is logged in."""

    desk: Desk
    request: Request
    session: Session
    form: Mapping[str, str]

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of `templates/staff`."""
        mark = sessions.form_mark(self.session, self.desk.keys[self.session.who])
        return render(self.request, f"staff/{template}", status=status, who=self.session.who, mark=mark, **values)

    def to(self, where: str, *params: tuple[str, str]) -> RedirectResponse:
        """On to another page by GET, so that a reload does nothing twice (RFC 9110, section 15.4.4)."""
        return RedirectResponse(addresses.path(self.request, where, params), 303)


Handler = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def open_to_all(answer: Callable[[Request, Mapping[str, str]], Response]) -> Endpoint:
    """The endpoint of a page that needs no session: it reads the form, and keeps the answer out of every cache."""

    async def endpoint(request: Request) -> Response:
        try:
            form = await forms.read(request) if request.method == "POST" else {}
            response = await run_in_threadpool(answer, request, form)
        except IndukError as error:
            response = problems.known(request, error)
        response.headers.update(PRIVATE)
        return response

    return endpoint


def for_staff(desk: Desk, handlers: Mapping[str, Handler]) -> Endpoint:
    """The endpoint of a page behind the door; `handlers` by method."""

    def answer(request: Request, form: Mapping[str, str]) -> Response:
        session = desk.session(request)
        if session is None:
            return _to_the_door(request)
        if request.method == "POST" and not _may_change(desk, request, session, form):
            return refused(request)
        handler = handlers["GET" if request.method == "HEAD" else request.method]
        response = handler(Visit(desk, request, session, form))
        fresh = sessions.renewed(session, _now())
        if fresh is not None and not any(name == b"set-cookie" for name, _value in response.raw_headers):
            desk.keep(request, response, fresh)
        return response

    return open_to_all(answer)


def refused(request: Request) -> Response:
    """The answer to a form that did not come from a page of ours."""
    message = _("This form did not come from a page of this session; nothing was changed.")
    return render(
        request, "error.html", status=403, message=message, advice=_("Open the page again and try once more.")
    )


def _may_change(desk: Desk, request: Request, session: Session, form: Mapping[str, str]) -> bool:
    marked = sessions.is_form_mark(form.get(MARK, ""), session, desk.keys[session.who])
    return marked and forms.is_ours(request, desk.consortium)


def _to_the_door(request: Request) -> Response:
    """To the login; it leads back, if it was a page that was asked for."""
    back = [("next", quote(request.scope["path"]))] if request.method == "GET" else []
    return RedirectResponse(addresses.path(request, "/staff/login", back), 303)


def _cookie_path(request: Request) -> str:
    return f"{request.scope.get('root_path', '')}/staff"


def _is_secret_line(request: Request, consortium: Consortium) -> bool:
    """Whether the browser came by https, also where only the proxy before us knows it."""
    public = consortium.url
    return request.url.scheme == "https" or (
        public.startswith("https://") and request.headers.get("host", "").lower() == public.split("/")[2].lower()
    )


def _now() -> int:
    return int(clock.now().timestamp())
