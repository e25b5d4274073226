"""References and tables from the file to the union catalogue, by the commands that a person gives."""

import io
import json

import pytest

import induk
from config.cli import run as call
from harvester.files import table

YAML = """
consortium: {name: Uji}
members:
  - {id: scopus, name: S, sources: [{type: file, path: scopus.ris, format: ris, complete: true}]}
  - {id: zotero, name: Z, sources: [{type: file, path: zotero.bib, format: bibtex}]}
  - {id: crossref, name: C, sources: [{type: file, path: crossref.json, format: csl, complete: true}]}
  - {id: dblp, name: D, sources: [{type: file, path: dblp.csv, format: csv, complete: true}]}
"""
RIS = """TY  - JOUR
TI  - Efficient entity resolution in union catalogues
AU  - Kedem, Z.M.
AU  - Tuzhilin, A.
T2  - VLDB Journal
VL  - 12
IS  - 3
SP  - 123
EP  - 8
PY  - 2003
DO  - 10.1007/s00778-003-0098-9
ER  -
TY  - THES
ID  - 2
TI  - Pengaruh motivasi terhadap kinerja pegawai
AU  - Lubis, Nur Aisyah
PB  - UIN Sumatera Utara
PY  - 2018
ER  -
"""
BIB = r"""@article{kedem2003,
  title = {Efficient {Entity} Resolution in Union Catalogues},
  author = {Kedem, Zvi M. and Tuzhilin, Alexander},
  journal = {The {VLDB} Journal}, volume = {12}, number = {3}, pages = {123--128}, year = {2003}
}
@article{broken, title = {Judul yang {rusak},
@book{hamka, title = {Tafsir Al-Azhar}, author = {Hamka}, publisher = {Pustaka Panjimas}, year = {1983}}
"""
CSL = [
    {"id": "k", "type": "article-journal", "title": "Efficient entity resolution in union catalogues",
     "author": [{"family": "Kedem", "given": "Zvi"}, {"family": "Tuzhilin", "given": "Alexander"}],
     "container-title": "VLDB J.", "volume": "12", "issue": "3", "page": "123-128",
     "DOI": "10.1007/S00778-003-0098-9", "issued": {"date-parts": [[2003, 6]]}}
]  # fmt: skip
CSV = """id,title,authors,venue,year
journals/vldb/KedemT03,Efficient entity resolution in union catalogues,"Zvi M. Kedem, Alexander Tuzhilin",VLDB J.,2003
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "induk.yaml").write_text(YAML)
    (tmp_path / "scopus.ris").write_text(RIS)
    (tmp_path / "zotero.bib").write_text(BIB)
    (tmp_path / "crossref.json").write_text(json.dumps(CSL))
    (tmp_path / "dblp.csv").write_text(CSV)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    return tmp_path


def induk_(capsysbinary, *arguments):
    code = call(induk.cli, list(arguments))
    return code, capsysbinary.readouterr().out.decode()


def bibs(capsysbinary):
    _code, out = induk_(capsysbinary, "export", "bib")
    return {record["id"]: record for record in map(json.loads, out.splitlines())}


def test_references_are_harvested_and_indexed(folder, capsysbinary):
    code, out = induk_(capsysbinary, "harvest", "--json")
    told = {one["source"]: (one["status"], one["added"], one["quarantined"]) for one in json.loads(out)["sources"]}
    assert told == {"scopus": ("ok", 2, 0), "zotero": ("ok", 2, 1), "crossref": ("ok", 1, 0), "dblp": ("ok", 1, 0)}
    assert induk_(capsysbinary, "index")[0] == code == 0
    found = bibs(capsysbinary)
    assert sorted(found) == [
        "crossref:k", "dblp:journals/vldb/KedemT03", "scopus:10.1007/s00778-003-0098-9", "scopus:2", "zotero:hamka",
        "zotero:kedem2003",
    ]  # fmt: skip
    articles = [one for one in found.values() if one["title"].casefold().startswith("efficient")]
    assert len(articles) == 4
    assert {one["type"] for one in articles} == {"article"}
    assert {one["host"]["pages"] for one in articles} == {"123-128", None}
    assert len({one["creators"][1]["name"] for one in articles}) == 3
    assert found["scopus:10.1007/s00778-003-0098-9"]["union"] == found["crossref:k"]["union"]


def test_what_is_exported_as_a_table_is_harvested_again(folder, capsysbinary):
    induk_(capsysbinary, "harvest")
    induk_(capsysbinary, "index")
    before = bibs(capsysbinary)
    _code, exported = induk_(capsysbinary, "export", "bib", "--format", "csv")
    (folder / "all.csv").write_text(exported)
    (folder / "induk.yaml").write_text(
        "consortium: {name: Uji}\nmembers:\n"
        "  - {id: back, name: B, sources: [{type: file, path: all.csv, format: csv}]}\ndata: ./other\n"
    )
    assert len(list(table.of_text(io.BufferedReader(io.BytesIO(exported.encode())), {}))) == len(before)
    assert induk_(capsysbinary, "harvest")[0] == 0
    assert induk_(capsysbinary, "index")[0] == 0
    after = bibs(capsysbinary)
    own = ("id", "union", "source", "member", "holdings", "issues")  # one library holds all of them now
    assert {
        name.removeprefix("back:"): {k: v for k, v in one.items() if k not in own} for name, one in after.items()
    } == {name: {k: v for k, v in one.items() if k not in own} for name, one in before.items()}
