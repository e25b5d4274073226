"""Waiting for an answer that may hang: when we are to stop, it has a moment to come, and is then left behind."""

import contextvars
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Event, Thread
from typing import TypeVar

from harvester.faults import interrupted

Found = TypeVar("Found")

GRACE = 1.5
"""Seconds that what is under way may take once somebody wants us to stop."""

LOOK = 0.2
"""Seconds between two looks whether somebody does."""


def wait_for(do: Callable[[], Found], stop: Event) -> Found:
    """What `do` returns or raises; it runs in a thread of its own, because a hanging socket hears nothing.

    Raises:
        Fault: `interrupted`: `stop` was set and it did not end in time.
    """
    future: Future[Found] = Future()

    def work() -> None:
        try:
            future.set_result(do())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
    while not wait([future], LOOK).done:
        if stop.is_set() and not wait([future], GRACE).done:
            raise interrupted()
    return future.result()
