"""Progress of long work on stderr: moving bars at a terminal, a plain line every few seconds elsewhere."""

import sys
import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from config.i18n import _

PLAIN_EVERY = 5.0
"""Seconds between two plain lines about the same thing."""


class RateColumn(ProgressColumn):
    """How many a second, as far as that is known."""

    def render(self, task: Task) -> Text:
        """`120/s`."""
        return Text(f"{task.speed:.0f}/s" if task.speed else "", style="progress.data.speed")


class Reporter:
    """Shows how far several things are, from any thread.

    Use it as a context manager; `update` as often as you like.
    """

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.live = self.console.is_terminal
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            RateColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
            console=self.console,
            disable=not self.live,
        )
        self._tasks: dict[str, int] = {}
        self._printed: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def update(self, name: str, done: int, total: int | None = None, note: str = "") -> None:
        """`name` has come to `done` of `total` (None = nobody knows)."""
        with self._lock:
            if self.live:
                if name not in self._tasks:
                    self._tasks[name] = self._progress.add_task(name, total=total, note=note)
                self._progress.update(self._tasks[name], completed=done, total=total, note=note)  # type: ignore[arg-type]
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
            if self.live:
                self._progress.console.print(text, highlight=False, markup=False)
            else:
                print(text, file=sys.stderr, flush=True)
