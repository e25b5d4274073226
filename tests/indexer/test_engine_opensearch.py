"""What the OpenSearch engine does before and around a cluster: whom it asks, when it asks again, what it asks."""

import gc
import json
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email.utils import formatdate
from pathlib import Path

import pytest

from config.errors import EngineError
from config.model import Consortium
from indexer.engines import bm25, open_engine
from indexer.engines.base import Request
from indexer.engines.opensearch import bulk, lines, patience
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.compile import CLAUSES, compiled, fitting, size
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.generations import Gone
from indexer.engines.opensearch.lengths import Lengths, Scale
from indexer.engines.opensearch.lines import batches, removing, writing
from indexer.engines.opensearch.nodes import node
from indexer.engines.opensearch.patience import Patience
from indexer.engines.plan import Adjacent, AnyOf, Either, Every, Favoured, Term, Within, Years, plan
from indexer.engines.query import Similar, Word
from indexer.engines.rows import Row, row
from tests.indexer.node import Asked, Reply, standin

OK: Reply = (200, {}, {"acknowledged": True})
BUSY: Reply = (429, {}, {"error": {"type": "circuit_breaking_exception", "reason": "too much"}})


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(patience, "sleep", waited.append)
    return waited


@pytest.fixture
def dead() -> Iterator[str]:
    """An address at which nobody answers."""
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def test_user_and_password_are_taken_out_of_an_address() -> None:
    one = node("https://induk:ge%40heim@[::1]:9200/search/")
    assert (one.url, one.login) == ("https://[::1]:9200/search", ("induk", "ge@heim"))
    assert "heim" not in repr(one)
    assert node("http://a:9200/").login is None


def test_the_next_node_is_asked_where_one_is_dead_and_the_dead_one_is_left_alone(dead: str, slept: list[float]) -> None:
    with standin(OK) as alive:
        client = Client([dead, alive.url])
        for _ in range(6):
            assert client.ask("GET", "x").data == {"acknowledged": True}
        assert [one.url for one in client.nodes.order()] == [alive.url, dead]
        client.close()
    assert slept == []
    assert len(alive.asked) == 6


def test_the_nodes_take_turns() -> None:
    with standin(OK) as one, standin(OK) as two:
        client = Client([one.url, two.url])
        for _ in range(6):
            client.ask("GET", "x")
        client.close()
    assert (len(one.asked), len(two.asked)) == (3, 3)


def test_each_thread_has_a_connection_and_a_process_split_off_its_own() -> None:
    with standin(OK) as one:
        client = Client([one.url])
        client.ask("GET", "x")
        mine = client._session()
        assert client._session() is mine
        client._mine.session = os.getpid() + 1, mine  # as it looks after a fork
        assert client._session() is not mine
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(client.ask, "GET", "y").result().status == 200
            assert len(client._sessions) == 3
        gc.collect()
        assert len(client._sessions) == 2  # the thread ended
        client.close()
        assert client.ask("GET", "z").status == 200
        client.close()


def test_a_node_that_lost_the_cluster_is_passed_over(slept: list[float]) -> None:
    lost: Reply = (503, {}, {"error": {"type": "cluster_block_exception", "reason": "no manager"}})
    with standin(lost) as one, standin(OK) as two:
        client = Client([one.url, two.url])
        assert client.ask("PUT", "x", {"a": 1}).status == 200
        client.close()
    assert json.loads(two.asked[0].body) == {"a": 1}
    assert slept == []


def test_a_busy_cluster_gets_the_time_it_asks_for_and_else_more_and_more(slept: list[float]) -> None:
    asked_for: Reply = (429, {"Retry-After": "7"}, {})
    with standin(BUSY, BUSY, BUSY, asked_for, OK) as busy:
        client = Client([busy.url])
        assert client.ask("POST", "x").status == 200
        client.close()
    assert len(slept) == 4
    assert slept[3] == 7
    assert all(0.7 * patience.FIRST * 2**n <= slept[n] <= patience.FIRST * 2**n for n in range(3))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, 0), ("", 0), ("3", 3), (" 3 ", 3), ("100000", patience.ASKED_FOR), ("soon", 0), ("-3", 0)],
)
def test_retry_after(header: str | None, seconds: float) -> None:
    assert patience.asked_for(header) == seconds


def test_retry_after_as_a_date() -> None:
    assert patience.asked_for(formatdate(0, usegmt=True)) == 0
    assert patience.asked_for(formatdate(4e9, usegmt=True)) == patience.ASKED_FOR


