"""What it costs to replace one record in a hundred, until the new ones are found."""

import shutil
from pathlib import Path

from bench import search_places
from bench.figures import table
from bench.match_goals import at_most
from bench.search_contestants import WHOOSH, timed
from bench.search_places import LARGE, USUAL
from bench.search_write import Built


def run(work: Path) -> None:
    """Each contestant on a copy of its index.

    Raises:
        CouldNotRun: one failed.
    """
    found, place = {}, work.parent
    for name in timed():
        copied = work / name
        shutil.copytree(search_places.index(place, name, USUAL).folder, copied)
        found[name] = search_places.work(place, Built, "replace", name, copied, search_places.corpus(place), USUAL)
    heads = (f"1 % of {USUAL} replaced", "found", "CPU s until found", "CPU s of its processes", "wall s", "peak MB")
    table(heads, [(name, one.number, one.cpu, used.cpu, used.wall, used.peak) for name, (one, used) in found.items()])
    if USUAL < LARGE:
        at_most("replacing 1 % until found, CPU s", found[WHOOSH][0].cpu, 5, 2)
