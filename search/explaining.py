"""Why a hit scored as it did: every part of the query's plan, asked of the engine for this hit alone.

Scores are sums (`indexer.engines.plan`), so the parts that find a hit add up to its score, on every engine: nothing is
reckoned again here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.document import to_document
from indexer.engines.base import Engine, Hit, Request
from indexer.engines.plan import All, AnyOf, Either, Every, Favoured, Leaf, Plan, Years, plan
from indexer.engines.rows import key
from indexer.record import UnionRecord
from search.quoting import field_of, looked_for, quoted, way
from search.service import Catalogue
from search.state import SearchState

Found = Mapping[Plan, Mapping[str, float]]
"""What finds which hits, and what it adds to the score of each."""

Place = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a score.

    Attributes:
        score: what it adds.
        field: of `config.fields`.
        how: a key of `search.quoting.WAYS`.
        looked_for: what the index was asked for: a word, words side by side, what the forms of a word share, a value.
        found: how it stands in the record, as far as that can be told.
    """

    score: float
    field: str
    how: str
    looked_for: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A hit, and the parts of its score, the weightiest first."""

    id: str
    score: float
    reasons: tuple[Reason, ...]


def explain(catalogue: Catalogue, state: SearchState) -> tuple[Explained, ...]:
    """The hits of a page of a search, each with its reasons; none where the order is not that of relevance.

    Raises:
        EngineError: there is no readable index.
        StoreError: the store cannot be read.
    """
    attempt, result = catalogue.hits(state)
    if not any(hit.score for hit in result.hits):
        return tuple(Explained(hit.id, hit.score, ()) for hit in result.hits)
    wanted = plan(attempt.node)
    found = _asked(catalogue.engine, wanted, result.hits)
    records = catalogue.records(hit.id for hit in result.hits)
    return tuple(
        Explained(hit.id, hit.score, _reasons(wanted, found, records[hit.id]))
        for hit in result.hits
        if hit.id in records
    )


def _asked(engine: Engine, wanted: Plan, hits: Sequence[Hit]) -> Found:
    """Each part of the plan that is looked up, asked for these hits alone."""
    ids = tuple(key("identifier", hit.id) for hit in hits)
    only = AnyOf("identifier", ids, 0.0)
    return {
        part: {hit.id: hit.score for hit in engine.search(Request(Every((part, only)), limit=2 * len(ids))).hits}
        for part in dict.fromkeys(_parts(wanted))
    }


def _parts(wanted: Plan) -> Iterator[Plan]:
    """What is looked up, as often as it stands in the plan."""
    inner: tuple[Plan, ...]
    match wanted:
        case Every(parts, without):
            inner = (*parts, *without)
        case Either(parts, _):
            inner = parts
        case Favoured(main, extras):
            inner = (main, *extras)
        case _:
            yield wanted
            return
    for part in inner:
        yield from _parts(part)


def _sums(wanted: Plan, found: Found, hit: str) -> list[tuple[Plan, float]] | None:
    """What adds to the score of a hit, in order; None if this part of the plan does not find it."""
    match wanted:
        case Every(parts, without):
            every = [_sums(part, found, hit) for part in parts]
            if None in every or any(_sums(part, found, hit) is not None for part in without):
                return None
            return [one for sums in every for one in sums or ()]
        case Either(parts, minimum):
            some = [sums for part in parts if (sums := _sums(part, found, hit)) is not None]
            return [one for sums in some for one in sums] if some and len(some) >= minimum else None
        case Favoured(main, extras):
            sums = _sums(main, found, hit)
            more = [_sums(part, found, hit) for part in extras] if sums is not None else []
            return None if sums is None else [*sums, *(one for extra in more for one in extra or ())]
        case _:
            score = found[wanted].get(hit)
            return None if score is None else [(wanted, score)]


def _reasons(wanted: Plan, found: Found, record: UnionRecord) -> tuple[Reason, ...]:
    """The reasons of a hit; what is looked for in several places of the plan is told once."""
    document = to_document(record)
    scores: dict[Place, float] = {}
    leaves: dict[Place, Leaf] = {}
    for part, score in _sums(wanted, found, record.id) or ():
        if score and not isinstance(part, (All, Years, Every, Either, Favoured)):
            place = (part.field, way(part), looked_for(part, document, record.languages))
            scores[place] = scores.get(place, 0.0) + score
            leaves.setdefault(place, part)
    told = [
        Reason(score, field_of(place[0]), place[1], place[2], quoted(leaves[place], document, record.languages))
        for place, score in scores.items()
    ]
    return tuple(sorted(told, key=lambda one: -one.score))
