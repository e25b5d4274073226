"""A plan as a query of tantivy, which reckons BM25 as `indexer.engines.bm25` says."""

from collections.abc import Sequence

from tantivy import FieldType, Occur, Query, Schema

from indexer.engines.plan import (
    Adjacent,
    All,
    AnyOf,
    Either,
    Every,
    Favoured,
    Plan,
    Starting,
    Term,
    Within,
    Years,
)
from indexer.engines.rows import YEARS


def compiled(plan: Plan, schema: Schema) -> Query:
    """What finds and scores as `plan` says."""
    match plan:
        case All():
            return Query.const_score_query(Query.all_query(), 0.0)
        case Term():
            return Query.boost_query(Query.term_query(schema, plan.field, plan.term, "freq"), plan.weight)
        case Adjacent():
            return Query.boost_query(Query.phrase_query(schema, plan.field, list(plan.terms)), plan.weight)
        case AnyOf():
            return Query.const_score_query(any_of(plan.field, plan.terms, schema), plan.weight)
        case Starting():
            # no slips, any ending: the same as a regular expression, 30 times faster
            begun = Query.fuzzy_term_query(schema, plan.field, plan.prefix, 0, prefix=True)
            return Query.const_score_query(begun, plan.weight)
        case Within():
            near = Query.fuzzy_term_query(schema, plan.field, plan.term, plan.distance)
            return Query.const_score_query(near, plan.weight)
        case Years():
            return Query.const_score_query(_years(plan, schema), 0.0)
        case Every():
            return every([compiled(p, schema) for p in plan.parts], [compiled(p, schema) for p in plan.without])
        case Either():
            return _either([compiled(part, schema) for part in plan.parts], plan.minimum)
        case Favoured():
            extras = [(Occur.Should, compiled(part, schema)) for part in plan.extras]
            return Query.boolean_query([(Occur.Must, compiled(plan.main, schema)), *extras])


def every(parts: Sequence[Query], without: Sequence[Query] = ()) -> Query:
    """What all parts find, and none of `without`."""
    if len(parts) == 1 and not without:
        return parts[0]
    return Query.boolean_query([(Occur.Must, one) for one in parts] + [(Occur.MustNot, one) for one in without])


def any_of(field: str, terms: Sequence[str], schema: Schema) -> Query:
    """What has one of the terms, whatever it scores."""
    if len(terms) > _FEW:
        return Query.term_set_query(schema, field, list(terms))
    return _either([Query.term_query(schema, field, term, "basic") for term in terms], 1)


_FEW = 16


def constant(plan: Plan) -> float | None:
    """The score of all that a plan finds, where it is the same for all."""
    match plan:
        case All() | Years():
            return 0.0
        case AnyOf() | Starting() | Within():
            return plan.weight
        case Either() if len(plan.parts) == 1:
            return constant(plan.parts[0])
        case Every():
            scores = [constant(part) for part in plan.parts]
            return None if None in scores else sum(score for score in scores if score)
        case _:
            return None


def _either(parts: Sequence[Query], minimum: int) -> Query:
    if len(parts) < max(1, minimum):
        return Query.empty_query()
    if len(parts) == 1:
        return parts[0]
    should = [(Occur.Should, one) for one in parts]
    if minimum == 1:
        return Query.boolean_query(should)
    # who has enough of them first, then the scores: counting them, tantivy adds up in an order that comes about by
    # chance, and what is equal would differ in the last digit
    enough = Query.const_score_query(Query.boolean_query(should, minimum), 0.0)
    return Query.boolean_query([(Occur.Must, enough), *should])


def _years(plan: Years, schema: Schema) -> Query:
    if plan.low is None and plan.high is None:
        return Query.exists_query(plan.field)
    low, high = (None if year is None else _within(year) for year in (plan.low, plan.high))
    return Query.range_query(schema, plan.field, FieldType.Integer, low, high)


def _within(year: int) -> int:
    """A number that fits; nothing has a year outside."""
    return max(YEARS.start - 1, min(YEARS.stop, year))
