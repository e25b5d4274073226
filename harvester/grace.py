"""Waiting for an answer that may hang: when time is up, or we are to stop, it is cut off and left behind."""

import contextvars
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, wait
from contextlib import suppress
from threading import Event, Thread
from typing import TypeVar

from harvester.faults import interrupted

Found = TypeVar("Found")

GRACE = 1.5
"""Seconds that what is under way may take once somebody wants us to stop."""

LOOK = 0.2
"""Seconds between two looks whether somebody does."""

SETTLE = 0.3
"""Seconds in which what was cut off should have ended."""


class Overdue(Exception):
    """Time is up."""


def _for_ever() -> float:
    return LOOK


def _nothing() -> None:
    pass


def wait_for(
    do: Callable[[], Found],
    stop: Event,
    *,
    left: Callable[[], float] = _for_ever,
    cut: Callable[[], None] = _nothing,
    drop: Callable[[Found], object] = id,
) -> Found:
    """What `do` returns or raises; it runs in a thread of its own, because a hanging socket hears nothing.

    Args:
        left: seconds that it may still take, asked again and again.
        cut: makes it end soon.
        drop: gives back what it returned too late, when nobody waited any more.

    Raises:
        Overdue: nothing was left.
        Fault: `interrupted`: `stop` was set and it did not end in time.
    """
    future: Future[Found] = Future()

    def work() -> None:
        try:
            found = do()
        except BaseException as error:
            with suppress(InvalidStateError):  # nobody waits any more
                future.set_exception(error)
        else:
            try:
                future.set_result(found)
            except InvalidStateError:
                drop(found)

    Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
    while not wait([future], max(0.0, min(LOOK, left()))).done:
        stopped = stop.is_set()
        if stopped and wait([future], GRACE).done:
            break
        if stopped or left() <= 0:
            cut()
            wait([future], SETTLE)
            if not future.cancel() and not future.exception():
                drop(future.result())  # what was cut off may look like a whole answer
            raise interrupted() if stopped else Overdue
    return future.result()
