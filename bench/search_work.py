"""One step of one contestant, in a process of its own; prints what it found as JSON.

python -m bench.search_work STEP CONTESTANT FOLDER …        the rest as the function of the step says
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from bench import search_ask, search_write
from bench.search_contestants import open_contestant

STEPS: Mapping[str, Callable[..., msgspec.Struct]] = {
    "build": search_write.build,
    "replace": search_write.replace,
    "ask": search_ask.ask,
    "cold": search_ask.cold,
    "clients": search_ask.clients,
}


def main(step: str, name: str, folder: str, *more: str) -> None:
    """Do one of them."""
    found = STEPS[step](open_contestant(name, Path(folder)), Path(folder), *more)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
