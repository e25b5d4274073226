"""Our engine on a cluster: the scores of the other engines, deep pages, generations, indexes of others."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from config.errors import EngineError, Locked
from config.fields import SORTS
from indexer.engines import rows
from indexer.engines.base import Document, Request
from indexer.engines.opensearch import generations, lines, patience, search
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.query import And, Everything, Favour, Most, Node, Or, Phrase, Prefix, Similar, Word
from indexer.engines.whoosh.engine import WhooshEngine
from search.query.simple import parse
from tests.cluster.cluster import Cluster
from tests.cluster.indexes import opened
from tests.contract.engines import in_the_cluster

Make = Callable[[Path], OpenSearchEngine]
Ask = Callable[..., requests.Response]

WORDS = ("buku", "ilmu", "sejarah", "kota", "desa", "laut", "gunung", "pasar", "sungai", "hutan", "perpustakaan")


def document(number: int) -> Document:
    """Fields of many lengths, and many that are missing."""
    title = [WORDS[number * step % len(WORDS)] for step in range(1, 2 + number % 7)]
    made: dict[str, object] = {"id": f"d{number:03d}", "title": [" ".join(title)], "member": [f"m{number % 4}"]}
    if number % 3:
        made["creator"] = [f"{WORDS[number % 5]} {WORDS[number % 11]}", "Nama, Lain"][: number % 3]
        made["title_sort"] = made["title"]
    if number % 5 == 0:
        made |= {"series": ["seri ilmu laut"], "year": 1990 + number % 20, "language": ["ind"]}
    if number % 10 == 0:
        made["summary"] = [" ".join(WORDS) * (number % 30)]
    return made


BOOKS = [document(number) for number in range(120)]

QUERIES: list[Node] = [
    Everything(),
    Word("laut"),
    Word("ilmu laut"),
    Word("sejarah", "title"),
    Word("lain nama", "creator"),
    Phrase("ilmu laut"),
    Phrase("buku buku"),
    Prefix("perpus"),
    Similar("perpustkaaan"),
    Similar("sungia hutna", "title"),
    Or((Word("laut"), Phrase("seri ilmu"))),
    Most((Word("laut"), Word("gunung"), Word("tidakada")), 2),
    Favour(Word("ilmu"), ((Word("laut"), 0.5), (Word("ind", "language"), 2.0))),
    And((Word("ilmu"), Word("laut"), Prefix("pa"))),
]


@pytest.fixture
def make(cluster: Cluster) -> Iterator[Make]:
    with opened(cluster) as make:
        yield make


@pytest.fixture
def engine(make: Make, tmp_path: Path) -> OpenSearchEngine:
    made = make(tmp_path)
    made.rebuild(BOOKS)
    return made


@pytest.fixture
def ask(cluster: Cluster) -> Iterator[Ask]:
    with requests.Session() as web:
        web.trust_env = False
        yield lambda method, path, **more: web.request(method, f"{cluster.urls[0]}/{path}", timeout=60, **more)


def ids(engine: OpenSearchEngine, query: Node = Everything(), **options: object) -> list[str]:  # noqa: B008
    return [hit.id for hit in engine.search(Request(query, **options)).hits]  # type: ignore[arg-type]


def generations_of(ask: Ask, engine: OpenSearchEngine) -> list[str]:
    return sorted(ask("GET", f"{engine.index}-g*").json())


def test_everything_scores_as_in_whoosh(engine: OpenSearchEngine, tmp_path: Path) -> None:
    whoosh = WhooshEngine(tmp_path / "whoosh")
    whoosh.rebuild(BOOKS)
    facets = ("member", "creator", "year", "language")
    for query in QUERIES:
        for sort in SORTS:
            request = Request(query, sort=sort, limit=200, facets=facets, filters={"member": ["m1", "m2"]})
            ours, theirs = engine.search(request), whoosh.search(request)
            assert (ours.total, dict(ours.facets)) == (theirs.total, dict(theirs.facets)), query
            assert {hit.id: pytest.approx(hit.score, rel=1e-5) for hit in theirs.hits} == {
                hit.id: hit.score for hit in ours.hits
            }, query
            if sort != "relevance":  # there, scores that differ by a hair may change places
                assert [hit.id for hit in ours.hits] == [hit.id for hit in theirs.hits]
    for field in ("creator", "member", "title_sort"):
        for start in ("", "ilmu laut", "p", "zz", "?"):
            for backwards in (False, True):
                listed = whoosh.browse(field, start, 7, backwards=backwards)
                assert engine.browse(field, start, 7, backwards=backwards) == listed


def test_pages_are_as_deep_as_one_likes(engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    for sort in SORTS:
        whole = ids(engine, sort=sort, limit=1000)
        assert len(whole) == 120
        with monkeypatch.context() as patch:
            patch.setattr(search, "WINDOW", 11)
            for begin in (0, 5, 10, 11, 30, 115, 119):
                assert ids(engine, sort=sort, offset=begin, limit=10) == whole[begin : begin + 10]
            deep = engine.search(Request(offset=500, limit=10, facets=("member",)))
            assert (deep.total, deep.hits, len(deep.facets["member"])) == (120, (), 4)
            assert ids(engine, sort=sort, limit=1000) == whole


def test_a_long_text_is_no_error(engine: OpenSearchEngine) -> None:
    text = " ".join(f"kata{number}" for number in range(300))
    assert engine.search(Request(parse(text))).total == 0
    assert engine.search(Request(parse(" OR ".join(["laut", *text.split()])))).total > 0
    assert engine.search(Request(And(tuple(Similar(word) for word in text.split())))).total == 0
    deep = parse("laut " + "(" * 150 + "laut OR (ilmu -x)" + ")" * 150)
    assert engine.search(Request(deep)).total > 0


def test_each_state_is_a_generation_and_the_old_one_goes(engine: OpenSearchEngine, ask: Ask) -> None:
    (first,) = generations_of(ask, engine)
    engine.update([document(500)], ["d000"])
    (second,) = generations_of(ask, engine)
    engine.rebuild(BOOKS)
    (third,) = generations_of(ask, engine)
    assert [name.split("-g")[1][:6] for name in (first, second, third)] == ["000001", "000002", "000003"]
    assert third in engine.health().what
    assert list(ask("GET", f"{third}/_alias").json()[third]["aliases"]) == [engine.index]
    refused = ask("POST", f"{third}/_doc", json={"id": "x"})
    assert refused.status_code == 403  # what is searched does not change
    assert engine.verify() == ()


def test_a_search_goes_on_while_generations_change(engine: OpenSearchEngine, make: Make, tmp_path: Path) -> None:
    reader, failures, searched = make(tmp_path), [], threading.Event()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            result = reader.search(Request(Word("laut"), facets=("member",), limit=5))
            if result.total != sum(n for _member, n in result.facets["member"]) or result.total not in (whole, 1):
                failures.append(result)
            searched.set()

    whole = reader.search(Request(Word("laut"))).total
    thread = threading.Thread(target=read)
    thread.start()
    for number in range(3):
        engine.update([{**document(number), "carrier": ["print"]}])
        engine.rebuild([{"id": "a", "title": ["laut"], "member": ["m1"]}] if number == 1 else BOOKS)
    stop.set()
    thread.join()
    assert searched.is_set()
    assert failures == []


def _killed_while_building(folder: Path) -> None:
    def documents() -> Iterator[Document]:
        for number in range(20_000):
            if number == 19_000:
                os.kill(os.getpid(), signal.SIGKILL)
            yield {**document(number), "summary": ["panjang " * 60]}

    in_the_cluster(folder).rebuild(documents())


def test_a_crash_while_building_leaves_the_old_one(engine: OpenSearchEngine, ask: Ask, tmp_path: Path) -> None:
    before = ids(engine, Word("laut"), limit=200)
    crash = multiprocessing.get_context("spawn").Process(target=_killed_while_building, args=(tmp_path,))
    crash.start()
    crash.join()
    assert crash.exitcode == -signal.SIGKILL
    assert len(generations_of(ask, engine)) == 2  # what it left half done
    assert ids(engine, Word("laut"), limit=200) == before
    assert engine.count() == 120
    engine.update([document(500)])
    assert len(generations_of(ask, engine)) == 1
    assert engine.count() == 121


def test_a_failure_while_building_leaves_nothing(engine: OpenSearchEngine, ask: Ask) -> None:
    def documents() -> Iterator[Document]:
        yield from (document(number) for number in range(50))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(documents())
    assert len(generations_of(ask, engine)) == 1
    assert engine.count() == 120


def test_two_writers_do_not_mix(
    engine: OpenSearchEngine, make: Make, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs exclude each other; where they do not, one of them wins, and the other says so."""

    def documents() -> Iterator[Document]:
        for number in range(120):
            if number == 100:
                assert make(tmp_path).update([document(500)]) == 121
            yield document(number)

    monkeypatch.setattr(lines, "BYTES", 10_000)
    with pytest.raises(Locked):
        engine.rebuild(documents())
    assert engine.count() == 121
    assert len(generations_of(ask, engine)) == 1
    assert engine.rebuild(BOOKS) == 120


