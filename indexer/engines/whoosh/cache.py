"""Arrays that were read once, kept within a bound."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy.typing as npt

Numbers = npt.NDArray[Any]
Arrays = tuple[Numbers, ...]


class Cache:
    """Keeps the arrays that were used last, up to `limit` bytes; safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Hashable, Arrays] = OrderedDict()
        self._lock = threading.Lock()

    def bound(self, limit: int) -> None:
        """Keep up to so many bytes from now on."""
        self._limit = limit

    def get(self, key: Hashable, make: Callable[[], Arrays]) -> Arrays:
        """What is kept under `key`, or else what `make` gives, which is kept from now on."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._size += _bytes(made)
            while self._size > self._limit and len(self._kept) > 1:
                self._size -= _bytes(self._kept.popitem(last=False)[1])
        return made


def _bytes(arrays: Arrays) -> int:
    return 200 + sum(array.nbytes for array in arrays)
