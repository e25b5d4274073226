"""Exact counts of whole values.

tantivy counts each segment by itself and carries on only its most frequent values, so a count over all segments may
lack something; it says how much at most. What may be among the most frequent ones is then counted by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Query

from config.fields import BY_NAME
from indexer.engines.tantivy.compile import any_of, every
from indexer.engines.tantivy.schema import begins, coded, facet
from indexer.engines.tantivy.snapshot import Snapshot, found

Counts = list[tuple[int, int]]
"""Numbers of values, and how often each is there; most frequent first."""

Named = tuple[tuple[str, int], ...]

_WANTED, _CARRIED = 100, 2_000
_FEW = 100
_ALL = 2**31 - 1
_MORE = (1_000, 30_000)


def count(snapshot: Snapshot, query: Query, names: Sequence[str], limit: int) -> dict[str, Named]:
    """The most frequent values of facets among what a query finds; equally frequent ones in the order of their keys.
    Of years, the latest.
    """
    if limit <= 0:
        return dict.fromkeys(names, ())
    asked = {name: _latest(name, limit) if _is_year(name) else _frequent(name, limit, _CARRIED) for name in names}
    answer = snapshot.searcher.aggregate(query, asked)
    return {
        name: tuple((str(year), times) for year, times in _buckets(answer[name]))
        if _is_year(name)
        else _Facet(snapshot, query, name, limit).first(answer[name])
        for name in names
    }


def _is_year(name: str) -> bool:
    return BY_NAME[name].kind == "year"


def _latest(name: str, limit: int) -> dict[str, Any]:
    return {"terms": {"field": name, "size": limit, "segment_size": limit, "order": {"_key": "desc"}}}


def _frequent(name: str, limit: int, carried: int) -> dict[str, Any]:
    size = max(4 * limit, _WANTED)
    return {"terms": {"field": coded(name), "size": size, "segment_size": max(size, carried)}}


def _by_key(name: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": coded(name), "size": size, "segment_size": size, "order": {"_key": "asc"}}}


def _buckets(answer: Mapping[str, Any]) -> Counts:
    return [(int(bucket["key"]), bucket["doc_count"]) for bucket in answer["buckets"]]


class _Facet:
    def __init__(self, snapshot: Snapshot, query: Query, name: str, limit: int) -> None:
        self.snapshot, self.query, self.name, self.limit = snapshot, query, name, limit

    def first(self, answer: Mapping[str, Any]) -> Named:
        """The first values, from what was counted."""
        error, counts = answer["doc_count_error_upper_bound"], _buckets(answer)
        if error and (likely := self._likely(counts, error)) and len(likely) <= _FEW:
            return self._told(self._cut(self._again(likely)))
        if error:
            answer = self._ask(self.query, _frequent(self.name, self.limit, _ALL))
            counts = _buckets(answer)
        if answer["sum_other_doc_count"] and counts[-1][1] == counts[self.limit - 1][1]:
            return self._tied(counts)
        return self._told(self._cut(counts))

    def _ask(self, query: Query, wanted: dict[str, Any]) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self.snapshot.searcher.aggregate(query, {"": wanted})[""]
        return answer

    def _likely(self, counts: Counts, error: int) -> list[int]:
        """The values that may be among the first; none where there may be others than those counted."""
        if len(counts) < self.limit or counts[-1][1] + error >= (wanted := counts[self.limit - 1][1]):
            return []
        return [number for number, times in counts if times + error >= wanted]

    def _again(self, likely: Sequence[int]) -> Counts:
        """The exact counts of a few values: of the documents that have one of them all is counted."""
        keys = [key for number in likely for key, _shown in self.snapshot.value(self.name, number)]
        having = Query.const_score_query(any_of(facet(self.name), keys, self.snapshot.schema), 0.0)
        counts = _buckets(self._ask(every([self.query, having]), _frequent(self.name, self.limit, _ALL)))
        return [one for one in counts if one[0] in set(likely)]

    def _cut(self, counts: Counts) -> Counts:
        """What may be among the first when the last are put in the order of their keys."""
        if len(counts) <= self.limit:
            return counts
        ordered = sorted(counts, key=lambda one: (-one[1], one[0]))
        last, least = ordered[self.limit - 1]
        return [one for one in ordered if one[1] > least or (one[1] == least and begins(one[0]) <= begins(last))]

    def _tied(self, counts: Counts) -> Named:
        """More values are equally frequent than were counted: the first of them, by key."""
        least = counts[self.limit - 1][1]
        more = [one for one in counts if one[1] > least]
        wanted = self.limit - len(more)
        for size in _MORE:
            there = _buckets(self._ask(self.query, _by_key(self.name, size)))
            equal = [one for one in there if one[1] == least]
            if len(equal) >= wanted and (len(there) < size or begins(there[-1][0]) > begins(equal[wanted - 1][0])):
                return self._told(self._cut(more + equal))
        terms = self.snapshot.searcher.terms_with_prefix(facet(self.name), "", self.query, self.limit)
        return tuple((self.snapshot.shown(self.name, key), times) for key, times in terms)

    def _told(self, counts: Counts) -> Named:
        """Values with their texts, in order. Two that are one number are counted by themselves."""
        made: list[tuple[int, str, str]] = []
        for number, times in counts:
            values = self.snapshot.value(self.name, number)
            made += [(-(times if len(values) == 1 else self._times(key)), key, shown) for key, shown in values]
        return tuple((shown, -times) for times, _key, shown in sorted(made)[: self.limit])

    def _times(self, key: str) -> int:
        having = Query.term_query(self.snapshot.schema, facet(self.name), key, "basic")
        return found(self.snapshot.searcher, every([self.query, having]))
