"""A source of files: every file that fits the pattern, in the order of their names."""

import glob
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, cast

import msgspec

from config.i18n import _
from config.model import FileSource
from harvester.faults import Fault, interrupted
from harvester.files import marc, markup, table
from harvester.files.stream import DAMAGES, CutOff, opened
from harvester.page import Item, Page, Past, Setting, digest

PAGE = 500
"""Records that are stored in one step."""


class FileListing:
    """All files of a source as one list; see `harvester.page.Listing`.

    Raises:
        Fault: `no-files`.
    """

    mode = "full"
    since: str | None = None
    resumed = False
    requests = 0
    high_water: str | None = None
    unnamed = False

    def __init__(self, source: FileSource, _past: Past, setting: Setting) -> None:
        self.source = source
        self.stop = setting.stop
        self.sweeps = source.complete
        self.files = files(source.path)
        self.scope = f"{source.path} {source.format}"
        self._names: dict[str, dict[str, int]] = {}

    def pages(self) -> Iterator[Page]:
        """The records, some hundreds at a time. A file that cannot be read is told at the end, after all others."""
        broken: list[Fault] = []
        for file in self.files:
            try:
                yield from self._pages_of(file)
            except DAMAGES as error:
                broken.append(Fault("file-unreadable", _("{file} cannot be read: {why}.", file=shown(file), why=error)))
            except Fault as fault:
                if fault.code == "interrupted":
                    raise
                if isinstance(fault, CutOff) and not self.sweeps:
                    continue  # what was cut is in quarantine, and nothing else depends on the end
                broken.append(Fault(fault.code, f"{shown(file)}: {fault.message}"))
        if broken:
            raise broken[0]

    def _pages_of(self, file: Path) -> Iterator[Page]:
        with opened(file) as stream:
            rows = read(stream, self.source)
            error: Exception | None = None
            while True:
                batch: list[Item] = []
                try:
                    for item in islice(rows, PAGE):
                        batch.append(self._named(item))
                except (*DAMAGES, Fault) as broken:
                    error = broken
                if batch:
                    yield _page(file, batch)
                if error is not None:
                    raise error
                if len(batch) < PAGE:
                    return
                if self.stop.is_set():
                    raise interrupted()

    def _named(self, item: Item) -> Item:
        """The item under a name of its own: other content under a name that was used becomes `ID#2`, `ID#3`."""
        self.unnamed |= item.problem is not None and item.problem.code == "no-identifier"
        known = self._names.setdefault(item.identifier, {})
        place = known.setdefault(item.sha256, len(known) + 1)
        return item if place == 1 else msgspec.structs.replace(item, identifier=f"{item.identifier}#{place}")


def _page(file: Path, batch: list[Item]) -> Page:
    sha256 = digest("".join(item.sha256 for item in batch).encode())
    return Page(request=shown(file), items=batch, size=sum(len(item.payload) for item in batch), sha256=sha256)


def shown(file: Path) -> str:
    """The path as text; a name that is not UTF-8 has a ? for each byte that is none."""
    return str(file).encode("utf-8", "replace").decode()


def files(pattern: str) -> list[Path]:
    """The files that a pattern names, sorted.

    Raises:
        Fault: `no-files`.
    """
    found = sorted(path for path in map(Path, glob.glob(pattern, recursive=True)) if path.is_file())  # noqa: PTH207 (absolute)
    if not found:
        raise Fault("no-files", _("No file fits {pattern}.", pattern=pattern))
    return found


def read(stream: io.BufferedIOBase, source: FileSource) -> Iterator[Item]:
    """The records of one file in the format that is declared; bytes that show another are believed."""
    readers: dict[str, Any] = {
        "marc21": lambda: marc.items(stream),
        "marcxml": lambda: markup.items(stream, "marcxml"),
        "oai_dc": lambda: markup.items(stream, "oai_dc"),
        "csv": lambda: table.items(stream, source.columns),
    }
    return cast(Iterator[Item], readers[source.format]())