def test_patience_ends_and_tells_no_password(dead: str, slept: list[float]) -> None:
    address = dead.replace("http://", "http://induk:geheim@")
    with pytest.raises(EngineError, match="does not answer") as caught:
        Client([address]).ask("GET", "x", patient=Patience(whole=0.1, answer=1))
    assert caught.value.code == "cluster-unreachable"
    assert dead in caught.value.message
    assert "geheim" not in f"{caught.value} {caught.value.__cause__!r} {caught.value.__context__!r}"


def test_who_is_refused_is_told_so(slept: list[float]) -> None:
    with standin((401, {}, {"error": "Unauthorized"})) as strict:
        client = Client([strict.url.replace("http://", "http://induk:geheim@")])
        with pytest.raises(EngineError, match="refuses us") as caught:
            client.ask("GET", "x")
        client.close()
    assert caught.value.code == "cluster-refused"
    assert "geheim" not in str(caught.value)
    assert strict.asked[0].authorization == "Basic aW5kdWs6Z2VoZWlt"
    assert slept == []


def test_nobody_is_asked_who_is_not_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login other password geheim\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    with standin(OK) as other:
        monkeypatch.setenv("HTTP_PROXY", other.url)
        monkeypatch.setenv("http_proxy", other.url)
        with standin((307, {"Location": f"{other.url}/x"}, {})) as leading_away:
            client = Client([leading_away.url])
            with pytest.raises(EngineError, match="307"):
                client.ask("POST", "x", {"secret": True})
            client.close()
    assert other.asked == []
    assert leading_away.asked[0].authorization is None


def test_bodies_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row({"id": f"d{n}", "title": ["kata " * n]}) for n in (1, 1, 1, 200, 1)]
    monkeypatch.setattr(lines, "BYTES", 600)
    parts = list(batches(map(writing, rows)))
    assert len(parts) > 2
    assert all(sum(len(line.data) for line in part) <= 600 or len(part) == 1 for part in parts)
    assert ["d200"] in [[line.id for line in part] for part in parts]  # larger than that by itself
    assert [line for part in parts for line in part] == [writing(one) for one in rows]
    assert list(batches([])) == []


def test_only_what_was_refused_is_written_again(slept: list[float]) -> None:
    def reply(asked: Asked) -> Reply:
        names = [json.loads(line)["index"]["_id"] for line in asked.body.splitlines() if b'"index"' in line]
        seen.append(names)
        refused = {"d1", "d3"} if len(seen) == 1 else {"d3"} if len(seen) == 2 else set()
        items = [
            {"index": {"_id": name, "status": 429 if name in refused else 201, "error": {"type": "rejected"}}}
            for name in names
        ]
        return 200, {}, {"errors": True, "items": items}

    seen: list[list[str]] = []
    with standin(handle=reply) as busy:
        client = Client([busy.url])
        bulk.write(client, "draft", batches(writing(Row(f"d{number}")) for number in range(5)))
        client.close()
    assert seen == [["d0", "d1", "d2", "d3", "d4"], ["d1", "d3"], ["d3"]]
    assert len(slept) == 2
    assert all(one.path == "/draft/_bulk?require_alias=true" for one in busy.asked)


def test_a_cluster_that_stays_busy_is_left_alone_in_the_end(
    slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "WRITING", Patience(whole=0.2, answer=5))
    error = {"type": "circuit_breaking_exception", "reason": "Data too large"}
    with standin((200, {}, {"items": [{"index": {"_id": "a", "status": 429, "error": error}}]})) as busy:
        client = Client([busy.url])
        with pytest.raises(EngineError, match="Data too large") as caught:
            bulk.write(client, "draft", [[writing(Row("a"))]])
        client.close()
    assert caught.value.code == "cluster-busy"


@pytest.mark.parametrize(
    ("item", "good"),
    [
        ({"delete": {"_id": "a", "status": 404, "result": "not_found"}}, True),
        ({"delete": {"_id": "a", "status": 400, "error": {"type": "mapper_parsing_exception"}}}, False),
    ],
)
def test_what_is_refused_for_ever_is_an_error(item: object, good: bool, slept: list[float]) -> None:
    with standin((200, {}, {"errors": True, "items": [item]})) as answering:
        client = Client([answering.url])
        if good:
            bulk.write(client, "draft", [[removing("a")]])
        else:
            with pytest.raises(EngineError, match="cannot be indexed") as caught:
                bulk.write(client, "draft", [[removing("a")]])
            assert caught.value.code == "bad-document"
        client.close()
    assert slept == []


