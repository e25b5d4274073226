"""How much CPU time a record costs, beside sickle 0.7 in the same run."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from bench.figures import at_least, say, table
from bench.house import House
from bench.processes import CouldNotRun, Used, measured, python
from bench.provider import Behaviour, serving

ROUNDS = 3
FETCH, SICKLE, PYMARC, INDUK = (
    "fetch only (http.client)",
    "sickle, iterate",
    "sickle + pymarc + SQLite",
    "Induk harvest",
)
AGAIN, DC = "Induk harvest --full, nothing new", ", oai_dc"

Contestant = Callable[[str, Path, int], dict[str, Used]]


def run(templates: Path, work: Path, records: int) -> None:
    """Every contestant in turn, then in the other order, …; the medians.

    Raises:
        CouldNotRun: one did not get every record.
    """
    contestants: list[Contestant] = [
        partial(_peer, FETCH, "fetch", "marcxml"),
        partial(_peer, SICKLE, "sickle", "marcxml"),
        partial(_peer, PYMARC, "sickle+pymarc", "marcxml"),
        partial(_induk, INDUK, "marcxml"),
        partial(_peer, SICKLE + DC, "sickle", "oai_dc"),
        partial(_induk, INDUK + DC, "oai_dc"),
    ]
    found: dict[str, list[Used]] = {}
    with serving(templates, Behaviour(records)) as [url]:
        for number in range(ROUNDS):
            for contestant in contestants if number % 2 == 0 else reversed(contestants):
                where = work / "contestant"
                where.mkdir()
                for name, used in contestant(url, where, records).items():
                    found.setdefault(name, []).append(used)
                shutil.rmtree(where)
    _print(found, records)


def _peer(name: str, peer: str, prefix: str, url: str, where: Path, records: int) -> dict[str, Used]:
    used = measured(python("-m", "bench.harvest_peers", peer, url, prefix, str(where)), where)
    if int(used.out) != records:
        raise CouldNotRun(f"{name} got {used.out.strip()} of {records} records")
    return {name: used}


def _induk(name: str, prefix: str, url: str, where: Path, records: int) -> dict[str, Used]:
    house = House(where / "house", {"bench": url}, prefix)
    first, again = house.run("harvest", "--json"), house.run("harvest", "--full", "--json")
    for used, wanted in ((first, "added"), (again, "unchanged")):
        (source,) = json.loads(used.out)["sources"]
        if source["status"] != "ok" or source[wanted] != records:
            raise CouldNotRun(f"{name}: {source[wanted]} of {records} records {wanted}: {source}")
    return {name: first, **({AGAIN: again} if name == INDUK else {})}


def _print(found: dict[str, list[Used]], records: int) -> None:
    cpu = {name: median(used.cpu for used in runs) for name, runs in found.items()}
    heads = ("", "CPU s", "each round", "records/CPU s", "x sickle", "wall s", "peak MB")
    order = (FETCH, SICKLE, PYMARC, INDUK, AGAIN, SICKLE + DC, INDUK + DC)
    table(heads, [_row(name, found[name], records, cpu[SICKLE + DC if DC in name else SICKLE]) for name in order])
    say(f"  (medians of {ROUNDS} rounds in alternating order; CPU seconds are user + system of a fresh process)")
    at_least("CPU of sickle that only iterates / Induk", cpu[SICKLE] / cpu[INDUK], 2.5, "x")
    at_least("  the same, as aimed for", cpu[SICKLE] / cpu[INDUK], 4, "x")
    at_least("CPU of sickle + pymarc / Induk, to the stored record", cpu[PYMARC] / cpu[INDUK], 3, "x")


def _row(name: str, runs: list[Used], records: int, sickle: float) -> tuple[object, ...]:
    cpu = median(used.cpu for used in runs)
    rounds = " ".join(f"{used.cpu:.1f}" for used in runs)
    wall, peak = (median(getattr(used, which) for used in runs) for which in ("wall", "peak"))
    return name, cpu, rounds, records / cpu, sickle / cpu, wall, peak
