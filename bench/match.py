"""`make bench-match`: how well the matcher merges, beside two peers; in any order; how fast; and what a night costs.

    python -m bench.match [quality|thin|order|formats|facts|scale|night …]      no name: every section

INDUK_BENCH_RECORDS: how long the stream of `scale` and `night` is (300000; less is a try, not a figure);
INDUK_BENCH_MILLION=1: `scale` with a million records too. The labelled records and the words of the stream are those of
INDUK_BENCH_DATA (else ../shared/data); without them only `facts`, and `scale` and `night` with made-up words, can run.
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

from bench import match_facts, match_formats, match_night, match_order, match_quality, match_scale, match_thin, records
from bench.figures import say
from bench.processes import CouldNotRun, folder

Section = Callable[[Path], None]

SECTIONS: dict[str, tuple[str, Section]] = {
    "quality": ("Labelled records of HathiTrust", match_quality.run),
    "thin": ("The labelled pairs with fields blanked", match_thin.run),
    "order": ("The labelled records in other orders of arrival", match_order.run),
    "formats": ("Real records in the formats and habits of other software", match_formats.run),
    "facts": ("Pairs that never are, or always are, one publication", match_facts.run),
    "scale": ("Cost of a record: a made-up catalogue whose truth is known", match_scale.run),
    "night": ("A night with 1 % of the records changed", match_night.run),
}
LABELLED = ("quality", "thin", "order", "formats")


def main(names: list[str]) -> int:
    """Run sections and print what they found; 1 only where one could not run, 2 for a name that is none."""
    if unknown := set(names) - SECTIONS.keys():
        print(f"bench.match: no section is called {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
        return 2
    signal.signal(signal.SIGTERM, _leave)
    failed = 0
    with folder() as place:
        peer = f"rapidfuzz {version('rapidfuzz')}"
        say(f"{time.strftime('%F')}; Python {platform.python_version()}, {peer}; {os.cpu_count()} cores")
        for name in names or SECTIONS:
            failed += not _section(name, place / name)
    return 1 if failed else 0


def _section(name: str, work: Path) -> bool:
    """Whether it could run, or had nothing to run on."""
    title, run = SECTIONS[name]
    say(f"\n{name}: {title}")
    if name in LABELLED and not records.PATH.exists():
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
    say(f"  ({time.monotonic() - started:.0f} s)")
    return True


def _leave(_number: int, _frame: FrameType | None) -> None:
    """A terminated bench ends its processes and removes its folders like one that is interrupted."""
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
