"""The demo from end to end, measured against what its facts know to be true."""

import re
import socket
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from config.cli import run as run_command
from config.errors import Interrupted
from harvester.report import Report
from harvester.runner import harvest
from indexer import store
from indexer.engines.base import Request
from indexer.pipeline import index
from induk import cli
from search.app import create_app
from search.demo import members
from search.demo.run import Demo, night, summary
from search.query.simple import parse


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with night(8000) as found:
        yield found


def keys(demo: Demo) -> dict[str, list[str]]:
    """Union id → the keys of the facts that its records were made from."""
    with demo.database.read() as connection:
        placed: dict[str, list[str]] = defaultdict(list)
        for bib in store.all_bibs(connection):
            assert bib.union is not None
            number = int(re.sub(r".*?(\d+)$", r"\1", bib.id))
            placed[bib.union].append(members.catalogue(bib.member)[number].key)
    return placed


def pairs(count: int) -> int:
    return count * (count - 1) // 2


def test_every_member_was_read_to_its_end(demo: Demo) -> None:
    assert demo.report.exit_code == 0
    assert [(one.source, one.status, one.error) for one in demo.report.sources] == [
        (member.id, "ok", None) for member in demo.consortium.members
    ]
    expected = {
        name: len(members.catalogue(name)) - len(members.withdrawn(name)) for name in (*members.FEEDS, *members.FILES)
    }
    with demo.database.read() as connection:
        found = Counter(bib.member for bib in store.all_bibs(connection))
    assert found == expected
    assert all(one.requests > 5 for one in demo.report.sources if one.source in members.FEEDS)


def test_how_well_it_merged(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    placed = keys(demo)
    together = sum(pairs(len(found)) for found in placed.values())
    rightly = sum(pairs(n) for found in placed.values() for n in Counter(found).values())
    wanted = sum(pairs(n) for n in Counter(key for found in placed.values() for key in found).values())
    false = sorted({pair for found in placed.values() for pair in combinations(sorted(set(found)), 2)})
    with capsys.disabled():
        print(f"\ndemo: {len(placed)} unions, precision {rightly / together:.4f}, recall {rightly / wanted:.4f}")
    assert false == []
    assert rightly / wanted >= 0.9


def test_a_second_night_changes_nothing(demo: Demo) -> None:
    before = keys(demo)
    with demo.database.read() as connection:
        unions = {union.id: union for union in store.all_unions(connection)}
    report = harvest(demo.consortium, demo.database, full=True)
    assert [(one.added, one.changed, one.deleted) for one in report.sources] == [(0, 0, 0)] * 5
    index(demo.consortium, demo.database, demo.engine)
    with demo.database.read() as connection:
        assert {union.id: union for union in store.all_unions(connection)} == unions
    assert keys(demo) == before


def test_the_summary_says_what_can_be_found(demo: Demo) -> None:
    lines = list(summary(demo))
    assert len(lines) == 10
    for line in lines[-3:]:
        assert int(line.rsplit("(", 1)[1].split()[0]) > 0
    with demo.database.read() as connection:
        assert demo.engine.count() == store.count_unions(connection)
    assert demo.engine.search(Request(query=parse("author:pramoedya"))).total > 5


def test_the_pages_and_the_provider_answer(demo: Demo) -> None:
    with TestClient(create_app(demo.consortium, demo.database, demo.engine)) as client:
        assert client.get("/search", params={"q": "bumi manusia"}).status_code == 200
        for prefix in ("oai_dc", "marcxml", "mods"):
            answer = client.get("/oai", params={"verb": "ListRecords", "metadataPrefix": prefix})
            assert answer.text.count("<metadata>") == 100
            assert "<error" not in answer.text


def test_the_command_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert run_command(cli, ["demo", "--no-serve"]) == 0
    assert "Perpustakaan Universitas Danau Toba" in capfd.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_harvest_ends_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = Report(run=1, started="", finished="", interrupted=True)
    monkeypatch.setattr("search.demo.run.harvest", lambda *_arguments, **_options: stopped)
    with pytest.raises(Interrupted), night(8000):
        pytest.fail("it went on")


def test_a_taken_port_is_said_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run_command(cli, ["demo", "--port", str(port)]) == 1
    assert f"{port}" in capfd.readouterr().err
