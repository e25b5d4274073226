"""The catalogue as pages, API and command line use it; knows nothing of HTTP."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from config import __version__, clock
from config.database import Database
from config.errors import EngineError, NotFound
from config.i18n import _
from config.model import Consortium, Member
from harvester import store as raw_store
from indexer import copying, store
from indexer.engines.base import Engine, Hit, Request, Result
from indexer.engines.query import Everything
from indexer.record import BibRecord, UnionRecord
from search import directory, export, labels
from search.highlight import MARKED, Fits, fitting, mark
from search.query import simple
from search.schemas import Answer, Card, Creator, FacetValue, MemberInfo, Status
from search.state import FILTERS, SearchState
from search.wider import any_word, unfielded

FACETS = FILTERS
FACET_SIZE = 20
WAYS = 10
"""How many filters are tried without, where nothing was found: each is a search of its own."""

_CARD = ("id", "title", "subtitle", "part_number", "part_title", "publisher", "place", "year", "edition", "type",
         "carrier", "languages")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The union record that an id leads to; `redirected` if the id was another one."""

    record: UnionRecord
    redirected: bool


@dataclass(frozen=True, slots=True)
class WayOut:
    """A wider search than one that found nothing: what changes, the new search, how much it finds."""

    change: str
    state: SearchState
    total: int


