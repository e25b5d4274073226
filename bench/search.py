"""`make bench-search`: how fast, how small and how well Induk searches, beside tantivy-py and plain Whoosh.

    python -m bench.search [known|index|replace|speed|cold|memory|clients|stock|same …]      no name: every section

INDUK_BENCH_RECORDS: how many records (200000, or 1000000; less is a try, not a figure); INDUK_BENCH_STOCK: how many
plain Whoosh gets (as many, 200000 at most); INDUK_BENCH_ENGINE: the engine of `known` (whoosh); INDUK_OPENSEARCH_URLS:
the addresses of an OpenSearch, which takes part then: its indexes `induk-bench…` are overwritten.
Real records and words are those of INDUK_BENCH_DATA (else ../shared/data); without them `known` cannot run and the
others have made-up words. All times are CPU time, so that what else the machine does falls on none of them.
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
from types import FrameType

from bench import (
    records,
    search_clients,
    search_cold,
    search_contestants,
    search_index,
    search_known,
    search_memory,
    search_replace,
    search_same,
    search_speed,
    search_stock,
)
from bench.figures import say
from bench.processes import CouldNotRun, folder

Section = Callable[[Path], None]

SECTIONS: dict[str, tuple[str, Section]] = {
    "known": ("Known items: queries by people who know the record", search_known.run),
    "index": ("Indexing from union records", search_index.run),
    "replace": ("Replacing one record in a hundred", search_replace.run),
    "speed": ("Two hundred mixed queries, warm", search_speed.run),
    "cold": ("The first query after opening", search_cold.run),
    "memory": ("Memory of a process that searches", search_memory.run),
    "clients": ("Many at once", search_clients.run),
    "stock": ("Plain Whoosh left behind", search_stock.run),
    "same": ("The same from all engines", search_same.run),
}


def main(names: list[str]) -> int:
    """Run sections and print what they found; 1 only where one could not run, 2 for a name that is none."""
    if unknown := set(names) - SECTIONS.keys():
        print(f"bench.search: no section is called {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
        return 2
    signal.signal(signal.SIGTERM, _leave)
    failed = 0
    with folder() as place:
        peers = ", ".join(f"{name} {version(name)}" for name in ("numpy", "tantivy", "Whoosh"))
        say(f"{time.strftime('%F')}; Python {platform.python_version()}, {peers}; {os.cpu_count()} cores")
        for name, why in search_contestants.absent().items():
            say(f"  {name} does not take part: {why}")
        for name in names or SECTIONS:
            failed += not _section(name, place / name)
    return 1 if failed else 0


def _section(name: str, work: Path) -> bool:
    """Whether it could run, or had nothing to run on."""
    title, run = SECTIONS[name]
    say(f"\n{name}: {title}")
    if name == "known" and not records.PATH.exists():
        say(f"  the labelled records are not at {records.PATH}; nothing was measured")
        return True
    work.mkdir()
    started = time.monotonic()
    try:
        run(work)
    except CouldNotRun as error:
        say(f"  COULD NOT RUN: {error}")
        return False
    finally:
        shutil.rmtree(work)
    say(f"  ({time.monotonic() - started:.0f} s, load {os.getloadavg()[0]:.1f})")
    return True


def _leave(_number: int, _frame: FrameType | None) -> None:
    """A terminated bench ends its processes and removes its folders like one that is interrupted."""
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
