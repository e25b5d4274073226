"""How far memory grows above the bare interpreter: with a long list, a list four times as long, one huge answer."""

import json
import shutil
from pathlib import Path

from bench.figures import at_most, holds, say, table
from bench.house import House
from bench.processes import measured, python
from bench.provider import Behaviour, serving

LIMIT = 80
HUGE = 2.52
"""The huge answer has so many times the records of the list: of 50,000, those of 500 MB."""


def run(templates: Path, work: Path, records: int) -> None:
    """Three harvests.

    Raises:
        CouldNotRun: a harvest ended as none should.
    """
    bare = measured(python("-c", "pass"), work).peak
    lists = {
        f"{records} records, pages of 100": Behaviour(records),
        f"{records * 4} records, pages of 100": Behaviour(records * 4),
        f"{int(records * HUGE)} records in one answer of {records * HUGE * 3985 / 1e6:.0f} MB": Behaviour(
            int(records * HUGE), page=0
        ),
    }
    rows, goals = [], []
    for name, behaviour in lists.items():
        with serving(templates, behaviour) as [url]:
            house = House(work / "house", {"bench": url})
            used = house.run("harvest", "--json", accept=(0, 1, 4, 5))
        shutil.rmtree(house.folder)
        (source,) = json.loads(used.out)["sources"]
        rows.append((name, used.peak, used.peak - bare, used.cpu, used.wall, source["added"]))
        arrived = source["status"] == "ok" and source["added"] == behaviour.records
        goals.append((name, used.peak - bare, "" if arrived else f"{source['status']}: {source['error']}"))
    table(("", "peak MB", "above bare", "CPU s", "wall s", "added"), rows)
    say(f"  (bare interpreter, `python -c pass`: {bare:.1f} MB)")
    for name, above, wrong in goals:
        if wrong:
            holds(name, met=False, found=wrong)
        else:
            at_most(name, above, LIMIT, " MB")
