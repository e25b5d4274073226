"""The engine protocol over an index folder."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from config.errors import EngineError
from indexer.engines import checks, generations
from indexer.engines.base import Document, Heading, Health, Request, Result
from indexer.engines.rows import Row
from indexer.engines.tantivy import library

if TYPE_CHECKING:
    import tantivy

    from indexer.engines.tantivy.snapshot import Commit, Snapshot

T = TypeVar("T")

ATTEMPTS = 5
"""A rebuild in another process may take files away that a search is about to open; the search then starts over."""


class TantivyEngine:
    """tantivy in a folder. See `indexer.engines.base.Engine`.

    Raises:
        EngineError: the package is not installed.
    """

    name = "tantivy"

    forks = True

    def __init__(self, path: Path) -> None:
        library.present()
        self.path = path
        self._lock = threading.Lock()
        self._index: tuple[str, tantivy.Index] | None = None
        self._state: tuple[Commit, Snapshot] | None = None

    def update(self, documents: Iterable[Document], deleted: Iterable[str] = ()) -> int:
        """Replace, add and delete, in one commit. A document given twice counts as it came last."""
        from indexer.engines.tantivy import writer

        rows = {made.id: made for made in checks.rows(documents)}
        gone = dict.fromkeys([*rows, *deleted])
        with generations.writing(self.path):
            generation = generations.current(self.path)
            if generation is None:
                self._build(rows.values())
            else:
                self._sound(generation)
                if gone:
                    with library.writing():
                        writer.write(generation, rows.values(), gone)
        return self.count()

    def rebuild(self, documents: Iterable[Document]) -> int:
        """A new generation beside the old one."""
        with generations.writing(self.path):
            self._build(checks.rows(documents))
        return self.count()

    def search(self, request: Request) -> Result:
        """Answer from the newest commit, whichever process made it."""
        from indexer.engines.tantivy.search import answer

        return self._reading(lambda snapshot: answer(snapshot, request))

    def count(self) -> int:
        """The number of documents, 0 without an index."""
        if generations.current(self.path) is None:
            return 0
        return self._reading(lambda snapshot: snapshot.count)

    def browse(self, field: str, start: str, limit: int, *, backwards: bool = False) -> tuple[Heading, ...]:
        """Headings of a facet in the order of their keys."""
        from indexer.engines.tantivy.browse import browse

        return self._reading(lambda snapshot: browse(snapshot, field, start, limit, backwards))

    def health(self) -> Health:
        """The generation that answers, its documents and its size on disk."""
        generation = generations.current(self.path)
        size = sum(file.stat().st_size for file in generation.iterdir()) if generation else 0
        return Health(f"{library.named()}, {generation.name if generation else '-'}", self.count(), size)

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the files of the index."""
        from indexer.engines.tantivy.verify import check

        return self._reading(lambda snapshot: check(snapshot, generations.current(self.path) or self.path))

    def close(self) -> None:
        """Give up the open segments."""
        with self._lock:
            self._index = self._state = None

    def _build(self, rows: Iterable[Row]) -> None:
        from indexer.engines.tantivy import writer

        generation = generations.begin(self.path, self.name)
        with library.writing():
            writer.create(generation, rows)
        generations.point(self.path, generation)

    def _reading(self, use: "Callable[[Snapshot], T]") -> T:
        for last in (*[False] * (ATTEMPTS - 1), True):
            generation = generations.current(self.path)
            if generation is None:
                raise generations.absent(self.path)
            try:
                with library.reading(generation):
                    return use(self._snapshot(generation))
            except FileNotFoundError as error:
                if last:
                    raise generations.unreadable(self.path, error) from error
            except EngineError:  # of a generation that was swapped for another meanwhile?
                if last or generations.current(self.path) == generation:
                    raise
        raise AssertionError

    def _snapshot(self, generation: Path) -> "Snapshot":
        from indexer.engines.tantivy.snapshot import Snapshot, commit

        try:
            state, now = self._state, commit(generation)
        except FileNotFoundError:  # another engine's?
            generations.check(generation, self.name)
            raise
        if state and state[0] == now:
            return state[1]
        with self._lock:
            now = commit(generation)
            if self._state and self._state[0] == now:
                return self._state[1]
            generations.check(generation, self.name)
            index = self._open(generation)
            index.reload()
            made = Snapshot(index)
            self._state = (now, made)
            return made

    def _sound(self, generation: Path) -> None:
        """Look before something is written: a damaged index is no disk that refuses."""
        try:
            generations.check(generation, self.name)
            with self._lock:
                self._open(generation)
        except FileNotFoundError as error:
            raise generations.unreadable(generation, error) from error

    def _open(self, generation: Path) -> "tantivy.Index":
        import tantivy

        with library.reading(generation):
            if self._index is None or self._index[0] != generation.name:
                index = tantivy.Index.open(str(generation))
                index.config_reader("manual")
                self._index = (generation.name, index)
            return self._index[1]
