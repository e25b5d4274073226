"""The nodes of the cluster: at which address to ask next. None is ever asked that the configuration does not name."""

import itertools
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

RESTS = 60.0
"""Seconds for which a node that did not answer is asked last."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its address without a slash at its end, and the user and password in it, which are shown nowhere."""

    url: str
    login: tuple[str, str] | None = field(default=None, repr=False)


def node(address: str) -> Node:
    """`https://USER:PASSWORD@HOST:PORT/…` taken apart."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Node(urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", "")), login)


class Nodes:
    """All of them, each in its turn; those that did not answer come last for a while. Safe for several threads."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._nodes = tuple(node(address) for address in addresses)
        self._turn = itertools.count()
        self._resting: dict[Node, float] = {}
        self._lock = threading.Lock()

    def __str__(self) -> str:
        return ", ".join(node.url for node in self._nodes)

    def order(self) -> list[Node]:
        """Every node once, the one whose turn it is first."""
        with self._lock:
            first, now = next(self._turn) % len(self._nodes), time.monotonic()
            turned = [*self._nodes[first:], *self._nodes[:first]]
            return sorted(turned, key=lambda one: self._resting.get(one, 0) > now)

    def failed(self, one: Node) -> None:
        """That node did not answer."""
        with self._lock:
            self._resting[one] = time.monotonic() + RESTS

    def answered(self, one: Node) -> None:
        """That node answered."""
        with self._lock:
            self._resting.pop(one, None)
