"""The cluster: three nodes that find each other on loopback, and what a test does to them."""

import random
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.cluster.distribution import Unobtainable, obtain
from tests.cluster.node import Node

NODES = 3
PATIENCE = 120  # seconds; a cold start takes a quarter of it on two busy cores


class Cluster:
    """A cluster that answers at `urls`. This one was started by somebody else (`INDUK_OPENSEARCH_URLS`)."""

    def __init__(self, urls: tuple[str, ...]) -> None:
        self.urls = urls
        self._web = requests.Session()
        self._web.trust_env = False  # no proxy stands between us and loopback

    def alive(self) -> tuple[str, ...]:
        """The addresses of the nodes that should answer."""
        return self.urls

    def size(self) -> str:
        """How many nodes `wait` waits for; another's cluster may have more than those we were told."""
        return f">={len(self.urls)}"

    def wait(self, status: str = "green", seconds: float = PATIENCE) -> dict[str, Any]:
        """Wait until all living nodes have found each other and the cluster is at least this healthy; give its health.

        Raises:
            TimeoutError: it is not, within these seconds; says what its health is.
        """
        last: object = "no answer"
        for _ in _until(seconds):
            for url in self.alive():
                wanted = {"wait_for_status": status, "wait_for_nodes": self.size(), "timeout": "5s"}
                try:
                    answer = self._web.get(f"{url}/_cluster/health", params=wanted, timeout=10)
                    last = answer.json()
                except (requests.RequestException, ValueError) as error:
                    last = error
                    continue
                if answer.ok:
                    return dict(answer.json())
        raise TimeoutError(f"The cluster is not {status} with {self.size()} nodes: {last}")

    def kill(self, *numbers: int) -> None:
        """kill -9 nodes (from 0, as in `urls`)."""
        pytest.skip("the cluster of INDUK_OPENSEARCH_URLS is not ours to kill")

    def start(self, *numbers: int) -> None:
        """Start killed nodes again, on their old data and addresses, and wait until they answer."""
        pytest.skip("the cluster of INDUK_OPENSEARCH_URLS is not ours to start")

    def heal(self) -> None:
        """Start whatever a test left dead."""

    def stop(self) -> None:
        """End what we started."""
        self._web.close()


class OwnCluster(Cluster):
    """A cluster of our own, with its data in a temporary folder, running when this returns.

    `port` is where the first node answers, the next ones following; where none is given, free ones are found.

    Raises:
        Unobtainable: OpenSearch or Java cannot be had, or a node does not start; says why.
    """

    def __init__(self, port: int | None = None) -> None:
        home, java = obtain()
        self.folder = Path(tempfile.mkdtemp(prefix="induk-opensearch-"))
        self.folder.chmod(0o755)  # what is in it belongs to the user of the nodes
        http = [port + n for n in range(NODES)] if port else free_ports(NODES)
        transport = free_ports(NODES, besides=http)
        super().__init__(tuple(f"http://127.0.0.1:{port}" for port in http))
        name = f"induk-{secrets.token_hex(4)}"
        self.nodes = [
            Node(home, java, self.folder / f"node-{n}", settings(name, n, http[n], transport), self.urls[n])
            for n in range(NODES)
        ]
        try:
            for node in self.nodes:
                node.prepare()
            self.heal()
        except BaseException:
            self.stop()
            raise

    def alive(self) -> tuple[str, ...]:
        return tuple(node.url for node in self.nodes if node.running)

    def size(self) -> str:
        return str(len(self.alive()))

    def kill(self, *numbers: int) -> None:
        for number in numbers:
            self.nodes[number].kill()

    def start(self, *numbers: int) -> None:
        for number in numbers:
            self.nodes[number].start()
        for number in numbers:
            self._answers(number)

    def heal(self) -> None:
        if dead := [number for number in range(NODES) if not self.nodes[number].running]:
            self.start(*dead)
            self.wait("green")

    def stop(self) -> None:
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        super().stop()

    def _answers(self, number: int) -> None:
        node = self.nodes[number]
        for _ in _until(PATIENCE):
            if not node.running:
                raise Unobtainable(f"Node {number} ended while starting:\n{node.last_words()}")
            try:
                if self._web.get(node.url, timeout=5).ok:
                    return
            except requests.RequestException:
                continue
        raise Unobtainable(f"Node {number} does not answer at {node.url}:\n{node.last_words()}")


def settings(name: str, number: int, port: int, transport: list[int]) -> dict[str, object]:
    """The opensearch.yml of a node; at a loopback address OpenSearch asks no settings of the operating system."""
    return {
        "cluster.name": name,
        "node.name": f"node-{number}",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": transport[number],
        "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in transport],
        "cluster.initial_cluster_manager_nodes": [f"node-{n}" for n in range(NODES)],
        "cluster.routing.allocation.disk.threshold_enabled": False,  # a full disk of the machine is not what is tested
    }


def free_ports(count: int, besides: list[int] | None = None) -> list[int]:
    """Free ports below those that the kernel gives to outgoing connections, which could take a killed node's port."""
    found: list[int] = []
    for port in random.sample(range(20000, 32000), 500):
        with closing(socket.socket()) as probe:
            if port not in (besides or ()) and probe.connect_ex(("127.0.0.1", port)) != 0:
                found.append(port)
        if len(found) == count:
            return found
    raise Unobtainable("No ports are free on loopback.")


def _until(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.2)
