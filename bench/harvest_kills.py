"""`kill -9` at random moments: nothing lost, nothing doubled, hardly anything asked for twice.

A chain is a first harvest and, after a day on which every 7th record has become another and every 50th is gone, a full
sweep. Each is killed and run again until its list has come to the end. Then the store must be what two undisturbed
harvests make of it.
"""

import json
import math
import os
import random
import shutil
import subprocess
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bench.catalogue import IDENTIFIER
from bench.figures import at_most, holds, say
from bench.house import House
from bench.processes import CouldNotRun, started
from bench.provider import Behaviour, control, serving

KILLS = int(os.environ.get("INDUK_BENCH_KILLS", "50"))
SEED = int(os.environ.get("INDUK_BENCH_SEED", "3"))
RECORDS, PAGE = 5000, 50
DAYS = ((), ("--full",))
"""The options of the harvest on the first day, and on the later one."""


class Run(NamedTuple):
    """One run: whether it was killed, when it ended, which pages it asked for, how many of them had been asked for."""

    killed: bool
    moment: float
    asked: list[int]
    again: int


def run(templates: Path, work: Path, _records: int) -> None:
    """Chains until there were enough kills.

    Raises:
        CouldNotRun: the undisturbed harvest is wrong, or a run failed without having been killed.
    """
    chance = random.Random(SEED)
    runs: list[Run] = []
    lost: list[int] = []
    with serving(templates, Behaviour(RECORDS, PAGE)) as [url]:
        undisturbed, seconds = _undisturbed(work / "calm", url)
        say(f"  seed {SEED}; undisturbed, a harvest takes {seconds:.1f} s; a run is killed after 0.2 to 1 times that")
        while sum(each.killed for each in runs) < KILLS:
            house = House(work / "house", {"bench": url})
            for day, options in enumerate(DAYS):
                control(url, f"later={day}")
                runs += _day(house, options, url, lambda: seconds * chance.uniform(0.2, 1))
            lost.append(_differing(house.records(), undisturbed))
            shutil.rmtree(house.folder)
    _print(runs, lost)


def _undisturbed(folder: Path, url: str) -> tuple[list[str], float]:
    """The records after both days, and how long the quicker harvest took."""
    house, seconds = House(folder, {"bench": url}), math.inf
    for day, options in enumerate(DAYS):
        control(url, f"later={day}")
        seconds = min(seconds, house.run("harvest", *options).wall)
    control(url)
    records = house.records()
    found = {record["identifier"]: record["deleted"] for record in map(json.loads, records)}
    if len(records) != RECORDS or found != {f"{IDENTIFIER}{n:08d}": n % 50 == 0 for n in range(RECORDS)}:
        raise CouldNotRun("the undisturbed harvest is not what the provider has")
    return records, seconds


def _day(house: House, options: tuple[str, ...], url: str, moment: Callable[[], float]) -> Iterator[Run]:
    """Runs of one harvest until its list has come to the end."""
    earlier, before, over = _ended(house), set[int](), False
    while not over:
        with started(house.command("harvest", *options), house.folder, **house.environment) as process:
            begun = time.monotonic()
            try:
                process.wait(moment())
            except subprocess.TimeoutExpired:
                process.kill()
            code, seconds = process.wait(), time.monotonic() - begun
        if code not in (0, -9):
            raise CouldNotRun(f"a run ended with {code}: {(house.folder / 'out').read_text()[-500:]}")
        asked = control(url)
        yield Run(code != 0, seconds, asked, len(asked) - len(set(asked) - before))
        before.update(asked)
        over = code == 0 or _ended(house) > earlier  # it may have been killed when all was done


def _differing(found: list[str], wanted: list[str]) -> int:
    """How many are in only one of two lists, or more often in one of them."""
    one, other = Counter(found), Counter(wanted)
    return ((one - other) + (other - one)).total()


def _ended(house: House) -> int:
    """How many lists have come to their end."""
    return sum(source["status"] == "ok" for each in house.log() for source in each["sources"])


def _print(runs: list[Run], lost: list[int]) -> None:
    killed = [each for each in runs if each.killed]
    told = " ".join(map(_told, killed))
    say(textwrap.fill(f"killed after seconds/pages: {told}", 118, initial_indent="  ", subsequent_indent="    "))
    none = sum(not each.asked for each in killed)
    say(f"  {len(killed)} kills in {len(lost)} chains of two harvests ({none} before the first page was asked for)")
    what = "every chain ends with the identifiers, hashes and bytes of the undisturbed one"
    holds(what, met=not any(lost), found=f"{sum(lost)} records differ")
    at_most("pages asked for again after a kill, the most", max(each.again for each in runs), 1)
    dear = [f"{_told(before)} cost {each.again}" for before, each in pairwise(runs) if each.again > 1]
    mean = sum(each.again for each in runs) / max(1, len(killed))
    say(f"  (on average {mean:.2f} a kill; kills that cost more than one page: {', '.join(dear) or 'none'})")


def _told(run: Run) -> str:
    return f"{run.moment:.2f}/{len(run.asked)}"