def test_an_index_that_somebody_removed_is_not_made_again(slept: list[float]) -> None:
    item = {"index": {"_id": "a", "status": 404, "error": {"type": "index_not_found_exception"}}}
    with standin((200, {}, {"errors": True, "items": [item]})) as answering:
        client = Client([answering.url])
        with pytest.raises(Gone):
            bulk.write(client, "draft", [[writing(Row("a"))]])
        client.close()
    assert len(answering.asked) == 1


def test_an_id_longer_than_opensearch_takes_has_another_name() -> None:
    assert lines.key("x" * 512) == "x" * 512
    assert len({lines.key(name) for name in ("本" * 200, "本" * 199 + "x")}) == 2
    assert len(lines.key("本" * 200).encode()) <= 512


def test_with_its_own_parameters_a_field_scores_as_with_ours_over_all_documents() -> None:
    lengths = Lengths(("title", "series"))
    for number in range(40):
        made = {"id": f"d{number}", "title": ["satu dua tiga"]} | ({"series": ["a b c d"]} if number % 8 == 0 else {})
        lengths.add(row(made))
    scale = lengths.scale()
    assert scale.stretch == {"title": 1.0, "series": (5 * 4 + 35) / 20}
    theirs = scale.similarity()["series"]
    average, counted = 20 / 40, (20 + 35) / 40  # over all documents; with a word in those that have no series
    for length in (1, 4, 30):
        wanted = bm25.K1 * (1 - bm25.B + bm25.B * length / average)
        assert theirs["k1"] * (1 - theirs["b"] + theirs["b"] * length / counted) == pytest.approx(wanted)
    assert scale.boosts(3) == {"title": 2.2, "series": 2.2}
    assert scale.boosts(2)["title"] == 1  # OpenSearch 2 multiplies by k1 + 1 itself
    assert scale.boosts(2)["series"] * (theirs["k1"] + 1) == pytest.approx(2.2)
    assert Lengths(("title",)).scale() == Scale({"title": 1.0})


def test_plans_as_queries() -> None:
    assert compiled(Term("title", "laut", 4.0), {"title": 2.0}) == {"term": {"title": {"value": "laut", "boost": 8.0}}}
    assert compiled(Adjacent("title", ("a", "b"), 1.0), {"title": 1.0}) == {
        "match_phrase": {"title": {"query": "a b", "boost": 1.0}}
    }
    assert compiled(Years("year", None, 99_999), {}) == {"bool": {"filter": [{"range": {"year": {"lte": 32_767}}}]}}
    assert compiled(Either(()), {}) == {"match_none": {}}
    fuzzy = compiled(Within("title", "laut", 1, 0.5), {})["constant_score"]
    assert (fuzzy["boost"], fuzzy["filter"]["fuzzy"]["title"]["transpositions"]) == (0.5, True)


def test_a_query_stays_below_what_opensearch_takes() -> None:
    text = " ".join(f"kata{number}" for number in range(100))
    whole = plan(Similar(text))
    assert size(whole) > CLAUSES
    cut = fitting(whole, CLAUSES)
    assert CLAUSES * 0.9 < size(cut) <= CLAUSES
    short = plan(Word("satu dua"))
    assert fitting(short, CLAUSES) is short
    term = AnyOf("title", ("a",), 1.0)
    assert fitting(Every((Either((term,) * 3), term), (term,) * 3), 4) == Every((Either((term,) * 3), term), (term,))
    assert fitting(Favoured(Either((term,) * 9, 5), (term,)), 4) == Either((term,) * 4, 4)


def test_open_engine_takes_the_cluster_of_the_configuration() -> None:
    cluster = {"type": "opensearch", "url": ["http://u:p@127.0.0.1:1", "http://127.0.0.1:2/x/"], "index": "katalog"}
    engine = open_engine(Consortium.model_validate({"consortium": {"name": "X"}, "engine": cluster}))
    assert isinstance(engine, OpenSearchEngine)
    assert (engine.index, str(engine._client.nodes)) == ("katalog", "http://127.0.0.1:1, http://127.0.0.1:2/x")


def test_there_is_no_index_yet() -> None:
    missing: Reply = (404, {}, {"error": {"type": "index_not_found_exception", "reason": "no such index"}})
    with standin(missing) as empty:
        engine = OpenSearchEngine([empty.url], "induk")
        assert engine.count() == 0
        with pytest.raises(EngineError, match="induk index") as caught:
            engine.search(Request())
        engine.close()
    assert caught.value.code == "no-index"
