"""What every search engine does. Synchronous; safe to call from several threads; one writer at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from indexer.engines.plan import Plan
from indexer.engines.query import EVERYTHING, Node

Document = Mapping[str, Any]
"""What is indexed of a union record: `id`, and for the fields of `config.fields` a list of texts (text, keyword), a
whole number (year), or ISO text (date). Made by `indexer.document`."""


@dataclass(frozen=True, slots=True)
class Request:
    """A search.

    Attributes:
        query: what is wanted; a `Plan` (what `plan` made of a query, or a part of it) is taken as it is.
        filters: field → alternatives; fields combine. A year is written `1990-1999`, `1990-`, `-1999` or `1995`.
        sort: a key of `config.fields.SORTS`.
        offset, limit: which part of the hits, counted from 0.
        facets: fields to count; a facet's own filter does not narrow its counts.
        facet_size: how many values of each facet, most frequent first.
    """

    query: Node | Plan = EVERYTHING
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20
    facets: Sequence[str] = ()
    facet_size: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One found union record, by id, and how well it fits (0 where the order is not relevance)."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Result:
    """The answer: the exact number of hits, the wanted part of them, and per facet (value, count)."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A value in an alphabetical list: as it is shown, what it is ordered by, and how many records have it."""

    value: str
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Health:
    """How an index does: what answers (`whoosh 2.7.4, generation g000003`), documents, and bytes on disk (None where
    the engine does not tell).
    """

    what: str
    documents: int
    size: int | None


class Engine(Protocol):
    """A search engine (see tests/contract/test_engines.py for what each promise means)."""

    name: str

    forks: bool
    """Whether what is open may be used on after a fork: files mapped into memory, no connection."""

    def update(self, documents: Iterable[Document], deleted: Iterable[str] = ()) -> int:
        """Put `documents` in, replacing those of the same id, and take `deleted` ids out; all of it or nothing is there
        afterwards. Returns the number of documents now in the index.

        Raises:
            EngineError: the index cannot be written; it is as it was.
        """
        ...

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Make a new index of `documents` beside the old and swap it in whole; a crash leaves the old one."""
        ...

    def search(self, request: Request) -> Result:
        """Answer a search from the newest committed state.

        Raises:
            EngineError: there is no readable index.
        """
        ...

    def count(self) -> int:
        """The number of documents, 0 if there is no index yet.

        Raises:
            EngineError: there is an index, but it cannot be read.
        """
        ...

    def browse(self, field: str, start: str, limit: int, *, backwards: bool = False) -> tuple[Heading, ...]:
        """The headings of a facet in the order of their folded keys, from the first that is not before `start` (folded
        by the engine; a text without a letter or digit stands for itself) on; with `backwards` those before `start`,
        nearest first. Of `title_sort` too, where the key stands for the value.

        Raises:
            BadParameter: the field is neither.
            EngineError: there is no readable index.
        """
        ...

    def health(self) -> Health:
        """How the index does.

        Raises:
            EngineError: there is an index, but it cannot be read.
        """
        ...

    def verify(self) -> tuple[str, ...]:
        """Read everything and compare what has to agree (counts, files, ids); what is wrong, in words. Nothing: sound.

        Raises:
            EngineError: there is no readable index.
        """
        ...

    def close(self) -> None:
        """Give up what is open."""
        ...
