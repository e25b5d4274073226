"""Whoosh's files, on disk before the table of contents that names them (Whoosh itself never calls fsync)."""

from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from indexer.engines import generations


class SyncedStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """A folder that syncs, and remembers what is open: Whoosh forgets to close its files when one is damaged."""

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
                generations.sync(path)
        self._fresh.clear()
        super().rename_file(oldname, newname, safe)
        generations.sync(Path(self.folder))
