"""`induk verify` and `induk search --explain` at the command line."""

import json

import pytest
import sqlalchemy as sa
from works import MEMBERS, catalogue, work

import induk
from config.cli import run
from indexer.tables import union_change, union_record

WORKS = [
    work("v1", "Sejarah Indonesia", "Sukarno", held=MEMBERS, languages=("ind",)),
    work("v2", "Pengantar sejarah", "Kuntowijoyo", languages=("ind",)),
]


@pytest.fixture
def shelf(tmp_path):
    with catalogue(tmp_path, WORKS) as opened:
        yield opened


@pytest.fixture
def call(shelf, capfdbinary, monkeypatch):
    monkeypatch.setenv("INDUK_CONFIG", str(shelf.consortium.folder / "induk.yaml"))

    def called(*arguments, language="en"):
        monkeypatch.setenv("INDUK_LANG", language)
        code = run(induk.cli, list(arguments))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return called


def test_a_sound_index(call):
    code, out, err = call("verify")
    assert (code, err) == (0, "") and "2 titles" in out and "The index is sound." in out
    told = json.loads(call("verify", "--json")[1])
    assert told["faults"] == [] and (told["documents"], told["titles"], told["waiting"]) == (2, 2, 0)


def test_a_title_that_is_not_in_the_index(call, shelf):
    with shelf.database.write() as connection:
        connection.execute(
            sa.insert(union_record).values(id="v3", first_seen="", changed="", deleted=False, data=b"{}")
        )
    code, out, _err = call("verify")
    assert code == 1 and "The store has 3 titles, the index 2." in out and "`induk index --rebuild`" in out
    assert call("verify", language="id")[1] != out
    with shelf.database.write() as connection:  # it is only late
        connection.execute(sa.insert(union_change).values(union_id="v3"))
    code, out, _err = call("verify")
    assert code == 0 and "1 change waits for `induk index`." in out


def test_a_damaged_file_is_told(call, shelf):
    shelf.engine.close()
    (generation,) = (shelf.consortium.data / "index").glob("g*")
    largest = max(generation.glob("*.arrays"), key=lambda file: file.stat().st_size)
    content = largest.read_bytes()
    half = len(content) // 2
    largest.write_bytes(content[:half] + b"\xff" * (len(content) - half))
    code, out, err = call("verify")
    assert code == 1 and out + err


def test_no_index_is_no_sound_index(call, shelf):
    (shelf.consortium.data / "index" / "CURRENT").unlink()
    code, out, err = call("verify")
    assert (code, out) == (1, "") and "`induk index`" in err


def test_explained_in_words(call):
    code, out, err = call("search", "sejarah indonesia", "--explain")
    assert code == 0 and err == "1 title found.\n"
    assert "1. Sejarah Indonesia  [v1]" in out and "the whole of it" in out and "Points" in out
    translated = call("search", "sejarah indonesia", "--explain", language="id")[1]
    assert "1. Sejarah Indonesia  [v1]" in translated and "Points" not in translated


def test_explained_for_programs(call):
    told = json.loads(call("search", "sejarah", "--explain", "--json")[1])
    assert [record["id"] for record in told["records"]] == ["v1", "v2"] or told["total"] == 2
    for record in told["records"]:
        assert sum(reason["score"] for reason in record["reasons"]) == pytest.approx(record["score"], abs=0.001)
        assert {"score", "field", "how", "looked_for", "found"} == set(record["reasons"][0])


def test_an_order_without_points_says_so(call):
    assert "Title A to Z" in call("search", "sejarah", "--sort", "title", "--explain")[1]
    assert "New in the catalogue" in call("search", "--explain")[1]
    assert call("search", "zzzqqqx", "--explain")[:2] == (0, "")
