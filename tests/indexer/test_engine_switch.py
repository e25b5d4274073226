"""One setting and `induk index --rebuild` go from one engine to another and back: the same catalogue, the same hits."""

import json
from pathlib import Path
from typing import Any

import pytest

import induk
from config.cli import run as call

YAML = """
consortium: {name: Uji}
engine: ENGINE
members:
  - {id: a, name: A, sources: [{type: file, path: a.csv, format: csv, complete: true, columns: {title: Judul}}]}
  - {id: b, name: B, sources: [{type: file, path: b.csv, format: csv, complete: true, columns: {title: Judul}}]}
"""
TABLES = {
    "a": """Judul,Pengarang,Penerbit,Tahun Terbit,ISBN
Pengantar ilmu perpustakaan,Sulistyo-Basuki,Gramedia,1991,979-403-042-2
Sejarah peradaban Islam,Badri Yatim,Rajawali,2000,
Ilmu sosial dasar,Munandar,Eresco,1986,
""",
    "b": """Judul,Pengarang,Penerbit,Tahun Terbit,ISBN
Pengantar ilmu perpustakaan,Sulistyo-Basuki,Gramedia,1991,979-403-042-2
Metode penelitian sosial,Sugiyono,Alfabeta,2005,
""",
}
QUERIES = ("ilmu", "perpustakan", "sosial*", '"ilmu sosial"', "author:sulistyo year:1990-1999", "978-979-403-042-4", "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, table in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(table)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    choose(tmp_path, "whoosh")
    return tmp_path


def choose(folder: Path, engine: str) -> None:
    (folder / "induk.yaml").write_text(YAML.replace("ENGINE", engine))


def test_one_setting_and_a_rebuild_switch_the_engine(folder: Path, capsysbinary: Any) -> None:
    def told(*arguments: str) -> tuple[int, Any]:
        code = call(induk.cli, [*arguments, "--json"])
        return code, json.loads(capsysbinary.readouterr().out)

    def answers() -> list[Any]:
        found = [told("search", query)[1] for query in QUERIES]
        return [
            (answer["total"], [(one["id"], round(one["score"], 3)) for one in answer["records"]], answer["facets"])
            for answer in found
        ]

    def mark() -> str:
        generation = folder / "data" / "index" / (folder / "data" / "index" / "CURRENT").read_text().strip()
        return str(json.loads((generation / "induk-index.json").read_text())["engine"])

    assert told("run")[0] == 0
    assert mark() == "whoosh"
    before = answers()
    assert [total for total, _hits, _facets in before] == [2, 1, 2, 1, 1, 1, 4]
    choose(folder, "tantivy")
    assert call(induk.cli, ["search", "ilmu"]) == 1  # the old index is not taken for its own
    assert b"induk index --rebuild" in capsysbinary.readouterr().err
    assert told("index", "--rebuild")[0] == 0
    assert mark() == "tantivy"
    assert answers() == before
    (folder / "b.csv").write_text(TABLES["b"] + "Ilmu alamiah dasar,Maskoeri Jasin,Rajawali,1989,\n")
    code, report = told("run")
    assert (code, report["index"]["unions"], report["index"]["rebuilt"]) == (0, 5, False)
    assert told("search", "alamiah")[1]["total"] == 1
    choose(folder, "whoosh")
    assert told("run")[0] == 0  # without a word: what cannot be read is made anew
    assert mark() == "whoosh"
    assert told("search", "alamiah")[1]["total"] == 1
