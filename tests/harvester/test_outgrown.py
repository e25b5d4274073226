"""When `induk status` says that another engine would do better."""

import json
from pathlib import Path
from typing import Any

import pytest

import induk
from config.cli import run as call
from config.i18n import speaking
from config.model import Consortium
from harvester import outgrown
from harvester.status import SourceStatus


def advice(engine: object, *records: int) -> list[str]:
    consortium = Consortium.model_validate({"consortium": {"name": "X"}, "engine": engine})
    sources = [SourceStatus(source=f"s{n}", member="m", type="file", records=each) for n, each in enumerate(records)]
    return outgrown.advice(consortium, sources)


def test_it_is_said_of_whoosh_above_half_a_million_records() -> None:
    assert advice("whoosh", 300_000, 200_000) == []
    told = advice("whoosh", 300_000, 200_001)
    assert len(told) == 1
    assert "engine: tantivy" in told[0]
    assert "induk index --rebuild" in told[0]


@pytest.mark.parametrize("engine", ["tantivy", {"type": "opensearch", "url": "http://127.0.0.1:9200"}])
def test_it_is_not_said_where_another_engine_is_chosen(engine: object) -> None:
    assert advice(engine, 3_000_000) == []


def test_it_is_said_in_both_languages() -> None:
    with speaking("id"):
        assert "mesin `tantivy`" in advice("whoosh", 600_000)[0]


def test_status_says_it_to_people_and_to_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any
) -> None:
    (tmp_path / "induk.yaml").write_text(
        "consortium: {name: Uji}\nmembers:\n"
        "  - {id: a, name: A, sources: [{type: file, path: a.csv, format: csv, columns: {title: Judul}}]}\n"
    )
    (tmp_path / "a.csv").write_text("Judul,Pengarang,Tahun Terbit\nSatu,A,2001\nDua,B,2002\nTiga,C,2003\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    assert call(induk.cli, ["harvest"]) == 0
    for many, said in ((3, False), (2, True)):
        monkeypatch.setattr(outgrown, "MANY", many)
        capsysbinary.readouterr()
        assert call(induk.cli, ["status"]) == 0
        assert (b"engine: tantivy" in capsysbinary.readouterr().out) is said
        assert call(induk.cli, ["status", "--json"]) == 0
        assert bool(json.loads(capsysbinary.readouterr().out)["advice"]) is said
