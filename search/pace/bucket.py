"""Token buckets: each client has `burst` points, spends some with each request, and gets `rate` back every second."""

import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 10_000
"""Clients that are remembered; who was away the longest is forgotten first, and would begin with a full bucket."""


class Buckets:
    """The buckets of one process; used from its event loop only, so nothing is locked."""

    def __init__(
        self, rate: float, burst: float, *, most: int = MOST, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate, self.burst, self._most, self._now = rate, burst, most, now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._left)

    def take(self, client: str, cost: float) -> float:
        """Spend `cost`; 0 if there was enough, else the seconds until there will be, and nothing is spent."""
        now = self._now()
        left, since = self._left.get(client, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.rate)
        missing = min(cost, self.burst) - left
        self._left[client] = (left if missing > 0 else left - min(cost, self.burst), now)
        self._left.move_to_end(client)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return missing / self.rate if missing > 0 else 0.0
