"""A plan as a query of OpenSearch.

Scores are sums in both, so each node of a plan is one clause: words are scored by BM25, everything else by its weight.
"""

from collections.abc import Mapping
from typing import Any

from indexer.engines.plan import Adjacent, All, AnyOf, Either, Every, Favoured, Plan, Starting, Term, Within, Years

CLAUSES = 950
"""What a query may look up at most: OpenSearch refuses more than 1,024 (`indices.query.bool.max_clause_count`), filters
among them. A word takes up to seventeen: one for each field, and for its forms and slips there."""

YEAR = 32_767
"""The latest year that the field can hold."""

Query = dict[str, Any]


def compiled(plan: Plan, boosts: Mapping[str, float]) -> Query:
    """The query; `boosts` are what a word's weight in each text field is multiplied by (see `lengths`).

    Of a text that asks for more than `CLAUSES`, what does not fit in any more narrows and adds nothing.
    """
    return _query(fitting(plan, CLAUSES), boosts)


def fitting(plan: Plan, room: int) -> Plan:
    """The plan, without parts that take more than so many lookups together."""
    if size(plan) <= room:
        return plan
    match plan:
        case Every(parts, without):
            kept = _first(parts, room)
            return Every(kept, _first(without, room - sum(map(size, kept))) if without else ())
        case Either(parts, minimum):
            kept = _first(parts, room)
            return Either(kept, min(minimum, len(kept)))
        case Favoured(main, _extras):
            return fitting(main, room)
        case _:
            return plan


def size(plan: Plan) -> int:
    """How many lookups a plan is."""
    match plan:
        case Every(parts, without):
            return sum(map(size, parts)) + sum(map(size, without))
        case Either(parts):
            return sum(map(size, parts))
        case Favoured(main, extras):
            return size(main) + sum(map(size, extras))
        case _:
            return 1


def _first(parts: tuple[Plan, ...], room: int) -> tuple[Plan, ...]:
    """Those of the parts, in order, for which there is room; never none."""
    kept: list[Plan] = []
    for part in parts:
        if (needed := size(part)) <= room:
            kept.append(part)
            room -= needed
    return tuple(kept) or (fitting(parts[0], room),)


def _query(plan: Plan, boosts: Mapping[str, float]) -> Query:
    match plan:
        case All():
            return _unscored({"match_all": {}})
        case Term(field, term, weight):
            return {"term": {field: {"value": term, "boost": weight * boosts[field]}}}
        case Adjacent(field, terms, weight):
            return {"match_phrase": {field: {"query": " ".join(terms), "boost": weight * boosts[field]}}}
        case AnyOf(field, terms, weight):
            return _constant({"terms": {field: list(terms)}}, weight)
        case Starting(field, prefix, weight):
            return _constant({"prefix": {field: {"value": prefix}}}, weight)
        case Within(field, term, distance, weight):
            slip = {"value": term, "fuzziness": distance, "transpositions": True, "rewrite": "constant_score"}
            return _constant({"fuzzy": {field: slip}}, weight)
        case Years():
            return _unscored(_years(plan))
        case Every(parts, without):
            every = [_query(part, boosts) for part in parts]
            return {"bool": {"must": every, "must_not": [_query(part, boosts) for part in without]}}
        case Either((), _):
            return {"match_none": {}}
        case Either(parts, minimum):
            return {"bool": {"should": [_query(part, boosts) for part in parts], "minimum_should_match": minimum}}
        case Favoured(main, extras):
            return {"bool": {"must": [_query(main, boosts)], "should": [_query(part, boosts) for part in extras]}}


def _constant(query: Query, weight: float) -> Query:
    return {"constant_score": {"filter": query, "boost": weight}}


def _unscored(query: Query) -> Query:
    return {"bool": {"filter": [query]}}


def _years(plan: Years) -> Query:
    ends = {"gte": plan.low, "lte": plan.high}
    within = {name: max(-YEAR, min(YEAR, year)) for name, year in ends.items() if year is not None}
    return {"range": {plan.field: within}} if within else {"exists": {"field": plan.field}}