def test_a_cluster_that_pushes_back_is_given_time(
    engine: OpenSearchEngine, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limit(value: str | None) -> None:
        settings = {"transient": {"network.breaker.inflight_requests.limit": value}}
        assert ask("PUT", "_cluster/settings", json=settings).ok

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            limit(None)

    def clone(*arguments: Any) -> generations.Draft:
        draft = cloned(*arguments)
        limit("20kb")  # what is larger is answered with 429 and a circuit_breaking_exception
        return draft

    waited: list[float] = []
    cloned = generations.clone
    monkeypatch.setattr(generations, "clone", clone)
    monkeypatch.setattr(patience, "sleep", wait)
    try:
        many = [{**document(number), "summary": ["panjang " * 40]} for number in range(400)]
        assert engine.update(many) == 400
    finally:
        limit(None)
    assert len(waited) == 3
    assert engine.search(Request(Word("panjang"))).total == 400


def test_records_that_the_cluster_lost_are_noticed(
    engine: OpenSearchEngine, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = generations.rescale

    def losing(client: object, draft: generations.Draft, scale: object) -> None:
        write(client, draft, scale)  # type: ignore[arg-type]
        assert ask("DELETE", f"{draft.alias}/_doc/d007").ok

    monkeypatch.setattr(generations, "rescale", losing)
    many = [{**document(number), "summary": ["panjang " * 400]} for number in range(3000)]
    with pytest.raises(EngineError, match="2999 of 3000"):
        engine.rebuild(many)
    assert engine.count() == 120


def test_damage_is_found(engine: OpenSearchEngine, ask: Ask) -> None:
    (name,) = generations_of(ask, engine)
    assert ask("PUT", f"{name}/_settings", json={"index": {"blocks.write": False}}).ok
    assert ask("DELETE", f"{name}/_doc/d003").ok
    assert ask("POST", f"{name}/_doc/x", json={"id": "d004", "title": "buku"}).ok
    assert ask("POST", f"{name}/_refresh").ok
    faults = engine.verify()
    assert any("119 records" in fault and "120" in fault for fault in faults)


@pytest.mark.parametrize("kind", ["index", "alias", "unmarked"])
def test_what_others_made_is_never_touched(make: Make, ask: Ask, tmp_path: Path, kind: str) -> None:
    engine = make(tmp_path)
    name = {"index": engine.index, "alias": f"foreign-{engine.index}", "unmarked": f"{engine.index}-g000001-abcdef01"}[
        kind
    ]
    alias = {} if kind == "index" else {"aliases": {engine.index: {}}}
    assert ask("PUT", name, json=alias).ok
    assert ask("POST", f"{name}/_doc/1?refresh=true", json={"a": "theirs"}).ok
    try:
        for act in (
            engine.count,
            engine.health,
            lambda: engine.search(Request()),
            lambda: engine.update([document(1)]),
            lambda: engine.rebuild([document(1)]),
        ):
            with pytest.raises(EngineError, match="did not make") as caught:
                act()
            assert caught.value.code == "index-foreign"
        assert ask("GET", f"{name}/_count").json()["count"] == 1
    finally:
        assert ask("DELETE", name).ok


def test_an_index_of_other_fields_is_refused_until_it_is_built_again(
    engine: OpenSearchEngine, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "version", lambda: "another")
    newer = make(tmp_path)
    for act in (newer.count, lambda: newer.search(Request()), lambda: newer.update([document(1)])):
        with pytest.raises(EngineError, match="other fields") as caught:
            act()
        assert caught.value.code == "index-version"
    assert newer.rebuild(BOOKS[:7]) == 7
    assert newer.search(Request()).total == 7
    monkeypatch.undo()
    for query in (Word("laut"), Word("tidakada")):  # found or not, the old program notices
        with pytest.raises(EngineError, match="other fields"):
            engine.search(Request(query))
