"""The 83 faults of the research: what of them is recovered from."""

import json
from pathlib import Path

from bench.figures import at_least, at_most, holds, say
from bench.processes import CouldNotRun, measured, python

FAULTS = 83
ALL_WELL, NOT_ALL = 0, 1


def run(_templates: Path, work: Path, _records: int) -> None:
    """`tests.faults` in a process of its own; a fault is recovered from when every form of it is.

    Raises:
        CouldNotRun: it ended before its time.
    """
    used = measured(python("-m", "tests.faults", "--json"), work, (ALL_WELL, NOT_ALL))
    if not used.out.startswith("{"):
        raise CouldNotRun(f"`tests.faults` broke off: {(work / 'err').read_text()[-800:]}")
    outcomes = json.loads(used.out)["outcomes"]
    lost, silent, endless = (
        [each for each in outcomes if each[name] is wrong]
        for name, wrong in (("recovered", False), ("silent", True), ("bounded", False))
    )
    faults = {each["fault"] for each in outcomes}
    recovered = faults - {each["fault"] for each in lost}
    say(f"  {len(outcomes)} forms of {len(faults)} faults; every form recovered from in full: {len(recovered)} faults")
    for what, which in (("not recovered in full", lost), ("lost silently", silent), ("endless", endless)):
        say(f"  {what}: {', '.join(each['fault'] + each['form'] for each in which) or 'none'}")
    holds(f"all {FAULTS} faults of the list are tried", met=len(faults) == FAULTS, found=str(len(faults)))
    at_most("forms with a silent loss", len(silent), 0)
    at_most("forms without an end", len(endless), 0)
    at_least("faults recovered from in full", 100 * len(recovered) / max(1, len(faults)), 95, " %")
