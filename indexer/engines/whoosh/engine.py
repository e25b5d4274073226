"""The engine protocol over an index generations."""

import errno
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from config.errors import EngineError, IndukError
from indexer.engines import checks, generations
from indexer.engines.base import Document, Heading, Health, Request, Result
from indexer.engines.rows import Row
from indexer.engines.whoosh import inner, merging, writer
from indexer.engines.whoosh.browse import browse
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.search import answer
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.verify import check

T = TypeVar("T")

BATCH = writer.LARGEST
"""Documents of a rebuild that become one segment."""

KEPT, KEPT_EACH = 16 << 20, 200
"""Bytes of what was looked up that are kept in memory, at least, and for each document: the hits of some thirty words
that every second record has.
"""

ATTEMPTS = 5
"""A commit in another process may take files away that a search is about to open; the search then starts over."""


class WhooshEngine:
    """Whoosh in a generations. See `indexer.engines.base.Engine`."""

    name = "whoosh"

    forks = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self._cache = Cache(KEPT)
        self._lock = threading.Lock()
        self._state: tuple[tuple[str, int], Snapshot] | None = None

    def update(self, documents: Iterable[Document], deleted: Iterable[str] = ()) -> int:
        """Replace, add and delete, in one commit. A document given twice counts as it came last."""
        rows = {made.id: made for made in checks.rows(documents)}
        gone = [*rows, *(one for one in deleted if one not in rows)]
        with generations.writing(self.path):
            generation = generations.current(self.path)
            if generation is None:
                self._build(iter([rows.values()]))
            else:
                with _understood(generation):
                    generations.check(generation, self.name)
                    if gone:
                        writer.write(generation, rows.values(), gone)
                        merging.tidy(generation)
        return self.count()

    def rebuild(self, documents: Iterable[Document]) -> int:
        """A new generation beside the old one."""
        with generations.writing(self.path):
            self._build(_batches(checks.rows(documents)))
        return self.count()

    def search(self, request: Request) -> Result:
        """Answer from the newest commit, whichever process made it."""
        return self._reading(lambda snapshot: answer(_present(snapshot, self.path), request))

    def count(self) -> int:
        """The number of documents, 0 without an index."""
        return self._reading(lambda snapshot: snapshot.count if snapshot else 0)

    def browse(self, field: str, start: str, limit: int, *, backwards: bool = False) -> tuple[Heading, ...]:
        """Headings of a facet in the order of their keys."""
        return self._reading(lambda snapshot: browse(_present(snapshot, self.path), field, start, limit, backwards))

    def health(self) -> Health:
        """The generation that answers, its documents and its size on disk."""
        generation = generations.current(self.path)
        size = sum(file.stat().st_size for file in generation.iterdir()) if generation else 0
        return Health(f"whoosh 2.7.4, {generation.name if generation else '-'}", self.count(), size)

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the files of the index."""
        return self._reading(lambda snapshot: check(_present(snapshot, self.path)))

    def close(self) -> None:
        """Give up the open segments and what is kept of them."""
        with self._lock:
            self._state = None
            self._cache = Cache(KEPT)

    def _build(self, batches: Iterator[Iterable[Row]]) -> None:
        generation = generations.begin(self.path, self.name)
        seen: set[str] = set()
        inner.create(generation)
        for batch in batches:
            seen |= writer.write(generation, batch, within=seen)
        generations.point(self.path, generation)

    def _reading(self, use: Callable[[Snapshot | None], T]) -> T:
        for last in (*[False] * (ATTEMPTS - 1), True):
            generation = generations.current(self.path)
            try:
                return use(self._snapshot(generation))
            except FileNotFoundError as error:
                if last:
                    raise generations.unreadable(self.path, error) from error
            except EngineError:  # of a generation that was swapped for another meanwhile?
                if last or generations.current(self.path) == generation:
                    raise
        raise AssertionError

    def _snapshot(self, generation: Path | None) -> Snapshot | None:
        if generation is None:
            return None
        state = self._state
        key = (generation.name, inner.commit_number(generation))
        if state and state[0] == key:
            return state[1]
        with self._lock:
            key = (generation.name, inner.commit_number(generation))
            if self._state and self._state[0] == key:
                return self._state[1]
            generations.check(generation, self.name)
            before = self._state[1] if self._state else None
            with _understood(generation, OSError):
                made = Snapshot(generation, before, self._cache)
            self._cache.bound(max(KEPT, KEPT_EACH * made.size))
            self._state = (key, made)
            return made


@contextmanager
def _understood(generation: Path, *passing: type[Exception]) -> Iterator[None]:
    """Whatever a missing or damaged file makes Whoosh raise, said in our words."""
    try:
        yield
    except IndukError:
        raise
    except passing:
        raise
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise generations.unreadable(generation, error) from error
        raise
    except Exception as error:
        raise generations.unreadable(generation, error) from error


def _present(snapshot: Snapshot | None, path: Path) -> Snapshot:
    if snapshot is None:
        raise generations.absent(path)
    return snapshot


def _batches(rows: Iterator[Row]) -> Iterator[Iterable[Row]]:
    for first in rows:
        yield chain([first], islice(rows, BATCH - 1))
