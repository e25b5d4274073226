"""Every engine against the plainest possible reading of what a query means, on random records and random queries."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.fields import SORTS
from indexer.engines.base import Engine, Request
from indexer.engines.query import And, Everything, Node, Not, Or, Phrase, Prefix, Range, Word
from search.query.simple import parse
from tests.contract.engines import ENGINES

TEXTS = ("title", "alternative_title", "creator", "subject", "publisher", "series", "summary")
VOCABULARY = ("aku", "akan", "buku", "bumi", "cerita")

phrase = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(" ".join)
documents = st.lists(
    st.fixed_dictionaries(
        {"title": st.lists(phrase, max_size=2), "creator": st.lists(phrase, max_size=2)},
        optional={"year": st.integers(1990, 1995), "member": st.lists(st.sampled_from("xyz"), unique=True)},
    ),
    min_size=1,
    max_size=12,
)
field = st.sampled_from((None, "title", "creator"))
leaf = (
    st.builds(Word, phrase, field)
    | st.builds(Phrase, phrase, field)
    | st.builds(Prefix, st.sampled_from(("a", "ak", "bu", "ceritaa")), field)
    | st.builds(Range, st.just("year"), st.none() | st.integers(1990, 1995), st.none() | st.integers(1990, 1995))
    | st.just(Everything())
)
nodes = st.recursive(
    leaf,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=8,
)


def holds(node: Node, document: dict[str, Any]) -> bool:
    match node:
        case Everything():
            return True
        case Word():
            values = [value.split() for name in _names(node.field) for value in document.get(name, [])]
            return all(any(word in value for value in values) for word in node.text.split())
        case Phrase():
            return any(
                f" {node.text} " in f" {value} " for name in _names(node.field) for value in document.get(name, [])
            )
        case Prefix():
            return any(
                word.startswith(node.text)
                for name in _names(node.field)
                for value in document.get(name, [])
                for word in value.split()
            )
        case Range():
            year = document.get("year")
            return year is not None and (node.low or year) <= year <= (node.high or year)
        case And():
            return all(holds(part, document) for part in node.parts)
        case Or():
            return any(holds(part, document) for part in node.parts)
        case Not():
            return not holds(node.part, document)


def _names(name: str | None) -> tuple[str, ...]:
    return (name,) if name else TEXTS


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = ENGINES[request.param](tmp_path_factory.mktemp("reference"))
    yield made
    made.close()


def finds_and_counts_what_the_query_says(
    engine: Engine, first: list[dict[str, Any]], later: list[dict[str, Any]], queries: list[Node], sort: str
) -> None:
    """Some documents, then others of which some have the same ids, then queries."""
    old = {f"d{number:02d}": {"id": f"d{number:02d}", **document} for number, document in enumerate(first)}
    new = {f"d{number * 2:02d}": {"id": f"d{number * 2:02d}", **document} for number, document in enumerate(later)}
    engine.rebuild(old.values())
    engine.update(new.values(), ["d01"])
    now = {key: value for key, value in (old | new).items() if key != "d01"}
    assert engine.count() == len(now)
    for query in queries:
        wanted = {key for key, document in now.items() if holds(query, document)}
        result = engine.search(Request(query, sort=sort, limit=100, facets=("member",), filters={"member": ["x", "y"]}))
        assert {hit.id for hit in result.hits} == {
            key for key in wanted if {"x", "y"} & set(now[key].get("member", ()))
        }
        assert result.total == len(result.hits)
        members = [member for key in wanted for member in now[key].get("member", ())]
        assert dict(result.facets["member"]) == {member: members.count(member) for member in set(members)}


def whatever_is_typed_gets_an_answer(engine: Engine, text: str) -> None:
    """No text makes an error."""
    if not engine.count():
        engine.rebuild([{"id": "a", "title": ["a b"], "year": 1990}])
    assert engine.search(Request(parse(text))).total >= 0


def examples(number: int) -> tuple[Callable[..., None], Callable[..., None]]:
    """Both as tests, tried with so many sets of documents."""
    records = given(documents, documents, st.lists(nodes, min_size=6, max_size=12), st.sampled_from(sorted(SORTS)))
    texts = given(st.text() | st.text("ab \"():*-ORtitle:year19\n'"))
    patient = settings(max_examples=number, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    return (
        patient(records(finds_and_counts_what_the_query_says)),
        settings(max_examples=4 * number, deadline=None)(texts(whatever_is_typed_gets_an_answer)),
    )


test_finds_and_counts, test_whatever_is_typed = examples(50)
