"""`python -m tests.faults [FAULT…]`: the table, played; the totals at its end.

`--json` prints one object: the outcomes and the totals.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from config import logs

from .bench import Outcome
from .play import play
from .table import ROWS


def run_all(faults: Sequence[str] = ()) -> list[Outcome]:
    """Every row, or those of the named faults (`T6`) or forms (`T6a`)."""
    return [play(row) for row in ROWS if not faults or row.fault in faults or row.key in faults]


def totals(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """What it comes to; a fault is recovered when all its forms are."""
    names = {each.fault for each in outcomes}
    return {
        "faults": len(names),
        "recovered": len(names - {each.fault for each in outcomes if not each.recovered}),
        "silent": len({each.fault for each in outcomes if each.silent}),
        "unbounded": len({each.fault for each in outcomes if not each.bounded}),
        "forms": len(outcomes),
        "forms_recovered": sum(each.recovered for each in outcomes),
        "forms_silent": sum(each.silent for each in outcomes),
        "forms_unbounded": sum(not each.bounded for each in outcomes),
    }


def main(arguments: Sequence[str]) -> int:
    """Print it; 0 when nothing is lost silently, nothing loops and 95 % of the faults are recovered from in full."""
    logs.configure()
    as_json = "--json" in arguments
    outcomes = run_all([each for each in arguments if not each.startswith("-")])
    found = totals(outcomes)
    if as_json:
        print(json.dumps({"outcomes": [asdict(each) for each in outcomes], "totals": found}, ensure_ascii=False))
    else:
        print(f"{'fault':6} {'recovered':10} {'silent loss':12} {'bounded':8} {'s':>5}  what")
        for each in outcomes:
            yes = ["yes" if is_so else "no" for is_so in (each.recovered, each.silent, each.bounded)]
            print(f"{each.key:6} {yes[0]:10} {yes[1]:12} {yes[2]:8} {each.seconds:5.1f}  {each.name}")
            for why in each.why:
                print(f"         - {why}")
        print(
            f"\n{found['recovered']} of {found['faults']} faults recovered in full, "
            f"{found['silent']} with silent loss, {found['unbounded']} without bound"
        )
        print(
            f"{found['forms_recovered']} of {found['forms']} forms, "
            f"{found['forms_silent']} silent, {found['forms_unbounded']} unbounded"
        )
    good = found["recovered"] >= 0.95 * found["faults"] and not found["silent"] and not found["unbounded"]
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
