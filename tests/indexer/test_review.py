"""`induk review`: what the program will not decide alone is asked of a person, and the answers are kept."""

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

import induk
from config.cli import run as call
from config.database import Database
from indexer import review
from indexer.tables import bib_record, edge

SOURCE = "{type: file, path: NAME.csv, format: csv, columns: {identifier: Kode}}"
MEMBERS = [f"  - {{id: NAME, name: NAME, sources: [{SOURCE}]}}".replace("NAME", name) for name in "abc"]
YAML = "\n".join(["consortium: {name: Uji}", "members:", *MEMBERS])
HEAD = "Kode,Judul,Pengarang,Penerbit,Tahun Terbit\n"
TITLES = ("Hukum adat Batak", "Kamus botani", "Sejarah peradaban Islam", "Teori sastra", "Ilmu gizi", "Fisika dasar")


@pytest.fixture
def catalogue(tmp_path, monkeypatch, capsysbinary):
    """Three libraries with two different books each; what matching thinks of them is written by `doubt`."""
    (tmp_path / "induk.yaml").write_text(YAML)
    for place, name in enumerate("abc"):
        rows = [
            f"{n},{TITLES[2 * place + n]},Orang{place}{n},Penerbit{place}{n},{1960 + 9 * place + n}\n" for n in (0, 1)
        ]
        (tmp_path / f"{name}.csv").write_text(HEAD + "".join(rows))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INDUK_LANG", "en")
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    assert call(induk.cli, ["run"]) == 0
    capsysbinary.readouterr()
    database = Database.open(f"sqlite:///{tmp_path / 'data' / 'induk.sqlite'}")
    yield database
    database.close()


def doubt(database, *pairs, verdict="unsure"):
    """Note of pairs of public ids what matching would have found."""
    with database.write() as connection:
        rows = dict(connection.execute(sa.select(bib_record.c.id, bib_record.c.record_id)).all())
        for one, other, score in pairs:
            a, b = sorted((rows[one], rows[other]))
            connection.execute(sa.insert(edge).values(a=a, b=b, verdict=verdict, score=score))


def join(database, *public_ids):
    """Put records into one union record."""
    with database.write() as connection:
        first = sa.select(bib_record.c.union_id).where(bib_record.c.id == public_ids[0])
        union_id = connection.execute(first).scalar()
        connection.execute(sa.update(bib_record).where(bib_record.c.id.in_(public_ids)).values(union_id=union_id))


def queue(database, **options):
    with database.read() as connection:
        page = review.page(connection, **options)
    return [tuple(sorted((each.a.id, each.b.id))) for each in page.doubts], page.total


def test_the_likeliest_pair_comes_first(catalogue):
    doubt(catalogue, ("a:0", "b:0", 0.1), ("a:1", "b:1", 2.0), ("b:1", "c:1", -0.5))
    assert queue(catalogue) == ([("a:1", "b:1"), ("a:0", "b:0"), ("b:1", "c:1")], 3)


def test_the_queue_is_read_in_pieces(catalogue):
    doubt(catalogue, ("a:0", "b:0", 0.1), ("a:1", "b:1", 2.0), ("b:1", "c:1", -0.5))
    pieces = [queue(catalogue, offset=place, limit=2) for place in (0, 2, 4)]
    assert [found for found, _total in pieces] == [[("a:1", "b:1"), ("a:0", "b:0")], [("b:1", "c:1")], []]
    assert {total for _found, total in pieces} == {3}


def test_of_two_union_records_only_one_pair_is_asked_about(catalogue):
    join(catalogue, "a:0", "c:0")
    doubt(catalogue, ("a:0", "b:0", 0.1), ("b:0", "c:0", 0.7))
    assert queue(catalogue) == ([("b:0", "c:0")], 1)
    with catalogue.read() as connection:
        (asked,) = review.page(connection).doubts
    assert asked.records == 3


def test_what_is_together_already_is_not_asked_about(catalogue):
    join(catalogue, "a:0", "b:0")
    doubt(catalogue, ("a:0", "b:0", 0.1))
    assert queue(catalogue) == ([], 0)


def test_one_member_sees_its_own_pairs(catalogue):
    doubt(catalogue, ("a:0", "b:0", 0.1), ("b:1", "c:1", 2.0))
    assert queue(catalogue, member="a") == ([("a:0", "b:0")], 1)
    assert queue(catalogue, member="b")[1] == 2


