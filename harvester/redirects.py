"""Where a redirect leads, whether we go there, and who may be told our password (RFC 9110, section 15.4)."""

import ipaddress
import socket
from base64 import b64encode
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit, urlunsplit

import requests

MOVED = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})
HOPS = 5
PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """Whom a password is for: RFC 6454, section 4."""

    scheme: str
    host: str
    port: int


def origin(url: str) -> Origin:
    """The origin of an address.

    Raises:
        ValueError: its port is no number.
    """
    parts = urlsplit(url)
    return Origin(parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0))


def may_know(home: Origin, there: Origin) -> bool:
    """Whether a password for `home` may be told `there`: the same, or the same host that has gone over to https."""
    secured = home._replace(scheme="https", port=443)
    return there == home or (home.scheme == "http" and home.port == 80 and there == secured)


class Credentials(requests.auth.AuthBase):
    """What proves who we are, told to one origin only. Given to requests, it also keeps `~/.netrc` out.

    Args:
        home: whom it is for.
        header: the value of Authorization, or nothing.
    """

    def __init__(self, home: Origin, header: str | None) -> None:
        self.home, self.header = home, header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header, if this request goes home."""
        if self.header and may_know(self.home, origin(request.url or "")):
            request.headers["Authorization"] = self.header
        return request


def basic(username: str, password: str) -> str:
    """The Authorization of a user and a password (RFC 7617, section 2.1: UTF-8)."""
    return "Basic " + b64encode(f"{username}:{password}".encode()).decode()


def bearer(token: str) -> str:
    """The Authorization of a token (RFC 6750, section 2.1)."""
    return f"Bearer {token}"


def bare(url: str) -> tuple[str, str | None]:
    """An address without user and password, and the Authorization that they make."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    name, _colon, word = user.partition(":")
    return urlunsplit(parts._replace(netloc=host)), basic(unquote(name), unquote(word)) if at else None


def target(url: str, location: str) -> str | None:
    """The address that a redirect from `url` leads to, with our query if it was lost on the way; None: nowhere.

    Many a server sends every path to its https twin, or adds a slash, and forgets what was asked for.
    """
    try:
        to = urlsplit(urljoin(url, location.strip()))
        port = to.port
    except ValueError:
        return None
    if to.scheme not in PORTS or not to.hostname or port == 0:
        return None
    asked, told = urlsplit(url).query, to.query
    if asked and not {key for key, _value in parse_qsl(asked, True)} & {key for key, _value in parse_qsl(told, True)}:
        told = f"{told}&{asked}" if told else asked
    return urlunsplit((to.scheme, to.netloc.rpartition("@")[2], to.path or "/", told, ""))


def is_inside(host: str) -> bool:
    """Whether a host is ours alone to see: loopback, private, link-local (RFC 6890). Unknown names are not."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(_inside(str(where[0])) for *_rest, where in found)


def _inside(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return not (mapped or found).is_global


def may_go(home: str, there: str) -> bool:
    """Whether an answer from `home` may send us `there`: a server outside has no business to show us what is inside."""
    return home == there or is_inside(home) or not is_inside(there)


class Moved:
    """What permanent redirects taught in this session: the new place of each old one."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def now(self, url: str) -> str:
        """The address, as far as we know it."""
        place, _mark, query = url.partition("?")
        new = self._places.get(place)
        if new is None:
            return url
        return f"{new}{'&' if '?' in new else '?'}{query}" if query else new

    def learn(self, asked: str, found: str) -> None:
        """`asked` is at `found` for good; what the target has beside our query is part of the place."""
        place, _mark, query = asked.partition("?")
        if query and not found.endswith(query):
            return  # the new place is one of this question only
        new = found.removesuffix(query).rstrip("?&") if query else found
        if new != place:
            self._places[place] = new
