"""The door: whoever asked too much gets 429 and is told when to come again (RFC 6585, section 4), cheaply.

Each process has its own buckets: a bucket protects the core that its process runs on, needs no shared state, and adds
nothing to a request. With N workers a client can thus get up to N times as much before it is stopped everywhere.
"""

import math
from ipaddress import ip_network

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from config import logs
from config.errors import TooManyRequests
from config.i18n import _, ngettext
from config.model import Serve
from search import problems
from search.pace.bucket import Buckets
from search.pace.clients import client_of
from search.pace.costs import cost

log = logs.get("search")


class Pace:
    """Lets requests through as long as their client has points left."""

    def __init__(self, app: ASGIApp, settings: Serve) -> None:
        self.app = app
        self.buckets = Buckets(settings.rate, settings.burst) if settings.rate else None
        self.unlimited = [ip_network(network) for network in settings.unlimited]
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        seconds = self._wait(scope, self.buckets) if scope["type"] == "http" and self.buckets is not None else 0.0
        if not seconds:
            await self.app(scope, receive, send)
            return
        self._tell_once(scope)
        again = max(1, math.ceil(seconds))
        request = Request(scope, receive)
        response = problems.known(
            request,
            TooManyRequests(
                _("Too many requests came from your address in a short time."),
                ngettext("Please try again in {n} second.", "Please try again in {n} seconds.", again),
            ),
        )
        response.headers.update({"Retry-After": str(again), "Cache-Control": "no-store"})
        await response(scope, receive, send)

    def _wait(self, scope: Scope, buckets: Buckets) -> float:
        path = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
        price = cost(path, scope["query_string"])
        host = scope["client"][0] if scope.get("client") else None
        client = client_of(host, self.unlimited) if price else None
        return buckets.take(client, price) if client else 0.0

    def _tell_once(self, scope: Scope) -> None:
        """Say in the log that there is a proxy nobody declared: all its readers share one bucket then."""
        forwarded = Headers(scope=scope).get("x-forwarded-for")
        if self._told or not forwarded or scope["client"][0] in forwarded:
            return
        self._told = True
        log.warning("proxy-not-declared", advice="name its address in `serve: {proxies: […]}`")
