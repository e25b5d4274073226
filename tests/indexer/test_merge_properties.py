"""Whatever records are merged: the order does not matter, and what is shown is said by those who are named for it."""

import hypothesis.strategies as st
import msgspec
from hypothesis import given, settings

from indexer import provenance
from indexer.merge import merge
from indexer.ranking import Candidate, standings
from indexer.record import (
    CARRIERS,
    TYPES,
    BibRecord,
    Creator,
    Description,
    Holding,
    Host,
    Identifiers,
    Issue,
    UnionRecord,
    Url,
)

texts = st.sampled_from(
    ("Fikih", "FIKIH ISLAM", "Fik?h", "fiqh-islam", "Tanpa judul", "-", "Ⅲ", "القرآن", "a" * 300)
) | st.text(max_size=12)
names = st.sampled_from(
    ("Basuki, S.", "Sulistyo Basuki", "BASUKI, SULISTYO", "Bas?ki, S.", "Badan Pusat Statistik", "Hamka", "-")
)
few = {"max_size": 3}
creators = st.builds(
    Creator,
    name=names,
    role=st.sampled_from(("author", "editor", "contributor")),
    kind=st.sampled_from(("person", "organisation")),
)
maybe = st.none() | texts
records = st.fixed_dictionaries(
    {
        "title": maybe, "subtitle": maybe, "part_number": maybe, "publisher": maybe, "place": maybe, "edition": maybe,
        "extent": maybe, "summary": maybe, "date_text": maybe, "title_sort": maybe,
        "alternative_titles": st.lists(texts, **few).map(tuple), "series": st.lists(texts, **few).map(tuple),
        "subjects": st.lists(texts, **few).map(tuple), "creators": st.lists(creators, **few).map(tuple),
        "year": st.none() | st.integers(1990, 1992),
        "languages": st.lists(st.sampled_from(("ind", "ara")), **few).map(tuple),
        "type": st.none() | st.sampled_from(TYPES), "carrier": st.none() | st.sampled_from(CARRIERS),
        "classification": st.dictionaries(st.sampled_from(("ddc", "udc", "nlm")), texts, max_size=2),
        "host": st.none() | st.builds(Host, title=maybe, volume=maybe),
        "isbns": st.lists(st.sampled_from(("9789794030424", "9786020000008")), **few).map(tuple),
        "identifiers": st.builds(Identifiers, doi=st.lists(st.sampled_from(("10.1/a", "10.1/b")), **few).map(tuple)),
        "urls": st.lists(
            st.builds(Url, url=st.sampled_from(("http://x.org", "https://x.org/", "https://y.org"))), **few
        ).map(tuple),
        "holdings": st.lists(st.builds(Holding, member=st.just("m"), call_number=maybe), **few).map(tuple),
        "issues": st.lists(
            st.builds(Issue, code=st.sampled_from(("no-year", "year-hijri")), field=st.sampled_from(("year", "title"))),
            **few,
        ).map(tuple),
    }
)  # fmt: skip
candidates = st.lists(st.tuples(records, st.sampled_from(("marc21", "mods", "csv"))), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(candidates, st.randoms(use_true_random=False))
def test_what_is_shown_is_said_by_those_who_are_named(drawn, random) -> None:
    several = [
        Candidate(BibRecord(id=f"s{i}:1", source=f"s{i}", member=f"m{i % 2}", **values), format, "2026-01-01T00:00:00Z")
        for i, (values, format) in enumerate(drawn)
    ]
    merged = merge("u", several)
    shuffled = random.sample(several, len(several))
    assert merge("u", shuffled) == merged
    assert [each.id for each in standings(shuffled)] == list(merged.records)
    assert {holding.record for holding in merged.holdings} == set(merged.records)
    decoded = msgspec.json.decode(msgspec.json.encode(merged), type=UnionRecord)
    assert decoded == merged
    if len(several) == 1:
        assert merged.provenance == {}
    by_id = {candidate.record.id: candidate.record for candidate in several}
    for line in provenance.lines(merged):
        field = line.field.partition(".")[0]
        assert line.records
        for public_id in line.records:
            told = by_id[public_id]
            assert getattr(told, field) or (field == "alternative_titles" and told.title)
        if field in QUOTED:
            said = getattr(by_id[line.records[0]], field)
            assert line.value == str(said) or line.value in said


QUOTED = ("title", "subtitle", "publisher", "place", "year", "edition", "extent", "summary", "subjects", "series")
"""Fields whose values are shown as one record writes them."""


def test_every_field_can_be_told() -> None:
    silent = {"title_sort", "holdings"}
    assert set(provenance.LABELS) == set(Description.__struct_fields__) - silent
