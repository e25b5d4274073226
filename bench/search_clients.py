"""How many queries with facets a second eight clients get from two processes."""

from pathlib import Path
from statistics import median

from bench import search_places
from bench.figures import say, table
from bench.match_goals import at_least
from bench.search_ask import Served
from bench.search_contestants import PEER, WHOOSH, timed
from bench.search_places import USUAL

SECONDS, ROUNDS = 5, 3


def run(work: Path) -> None:
    """Contestants in turn, three times, so that what else the machine does falls on all of them.

    Raises:
        CouldNotRun: one failed.
    """
    place, names = work.parent, timed()
    found: dict[str, list[Served]] = {name: [] for name in names}
    for _round in range(ROUNDS):
        for name in names:
            more = (search_places.index(place, name, USUAL).folder, search_places.asked(place), SECONDS)
            found[name].append(search_places.work(place, Served, "clients", name, *more)[0])
    wall = {name: median(one.number / one.wall for one in served) for name, served in found.items()}
    cpu = {name: median(one.number / one.cpu for one in served) for name, served in found.items()}
    rounds = {name: " ".join(f"{one.number / one.wall:.0f}" for one in served) for name, served in found.items()}
    heads = (f"{USUAL} records, five facets, 8 clients, 2 processes", "queries/s", "queries/CPU s", "each round")
    table(heads, [(name, wall[name], cpu[name], rounds[name]) for name in names])
    at_least(f"queries per second in times of {PEER}", wall[WHOOSH] / wall[PEER], 1, 1.5)
    say(f"  queries per CPU second in times of {PEER}: {cpu[WHOOSH] / cpu[PEER]:.2f}")
