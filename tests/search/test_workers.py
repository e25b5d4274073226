"""`induk serve --workers N`: real processes on loopback."""

import json
import multiprocessing
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from works import EMBEDDED, YAML, catalogue, work

import induk
from config.errors import IndukError
from config.model import Consortium
from indexer.document import to_document
from search.workers import Workers

WORKS = [work("w1", "Sejarah Indonesia", subjects=("Sejarah",))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("workers")
    with catalogue(made, WORKS):
        yield made


@contextmanager
def served(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    environment = {
        **os.environ,
        "INDUK_CONFIG": str(folder / "induk.yaml"),
        "INDUK_LANG": "en",
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "induk", "serve", "--port", "0", *more],
        env=environment, stderr=subprocess.PIPE, text=True, cwd=Path(induk.__file__).parent, start_new_session=True,
    ) as server:  # fmt: skip
        assert server.stderr is not None
        try:
            yield server, server.stderr.readline().split()[2]
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)


def ask(address: str, path: str) -> dict[str, object]:
    with urllib.request.urlopen(address + path, timeout=20) as answer:
        return json.load(answer)  # type: ignore[no-any-return]


def children(server: subprocess.Popen[str]) -> set[int]:
    """The processes that the server started and that live."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat[1]) == server.pid and stat[0] != "Z":
                found.add(int(entry.name))
    return found


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that another process does; ten seconds are for a machine that is busy."""
    waited = threading.Event()
    for _step in range(400):
        if holds():
            return
        waited.wait(0.05)
    raise AssertionError("it did not come to be")


def test_several_processes_serve_one_port_and_stop_together(folder):
    with served(folder, "--workers", "3") as (server, address):
        until(lambda: len(children(server)) == 3)
        for _time in range(12):
            assert ask(address, "api/v1/search?q=sejarah")["total"] == 1
        assert ask(address, "api/v1/suggest?q=sej")["suggestions"]
        assert ask(address, "readyz") == {"status": "ready", "titles": 1}
        began = children(server)
        server.terminate()
        assert server.wait(20) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in began)


@pytest.mark.parametrize("engine", EMBEDDED)
def test_workers_see_what_another_process_commits(engine, tmp_path):
    with (
        catalogue(tmp_path, WORKS, f"{YAML}engine: {engine}\n") as shelf,
        served(tmp_path, "--workers", "2") as (server, address),
    ):
        assert ask(address, "api/v1/search?q=sejarah")["total"] == 1
        shelf.engine.update([to_document(work("w2", "Sejarah baru"))])
        for _time in range(6):
            until(lambda: ask(address, "api/v1/search?q=sejarah")["total"] == 2)
        server.terminate()
        assert server.wait(20) == 0


def test_ctrl_c_stops_all(folder):
    with served(folder, "--workers", "2") as (server, address):
        assert ask(address, "healthz") == {"status": "ok"}
        os.killpg(server.pid, signal.SIGINT)  # as a terminal does
        assert server.wait(20) == 0


def test_a_worker_that_dies_is_replaced_and_the_others_go_on(folder):
    with served(folder, "--workers", "2") as (server, address):
        assert ask(address, "healthz") == {"status": "ok"}
        until(lambda: len(children(server)) == 2)
        before = children(server)
        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        until(lambda: victim not in children(server) and len(children(server)) == 2)
        assert children(server) - before
        for _time in range(8):
            assert ask(address, "api/v1/search?q=sejarah")["total"] == 1
        server.terminate()
        assert server.wait(20) == 0


def test_workers_do_not_outlive_their_parent(folder):
    with served(folder, "--workers", "2") as (server, address):
        assert ask(address, "healthz") == {"status": "ok"}
        until(lambda: len(children(server)) == 2)
        workers = children(server)
        server.kill()
        server.wait(10)
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_a_request_that_was_begun_is_finished():
    """Stopped while somebody waits for an answer: the answer comes, then the server ends."""
    begun, begin = os.pipe()
    released, release = os.pipe()

    def application() -> FastAPI:
        app = FastAPI()
        app.state.consortium = Consortium.model_validate({"consortium": {"name": "X"}})

        @app.get("/slow")
        def slow() -> str:
            os.write(begin, b".")
            os.read(released, 1)
            return "done"

        return app

    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        parent = multiprocessing.get_context("fork").Process(target=Workers(application, listener, 2).run)
        parent.start()
        answers: list[object] = []
        asking = threading.Thread(target=lambda: answers.append(ask(address, "slow")))
        asking.start()
        assert select.select([begun], [], [], 20)[0], "no worker got the request"
        parent.terminate()
        os.write(release, b".")
        asking.join(20)
        parent.join(20)
    assert answers == ["done"] and parent.exitcode == 0


def test_workers_that_cannot_begin_are_not_tried_for_ever():
    def broken() -> FastAPI:
        os._exit(3)

    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(IndukError) as raised:
        Workers(broken, listener, 2).run()
    assert raised.value.code == "workers-fail"
