"""The cluster itself: an index outlives the sudden death of a node, whoever writes into it meanwhile."""

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.cluster.cluster import Cluster

Ask = Callable[..., requests.Response]

SHARDS = {"number_of_shards": 3, "number_of_replicas": 1}


@pytest.fixture
def ask(cluster: Cluster) -> Iterator[Ask]:
    """A request to whichever node answers first."""
    with requests.Session() as web:
        web.trust_env = False

        def ask(method: str, path: str, **more: Any) -> requests.Response:
            for url in cluster.urls:
                try:
                    return web.request(method, f"{url}/{path}", timeout=90, **more)
                except requests.ConnectionError:
                    continue
            raise AssertionError("no node answers")

        yield ask


@pytest.fixture
def index(ask: Ask) -> Iterator[str]:
    name = f"induk-test-{secrets.token_hex(4)}"
    assert ask("PUT", name, json={"settings": {"index": SHARDS}}).ok
    yield name
    assert ask("DELETE", name).ok


def put(ask: Ask, index: str, numbers: range) -> None:
    """Index documents until each is confirmed."""
    owed = set(numbers)
    while owed:
        lines = [line for n in owed for line in ({"index": {"_id": str(n)}}, {"title": f"buku {n}", "number": n})]
        body = "".join(json.dumps(line) + "\n" for line in lines)
        answer = ask("POST", f"{index}/_bulk", data=body, headers={"Content-Type": "application/x-ndjson"})
        if answer.ok:
            done = {int(item["index"]["_id"]) for item in answer.json()["items"] if item["index"]["status"] < 300}
            owed -= done
        assert answer.ok or answer.status_code in (429, 503), answer.text


def found(ask: Ask, index: str, query: dict[str, Any]) -> dict[str, Any]:
    assert ask("POST", f"{index}/_refresh").ok
    return dict(ask("POST", f"{index}/_search", json={"track_total_hits": True, "query": query}).json())


def manager(ask: Ask, cluster: Cluster) -> int:
    """The number of the node that leads the cluster; the one whose loss hurts most."""
    (node,) = ask("GET", "_nodes/_cluster_manager/http").json()["nodes"].values()
    address = node["http"]["publish_address"]
    return next((number for number, url in enumerate(cluster.urls) if address in url), 0)


def test_nothing_is_lost_with_a_node(cluster: Cluster, ask: Ask, index: str) -> None:
    cluster.wait("green")
    victim = manager(ask, cluster)
    for start in range(0, 800, 100):
        put(ask, index, range(start, start + 100))

    cluster.kill(victim)
    for start in range(800, 1600, 100):
        put(ask, index, range(start, start + 100))
    health = cluster.wait("yellow")
    assert (health["status"], health["number_of_nodes"]) == ("yellow", 2)
    half = found(ask, index, {"match_all": {}})
    assert (half["hits"]["total"]["value"], half["_shards"]["failed"]) == (1600, 0)

    cluster.start(victim)
    for start in range(1600, 2000, 100):
        put(ask, index, range(start, start + 100))
    assert cluster.wait("green")["number_of_nodes"] == 3
    every = found(ask, index, {"match_all": {}})
    assert (every["hits"]["total"]["value"], every["_shards"]["failed"]) == (2000, 0)
    for number in (0, 799, 800, 1599, 1600, 1999):
        hits = found(ask, index, {"term": {"number": number}})["hits"]["hits"]
        assert [hit["_id"] for hit in hits] == [str(number)]


def test_a_power_cut_loses_nothing_that_was_confirmed(cluster: Cluster, ask: Ask, index: str) -> None:
    cluster.wait("green")
    put(ask, index, range(300))
    cluster.kill(0, 1, 2)
    cluster.start(0, 1, 2)
    cluster.wait("green")
    assert found(ask, index, {"match_all": {}})["hits"]["total"]["value"] == 300
