"""Who takes part: Induk's engines as it opens them, tantivy-py by itself, and Whoosh as its manual says.

The peers get the same documents, folded by the same function into the same words, with the same weights; they do not
stem, and know nothing of other forms of a word. What a query is, is parsed before any clock starts.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from bench.processes import CouldNotRun
from bench.search_cases import Query
from config.model import Consortium
from indexer.engines import open_engine
from indexer.engines.base import Document, Request
from indexer.engines.query import Word

FACETS = ("type", "year", "language", "member", "subject")
FACET_SIZE = 20
TOP = 20

WHOOSH, TANTIVY, OPENSEARCH = "whoosh", "tantivy", "opensearch"
PEER, STOCK = "tantivy-py", "plain Whoosh"


class Found(NamedTuple):
    """The exact number of hits, the first of them with their scores, and the counts of facets."""

    total: int
    hits: list[tuple[str, float]]
    facets: Mapping[str, Mapping[str, int]]


class Contestant(Protocol):
    """An engine over a folder; opened by the first question."""

    def build(self, documents: Iterable[Document]) -> int:
        """Make an index; how many documents it has."""
        ...

    def replace(self, documents: Iterable[Document], word: str) -> int:
        """Put documents in the place of those of the same id; how many hits `word` has afterwards."""
        ...

    def ask(self, query: Query, *, facets: bool) -> Found:
        """Search, exactly."""
        ...

    def close(self) -> None:
        """Give up what is open."""
        ...


class Ours:
    """An engine of Induk. `settings`: its part of the configuration."""

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        whole = {"consortium": {"name": "bench"}, "data": folder, "engine": settings}
        self.engine = open_engine(Consortium.model_validate(whole))
        if self.engine.name != settings["type"]:
            raise ValueError(f"there is no engine `{settings['type']}`")

    def build(self, documents: Iterable[Document]) -> int:
        """A new generation."""
        return self.engine.rebuild(documents)

    def replace(self, documents: Iterable[Document], word: str) -> int:
        """An update, as after a night."""
        self.engine.update(documents)
        return self.engine.search(Request(query=Word(word))).total

    def ask(self, query: Query, *, facets: bool) -> Found:
        """As the service asks."""
        wanted = FACETS if facets else ()
        filters = {"member": (query.member,)} if query.member else {}
        request = Request(query=query.node, filters=filters, limit=TOP, facets=wanted, facet_size=FACET_SIZE)
        found = self.engine.search(request)
        hits = [(hit.id, hit.score) for hit in found.hits]
        return Found(found.total, hits, {name: dict(counts) for name, counts in found.facets.items()})

    def close(self) -> None:
        """As at the end of `induk serve`."""
        self.engine.close()


class Entry(NamedTuple):
    """How a contestant takes part.

    Attributes:
        opens: the contestant over a folder; ImportError or ValueError where it is not there.
        ours: whether it is an engine of Induk, that has to find what the others find.
        timed: whether it works in its own process, so that CPU time tells what it costs.
        wanted: whether it takes part in the sections that are for all.
    """

    opens: Callable[[Path], Contestant]
    ours: bool = True
    timed: bool = True
    wanted: bool = True


def _peer(module: str, name: str, folder: Path) -> Contestant:
    contestant: Contestant = getattr(importlib.import_module(module), name)(folder)
    return contestant


URLS = os.environ.get("INDUK_OPENSEARCH_URLS", "").replace(",", " ").split()

CONTESTANTS: Mapping[str, Entry] = {
    WHOOSH: Entry(partial(Ours, {"type": WHOOSH})),
    TANTIVY: Entry(partial(Ours, {"type": TANTIVY})),
    OPENSEARCH: Entry(
        partial(Ours, {"type": OPENSEARCH, "url": URLS, "index": "induk-bench"}), timed=False, wanted=bool(URLS)
    ),
    PEER: Entry(partial(_peer, "bench.search_peer_tantivy", "Peer"), ours=False),
    STOCK: Entry(partial(_peer, "bench.search_peer_whoosh", "Stock"), ours=False, wanted=False),
}


def open_contestant(name: str, folder: Path) -> Contestant:
    """A contestant over `folder`, by its name."""
    return CONTESTANTS[name].opens(folder)


def timed() -> list[str]:
    """All whose CPU time can be told and that can bear the usual number of records."""
    return [name for name in present() if CONTESTANTS[name].timed]


def present() -> list[str]:
    """All that take part here, in the order of the table.

    Raises:
        CouldNotRun: one is missing that all others are compared with.
    """
    found = [name for name, entry in CONTESTANTS.items() if entry.wanted and not _missing(entry)]
    if lacking := {WHOOSH, PEER}.difference(found):
        raise CouldNotRun(f"{', '.join(sorted(lacking))} is not there")
    return found


def absent() -> dict[str, str]:
    """Those that do not, and why."""
    return {
        name: _missing(entry) if entry.wanted else "INDUK_OPENSEARCH_URLS is not set"
        for name, entry in CONTESTANTS.items()
        if name != STOCK and not (entry.wanted and not _missing(entry))
    }


def _missing(entry: Entry) -> str:
    try:
        entry.opens(Path())
    except (ImportError, ValueError) as error:
        return str(error).strip().splitlines()[0]
    return ""
