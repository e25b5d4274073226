"""Putting segments together, in a process of its own where it is much: its memory goes back when it is done.

python -m indexer.engines.whoosh.merging FOLDER        the folder of a generation; whoever calls it holds the lock
"""

import os
import subprocess
import sys
from pathlib import Path

from indexer.engines.whoosh import writer

FEW = 5_000
"""Documents that are put together here and now: to start a process costs more."""

_KINDER = 10


def tidy(generation: Path) -> None:
    """Put together what is crowded. Where that fails, the index is as it was, and the next commit tries again."""
    crowd = writer.crowd(generation)
    if crowd <= FEW:
        if crowd:
            writer.tidy(generation)
        return
    command = [sys.executable, "-m", __name__, str(generation)]
    subprocess.run(command, cwd=Path(__file__).parents[3], stdin=subprocess.DEVNULL, check=False)  # noqa: S603 - our own


if __name__ == "__main__":
    os.nice(_KINDER)
    writer.tidy(Path(sys.argv[1]))
