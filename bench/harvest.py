"""`make bench-harvest`: the harvester beside its peer, killed, starved, and among sick members; all on loopback.

    python -m bench.harvest [speed|memory|kills|members|faults …]       no name: every section

INDUK_BENCH_RECORDS: how long the list of speed and memory is (50000); INDUK_BENCH_KILLS (50), INDUK_BENCH_SEED (3): how
many kills, and which; INDUK_BENCH_QUICK=1: members with short waits. Less than the usual is a try, not a figure.
"""

import os
import platform
import shutil
import signal
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from types import FrameType

from bench import catalogue, harvest_faults, harvest_kills, harvest_members, harvest_memory, harvest_speed
from bench.figures import say
from bench.processes import CouldNotRun, folder

Section = Callable[[Path, Path, int], None]

SECTIONS: dict[str, tuple[str, Section]] = {
    "speed": ("CPU time a record, pages of 100", harvest_speed.run),
    "memory": ("Peak memory above the bare interpreter", harvest_memory.run),
    "kills": ("kill -9 at random moments, 5,000 records in pages of 50", harvest_kills.run),
    "members": ("Eight members at once: six fast, one slow, one that hangs", harvest_members.run),
    "faults": ("The faults of real providers", harvest_faults.run),
}
RECORDS = int(os.environ.get("INDUK_BENCH_RECORDS", "50000"))


def main(names: list[str]) -> int:
    """Run sections and print what they found; 1 only where one could not run, 2 for a name that is none."""
    if unknown := set(names) - SECTIONS.keys():
        print(f"bench.harvest: no section is called {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
        return 2
    signal.signal(signal.SIGTERM, _leave)
    failed = 0
    with folder() as place:
        templates = place / "templates"
        templates.mkdir()
        made_of = catalogue.write(templates)
        sizes = (f"{prefix} {mean(map(len, catalogue.read(templates, prefix))):.0f}" for prefix in catalogue.PREFIXES)
        peers = ", ".join(f"{name} {version(name)}" for name in ("sickle", "pymarc"))
        say(f"{time.strftime('%F')}; Python {platform.python_version()}, {peers}; {os.cpu_count()} cores")
        say(f"{RECORDS} records made of {made_of}; bytes of one: {', '.join(sizes)}")
        for name in names or SECTIONS:
            failed += not _section(name, templates, place / name)
    return 1 if failed else 0


def _section(name: str, templates: Path, work: Path) -> bool:
    """Whether it could run."""
    title, run = SECTIONS[name]
    say(f"\n{name}: {title}")
    work.mkdir()
    started = time.monotonic()
    try:
        run(templates, work, RECORDS)
    except CouldNotRun as error:
        say(f"  COULD NOT RUN: {error}")
        return False
    finally:
        shutil.rmtree(work)
    say(f"  ({time.monotonic() - started:.0f} s)")
    return True


def _leave(_number: int, _frame: FrameType | None) -> None:
    """A terminated bench ends its processes and removes its folders like one that is interrupted."""
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
