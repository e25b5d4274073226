"""The line to a server while one request is under way: its socket, its deadlines, and a knife.

A server that drips a byte a second keeps every time-out of a socket from running out. So whoever waits for the answer
looks at the deadlines here, and cuts the socket off: what hangs in it wakes up at once and ends by itself.
"""

import contextlib
import socket
import time
from contextvars import ContextVar
from threading import Lock
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.poolmanager import PoolManager, ProxyManager


class Line:
    """One request, its redirects included. It is asked by two threads: the one that reads, and the one that waits.

    Args:
        whole: seconds for everything.
    """

    def __init__(self, whole: float) -> None:
        self.ends = time.monotonic() + whole
        self.headers_by = self.ends
        self.headed = False
        self.severed = False
        self._socket: socket.socket | None = None
        self._lock = Lock()

    def left(self) -> float:
        """Seconds until the next deadline; less than 0 when it has passed."""
        return min(self.ends, self.headers_by) - time.monotonic()

    def asks(self, within: float) -> None:
        """A request goes out; its headers have to be there `within` seconds."""
        self.headed, self.headers_by = False, time.monotonic() + within

    def reads(self, idle: float) -> None:
        """The headers are there; from now on the server may be silent for `idle` seconds.

        Raises:
            ConnectionAbortedError: the line was cut, and what looks like headers is half of them.
        """
        self.insist()
        self.headed, self.headers_by = True, self.ends
        with self._lock, contextlib.suppress(OSError):
            if self._socket:
                self._socket.settimeout(idle)

    def insist(self) -> None:
        """Go on only if nobody cut the line.

        Raises:
            ConnectionAbortedError: it was cut.
        """
        if self.severed:
            raise ConnectionAbortedError

    def hold(self, found: socket.socket | None) -> None:
        """The socket that is used now.

        Raises:
            ConnectionAbortedError: the line was cut before.
        """
        with self._lock:
            self.insist()
            self._socket = found

    def cut(self) -> None:
        """Cut it off; who reads or connects ends soon, with an error that nobody hears."""
        with self._lock:
            self.severed = True
            if self._socket:
                with contextlib.suppress(OSError):  # past ssl, which would forget its state under the reader's feet
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


USED: ContextVar[Line | None] = ContextVar("line", default=None)
"""The line of the request that this thread makes."""


def _hold(connection: HTTPConnection) -> None:
    if line := USED.get():
        line.hold(connection.sock)


class _Held(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _hold(self)

    def request(self, *args: Any, **more: Any) -> None:
        _hold(self)
        super().request(*args, **more)


class _HeldSecurely(_Held, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Held


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _HeldSecurely


def _ours(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


class Adapter(HTTPAdapter):
    """Connections that tell the line which socket is theirs."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        """Make the pools."""
        super().init_poolmanager(*args, **more)
        _ours(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **more: Any) -> ProxyManager:
        """The pools behind a proxy; SOCKS has connections of its own, which end by the time-outs of their sockets."""
        manager: ProxyManager = super().proxy_manager_for(*args, **more)
        if isinstance(manager, ProxyManager):
            _ours(manager)
        return manager
