"""What a night costs in which 1 % of the records changed, and whether it gives what a rebuild gives."""

from pathlib import Path

import msgspec

from bench.figures import holds, say, table
from bench.match_goals import at_most
from bench.match_scale import USUAL, command, scale
from bench.match_store import Worked, groups, opened
from bench.measure import agreement
from bench.processes import measured

REBUILT = 10_000
"""So many records the store has that is also made anew."""


def run(work: Path) -> None:
    """A night on the large store, and one on a small store beside its rebuild.

    Raises:
        CouldNotRun: a process ended as none should.
    """
    full = scale(work.parent, USUAL)
    store = work.parent / f"stream-{USUAL}"
    measured(command(store, "night", USUAL), work)
    used = measured(command(store, "index"), work)
    night = msgspec.json.decode(used.out, type=Worked)
    rows = [
        (step, full.worked.seconds[step], seconds, 100 * seconds / full.worked.seconds[step])
        for step, seconds in night.seconds.items()
    ]
    rows.append(
        ("normalise + match + group", full.worked.matching, night.matching, 100 * night.matching / full.worked.matching)
    )
    rows.append(("the whole process", full.used.cpu, used.cpu, 100 * used.cpu / full.used.cpu))
    table((f"{USUAL} records", "full, CPU s", "night, CPU s", "%"), rows)
    say(f"  {night.compared} comparisons; peak memory {used.peak:.0f} MB")
    at_most("a night's CPU time in percent of the full run, whole process", 100 * used.cpu / full.used.cpu, 3, 1.2)
    _rebuild(work)


def _rebuild(work: Path) -> None:
    """A night after a day against both at once: the same records in the same groups?"""
    found = []
    for name, steps in (("grown", ("make", "index", "night", "index")), ("rebuilt", ("make", "night", "index"))):
        store = work / name
        store.mkdir()
        for step in steps:
            measured(command(store, step, *([] if step == "index" else [REBUILT])), store)
        with opened(store) as (_settings, database):
            found.append(groups(database))
    grown, rebuilt = found
    holds(
        f"after a night {REBUILT} records are grouped as a rebuild groups them",
        met=grown.keys() == rebuilt.keys() and agreement(grown, rebuilt) == 1,
        found=f"pair agreement {agreement(grown, rebuilt):.6f}" if grown.keys() == rebuilt.keys() else "other records",
    )
