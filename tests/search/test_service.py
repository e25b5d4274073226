import msgspec
import pytest
from shelf import SEEN, SHOWN

from config.errors import NotFound
from search.state import SearchState, read


def found(catalogue, *params):
    answer = catalogue.search(read(params))
    return [record.id for record in answer.records]


def test_an_empty_query_finds_everything_newest_first(catalogue):
    answer = catalogue.search(SearchState())
    assert answer.total == SHOWN
    assert [record.id for record in answer.records][:2] == ["hhhh", "aaaa"]
    assert len(answer.records) == 20


def test_words_filters_and_order(catalogue):
    assert found(catalogue, ("q", "pengantar perpustakaan")) == ["aaaa"]
    assert found(catalogue, ("q", "author:basuki")) == ["aaaa"]
    assert found(catalogue, ("q", "sumatera"), ("year", "1952-1953"), ("sort", "-year")) == ["n003", "n002"]
    assert found(catalogue, ("q", "sumatera"), ("member", "uinsu")) == []
    assert found(catalogue, ("type", "thesis"), ("type", "nothing")) == ["hhhh"]
    assert found(catalogue, ("subject", "Ilmu informasi")) == ["aaaa"]


def test_a_page_beyond_the_end_is_empty(catalogue):
    answer = catalogue.search(read([("page", "1000000000"), ("size", "100")]))
    assert answer.records == () and answer.total == SHOWN


def test_facets_have_names(catalogue):
    facets = catalogue.search(read([("q", "pengantar")])).facets
    assert [(value.value, value.label, value.count) for value in facets["member"]] == [
        ("uinsu", "Perpustakaan UIN Sumatera Utara", 1),
        ("usu", "Perpustakaan USU & <b>Arsip</b>", 1),
    ]
    assert [(value.value, value.label) for value in facets["language"]] == [("ind", "Indonesian")]
    assert [(value.value, value.label) for value in facets["year"]] == [("1991", "1991")]
    assert catalogue.search(SearchState(), facets=()).facets == {}


def test_a_member_outside_its_agreement_is_nowhere(catalogue):
    assert found(catalogue, ("q", "tempat lain")) == []
    assert found(catalogue, ("member", "gone")) == []
    assert catalogue.search(read([("q", "pengantar")])).records[0].members == ("uinsu", "usu")
    record = catalogue.record("aaaa").record
    assert record.members == ("uinsu", "usu")
    assert {holding.member for holding in record.holdings} == {"uinsu", "usu"}
    assert [source.id for source in catalogue.sources("aaaa")] == ["uinsu-slims:oai:slims/12", "usu:9"]
    for hidden in ("gggg", "gone:2"):
        with pytest.raises(NotFound):
            catalogue.record(hidden)
    with pytest.raises(NotFound):
        catalogue.member("gone")
    assert [member.id for member in catalogue.members()] == ["uinsu", "usu"]


@pytest.mark.parametrize("public_id", ["oldold", "uinsu-slims:oai:slims/12", "usu:9"])
def test_other_ids_lead_to_the_union_record(catalogue, public_id):
    found = catalogue.record(public_id)
    assert found.redirected and found.record.id == "aaaa"


def test_holdings_say_when_they_were_confirmed(catalogue):
    assert {holding.confirmed for holding in catalogue.record("aaaa").record.holdings} == {SEEN}


def test_an_unknown_id_is_not_found(catalogue):
    for public_id in ("", "zzzz", "usu:nothing", "../../etc/passwd", "x" * 10000):
        with pytest.raises(NotFound):
            catalogue.record(public_id)


def test_the_directory_counts(catalogue):
    uinsu, usu = catalogue.members("https://k")
    assert (uinsu.titles, uinsu.records, uinsu.last_harvested) == (1, 1, SEEN)
    assert (usu.titles, usu.records, usu.last_harvested) == (SHOWN, 32, None)
    assert uinsu.url == "https://k/libraries/uinsu"
    assert "secret" not in uinsu.model_dump_json()


def test_status(catalogue):
    status = catalogue.status()
    assert (status.records, status.waiting, status.members) == (33, 0, 2)
    good, bad = status.sources
    assert good.last_success == SEEN and good.error is None
    assert bad.status == "failed" and bad.error.code == "file-missing" and bad.last_success is None


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ([("q", "pengantar"), ("type", "thesis"), ("year", "1991")], {"type": 1}),
        ([("q", "title:basuki")], {"q": 1}),
        ([("q", "pengantar sumatera")], {"q": 31}),
        ([("q", "pengantar sumatera"), ("type", "map")], {"q": 31}),
        ([("q", "zzzzqqq")], {}),
    ],
)
def test_ways_out_of_nothing(catalogue, params, expected):
    state = read(params)
    answer = catalogue.search(state)
    assert answer.relaxed or answer.total == 0
    ways = catalogue.ways_out(state)
    for way in ways:
        assert catalogue.search(way.state).total == way.total > 0
    for name, total in expected.items():
        assert any(
            way.total == total and (way.state.q != state.q if name == "q" else not way.state.values(name))
            for way in ways
        )
    assert bool(ways) == bool(expected)


def test_a_hit_that_the_store_has_no_more_is_left_out(catalogue, monkeypatch):
    from indexer import store

    monkeypatch.setattr(store, "unions", lambda connection, ids: {})
    answer = catalogue.search(SearchState())
    assert answer.records == () and answer.total == SHOWN


def test_the_answer_is_plain_json(catalogue):
    answer = catalogue.search(read([("q", "pengantar")]), base="https://k").model_dump(mode="json")
    record = msgspec.json.decode(msgspec.json.encode(answer))["records"][0]
    assert record["url"] == "https://k/record/aaaa"
    assert record["creators"][0] == {"name": "Sulistyo-Basuki", "role": "author", "kind": "person"}
    assert set(answer) == {
        "query", "total", "page", "size", "took_ms", "relaxed", "did_you_mean", "records", "facets",
    }  # fmt: skip
