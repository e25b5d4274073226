"""Eight members at once, one that hangs and one that is very slow: nobody waits for them but themselves."""

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.figures import at_most, holds, say, table
from bench.house import House
from bench.processes import CouldNotRun
from bench.provider import Behaviour, serving

QUICK = os.environ.get("INDUK_BENCH_QUICK") == "1"
DELAY = 1.0 if QUICK else 10.0
RUNNER = "bench.hasty" if QUICK else "induk"
SLOW, HANGING = Behaviour(40, page=5, delay=DELAY), Behaviour(2000, hangs=True)
FAST = Behaviour(2000)
HEALTHY = [f"fast-{number}" for number in range(1, 7)]


def run(templates: Path, work: Path, _records: int) -> None:
    """The slow one alone, the six fast ones alone, then all eight.

    Raises:
        CouldNotRun: a harvest ended as none should.
    """
    if QUICK:
        say("  QUICK: 1 s a page and every limit a tenth; not the figure that the goal is about")
    with serving(templates, *[FAST] * 6, SLOW, HANGING) as urls:
        urls_of = dict(zip([*HEALTHY, "slow", "hanging"], urls, strict=True))
        alone, _log = _harvest(work, {"slow": urls_of["slow"]})
        six, calm = _harvest(work, {name: urls_of[name] for name in HEALTHY})
        wall, log = _harvest(work, urls_of)
    rows = [(name, calm.get(name, {}).get("after", "-"), each["after"], _outcome(each)) for name, each in log.items()]
    table(("finished s after the start", "without the two", "with them", "outcome"), rows)
    say(f"  (wall seconds: the slow one alone {alone:.1f}, the six fast ones {six:.1f}, all eight {wall:.1f})")
    at_most("wall time of all eight / the slowest healthy one alone", wall / alone, 1.2, "x")
    last, usual = (max(found[name]["after"] for name in HEALTHY) for found in (log, calm))
    # the log tells whole seconds, so that two moments may seem a second further apart each
    at_most("seconds that the last of the six fast ones finished later", last - usual, 2)
    arrived = {name: log[name]["status"] == "ok" for name in [*HEALTHY, "slow"]}
    wrong = ", ".join(name for name, well in arrived.items() if not well)
    holds("the seven healthy ones are complete, the hanging one is not", met=not wrong and not _well(log), found=wrong)


def _harvest(work: Path, sources: dict[str, str]) -> tuple[float, dict[str, dict[str, Any]]]:
    """Wall seconds, and each source's line of the log with the seconds `after` the run began."""
    house = House(work / "house", sources, runner=RUNNER)
    wall = house.run("harvest", accept=(0, 4)).wall
    run = house.log()[0]
    shutil.rmtree(house.folder)
    log = {
        source["source"]: source | {"after": _seconds(run["started"], source["finished"])} for source in run["sources"]
    }
    if set(log) != set(sources):
        raise CouldNotRun(f"the log has {', '.join(log)}")
    return wall, log


def _outcome(source: dict[str, Any]) -> str:
    return f"{source['status']}, {source['added']} added {source['error_code'] or ''}".rstrip()


def _well(log: dict[str, dict[str, Any]]) -> bool:
    return bool(log["hanging"]["status"] == "ok")


def _seconds(since: str, until: str | None) -> float:
    if until is None:
        raise CouldNotRun("a source never finished")
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()
