"""Moving bars at a terminal. A module of its own: the library behind them is large, and no nightly run shows one."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class RateColumn(ProgressColumn):
    """How many a second, as far as that is known."""

    def render(self, task: Task) -> Text:
        """`120/s`."""
        return Text(f"{task.speed:.0f}/s" if task.speed else "", style="progress.data.speed")


class Bars:
    """A bar for each thing, by its name."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            RateColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, TaskID] = {}

    def start(self) -> None:
        """Show them."""
        self._progress.start()

    def stop(self) -> None:
        """Leave them as they are."""
        self._progress.stop()

    def update(self, name: str, done: int, total: int | None, note: str) -> None:
        """`name` has come to `done` of `total`."""
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total, note=note)
        self._progress.update(self._tasks[name], completed=done, total=total, note=note)

    def line(self, text: str) -> None:
        """A line above them."""
        self._progress.console.print(text, highlight=False, markup=False)
