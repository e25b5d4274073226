"""What matching promises for any records: no order, no batch, no bystander changes what is one publication.

The records are those of `tests/facts`, as libraries write them, and mixtures of them.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import hypothesis.strategies as st
import msgspec
from hypothesis import HealthCheck, assume, given, settings

from harvester.record import RawRecord
from indexer import formats, pipeline
from indexer.dedup import judge, traits
from indexer.formats import Unreadable
from indexer.record import BibRecord
from tests.facts.pairs import ALWAYS, NEVER, Written, facts
from tests.indexer.nights import Night

FIELDS = (
    "title", "subtitle", "part_number", "part_title", "creators", "publisher", "place", "year", "date_text", "edition",
    "extent", "series", "languages", "type", "carrier", "host", "isbns", "issns", "identifiers",
)  # fmt: skip
IDS = tuple(f"{member}:{number}" for member in "abc" for number in range(6))
WRITTEN = [record for kind in (NEVER, ALWAYS) for fact in facts(kind) for record in (fact.a, fact.b, *fact.between)]

pairs = st.sampled_from([fact for kind in (NEVER, ALWAYS) for fact in facts(kind)])
neighbours = st.integers(0, len(WRITTEN) - 6).flatmap(lambda at: st.sampled_from(WRITTEN[at : at + 6]))
"""A record; several of them often stand side by side in a file of facts, and have much in common."""


def days(records: st.SearchStrategy[Written]) -> st.SearchStrategy[list[list[tuple[str, Written | None]]]]:
    """Days of changes: a public id and what its record is from then on, or None where it is gone."""
    change = st.tuples(st.sampled_from(IDS), st.one_of(records, records, records, st.none()))
    return st.lists(st.lists(change, min_size=1, max_size=12), min_size=1, max_size=3)


knots = st.sampled_from([(fact.a, fact.b, *fact.between) for fact in facts(NEVER) if fact.between])
"""Records of which some tempt to bring together what must stay apart: what comes of them must be no accident."""

bounded = settings(
    max_examples=20, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@cache
def described() -> tuple[BibRecord, ...]:
    """Every record of the facts that can be read."""
    found = []
    for number, record in enumerate(WRITTEN):
        raw = RawRecord(source="a", member="a", identifier=str(number), format=record.format, payload=record.payload)
        try:
            found.append(formats.read(raw))
        except Unreadable:
            continue
    return tuple(found)


@st.composite
def mixtures(draw: st.DrawFn) -> traits.Traits:
    """A record with some fields of another one, or without them, as the matcher sees it."""
    number = st.integers(0, len(described()) - 1)
    at = draw(number)
    record, donor = described()[at], described()[min(len(described()) - 1, max(0, at + draw(st.integers(-4, 4))))]
    taken = draw(st.lists(st.sampled_from(FIELDS), max_size=5, unique=True))
    lost = draw(st.lists(st.sampled_from(FIELDS), max_size=4, unique=True))
    empty = BibRecord(id="", source="", member="")
    changes = {name: getattr(donor, name) for name in taken} | {name: getattr(empty, name) for name in lost}
    return traits.of(msgspec.structs.replace(record, **changes))


@settings(bounded, max_examples=400)
@given(mixtures(), mixtures())
def test_the_order_of_two_records_does_not_matter(a, b):
    assert judge.opinion(a, b) == judge.opinion(b, a)
    assert judge.conflict(a, b) == judge.conflict(b, a)


def test_the_order_of_two_neighbours_does_not_matter():
    near = [traits.of(record) for record in described()]
    for number, a in enumerate(near):
        for b in near[number + 1 : number + 7]:
            assert judge.opinion(a, b) == judge.opinion(b, a)


@settings(bounded, max_examples=200)
@given(mixtures())
def test_a_record_with_a_title_never_stands_against_its_copy(a):
    assume(a.main)
    assert not judge.conflict(a, a)


@bounded
@given(fact=pairs, bystander=neighbours)
def test_a_record_that_is_like_neither_changes_nothing_about_two(fact, bystander):
    a, b, other = (seen(record) for record in (fact.a, fact.b, bystander))
    assume(all(judge.opinion(one, other).verdict == judge.DIFFERENT for one in (a, b)))
    with house() as night:
        put(night, {"a:1": fact.a, "b:1": fact.b})
        night.index()
        before, edges = night.groups(), night.edges()
        put(night, {"c:1": bystander})
        night.index()
        assert {union: records for union, records in night.groups().items() if records != {"c:1"}} == before
        assert {edge for edge in night.edges() if "c:1" not in edge[0]} == edges


@bounded
@given(
    records=st.lists(neighbours, min_size=3, max_size=len(IDS))
    | knots.flatmap(lambda knot: st.lists(st.sampled_from(knot), min_size=3, max_size=len(IDS))),
    gone=st.sets(st.integers(0, len(IDS) - 1), min_size=1),
    together=st.booleans(),
)
def test_what_goes_and_comes_back_belongs_where_it_belonged(records, gone, together):
    held = dict(zip(IDS, records, strict=False))
    away = {public_id: held[public_id] for number in sorted(gone) if (public_id := IDS[number]) in held}
    assume(away)
    with house() as night:
        put(night, held)
        night.index()
        groups, edges = night.groups(), night.edges()
        for public_id in away:
            night.delete(public_id)
        night.index()
        for public_id, record in away.items():
            put(night, {public_id: record})
            if not together:
                night.index()
        night.index()
        assert night.groups() == groups
        assert night.edges() == edges


@bounded
@given(
    history=st.one_of(days(neighbours), knots.flatmap(lambda knot: days(st.sampled_from(knot)))),
    order=st.randoms(use_true_random=False),
    sizes=st.tuples(*[st.sampled_from((1, 2, 5, 500))] * 2),
)
def test_neither_order_nor_batches_nor_nights_change_what_is_one(history, order, sizes):
    final: dict[str, Written | None] = {}
    with house() as lived, house() as fresh:
        for changes in history:
            for public_id, record in changes:
                final[public_id] = record
                put(lived, {public_id: record})
            in_batches(lived, sizes[0])
        rest = [(public_id, record) for public_id, record in final.items() if record]
        order.shuffle(rest)
        put(fresh, dict(rest))
        in_batches(fresh, sizes[1])
        assert fresh.parts() == lived.parts()
        assert fresh.edges() == lived.edges()

        groups, unions = lived.groups(), lived.unions()
        lived.index(rebuild=True)
        assert lived.groups() == groups
        assert lived.unions() == unions


def test_who_comes_first_wins_nothing():
    for fact in facts(NEVER):
        if fact.between:
            records = dict(zip(IDS[::3], (fact.a, fact.b, *fact.between), strict=False))
            with house() as one, house() as other:
                put(one, records)
                put(other, dict(reversed(records.items())))
                in_batches(one, 1)
                in_batches(other, 1)
                assert one.parts() == other.parts(), fact.name


@contextmanager
def house() -> Iterator[Night]:
    """An empty store of three members."""
    with tempfile.TemporaryDirectory() as folder, closing(Night(Path(folder))) as night:
        yield night


def put(night: Night, records: dict[str, Written | None]) -> None:
    """Add or change records, or take them away."""
    for public_id, record in records.items():
        if record is None:
            night.delete(public_id)
        else:
            night.bytes(public_id, record.payload, record.format)


def in_batches(night: Night, size: int) -> None:
    """Index with so many records in a transaction."""
    usual, pipeline.BATCH = pipeline.BATCH, size
    try:
        night.index()
    finally:
        pipeline.BATCH = usual


def seen(record: Written) -> traits.Traits:
    """A record as the matcher sees it; one that cannot be read is not worth an example."""
    raw = RawRecord(source="a", member="a", identifier="1", format=record.format, payload=record.payload)
    try:
        return traits.of(formats.read(raw))
    except Unreadable:
        assume(False)
        raise