class Catalogue:
    """Searches and reads the union catalogue. Safe to share between threads.

    Members outside their agreement are left out everywhere: their holdings, their facets, and what only they have.
    """

    def __init__(self, consortium: Consortium, database: Database, engine: Engine) -> None:
        self.consortium = consortium
        self.database = database
        self.engine = engine

    def active(self) -> tuple[Member, ...]:
        """The libraries shown today."""
        return self.consortium.active(clock.now().date())

    def search(self, state: SearchState, *, facets: Sequence[str] = FACETS, base: str = "") -> Answer:
        """The answer to a search, with `facets` counted; `base` stands before the records' `/record/ID`.

        A page beyond the end is empty. Without a query the newest come first.

        Raises:
            EngineError: there is no readable index.
            StoreError: the store cannot be read.
        """
        started = time.perf_counter()
        result = self._ask(state, facets=facets)
        with self.database.read() as connection:
            records = store.unions(connection, [hit.id for hit in result.hits])
        visible = {member.id for member in self.active()}
        fits = fitting(simple.parse(state.q))
        return Answer(
            query=state.q,
            total=result.total,
            page=state.page,
            size=state.size,
            took_ms=round((time.perf_counter() - started) * 1000, 1),
            records=tuple(_card(records[hit.id], hit, visible, fits, base) for hit in result.hits if hit.id in records),
            facets={name: self._facet(name, result.facets.get(name, ()), visible) for name in facets},
        )

    def ways_out(self, state: SearchState) -> list[WayOut]:
        """Wider searches that do find something, for a page without hits."""
        wider: list[tuple[str, SearchState]] = [
            (
                _("without {filter}: {value}", filter=_(labels.FILTERS[field]), value=self.label(field, value)),
                state.without(field, value),
            )
            for field, values in state.filters
            for value in values
        ][:WAYS]
        if len(wider) > 1:
            wider.append((_("without any filter"), state.unfiltered()))
        node = simple.parse(state.q)
        for change, words in ((_("in all fields"), unfielded(node)), (_("any of these words"), any_word(node))):
            if words and words != state.q:
                wider.append((change, state.asking(words)))
                if state.filters:
                    wider.append((f"{change}, {_('without any filter')}", state.asking(words).unfiltered()))
        counted = [WayOut(change, other, self._ask(replace(other, page=1, size=1)).total) for change, other in wider]
        return [way for way in counted if way.total]

    def record(self, any_id: str) -> Found:
        """The union record of a union id, a merged-away one or a source record's id, with what is shown of it.

        Raises:
            NotFound: there is none, or none of its libraries takes part today.
        """
        with self.database.read() as connection:
            resolved = store.resolve(connection, any_id)
            record = store.union(connection, resolved.union_id) if resolved else None
        shown = self.shown(record) if record else None
        if resolved is None or shown is None:
            raise NotFound(
                _("There is no record {id}.", id=any_id[:200]),
                _("It may have been withdrawn by its library. Search for its title."),
                code="no-such-record",
            )
        return Found(shown, resolved.redirected)

    def shown(self, record: UnionRecord) -> UnionRecord | None:
        """A union record without what members outside their agreement hold; None if nobody else has it."""
        visible = {member.id for member in self.active()}
        if visible.issuperset(record.members):
            return record
        members = tuple(member for member in record.members if member in visible)
        holdings = tuple(holding for holding in record.holdings if holding.member in visible)
        return msgspec.structs.replace(record, members=members, holdings=holdings) if members else None

    def sources(self, union_id: str) -> list[BibRecord]:
        """The source records that a union record was merged from, of members shown today."""
        visible = {member.id for member in self.active()}
        with self.database.read() as connection:
            return [record for record in store.bibs_of(connection, union_id) if record.member in visible]

    def download(self, record: UnionRecord, format: str) -> export.Download:
        """A union record as a file; in MARC the best library's own record, never the mixture of all.

        Raises:
            BadParameter: we do not write that format.
        """
        if format in copying.FORMATS:
            visible = {member.id for member in self.active()}
            with self.database.read() as connection:
                copied = copying.best(connection, record.id, record.records, format, visible)
            if copied is not None:
                return export.copy(copied, format, record.id)
        return export.download(record, format)

    def original(self, public_id: str, format: str) -> export.Download | None:
        """A library's own MARC record under its own id, if it takes part today and the record came as MARC."""
        if format not in copying.FORMATS:
            return None
        with self.database.read() as connection:
            record = store.bib(connection, public_id)
            visible = record is not None and record.member in {member.id for member in self.active()}
            body = copying.original(connection, record.id, format) if record and visible else None
        if record is None or body is None:
            return None
        return export.copy(copying.Copy(body, record.id, record.member, own=True), format, record.id)

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

    def label(self, field: str, value: str) -> str:
        """What to call a value of a facet."""
        if field == "member":
            member = self.consortium.member(value)
            return member.name if member else value
        if field == "language":
            return labels.language(value)
        table = {"type": labels.TYPES, "carrier": labels.CARRIERS}.get(field)
        return labels.named(table, value) if table else value

    def _ask(self, state: SearchState, *, facets: Sequence[str] = ()) -> Result:
        filters = {name: values for name in FILTERS if (values := state.values(name))}
        active = [member.id for member in self.active()]
        if len(active) < len(self.consortium.members):
            asked = filters.get("member")
            filters["member"] = tuple(member for member in active if asked is None or member in asked)
            if not filters["member"]:
                return Result(0, (), {})
        node = simple.parse(state.q)
        by_relevance = state.sort == "relevance"
        return self.engine.search(
            Request(
                query=node,
                filters=filters,
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
        counted = self._ask(SearchState(size=1), facets=("member",)).facets if indexed else {}
        titles = dict(counted.get("member", ()))
        with self.database.read() as connection:
            records = directory.record_counts(connection)
            successes = directory.last_successes(
                connection, [source.id for member in members for source in member.sources]
            )
        return [directory.describe(member, titles, records, successes, base) for member in members]


def _card(record: UnionRecord, hit: Hit, visible: set[str], fits: Fits, base: str) -> Card:
    texts = ((name, getattr(record, name)) for name in MARKED)
    return Card(
        **{name: getattr(record, name) for name in _CARD},
        creators=tuple(Creator(name=c.name, role=c.role, kind=c.kind) for c in record.creators),
        members=tuple(member for member in record.members if member in visible),
        score=round(hit.score, 4),
        highlights={name: marked for name, text in texts if text and (marked := mark(text, fits))},
        url=f"{base}/record/{record.id}",
    )
