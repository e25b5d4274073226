"""The servers of this run: how far apart requests start, and when one has been asked in vain often enough.

Sources on one server share its pace, whoever asks. A request that hangs holds nobody up: only starts are spaced.
"""

import time
from collections.abc import Callable
from threading import Lock

import msgspec

from harvester.faults import Fault

LEAST_SLOW, MOST_SLOW, RECOVERY = 1.0, 60.0, 0.75
"""The distance between two requests to a busy server: at least, at most, and what is left of it after each success."""

IN_VAIN = {"silent": 3, "failing": 20}
"""After so many requests in a row that nobody answered, or that ended with 5xx or 429, the server is left alone …"""

REST = 60.0
"""… for so many seconds; then one is tried."""


class Host(msgspec.Struct):
    """What is known of one server.

    Attributes:
        free: when the next request may start.
        slow: the distance that it made us keep.
        streak: requests in a row that ended in vain, by kind.
        shut: until when nobody asks; 0 = it is open.
        fault: code and message of the last that went wrong.
    """

    free: float = 0
    slow: float = 0
    streak: dict[str, int] = msgspec.field(default_factory=dict)
    shut: float = 0
    fault: tuple[str, str] = ("unreachable", "")


class Hosts:
    """All servers of one run; for any number of threads.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._hosts: dict[str, Host] = {}

    def turn(self, name: str, pause: float) -> float:
        """Take the next start; the seconds until it."""
        with self._lock:
            host, now = self._host(name), self._clock()
            start = max(now, host.free)
            host.free = start + max(pause, host.slow)
            return start - now

    def busy(self, name: str, pause: float, most: float = MOST_SLOW) -> None:
        """It answered 429 or 503: keep twice the distance, at most `most` seconds."""
        with self._lock:
            host = self._host(name)
            host.slow = min(max(2 * max(host.slow, pause), LEAST_SLOW), MOST_SLOW, most)

    def well(self, name: str) -> None:
        """A request came to a good end."""
        with self._lock:
            host = self._host(name)
            host.slow = host.slow * RECOVERY if host.slow > LEAST_SLOW else 0
            host.streak.clear()
            host.shut = 0

    def vain(self, name: str, kind: str, fault: Fault) -> None:
        """A request ended in vain, after all its attempts.

        Args:
            kind: a key of `IN_VAIN`.
        """
        with self._lock:
            host = self._host(name)
            host.streak = {kind: host.streak.get(kind, 0) + 1}
            host.fault = (fault.code, fault.message)
            if host.shut or host.streak[kind] >= IN_VAIN[kind]:
                host.shut = self._clock() + REST

    def insist_on_open(self, name: str) -> None:
        """Refuse a request to a server that is left alone; when its rest is over, the first may try.

        Raises:
            Fault: the one of before.
        """
        with self._lock:
            host, now = self._host(name), self._clock()
            if not host.shut:
                return
            if now < host.shut:
                raise Fault(*host.fault)
            host.shut = now + REST  # the others wait for what becomes of this one

    def _host(self, name: str) -> Host:
        return self._hosts.setdefault(name, Host())
