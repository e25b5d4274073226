"""The index folder: generations side by side, and a pointer to the one that counts.

    index/CURRENT          `g000003`, replaced in one step
    index/LOCK             held by the one writer
    index/g000003/         a Whoosh index, and `induk-index.json`, which says that we made it and with which fields

A Whoosh index holds pickles, so it is code: a generation without our marker, or with a marker of other fields, is not
opened. That guards against mistakes (a foreign folder, an old version), not against somebody who may write to the data
folder.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from whoosh.filedb.filestore import FileStorage

from config.errors import EngineError, Locked
from config.i18n import _
from indexer.engines import rows

MARKER = "induk-index.json"
_GENERATION = re.compile(r"g\d{6,}")


class SyncedStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's files, on disk before the table of contents that names them (Whoosh itself never calls fsync).

    It also remembers what is open: Whoosh forgets to close its files when one of them is damaged.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._fresh: set[str] = set()
        self._open: list[Any] = []

    def release(self) -> None:
        """Close what is still open."""
        for file in self._open:
            if not file.is_closed:
                file.close()
        self._open.clear()

    def open_file(self, name: str, **options: object) -> Any:
        """Open a file for reading."""
        self._open.append(super().open_file(name, **options))
        return self._open[-1]

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **options: object) -> Any:
        """Open a file for writing."""
        self._fresh.add(name)
        self._open.append(super().create_file(name, excl, mode, **options))
        return self._open[-1]

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Whoosh's last step of a commit: what it points to goes to disk first."""
        for name in self._fresh:
            if (path := Path(self.folder, name)).exists():
                sync(path)
        self._fresh.clear()
        super().rename_file(oldname, newname, safe)
        sync(Path(self.folder))


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
    """Remove generations that are not the current one, and what Whoosh leaves when it is killed.

    Nothing is removed while nobody knows which one is current.
    """
    try:
        now = current(root)
    except EngineError:
        return
    for path in root.iterdir():
        if path.is_dir() and _GENERATION.fullmatch(path.name) and path != now:
            shutil.rmtree(path, ignore_errors=True)
    for path in now.iterdir() if now and now.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif ".toc." in path.name:
            path.unlink(missing_ok=True)


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


def begin(root: Path) -> Path:
    """Make the folder of the next generation, marked as ours."""
    numbers = [int(path.name[1:]) for path in root.iterdir() if _GENERATION.fullmatch(path.name)]
    path = root / f"g{max(numbers, default=0) + 1:06d}"
    path.mkdir()
    marker = path / MARKER
    marker.write_text(json.dumps({"software": "induk", "schema": rows.version()}), "utf-8")
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


def check(generation: Path) -> None:
    """Refuse a folder that is not ours, or was made with other fields.

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
    if not isinstance(marker, dict) or marker.get("software") != "induk" or marker.get("schema") != rows.version():
        raise EngineError(
            _("The search index in {folder} was made by another version of Induk.", folder=generation),
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