def test_what_is_together_though_it_is_forbidden_comes_before_all(catalogue):
    join(catalogue, "a:0", "b:0")
    doubt(catalogue, ("a:1", "b:1", 2.0))
    doubt(catalogue, ("a:0", "b:0", -3.0), verdict="different")
    found, total = queue(catalogue)
    assert (found, total) == ([("a:0", "b:0"), ("a:1", "b:1")], 2)
    with catalogue.read() as connection:
        first = review.page(connection, limit=1).doubts[0]
    assert first.together and "title" in first.evidence.vetoes


def test_a_judgement_takes_the_pair_and_its_like_off_the_queue(catalogue, capsysbinary):
    join(catalogue, "a:0", "c:0")
    doubt(catalogue, ("a:0", "b:0", 0.1), ("b:0", "c:0", 0.7), ("a:1", "b:1", 0.3))
    assert call(induk.cli, ["judge", "different", "b:0", "a:0"]) == 0
    assert queue(catalogue) == ([("a:1", "b:1")], 1)
    assert call(induk.cli, ["judge", "same", "a:1", "b:1"]) == 0
    assert queue(catalogue) == ([], 0)
    assert call(induk.cli, ["judge", "forget", "a:0", "b:0"]) == 0
    assert queue(catalogue) == ([("b:0", "c:0")], 1)


def test_pairs_are_shown_side_by_side_with_the_answers(catalogue, capsysbinary):
    doubt(catalogue, ("a:0", "b:0", 0.1))
    assert call(induk.cli, ["review"]) == 0
    seen = capsysbinary.readouterr()
    out = seen.out.decode()
    (titles,) = (line for line in out.splitlines() if line.strip().startswith("Title"))
    assert "Hukum adat Batak" in titles and "Sejarah peradaban Islam" in titles
    assert "the answer is about 2 records" in out
    assert "Speaks against it: " in out
    for verdict in ("same", "different"):
        assert any(line.split()[:3] == ["induk", "judge", verdict] for line in out.splitlines())
    assert seen.err.decode() == "Pairs to be judged: 1.\n"


def test_json_is_one_object(catalogue, capsysbinary):
    doubt(catalogue, ("a:0", "b:0", 0.1), ("a:1", "b:1", 0.3))
    assert call(induk.cli, ["review", "--json", "--limit", "1"]) == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert told["total"] == 2
    (pair,) = told["pairs"]
    assert {pair["a"]["id"], pair["b"]["id"]} == {"a:1", "b:1"}
    assert pair["evidence"]["findings"]


def test_a_member_that_is_none_is_refused(catalogue, capsysbinary):
    assert call(induk.cli, ["review", "--member", "zz"]) == 2
    assert b"Known members: a, b, c." in capsysbinary.readouterr().err


def test_at_a_terminal_the_answers_are_kept(catalogue, tmp_path):
    doubt(catalogue, ("a:0", "b:0", 0.1), ("a:1", "b:1", 0.3), ("b:1", "c:1", -0.2))
    told = converse(tmp_path, ["what?", "n", "d cetakan lain", "s"])
    assert "1 of 3" in told
    assert "Judged: 2. `induk index` applies it." in told
    with catalogue.read() as connection:
        made = connection.exec_driver_sql("SELECT a, b, verdict, note FROM judgement ORDER BY a").all()
    assert [tuple(row) for row in made] == [("a:0", "b:0", "different", "cetakan lain"), ("b:1", "c:1", "same", None)]
    assert queue(catalogue) == ([("a:1", "b:1")], 1)


def test_quitting_at_a_terminal_keeps_what_was_answered(catalogue, tmp_path):
    doubt(catalogue, ("a:0", "b:0", 0.1), ("a:1", "b:1", 0.3))
    told = converse(tmp_path, ["s", "q"])
    assert "Judged: 1." in told and "Pairs to be judged: 1." in told


def converse(folder: Path, answers: list[str]) -> str:
    """`induk review` at a real terminal: each prompt gets the next answer; what it said in all."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "INDUK_LANG": "en", "TERM": "dumb", "COLUMNS": "120"}
    command = [sys.executable, "-m", "induk", "review", "--config", str(folder / "induk.yaml")]
    root = Path(induk.__file__).parent
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=root) as process:
        os.close(theirs)
        said = ""
        try:
            while select.select([ours], [], [], 60)[0]:
                try:
                    said += os.read(ours, 65536).decode(errors="replace")
                except OSError:  # the other end is closed
                    break
                if answers and said.endswith(" > "):
                    os.write(ours, f"{answers.pop(0)}\n".encode())
            assert process.wait(30) == 0, said
        finally:
            process.kill()
            os.close(ours)
    assert answers == [], said
    return said
