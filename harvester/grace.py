"""Waiting for an answer that may hang: when time is up, or we are to stop, it is cut off and left behind."""

import contextvars
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
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


class Worker:
    """A thread that does one thing after the other, while its owner waits and can leave it behind.

    One that hangs is left, and the next thing is done by a new one.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] | None = None

    def do(self, job: Callable[[], None]) -> None:
        """Do it, later and elsewhere."""
        if self._jobs is None:
            self._jobs = SimpleQueue()
            Thread(target=_work, args=(self._jobs,), daemon=True).start()
        self._jobs.put(job)

    def leave(self) -> None:
        """Let the thread end when it has done what it does."""
        if self._jobs is not None:
            self._jobs.put(None)
            self._jobs = None


def _work(jobs: "SimpleQueue[Callable[[], None] | None]") -> None:
    while job := jobs.get():
        job()


def wait_for(
    do: Callable[[], Found],
    stop: Event,
    *,
    worker: Worker | None = None,
    left: Callable[[], float] = _for_ever,
    cut: Callable[[], None] = _nothing,
    drop: Callable[[Found], object] = id,
) -> Found:
    """What `do` returns or raises; it runs in another thread, because a hanging socket hears nothing.

    Args:
        worker: whose thread; none means a new one.
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

    worker = worker or Worker()
    worker.do(partial(contextvars.copy_context().run, work))
    while not _is_done(future, max(0.0, min(LOOK, left()))):
        stopped = stop.is_set()
        if stopped and _is_done(future, GRACE):
            break
        if stopped or left() <= 0:
            cut()
            worker.leave()
            if (_is_done(future, SETTLE) or not future.cancel()) and not future.exception():
                drop(future.result())  # what was cut off may look like a whole answer
            raise interrupted() if stopped else Overdue
    return future.result()


def _is_done(future: "Future[Found]", seconds: float) -> bool:
    """Whether it ends in time, well or not."""
    try:
        future.exception(seconds)
    except FutureTimeout:
        return False
    return True
