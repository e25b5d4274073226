"""Progress where stderr is no terminal, and the rate at one."""

import io

import pytest
from rich.console import Console
from rich.progress import Progress, Task

from config import i18n, progress
from config.bars import RateColumn
from config.progress import Reporter


@pytest.fixture
def seconds(monkeypatch):
    """A clock that the test moves."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_plain_lines_come_every_few_seconds_with_rate_and_what_is_left(seconds, capsys):
    with Reporter() as reporter:
        assert not reporter.live
        for done, moment in ((100, 0), (200, 1), (1100, 5), (1150, 6), (2000, 10)):
            seconds[0] = 100.0 + moment
            reporter.update("a", done, 2000)
    assert capsys.readouterr().err.splitlines() == [
        "a: 100/2000",
        "a: 1100/2000, 200/s, 4 s to go",
        "a: 2000/2000, 180/s",
    ]


def test_an_unknown_size_a_slow_source_and_a_list_begun_anew(seconds, capsys):
    with Reporter() as reporter, i18n.speaking("id"):
        for done, moment in ((0, 0), (2, 5), (0, 10), (3, 15)):
            seconds[0] = 100.0 + moment
            reporter.update("a", done, note="x")
            reporter.update("b", done, 10)
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if line.startswith("a")] == ["a: 0 x", "a: 2, 0.4/s x", "a: 0 x", "a: 3, 0.6/s x"]
    assert "20 dtk lagi" in said[3]


def test_a_bar_shows_the_rate(seconds):
    with Progress(RateColumn(), console=Console(file=io.StringIO()), get_time=lambda: seconds[0]) as bars:
        number = bars.add_task("a", total=100)
        task: Task = bars.tasks[0]
        assert RateColumn().render(task).plain == ""
        for done in (10, 20, 30):
            seconds[0] += 1
            bars.update(number, completed=done)
        assert RateColumn().render(task).plain == "10/s"
