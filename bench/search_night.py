"""`make bench-night`: what the whole `induk run` costs in which 1 % changed, against the first run.

    python -m bench.search_night

INDUK_BENCH_RECORDS: how many records the forty libraries have together (200000); INDUK_BENCH_ENGINE: the engine.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import yaml

from bench import search_night_provider as provider
from bench.figures import holds, say, table
from bench.match_goals import at_most
from bench.processes import ROOT, CouldNotRun, Used, folder, measured, python

USUAL = int(os.environ.get("INDUK_BENCH_RECORDS", "200000"))
ENGINE = os.environ.get("INDUK_BENCH_ENGINE", "whoosh")
STATES = ("added", "changed", "deleted", "unchanged")


def run(work: Path) -> None:
    """A first run, a night, and a night in which nothing happened.

    Raises:
        CouldNotRun: a run failed, or did not bring what there was.
    """
    with serving(USUAL) as (server, ports):
        _configure(work, ports)
        first = _run(work)
        _tomorrow(server)
        night = _run(work)
        idle = _run(work)
    anew = len(range(107, USUAL, provider.STEP)) + len(range(307, USUAL, provider.STEP))
    _check("the first run", first, (USUAL, 0, 0))
    _check("the night", night, (USUAL // provider.STEP, anew, len(range(7, USUAL, provider.STEP))))
    runs = {"first run": first, "night, 1 % changed": night, "night, nothing new": idle}
    rows = [
        (name, used.cpu, 100 * used.cpu / first[0].cpu, used.wall, used.peak, *_counts(told), told["index"]["indexed"])
        for name, (used, told) in runs.items()
    ]
    heads = (f"{USUAL} records, 40 members, {ENGINE}", "CPU s", "%", "wall s", "peak MB", *STATES, "titles")
    table(heads, rows)
    holds("each night changed the index in place", met=not any(each[1]["index"]["rebuilt"] for each in (night, idle)))
    at_most("a night's CPU time in percent of the first run's", 100 * night[0].cpu / first[0].cpu, 3, 1.5)


@contextmanager
def serving(length: int) -> Iterator[tuple["subprocess.Popen[str]", dict[str, int]]]:
    """The libraries' servers, until the block ends: their process, and the port of each library."""
    command = python("-m", "bench.search_night_provider", str(length))
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline() or "{}")
        finally:
            process.stdin.close()


def _tomorrow(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None and process.stdout is not None
    time.sleep(1.1)  # datestamps are of whole seconds
    process.stdin.write("\n")
    process.stdin.flush()
    process.stdout.readline()


def _configure(work: Path, ports: dict[str, int]) -> None:
    formats = provider.members()
    members = [
        {
            "id": name, "name": name,
            "sources": [
                {"type": "oai-pmh", "url": f"http://127.0.0.1:{port}/oai", "format": formats[name], "pause": 0}
            ],
        }
        for name, port in ports.items()
    ]  # fmt: skip
    settings = {"consortium": {"name": "Night", "contact": "b@example.org"}, "engine": ENGINE, "members": members}
    (work / "induk.yaml").write_text(yaml.safe_dump(settings))


def _run(work: Path) -> tuple[Used, dict[str, Any]]:
    used = measured(python("-m", "induk", "run", "--json"), work, INDUK_CONFIG=str(work / "induk.yaml"))
    return used, json.loads(used.out)


def _counts(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(sum(source[state] for source in report["sources"]) for state in STATES)


def _check(name: str, found: tuple[Used, dict[str, Any]], wanted: tuple[int, int, int]) -> None:
    """Only what there was to fetch was fetched. A record may by chance be described anew in the same words."""
    added, changed, deleted, unchanged = _counts(found[1])
    if (added, changed + unchanged, deleted) != wanted or unchanged > wanted[1] / 10:
        raise CouldNotRun(f"{name}: {_counts(found[1])} were {', '.join(STATES)}, and not {wanted}")


def main() -> int:
    """Print what was found; 1 where it could not run."""
    signal.signal(signal.SIGTERM, _leave)
    with folder() as work:
        say(f"{time.strftime('%F')}; {os.cpu_count()} cores")
        try:
            run(work)
        except CouldNotRun as error:
            say(f"  COULD NOT RUN: {error}")
            return 1
    return 0


def _leave(_number: int, _frame: FrameType | None) -> None:
    """A terminated bench ends its processes and removes its folder like one that is interrupted."""
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
