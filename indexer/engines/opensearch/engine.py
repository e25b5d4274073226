"""The engine protocol over a cluster."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TypeVar

from config.errors import EngineError
from config.i18n import _
from indexer.engines import checks
from indexer.engines.base import Document, Heading, Health, Request, Result
from indexer.engines.opensearch import generations, patience
from indexer.engines.opensearch.browse import browse
from indexer.engines.opensearch.bulk import write
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.generations import Generation, Gone
from indexer.engines.opensearch.layout import TEXTS
from indexer.engines.opensearch.lengths import Lengths
from indexer.engines.opensearch.lines import batches, removing, writing
from indexer.engines.opensearch.patience import WRITING
from indexer.engines.opensearch.search import answer
from indexer.engines.opensearch.shown import Shown
from indexer.engines.opensearch.verify import check
from indexer.engines.rows import Row

T = TypeVar("T")

ATTEMPTS = 5
"""A new generation may take the place of the one that a search is in; it then starts over."""

AGE = 1.0
"""Seconds for which we take the generation that we know for the one that counts. Most often we learn sooner that it
does not: the old one is removed at once, and a removed one answers nothing."""


class OpenSearchEngine:
    """An alias in a cluster, and the generations behind it. See `indexer.engines.base.Engine`."""

    name = "opensearch"

    forks = False

    def __init__(self, addresses: Iterable[str], index: str) -> None:
        self.index = index
        self._client = Client(addresses)
        self._shown = Shown(self._client)
        self._known: tuple[Generation | None, float] = None, 0.0
        self._writing = threading.Lock()

    def update(self, documents: Iterable[Document], deleted: Iterable[str] = ()) -> int:
        """Replace, add and delete in a clone of the index, then put that in its place."""
        rows = {made.id: made for made in checks.rows(documents)}
        gone = [one for one in deleted if one not in rows]
        with self._alone() as old:
            if old is None:
                self._build(rows.values(), None)
            elif generations.check(old, self.index) and (rows or gone):
                self._change(old, rows.values(), gone)
        return self.count()

    def rebuild(self, documents: Iterable[Document]) -> int:
        """A new generation beside the old one."""
        with self._alone() as old:
            self._build(checks.rows(documents), old)
        return self.count()

    def search(self, request: Request) -> Result:
        """Answer from the generation that counts now, whoever made it."""
        return self._reading(lambda now: answer(self._client, now, self._shown, request))

    def count(self) -> int:
        """The number of documents, 0 without an index."""
        return self._reading(lambda now: self._count(now.name)) if self._look() else 0

    def browse(self, field: str, start: str, limit: int, *, backwards: bool = False) -> tuple[Heading, ...]:
        """Headings of a facet in the order of their keys."""
        return self._reading(lambda now: browse(self._client, now, self._shown, field, start, limit, backwards))

    def health(self) -> Health:
        """The cluster's version, the generation that answers and whether all its copies are there."""
        version = self._client.ask("GET", "").data["version"]["number"]
        if self._look() is None:
            return Health(f"opensearch {version}, -", 0, None)

        def told(now: Generation) -> Health:
            documents = self._count(now.name)
            status = self._client.ask("GET", f"_cluster/health/{now.name}").data["status"]
            stats = self._client.ask("GET", f"{now.name}/_stats/store").data["_all"]
            return Health(
                f"opensearch {version}, {now.name}, {status}", documents, stats["total"]["store"]["size_in_bytes"]
            )

        return self._reading(told)

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the index in the cluster."""
        return self._reading(lambda now: check(self._client, now))

    def close(self) -> None:
        """Close the connections, and forget what is remembered."""
        self._client.close()
        self._shown, self._known = Shown(self._client), (None, 0.0)

    @contextmanager
    def _alone(self) -> Iterator[Generation | None]:
        """Be the one writer of this process (runs exclude each other by their own lock); gives what counts now."""
        if not self._writing.acquire(blocking=False):
            raise generations.busy(self.index)
        try:
            old = generations.current(self._client, self.index)
            generations.clean(self._client, self.index, old)
            yield old
        finally:
            self._writing.release()

    def _build(self, rows: Iterable[Row], old: Generation | None) -> None:
        lengths, ids = Lengths(TEXTS), set[str]()

        def seen() -> Iterator[Row]:
            for one in rows:
                lengths.add(one)
                ids.add(one.id)
                yield one

        parts = batches(map(writing, seen()))
        first = [*islice(parts, 1)]  # often all there is: then what follows from it holds
        scale = lengths.scale()
        draft = generations.create(self._client, self.index, old, scale)
        with generations.removed_on_failure(self._client, self.index, draft):
            write(self._client, draft.alias, chain(first, parts))
            if lengths.scale() != scale:
                scale = lengths.scale()
                generations.rescale(self._client, draft, scale)
            self._refresh(draft.name)
            if (there := self._count(draft.name)) != len(ids):
                raise EngineError(
                    _("The search cluster has lost records ({there} of {written}).", there=there, written=len(ids)),
                    _("Look at its nodes, then try again."),
                    code="cluster-lost",
                )
            self._publish(draft, old, {"documents": there, "boosts": scale.boosts(self._major())})

    def _change(self, old: Generation, rows: Iterable[Row], gone: Iterable[str]) -> None:
        draft = generations.clone(self._client, self.index, old)
        with generations.removed_on_failure(self._client, self.index, draft):
            write(self._client, draft.alias, batches(chain(map(writing, rows), map(removing, gone))))
            self._refresh(draft.name)
            self._publish(draft, old, {**old.meta, "documents": self._count(draft.name)})

    def _publish(self, draft: generations.Draft, old: Generation | None, meta: dict[str, Any]) -> None:
        generations.publish(self._client, self.index, draft, old, meta)

    def _refresh(self, name: str) -> None:
        self._client.ask("POST", f"{name}/_refresh", patient=WRITING)

    def _count(self, name: str) -> int:
        answer = self._client.ask("POST", f"{name}/_count", {}, accept=(generations.MISSING,))
        if answer.error:
            raise Gone
        return int(answer.data["count"])

    def _major(self) -> int:
        return int(self._client.ask("GET", "").data["version"]["number"].partition(".")[0])

    def _look(self) -> Generation | None:
        now = generations.current(self._client, self.index, reading=True)
        self._known = now, time.monotonic()
        return now

    def _reading(self, use: Callable[[Generation], T]) -> T:
        """Use the generation that counts; if it is removed meanwhile, the one that took its place."""
        for wait in islice(patience.waits(), ATTEMPTS):
            known, at = self._known
            fresh = known if time.monotonic() - at < AGE else None
            try:
                return use(generations.check(fresh or self._look(), self.index))
            except Gone:
                self._known = None, 0.0
                patience.sleep(wait)
        raise EngineError(
            _("The search index `{index}` in the cluster is exchanged all the time.", index=self.index),
            _("Look whether two installations write to it."),
        )
