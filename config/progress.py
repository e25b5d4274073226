"""Progress of long work on stderr: moving bars at a terminal, a plain line every few seconds elsewhere."""

import sys
import threading
import time
from types import TracebackType
from typing import Any, Self

from config.i18n import _

PLAIN_EVERY = 5.0
"""Seconds between two plain lines about the same thing."""


class Reporter:
    """Shows how far several things are, from any thread.

    Use it as a context manager; `update` as often as you like.
    """

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self._bars: Any = None
        if self.live:
            from config.bars import Bars

            self._bars = Bars()
        self._printed: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def update(self, name: str, done: int, total: int | None = None, note: str = "") -> None:
        """`name` has come to `done` of `total` (None = nobody knows)."""
        with self._lock:
            if self._bars:
                self._bars.update(name, done, total, note)
            else:
                self._print(name, done, total, note, time.monotonic())

    def _print(self, name: str, done: int, total: int | None, note: str, now: float) -> None:
        """A plain line, if the last one is long enough ago; from the second on with the rate since then."""
        before, count = self._printed.get(name, (now - PLAIN_EVERY, done))
        if now - before < PLAIN_EVERY:
            return
        self._printed[name] = now, done
        rate = (done - count) / (now - before)
        told = [f"{done}/{total}" if total else f"{done}"]
        if rate > 0:
            told.append(f"{rate:.0f}/s" if rate >= 1 else f"{rate:.1f}/s")
            if total and total > done:
                told.append(_("{seconds} s to go", seconds=round((total - done) / rate)))
        print(f"{name}: {', '.join(told)} {note}".rstrip(), file=sys.stderr, flush=True)

    def line(self, text: str) -> None:
        """A line that stays."""
        with self._lock:
            if self._bars:
                self._bars.line(text)
            else:
                print(text, file=sys.stderr, flush=True)
