"""A source of files: every file that its path means, in the order of their names."""

import io
import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

import config
from config.i18n import _
from config.model import FileSource
from harvester.faults import Fault, interrupted
from harvester.files import bibtex, csl, kind, marc, marc_lines, markup, ris, table
from harvester.files.names import Names
from harvester.files.places import files, hashes, shown
from harvester.files.stream import DAMAGES, CutOff, Part, parts
from harvester.page import Item, Page, Past, Setting, digest

__all__ = ["FileListing", "files", "read", "shown"]

PAGE = 500
"""Records that are stored in one step."""

PAGE_BYTES = 4 * 1024 * 1024
"""Bytes of records that are stored in one step, if these are fewer."""

TOLD = 3
"""How many faults are told in full."""

NAMELESS = ("no-identifier", "no-terminator")
"""Problems of records that may be called otherwise than they should be, or have swallowed others."""

READERS: dict[str, Callable[[io.BufferedReader, FileSource], Iterator[Item]]] = {
    "marc21": lambda stream, _source: marc.items(stream),
    "marc-lines": lambda stream, _source: marc_lines.items(stream),
    "marcxml": lambda stream, _source: markup.items(stream, "marcxml"),
    "oai_dc": lambda stream, _source: markup.items(stream, "oai_dc"),
    "mods": lambda stream, _source: markup.items(stream, "mods"),
    "ris": lambda stream, _source: ris.items(stream),
    "bibtex": lambda stream, _source: bibtex.items(stream),
    "csl": lambda stream, _source: csl.items(stream),
    "csv": lambda stream, source: table.of_text(stream, source.columns),
    "xlsx": lambda stream, source: table.of_workbook(stream, source.columns),
}


class FileListing:
    """All files of a source as one list; see `harvester.page.Listing`.

    Raises:
        Fault: `no-files`.
    """

    mode = "full"
    since: str | None = None
    resumed = False
    requests = 0
    waited = 0.0
    high_water: str | None = None
    total: int | None = None
    shifted = False
    unnamed = False

    def __init__(self, source: FileSource, past: Past, setting: Setting) -> None:
        self.source = source
        self.stop = setting.stop
        self.sweeps = source.complete
        self.files = files(source.path)
        self.scope = f"{source.path} {source.format}"
        self.learned: dict[str, str] = {}
        self.fingerprint = fingerprint(self.files, source)
        known = past.fingerprint if past.last_scope in (None, self.scope) and not setting.full else None
        self.unchanged = known is not None and known == self.fingerprint and not past.owed
        self._trusted = setting.full or setting.accept or source.drop_limit == 1
        self._before = int(known.partition(":")[0]) if known else 0
        self._names = Names()
        self._empty: list[str] = []

    def pages(self) -> Generator[Page]:
        """The records, some hundreds at a time. What cannot be read is told at the end, after all that can.

        Raises:
            Fault: it could not all be read; or it is the whole catalogue, and a file of it is empty or gone.
        """
        if self.unchanged:
            return
        broken = Broken()
        for file in self.files:
            with broken.noted(shown(file), cut_matters=self.sweeps):
                for part in parts(file):
                    with broken.noted(part.name, cut_matters=self.sweeps):
                        yield from self._pages_of(part)
        if not (self.sweeps and (self._trusted or not self._names)):
            why = _("It is empty.")
            broken.faults += [Fault("file-unreadable", f"{name}: {why}") for name in self._empty]
        if self.sweeps and not self._trusted and len(self.files) < self._before:
            broken.faults.append(Fault("no-files", _fewer(self._before, len(self.files))))
        broken.tell()

    def second_look(self) -> Generator[Page]:
        """Nothing: files are asked in one way only."""
        yield from ()

    def still_there(self, _identifiers: Sequence[str]) -> list[str]:
        """None: what is not in the files is not there."""
        return []

    def widen(self) -> None:
        """Nothing: files are always read in full."""

    def close(self) -> None:
        """Nothing is held."""

    def _pages_of(self, part: Part) -> Iterator[Page]:
        with part.open() as stream:
            if not stream.peek(1).strip(marc.FILLER):
                self._empty.append(part.name)
                return
            batch: list[Item] = []
            size = 0
            try:
                with closing(read(stream, self.source)) as items:
                    for item in items:
                        batch.append(self._named(item))
                        size += len(item.payload)
                        if len(batch) == PAGE or size > PAGE_BYTES:
                            yield _page(part.name, batch)
                            batch, size = [], 0
                            if self.stop.is_set():
                                raise interrupted()
            except (*DAMAGES, Fault):
                if batch:  # what came before the damage is good
                    yield _page(part.name, batch)
                raise
            if batch:
                yield _page(part.name, batch)

    def _named(self, item: Item) -> Item:
        """The item under a name of its own: other content under a name that was used becomes `ID#2`, `ID#3`.

        A deletion is one of the record that bears the name.
        """
        self.unnamed |= item.problem is not None and item.problem.code in NAMELESS
        if item.says_deleted:
            return item
        number = self._names.number(item.identifier, item.sha256)
        return item if number == 1 else msgspec.structs.replace(item, identifier=f"{item.identifier}#{number}")


class Broken:
    """What could not be read, collected so that everything else is.

    Attributes:
        faults: one for each text.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    @contextmanager
    def noted(self, name: str, *, cut_matters: bool) -> Iterator[None]:
        """Note what is wrong with the text of that name, and go on; only being stopped stops.

        Args:
            name: what to call it.
            cut_matters: an end that is missing is a fault; else only the record that was cut is in quarantine.
        """
        try:
            yield
        except DAMAGES as error:
            why = str(error) or type(error).__name__
            self.faults.append(Fault("file-unreadable", _("{file} cannot be read: {why}.", file=name, why=why)))
        except CutOff as cut:
            if cut_matters:
                self.faults.append(Fault(cut.code, f"{name}: {cut.message}"))
        except Fault as fault:
            if fault.code == "interrupted":
                raise
            self.faults.append(Fault(fault.code, f"{name}: {fault.message}"))

    def tell(self) -> None:
        """Say what was noted.

        Raises:
            Fault: with the code of the first, naming the first few.
        """
        if not self.faults:
            return
        told = [fault.message for fault in self.faults[:TOLD]]
        if (more := len(self.faults) - TOLD) > 0:
            told.append(_("{count} more cannot be read either.", count=more))
        raise Fault(self.faults[0].code, " ".join(told))


def _fewer(before: int, now: int) -> str:
    return _(
        "There were {before} files, now there are {now}. If the rest is gone for good, accept it with --accept-drop.",
        before=before,
        now=now,
    )


def _page(request: str, batch: list[Item]) -> Page:
    sha256 = digest("".join(item.sha256 for item in batch).encode())
    return Page(request=request, items=batch, size=sum(len(item.payload) for item in batch), sha256=sha256)


def fingerprint(found: list[Path], source: FileSource) -> str | None:
    """The number of files, and a hash of their names, their bytes and all that decides how they are read.

    Returns:
        `3:e3b0…`, or None where a file cannot be read.
    """
    known = hashes(found)
    if known is None:
        return None
    how = source.model_dump(include={"format", "complete", "columns"}, mode="json")
    told = json.dumps([config.__version__, how, known], sort_keys=True)
    return f"{len(found)}:{digest(told.encode())[:48]}"


def read(stream: io.BufferedReader, source: FileSource) -> Generator[Item, None, None]:
    """The records of one text in the format that is declared; bytes that show another are believed.

    Raises:
        Fault: `file-unreadable`: it is nothing that we can read, or is not whole.
    """
    yield from READERS[kind.of(stream.peek(1), source.format)](stream, source)
