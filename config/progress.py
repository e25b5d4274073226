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
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

PLAIN_EVERY = 5.0
"""Seconds between two plain lines about the same thing."""


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
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
            console=self.console,
            disable=not self.live,
        )
        self._tasks: dict[str, int] = {}
        self._printed: dict[str, float] = {}
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
            elif time.monotonic() - self._printed.get(name, -PLAIN_EVERY) >= PLAIN_EVERY:
                self._printed[name] = time.monotonic()
                of = f"/{total}" if total else ""
                print(f"{name}: {done}{of} {note}".rstrip(), file=sys.stderr, flush=True)

    def line(self, text: str) -> None:
        """A line that stays."""
        with self._lock:
            if self.live:
                self._progress.console.print(text, highlight=False, markup=False)
            else:
                print(text, file=sys.stderr, flush=True)
