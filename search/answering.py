"""One search: the engine asked until something is found, what was meant, and what stands first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.engines.base import Result
from indexer.engines.query import Everything, Favour, Node, Phrase
from indexer.record import UnionRecord
from search import relevance, spelling
from search.query import simple
from search.relaxing import Attempt, attempts
from search.state import SearchState

FEW = 5
"""So few hits are looked at, whether they have the words at all."""

Ask = Callable[[SearchState, Node, Sequence[str]], Result]
"""What the engine answers to a query, with the filters, order and page of a search; facets are counted."""

Read = Callable[[Iterable[str]], Mapping[str, UnionRecord]]
"""The union records of ids."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked in the end, what it finds, and the query without slips of the pen, if that is another one."""

    attempt: Attempt
    result: Result
    better: str | None = None


class Asking:
    """A search that asks (`ask`) and looks at hits (`read`)."""

    def __init__(self, state: SearchState, facets: Sequence[str], ask: Ask, read: Read) -> None:
        self._state = state
        self._facets = facets
        self._ask = ask
        self._read = read
        self._node = simple.parse(state.q)

    def answered(self) -> Answered:
        """The first attempt that finds something; the first of all, if none does.

        A few hits that have one of the words only as an accident of stemming count as none, if another word was meant.
        """
        if isinstance(self._node, Everything) or self._node == simple.NOTHING:
            return Answered(Attempt(self._node), self._ask(self._state, self._node, self._facets))
        first: Answered | None = None
        for attempt in attempts(self._node, self._state.q):
            if first and first.result.total and not attempt.slips:
                continue
            found = self._mended(attempt, self._ask(self._state, attempt.node, self._facets))
            if first and first.result.total:
                return found if found.better else first
            if found.result.total and (attempt.way or not self._strays(found.result)):
                return found
            first = first or found
        assert first is not None
        return first

    def _strays(self, result: Result) -> bool:
        """Whether all hits are on this page, few, and none has all of the words in its own language."""
        if not len(result.hits) == result.total <= FEW or not spelling.slippable(self._node):
            return False
        return spelling.strays(self._node, self._records(result))

    def _mended(self, attempt: Attempt, result: Result) -> Answered:
        """What was found with slips of the pen: the hits of the query without them first."""
        better = self._did_you_mean(attempt, result) if attempt.slips and result.total else None
        if better is None or self._state.sort != "relevance":
            return Answered(attempt, result, better)
        mended = Favour(attempt.node, ((relevance.ranked(simple.parse(better), better), 1.0),))
        hits = self._ask(self._state, mended, ()).hits
        return Answered(replace(attempt, node=mended), replace(result, hits=hits), better)

    def _did_you_mean(self, attempt: Attempt, result: Result) -> str | None:
        """The query without its slips, told from what stands first among the hits."""
        most = spelling.LOOKED_AT
        state = self._state
        best = state.sort == "relevance" and state.page == 1 and len(result.hits) >= min(result.total, most)
        if not best:
            result = self._ask(replace(state, sort="relevance", page=1, size=most), attempt.node, ())
        records = self._records(replace(result, hits=result.hits[:most]))
        return spelling.did_you_mean(state.q, self._node, records, self._known)

    def _records(self, result: Result) -> list[UnionRecord]:
        found = self._read([hit.id for hit in result.hits])
        return [found[hit.id] for hit in result.hits if hit.id in found]

    def _known(self, word: str, field: str | None) -> int:
        """In how many titles a word stands just so: forms of it may be there by accident."""
        return self._ask(SearchState(size=1), Phrase(word, field), ()).total
