"""Addresses: the public ones that leave the house, and the links between our own pages."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.routing import Match

from config.model import Consortium


def public_base(request: Request, consortium: Consortium) -> str:
    """What stands before every permalink: the configured public address, else the one that was called."""
    return consortium.url or str(request.base_url).rstrip("/")


def path(request: Request, where: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """A link within the site. It stays below the path of a proxy, and in the language that was asked for."""
    chosen = request.query_params.get("lang")
    pairs = [*params, *([("lang", chosen)] if chosen else [])]
    return f"{request.scope.get('root_path', '')}{where}{'?' + urlencode(pairs) if pairs else ''}"


def record_path(public_id: str) -> str:
    """The page of a record, by union id or source record id."""
    return f"/record/{quote(public_id, safe='')}"


def in_language(request: Request, language: str) -> str:
    """The page that was asked for, in another language."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{quote(request.scope['path'])}?{urlencode([*pairs, ('lang', language)])}"


def without_slash(request: Request) -> str | None:
    """The same address without slashes at its end, if it has some and something of ours is there."""
    bare = request.scope["path"].rstrip("/")
    scope = {**request.scope, "path": bare}
    if bare == request.scope["path"] or all(route.matches(scope)[0] is Match.NONE for route in request.app.routes):
        return None
    query = request.url.query
    return quote(bare) + (f"?{query}" if query else "")
