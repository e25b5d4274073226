"""What every request passes through: the reader's language, open access to the API, headers that keep pages safe."""

from collections.abc import Sequence

from babel import negotiate_locale
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config import i18n

SECURITY = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}  # fmt: skip
OPEN_TO_ALL = ("/api/", "/openapi.json")
PREFLIGHT_SECONDS = 7200
"""How long a browser need not ask again whether it may (Fetch, CORS-preflight cache); Chromium keeps it no longer."""


def choose_language(asked: str | None, accepted: str, spoken: Sequence[str]) -> str:
    """The language of an answer: the one asked for in the address, else the browser's, else the consortium's first.

    Args:
        asked: the value of `lang=`.
        accepted: the Accept-Language header (RFC 9110, section 12.5.4).
        spoken: languages of the consortium, the first is the default.
    """
    if asked is not None and asked in spoken:
        return asked
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _semicolon, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if tag and quality > 0:
            weighted.append((-quality, place, tag))
    chosen: str | None = negotiate_locale([tag for _weight, _place, tag in sorted(weighted)], list(spoken), sep="-")
    return chosen or spoken[0]


class Language:
    """Speaks the reader's language for the length of a request; `request.state.language` tells it."""

    def __init__(self, app: ASGIApp, spoken: Sequence[str]) -> None:
        self.app = app
        self.spoken = spoken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = QueryParams(scope["query_string"]).get("lang")
        language = choose_language(asked, Headers(scope=scope).get("accept-language", ""), self.spoken)
        scope.setdefault("state", {})["language"] = language

        async def labelled(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Language", language)
                headers.add_vary_header("Accept-Language")
            await send(message)

        with i18n.speaking(language):
            await self.app(scope, receive, labelled)


class Safety:
    """Adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded)


class OpenApi:
    """Lets the pages of other sites read the API (CORS, for GET and without credentials); nothing else is opened."""

    def __init__(self, app: ASGIApp) -> None:
        self.closed = app
        self.open = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET"],
            allow_headers=["*"],
            expose_headers=["Induk-Record"],
            max_age=PREFLIGHT_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        inside = scope["type"] == "http" and scope["path"].startswith(OPEN_TO_ALL)
        await (self.open if inside else self.closed)(scope, receive, send)


class Head:
    """Answers HEAD on the API as GET, without the body (RFC 9110, section 9.3.2); elsewhere the routes know it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or not scope["path"].startswith(OPEN_TO_ALL):
            await self.app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, bodiless)
