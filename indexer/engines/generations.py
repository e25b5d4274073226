"""The index folder of an embedded engine: generations side by side, and a pointer to the one that counts.

    index/CURRENT          `g000003`, replaced in one step
    index/LOCK             held by the one writer
    index/g000003/         an index, and `induk-index.json`, which says that we made it, for which engine and fields

A Whoosh index holds pickles, so it is code: a generation without our marker, or with a marker of other fields or of
another engine, is not opened. That guards against mistakes (a foreign folder, an old version), not against somebody who
may write to the data folder.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.errors import EngineError, Locked
from config.i18n import _
from indexer.engines import rows

MARKER = "induk-index.json"
_GENERATION = re.compile(r"g\d{6,}")


def sync(path: Path) -> None:
    """Put a file, or the names in a folder, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Be the one writer of the index folder for the `with` block; what a crash left half-built is removed first.

    Raises:
        Locked: another process or thread is writing.
        EngineError: the disk refused.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with (root / "LOCK").open("a") as file:
            _lock(file, root)
            clean(root)
            yield
    except OSError as error:
        raise EngineError(
            _("The search index in {folder} cannot be written ({reason}).", folder=root, reason=error),
            _("Look at the space left on the disk and at the rights of the folder."),
            code="index-unwritable",
        ) from error


def _lock(file: IO[str], root: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Locked(
            _("The search index in {folder} is being written by another run.", folder=root),
            _("Wait until it is done."),
        ) from None


def clean(root: Path) -> None:
    """Remove generations that are not the current one; none while nobody knows which one that is."""
    try:
        now = current(root)
    except EngineError:
        return
    for path in root.iterdir():
        if path.is_dir() and _GENERATION.fullmatch(path.name) and path != now:
            shutil.rmtree(path, ignore_errors=True)


def current(root: Path) -> Path | None:
    """The folder of the generation that counts; None when there is no index yet.

    Raises:
        EngineError: the pointer cannot be read.
    """
    try:
        name = (root / "CURRENT").read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(root, error) from error
    if not _GENERATION.fullmatch(name):
        raise unreadable(root, name)
    return root / name


def begin(root: Path, engine: str) -> Path:
    """Make the folder of the next generation, marked as ours and that engine's."""
    numbers = [int(path.name[1:]) for path in root.iterdir() if _GENERATION.fullmatch(path.name)]
    path = root / f"g{max(numbers, default=0) + 1:06d}"
    path.mkdir()
    marker = path / MARKER
    marker.write_text(json.dumps(_mark(engine)), "utf-8")
    sync(marker)
    return path


def point(root: Path, generation: Path) -> None:
    """From now on `generation` counts; the others go. Readers of the old one notice at their next search."""
    sync(generation)
    fresh = root / "CURRENT.new"
    fresh.write_text(generation.name + "\n", "ascii")
    sync(fresh)
    fresh.replace(root / "CURRENT")
    sync(root)
    clean(root)


def check(generation: Path, engine: str) -> None:
    """Refuse a folder that is not ours, or was made by another engine or with other fields.

    Raises:
        EngineError: as said.
        FileNotFoundError: the generation is gone; a newer one counts by now.
    """
    try:
        marker = json.loads((generation / MARKER).read_text("utf-8"))
    except FileNotFoundError:
        if not generation.is_dir():
            raise
        raise unreadable(generation, MARKER) from None
    except (OSError, ValueError) as error:
        raise unreadable(generation, error) from error
    if marker != _mark(engine):
        raise EngineError(
            _("The search index in {folder} was made for other fields or another engine.", folder=generation),
            _("Build it again with `induk index --rebuild`."),
            code="index-version",
        )


def unreadable(path: Path, reason: object) -> EngineError:
    """The error that says so, and how to come out of it."""
    return EngineError(
        _("The search index in {folder} cannot be read ({reason}).", folder=path, reason=reason),
        _("Build it again with `induk index --rebuild`."),
        code="index-unreadable",
    )


def absent(root: Path) -> EngineError:
    """The error that says that there is no index yet."""
    return EngineError(
        _("There is no search index in {folder} yet.", folder=root),
        _("Make it with `induk index`."),
        code="no-index",
    )


def _mark(engine: str) -> dict[str, str]:
    return {"software": "induk", "engine": engine, "schema": rows.version()}
