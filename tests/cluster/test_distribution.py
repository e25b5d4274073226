"""What the cluster is made from: the Java and OpenSearch that are taken, no other bytes, nothing that outlives us."""

import hashlib
import io
import select
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from tests.cluster import distribution
from tests.cluster.cluster import NODES, free_ports
from tests.cluster.distribution import DISTRIBUTIONS, Distribution, Java, Unobtainable, home_of, newest_for, newest_java
from tests.cluster.node import guard

COMPOSE = Path(__file__).parents[2] / "deploy" / "compose.yaml"


def packed() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("opensearch-9.9.9/lib/opensearch.jar", "bytes")
    return buffer.getvalue()


@pytest.fixture
def central(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A repository on loopback; gives the paths that were asked of it."""
    asked: list[str] = []

    class Repository(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(packed())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Repository) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        monkeypatch.setattr(distribution, "CENTRAL", f"http://127.0.0.1:{server.server_port}")
        try:
            yield asked
        finally:
            server.shutdown()
            thread.join()


def test_fetched_once(central: list[str], tmp_path: Path) -> None:
    known = Distribution("9.9.9", 21, hashlib.sha256(packed()).hexdigest())
    homes = [home_of(known, tmp_path) for _ in range(2)]
    assert (homes[0] / "lib" / "opensearch.jar").read_text() == "bytes"
    assert homes[0] == homes[1]
    assert central == ["/9.9.9/opensearch-9.9.9.zip"]
    assert [path.name for path in tmp_path.iterdir()] == ["opensearch-9.9.9"]


def test_other_bytes_are_refused(central: list[str], tmp_path: Path) -> None:
    with pytest.raises(Unobtainable, match="has the sha256"):
        home_of(Distribution("9.9.9", 21, "0" * 64), tmp_path)
    assert central
    assert list(tmp_path.iterdir()) == []


def test_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(distribution, "CENTRAL", f"http://127.0.0.1:{free_ports(1)[0]}")
    with pytest.raises(Unobtainable, match="could not be fetched"):
        home_of(Distribution("9.9.9", 21, "0" * 64), tmp_path)


def test_the_newest_java_is_taken(tmp_path: Path) -> None:
    for version in ("17.0.15", "25", "21.0.1"):
        home = tmp_path / f"jdk-{version}"
        (home / "bin").mkdir(parents=True)
        (home / "bin" / "java").touch()
        (home / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}"\n')
    (tmp_path / "empty").mkdir()
    assert newest_java(tmp_path.iterdir()) == Java(25, tmp_path / "jdk-25")
    with pytest.raises(Unobtainable, match="No Java"):
        newest_java([tmp_path / "empty"])


@pytest.mark.parametrize(("java", "major"), [(25, "3"), (21, "3"), (17, "2"), (11, "2")])
def test_opensearch_goes_by_the_java(java: int, major: str) -> None:
    assert newest_for(Java(java, Path("/"))).version.split(".")[0] == major


def test_a_java_too_old(tmp_path: Path) -> None:
    with pytest.raises(Unobtainable, match=r"Java 8 in .* is too old"):
        newest_for(Java(8, tmp_path))


def test_what_is_started_dies_with_us() -> None:
    script = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([*{guard()!r}, 'sh', '-c', 'id -u; exec sleep 300'])\n"
        "child.wait()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout as output:
        user = int(output.readline())
        assert user != 0
        parent.kill()
        parent.wait()
        assert select.select([output], [], [], 30)[0]
        assert output.read(1) == b""  # the end of the pipe: nobody is left who could write to it


def test_operators_run_what_is_tested() -> None:
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    nodes = {name: service for name, service in services.items() if name != "induk"}
    assert len(nodes) == NODES
    for name, node in nodes.items():
        assert node["image"].split(":") == ["opensearchproject/opensearch", DISTRIBUTIONS[0].version]
        assert node["environment"]["node.name"] == name
        assert node["environment"]["cluster.initial_cluster_manager_nodes"].split(",") == list(nodes)
        assert "ports" not in node  # without its security plugin it is for Induk only
        assert node["networks"] == ["cluster"]
