"""A node dies while our engine writes and searches: nothing is lost, searches go on."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from config.errors import IndukError
from indexer.engines.base import Document, Request
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.query import Word
from tests.cluster.cluster import Cluster
from tests.cluster.indexes import opened
from tests.cluster.test_node_lost import manager

Make = Callable[[Path], OpenSearchEngine]
SIZE = 12_000


@pytest.fixture
def make(cluster: Cluster) -> Iterator[Make]:
    cluster.wait("green")
    with opened(cluster) as make:
        yield make


def document(number: int, word: str = "lama") -> Document:
    return {"id": f"d{number:05d}", "title": [f"buku {number} {word}"], "summary": ["panjang " * 60], "member": ["m1"]}


def home(cluster: Cluster, engine: OpenSearchEngine) -> int:
    """The node that has the first copy of what is searched or being written, whose loss hurts most."""
    with requests.Session() as web:
        web.trust_env = False
        found = web.get(f"{cluster.urls[0]}/_cat/shards/{engine.index}-g*?format=json&h=node,prirep,index", timeout=60)
    newest = max((one for one in found.json() if one["prirep"] == "p"), key=lambda one: str(one["index"]))
    return int(newest["node"].rpartition("-")[2])


def kill_home_of_the_next(cluster: Cluster, engine: OpenSearchEngine) -> None:
    """Kill the node that takes an update, as soon as something is written there."""
    with requests.Session() as web:
        web.trust_env = False
        while True:
            stats = web.get(f"{cluster.urls[0]}/{engine.index}-g000002-*/_stats/indexing", timeout=60).json()
            if any(one["total"]["indexing"]["index_total"] for one in stats.get("indices", {}).values()):
                return cluster.kill(home(cluster, engine))


class Reader(threading.Thread):
    """Searches until it is stopped."""

    def __init__(self, engine: OpenSearchEngine) -> None:
        super().__init__()
        self.engine, self.stopped = engine, threading.Event()
        self.totals: list[int] = []
        self.failures: list[IndukError] = []

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                self.totals.append(self.engine.search(Request(Word("buku"), facets=("member",))).total)
            except IndukError as error:
                self.failures.append(error)

    def stop(self) -> None:
        self.stopped.set()
        self.join()


def dying(cluster: Cluster, engine: OpenSearchEngine, documents: Iterator[Document]) -> Iterator[Document]:
    """The documents; half-way, when many of them are in the cluster, the node that takes them is killed."""
    for number, one in enumerate(documents):
        if number == SIZE * 3 // 4:
            cluster.kill(home(cluster, engine))
        yield one


def test_searches_go_on_without_a_node(cluster: Cluster, make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path)
    engine.rebuild(document(number) for number in range(300))
    reader = Reader(make(tmp_path))
    reader.start()
    for victim in {manager(_asking(cluster), cluster), home(cluster, engine)}:
        before = len(reader.totals)
        cluster.kill(victim)
        cluster.wait("yellow")
        while reader.is_alive() and len(reader.totals) < before + 20 and not reader.failures:
            reader.join(0.05)
        cluster.start(victim)
        cluster.wait("green")
    reader.stop()
    assert reader.failures == []
    assert set(reader.totals) == {300}


def _asking(cluster: Cluster) -> Callable[..., requests.Response]:
    return lambda method, path: requests.request(method, f"{cluster.urls[0]}/{path}", timeout=60)


def test_a_rebuild_outlives_the_node_it_writes_to(cluster: Cluster, make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path)
    engine.rebuild(document(number) for number in range(300))
    reader = Reader(make(tmp_path))
    reader.start()
    assert engine.rebuild(dying(cluster, engine, (document(number) for number in range(SIZE)))) == SIZE
    reader.stop()
    assert reader.failures == []
    assert set(reader.totals) <= {300, SIZE}
    assert reader.totals[-1] in (300, SIZE)
    cluster.heal()
    assert engine.verify() == ()
    assert engine.search(Request(Word(f"{SIZE - 1}"))).total == 1


def test_an_update_outlives_it_too(cluster: Cluster, make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path)
    engine.rebuild(document(number) for number in range(SIZE))
    reader = Reader(make(tmp_path))
    reader.start()
    killer = threading.Thread(target=kill_home_of_the_next, args=(cluster, engine))
    killer.start()
    changed = [document(number, "baru") for number in range(0, SIZE, 2)]
    assert engine.update(changed, [f"d{number:05d}" for number in range(1, 101, 2)]) == SIZE - 50
    reader.stop()
    killer.join()
    assert len(cluster.alive()) < len(cluster.urls)
    assert reader.failures == []
    assert set(reader.totals) <= {SIZE, SIZE - 50}
    cluster.heal()
    assert engine.verify() == ()
    assert engine.search(Request(Word("baru"))).total == SIZE // 2
    assert engine.search(Request(Word("lama"))).total == SIZE // 2 - 50


def test_a_node_that_has_lost_all_others_answers(cluster: Cluster, make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path)
    engine.rebuild(document(number) for number in range(300))
    assert cluster.wait("green")["unassigned_shards"] == 0
    cluster.kill(0, 1)
    for reader in (engine, make(tmp_path)):  # one that knows the index, one that has to look for it
        found = reader.search(Request(Word("buku"), facets=("member",)))
        assert (found.total, found.facets["member"]) == (300, (("m1", 300),))
        assert reader.search(Request(Word("tidakada"))).total == 0
        assert reader.count() == 300
    cluster.start(0, 1)
    cluster.wait("green")
    assert engine.update([document(0, "baru")]) == 300
