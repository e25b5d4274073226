"""Commands in fresh processes, and what they used."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
LAUNCHER = Path(__file__).with_name("launcher.py")


class CouldNotRun(Exception):
    """A section cannot say anything."""


class Used(NamedTuple):
    """What a process used: CPU seconds (user and system, its children with it), wall seconds, peak memory in MB."""

    cpu: float
    wall: float
    peak: float
    code: int
    out: str


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder on the disk of the checkout, or in TMPDIR: /tmp is often memory."""
    with tempfile.TemporaryDirectory(prefix="induk-bench-", dir=os.environ.get("TMPDIR") or ROOT.parent) as name:
        yield Path(name)


def python(*arguments: str) -> list[str]:
    """A command of this interpreter."""
    return [sys.executable, *arguments]


def environment(where: Path) -> dict[str, str]:
    """That of a process which leaves everything in `where`, and asks no proxy for what is on loopback."""
    # Compiled once, as whatever is installed: else our modules would be compiled at each start, and the peers' not.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "TMPDIR": str(where), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


@contextmanager
def started(command: Sequence[str], where: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A process in a group of its own, all of which is gone when the block ends; `more` is its environment."""
    with (where / "out").open("w+") as out, (where / "err").open("w+") as err:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(where) | more, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            text=True, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def measured(command: Sequence[str], where: Path, accept: Sequence[int] = (0,), **more: str) -> Used:
    """Run a command to its end.

    Args:
        where: a folder that it may write in; its output is left there.
        accept: the exit codes that are as wanted.

    Raises:
        CouldNotRun: it ended otherwise.
    """
    result = where / "used"
    with started([*python("-I", "-S", str(LAUNCHER)), str(result), *command], where, **more) as process:
        process.wait()
    out, err = ((where / name).read_text(errors="replace") for name in ("out", "err"))
    code, cpu, wall, peak = map(float, result.read_text().split()) if result.exists() else (-1, 0, 0, 0)
    if code not in accept:
        raise CouldNotRun(f"`{' '.join(command[1:6])}` ended with {code:.0f}: {(err or out).strip()[-800:]}")
    return Used(cpu, wall, peak / 1024, int(code), out)
