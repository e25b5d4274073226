"""The catalogue as pages, API and command line use it; knows nothing of HTTP."""

import time
from collections.abc import Sequence
from dataclasses import replace

from config import __version__
from config.database import Database
from config.errors import EngineError, NotFound
from config.i18n import _
from config.model import Consortium, Member
from harvester import store as raw_store
from indexer import store
from indexer.engines.base import Engine, Hit, Request, Result
from indexer.engines.query import EVERYTHING, Everything, Node
from search import directory, wider
from search.answering import Asking
from search.cards import card
from search.highlight import Fits, fitting
from search.meanings import meant
from search.query import simple
from search.records import Found, Records
from search.relaxing import Attempt
from search.schemas import Answer, Card, FacetValue, MemberInfo, Status
from search.state import FILTERS, SearchState
from search.wider import WayOut

__all__ = ["FACETS", "Catalogue", "Found", "WayOut"]

FACETS = FILTERS
FACET_SIZE = 20


class Catalogue(Records):
    """Searches and reads the union catalogue. Safe to share between threads.

    Members outside their agreement are left out everywhere: their holdings, their facets, and what only they have.
    """

    def __init__(self, consortium: Consortium, database: Database, engine: Engine) -> None:
        super().__init__(consortium, database)
        self.engine = engine

    def search(self, state: SearchState, *, facets: Sequence[str] = FACETS, base: str = "") -> Answer:
        """The answer to a search, with `facets` counted; `base` stands before the records' `/record/ID`.

        A page beyond the end is empty. Without a query the newest come first. Where nothing has all that was asked for,
        the answer is `relaxed`: what comes near (`search.relaxing`).

        Raises:
            EngineError: there is no readable index.
            StoreError: the store cannot be read.
        """
        started = time.perf_counter()
        found = Asking(state, facets, self._ask, self.records).answered()
        result, way = found.result, found.attempt.way
        cards = self.cards(result.hits, fitting(found.attempt.node), base)
        visible = {member.id for member in self.active()}
        return Answer(
            query=state.q,
            total=result.total,
            page=state.page,
            size=state.size,
            took_ms=round((time.perf_counter() - started) * 1000, 1),
            relaxed=bool(way),
            way=way,
            did_you_mean=found.better,
            records=cards,
            facets={name: self._facet(name, result.facets.get(name, ()), visible) for name in facets},
        )

    def cards(self, hits: Sequence[Hit], fits: Fits, base: str = "") -> tuple[Card, ...]:
        """Hits as they stand in a list, what `fits` marked; those that left the catalogue meanwhile are left out."""
        visible = {member.id for member in self.active()}
        with self.database.read() as connection:
            records = store.unions(connection, [hit.id for hit in hits])
        return tuple(card(records[hit.id], hit, visible, fits, base) for hit in hits if hit.id in records)

    def ways_out(self, state: SearchState, *, other_words: bool = True) -> list[WayOut]:
        """Wider searches that do find something; without `other_words`, the same query with fewer filters only."""
        return wider.ways_out(
            state, self.label, lambda other: self._count(simple.parse(other.q), other), other_words=other_words
        )

    def members(self, base: str = "") -> tuple[MemberInfo, ...]:
        """The directory of libraries, in the order of the configuration."""
        return tuple(self._describe(self.active(), base))

    def member(self, member_id: str, base: str = "") -> MemberInfo:
        """One library.

        Raises:
            NotFound: there is none of that id today.
        """
        found = [member for member in self.active() if member.id == member_id]
        if not found:
            raise NotFound(
                _("There is no library {id}.", id=member_id[:200]),
                _("Look at the list of libraries."),
                code="no-such-library",
            )
        return self._describe(found, base)[0]

    def asked(self, request: Request) -> Result:
        """What the engine answers, without what only members outside their agreement have.

        Raises:
            EngineError: there is no readable index.
        """
        active = [member.id for member in self.active()]
        if len(active) == len(self.consortium.members):
            return self.engine.search(request)
        wanted = request.filters.get("member")
        members = tuple(member for member in active if wanted is None or member in wanted)
        if not members:
            return Result(0, (), {})
        return self.engine.search(replace(request, filters={**request.filters, "member": members}))

    def hits(self, state: SearchState) -> tuple[Attempt, Result]:
        """What was asked of the engine in the end, and its hits, without reading the records."""
        found = Asking(state, (), self._ask, self.records).answered()
        return found.attempt, found.result

    def status(self) -> Status:
        """How the catalogue and each of its sources do."""
        active = self.active()
        with self.database.read() as connection:
            records = directory.record_counts(connection)
            return Status(
                version=__version__,
                engine=self.engine.name,
                titles=self.engine.count(),
                records=sum(records.get(member.id, 0) for member in active),
                waiting=raw_store.count_changes(connection),
                members=len(active),
                sources=directory.source_statuses(connection, self.consortium),
            )

    def ready(self) -> int:
        """The number of titles that can be searched.

        Raises:
            EngineError: the index cannot be read, or there is nothing in it.
            StoreError: the store cannot be read.
        """
        with self.database.read() as connection:
            raw_store.count_changes(connection)
        titles = self.engine.count()
        if not titles:
            raise EngineError(
                _("There is nothing to search yet."),
                _("Run `induk run` to harvest the libraries and build the index."),
                code="no-index",
            )
        return titles

    def _count(self, node: Node, state: SearchState) -> int:
        return self._ask(replace(state, page=1, size=1), meant(node), ()).total

    def _ask(self, state: SearchState, node: Node, facets: Sequence[str]) -> Result:
        by_relevance = state.sort == "relevance"
        return self.asked(
            Request(
                query=node,
                filters={name: values for name in FILTERS if (values := state.values(name))},
                sort="new" if by_relevance and isinstance(node, Everything) else state.sort,
                offset=state.offset,
                limit=state.size,
                facets=facets,
                facet_size=max(FACET_SIZE, len(self.consortium.members)),
            )
        )

    def _facet(self, name: str, values: Sequence[tuple[str, int]], visible: set[str]) -> tuple[FacetValue, ...]:
        shown = [(value, count) for value, count in values if name != "member" or value in visible]
        return tuple(FacetValue(value=value, label=self.label(name, value), count=count) for value, count in shown)

    def _describe(self, members: Sequence[Member], base: str) -> list[MemberInfo]:
        indexed = self.engine.count() > 0  # the directory is there before the first night, too
        counted = self._ask(SearchState(size=1), EVERYTHING, ("member",)).facets if indexed else {}
        titles = dict(counted.get("member", ()))
        with self.database.read() as connection:
            records = directory.record_counts(connection)
            successes = directory.last_successes(
                connection, [source.id for member in members for source in member.sources]
            )
        return [directory.describe(member, titles, records, successes, base) for member in members]
