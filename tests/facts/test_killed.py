"""`kill -9` in the middle of `induk index`: the next run goes on, and comes to what an undisturbed one comes to.

A real process kills itself at its nth step, where a step is a statement, a commit, or a file that it begins to write or
renames: every moment that matters can be hit, and is hit again by whoever repeats the test.
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from config import loader
from indexer.engines import open_engine
from tests.facts.pairs import ALWAYS, NEVER, Written, facts
from tests.indexer.nights import Night

ROOT = Path(__file__).parents[2]
MEMBERS = ("a", "b", "c", "d")
RECORDS, BATCH, KILLS, SEED = 300, 20, 8, 4

MORTAL = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from indexer import pipeline
import induk

left = int(sys.argv.pop(1))  # steps to live; none at all: for ever, counting
pipeline.BATCH = int(sys.argv.pop(1))

def step(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def watch(name, arguments):
    if name == "os.rename" or (name == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)):
        step()

event.listen(Engine, "before_cursor_execute", step)
event.listen(Engine, "commit", step)
sys.addaudithook(watch)
try:
    induk.main()
finally:
    print("steps", -left, file=sys.stderr)
"""


class House:
    """A consortium in a folder, harvested already."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.config = folder / "induk.yaml"
        source = "{type: file, path: x, format: csv}"
        members = "\n".join(f"  - {{id: {member}, name: {member}, sources: [{source}]}}" for member in MEMBERS)
        self.config.write_text(f"consortium: {{name: Uji}}\ndata: data\nmembers:\n{members}\n")
        self.settings = loader.load(self.config)

    def store(self) -> closing[Night]:
        """Its store."""
        return closing(Night(self.config.parent, self.settings))

    def index(self, steps: int = 0) -> int | None:
        """`induk index`, killed after so many steps; how many it took, or None where it did not live to tell."""
        done = subprocess.run(
            [sys.executable, "-c", MORTAL, str(steps), str(BATCH), "index"], cwd=ROOT, text=True, timeout=300,
            env=os.environ | {"INDUK_CONFIG": str(self.config)}, stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
        if done.returncode == -9:
            return None
        assert done.returncode == 0, done.stderr
        return int(done.stderr.rpartition("steps ")[2])

    def found(self) -> dict[str, object]:
        """What indexing came to."""
        with self.store() as night, closing(open_engine(self.settings)) as engine:
            return {
                "groups": night.groups(), "edges": night.edges(), "unions": night.unions(), "indexed": engine.count()
            }  # fmt: skip


@pytest.fixture(scope="module")
def nights() -> list[dict[str, Written | None]]:
    """A first harvest, and a day on which every 7th record has become another and every 30th is gone."""
    records = [record for kind in (NEVER, ALWAYS) for fact in facts(kind) for record in (fact.a, fact.b)]
    chance = random.Random(SEED)
    start = chance.randrange(len(records) - RECORDS)
    first: dict[str, Written | None] = {
        f"{MEMBERS[number % len(MEMBERS)]}:{number}": record
        for number, record in enumerate(records[start : start + RECORDS])
    }
    changed = {public_id: chance.choice(records) for public_id in list(first)[::7]}
    return [first, changed | dict.fromkeys(list(first)[::30])]


def fill(house: House, records: dict[str, Written | None]) -> None:
    """What a harvest leaves behind."""
    with house.store() as night:
        for public_id, record in records.items():
            if record is None:
                night.delete(public_id)
            else:
                night.bytes(public_id, record.payload, record.format)


@pytest.fixture(scope="module")
def calm(nights, tmp_path_factory) -> Iterator[list[tuple[int | None, dict[str, object]]]]:
    """Of each night of an undisturbed house: how many steps its indexing took, and what it came to."""
    house = House(tmp_path_factory.mktemp("killed") / "calm")
    told = []
    for records in nights:
        fill(house, records)
        told.append((house.index(), house.found()))
    yield told


def test_a_killed_indexer_is_finished_by_the_next_run(nights, calm, tmp_path):
    house, chance = House(tmp_path / "house"), random.Random(SEED)
    for records, (steps, wanted) in zip(nights, calm, strict=True):
        fill(house, records)
        # Each run gets about as far as a share of the whole, so that all steps of it are in danger.
        killed = [house.index(chance.randrange(1, 2 * steps // KILLS)) is None for _turn in range(KILLS)]
        house.index()
        assert killed.count(True) > KILLS // 2
        found = house.found()
        for what, value in wanted.items():
            assert found[what] == value, what
