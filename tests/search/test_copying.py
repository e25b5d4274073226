"""Copy cataloguing: one library's own MARC record, never the mixture, by command, API and page."""

import io
import json
from pathlib import Path

import pymarc
import pytest
from starlette.testclient import TestClient

import induk
from config import loader
from config.cli import run as call
from config.database import Database
from indexer.engines import open_engine
from search.app import create_app

YAML = """
consortium: {name: Uji}
members:
  - {id: a, name: A, sources: [{type: file, path: a.csv, format: csv, columns: {identifier: Kode}}]}
  - {id: b, name: B, sources: [{type: file, path: b.mrc, format: marc21}]}
  - {id: c, name: C, sources: [{type: file, path: c.mrc, format: marc21}]}
  - {id: d, name: D, sources: [{type: file, path: d.mrc, format: marc21}]}
"""
SUDOC = (Path(__file__).parents[1] / "golden" / "unimarc" / "sudoc-book.mrc").read_bytes()
TABLE = """Kode,Judul,Pengarang,Penerbit,Tahun Terbit,ISBN,Kolasi,Subjek
1,Pengantar ilmu perpustakaan,Sulistyo-Basuki,Gramedia,1991,979-403-042-2,458 hlm.,Perpustakaan
2,Sejarah peradaban Islam,Badri Yatim,Rajawali,2000,,340 hlm.,Islam
"""


def marc(number: str, *more: tuple[str, str, str]) -> bytes:
    record = pymarc.Record(leader="00000nam a2200000 a 4500", force_utf8=True)
    record.add_field(pymarc.Field("001", data=number))
    fields = [("020", "a", "9794030422"), ("100", "a", "Sulistyo-Basuki"), ("245", "a", "Pengantar ilmu perpustakaan"),
              ("260", "b", "Gramedia"), ("260", "c", "1991"), *more]  # fmt: skip
    for tag, code, value in fields:
        record.add_field(pymarc.Field(tag, pymarc.Indicators("1", "0"), [pymarc.Subfield(code, value)]))
    return bytes(record.as_marc())


THIN, FULL = marc("7"), marc("9", ("300", "a", "458 hlm."), ("650", "a", "Perpustakaan"), ("999", "z", "lokal"))


@pytest.fixture
def folder(tmp_path, monkeypatch, capfdbinary):
    (tmp_path / "induk.yaml").write_text(YAML)
    (tmp_path / "a.csv").write_text(TABLE)
    (tmp_path / "b.mrc").write_bytes(THIN)
    (tmp_path / "c.mrc").write_bytes(FULL)
    (tmp_path / "d.mrc").write_bytes(SUDOC)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INDUK_LANG", "en")
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    assert call(induk.cli, ["run"]) == 0
    capfdbinary.readouterr()
    return tmp_path


@pytest.fixture
def show(folder, capfdbinary):
    def ask(*arguments):
        assert call(induk.cli, ["show", *arguments]) == 0
        seen = capfdbinary.readouterr()
        return seen.out, seen.err.decode()

    return ask


def told(capture, *arguments):
    assert call(induk.cli, list(arguments)) == 0
    return capture.readouterr().out


@pytest.fixture
def client(folder):
    consortium = loader.load(folder / "induk.yaml")
    database = Database.open(consortium.database_url)
    engine = open_engine(consortium)
    with TestClient(create_app(consortium, database, engine), follow_redirects=False) as opened:
        yield opened
    engine.close()
    database.close()


@pytest.fixture
def unions(show):
    return {i: json.loads(show(i)[0])["union"] for i in ("a:1", "a:2", "b:7", "c:9")}


def test_the_best_library_gives_its_own_bytes(show, unions):
    assert unions["a:1"] == unions["b:7"] == unions["c:9"]
    body, said = show(unions["a:1"], "--format", "marc")
    assert body == FULL
    assert said == "This is c:9, the record of c.\n"
    body, said = show(unions["a:1"], "--format", "marcxml")
    (record,) = pymarc.parse_xml_to_array(io.BytesIO(body))
    assert (record["001"].data, record["999"]["z"], said) == ("9", "lokal", "This is c:9, the record of c.\n")


def test_a_source_record_is_handed_out_untouched(show):
    assert show("b:7", "--format", "marc") == (THIN, "")


def test_without_marc_one_record_is_made_and_marked(show, unions):
    body, said = show(unions["a:2"], "--format", "marc")
    (record,) = pymarc.MARCReader(io.BytesIO(body))
    assert said == "No library has it as MARC; this was made of a:2 of a.\n"
    assert record["001"].data == "a:2"
    assert (record["884"]["k"], record["884"]["q"]) == ("a:2", "a")
    assert record["884"]["a"].startswith("Induk ")
    body, _said = show("a:2", "--format", "marcxml")
    assert pymarc.parse_xml_to_array(io.BytesIO(body))[0]["884"]["k"] == "a:2"


def test_unimarc_is_handed_out_where_it_was_asked_for_and_nowhere_else(show, capfdbinary):
    assert call(induk.cli, ["export", "raw", "--source", "d", "--format", "unimarc"]) == 0
    assert capfdbinary.readouterr() == (SUDOC, b"")
    public_id = json.loads(told(capfdbinary, "export", "bib", "--source", "d"))["id"]
    assert show(public_id, "--format", "unimarc") == (SUDOC, "")
    (made,) = pymarc.MARCReader(io.BytesIO(show(public_id, "--format", "marc")[0]))
    assert (made["245"].indicators.first, made["884"]["k"]) == ("1", public_id)


def test_unimarc_made_of_another_record_says_so(show, unions):
    body, said = show(unions["a:1"], "--format", "unimarc")
    assert said == "No library has it as UNIMARC; this was made of c:9 of c.\n"
    (record,) = pymarc.MARCReader(io.BytesIO(body), force_utf8=True)
    assert record["200"]["a"] == "Pengantar ilmu perpustakaan"
    assert record["830"]["a"].endswith(": c:9 (c)")


def test_the_api_says_whose_record_it_is(client, unions):
    answer = client.get(f"/api/v1/records/{unions['a:1']}?format=marc")
    assert (answer.status_code, answer.content, answer.headers["induk-record"]) == (200, FULL, "c:9")
    from_elsewhere = client.get(f"/api/v1/records/{unions['a:1']}?format=marc", headers={"Origin": "https://x.org"})
    assert from_elsewhere.headers["access-control-expose-headers"] == "Induk-Record"
    made = client.get(f"/api/v1/records/{unions['a:2']}?format=marcxml")
    assert (made.status_code, made.headers["induk-record"]) == (200, "a:2")
    merged = client.get(f"/api/v1/records/{unions['a:1']}?format=ris")
    assert "induk-record" not in merged.headers


def test_the_api_gives_a_source_record_its_own_marc_and_redirects_the_rest(client, unions):
    assert client.get("/api/v1/records/b:7?format=marc").content == THIN
    for asked in ("b:7", "b:7?format=ris", "a:1?format=marc"):
        answer = client.get(f"/api/v1/records/{asked}")
        assert answer.status_code == 301
        assert unions["a:1"] in answer.headers["location"]


def test_the_page_downloads_the_same(client, unions):
    answer = client.get(f"/record/{unions['a:1']}.marc")
    assert (answer.content, answer.headers["induk-record"]) == (FULL, "c:9")
    assert answer.headers["content-disposition"] == f'attachment; filename="{unions["a:1"]}.mrc"'


def test_a_member_outside_its_agreement_gives_nothing(folder, show, unions, monkeypatch):
    ended = YAML.replace("{id: c, name: C,", "{id: c, name: C, agreement: {until: 2020-12-31},")
    (folder / "induk.yaml").write_text(ended)
    assert show(unions["a:1"], "--format", "marc") == (THIN, "This is b:7, the record of b.\n")


def test_provenance_is_a_table_that_a_person_reads(show, unions):
    out, _said = show(unions["a:1"], "--provenance")
    lines = out.decode().splitlines()
    assert lines[0].startswith("Best record: c:9 (marc21, ")
    assert lines[1].startswith("  then b:7 (marc21, ") and lines[1].endswith(": it fills fewer fields.")
    (title,) = (line.split("  ") for line in lines if line.strip().startswith("Title"))
    assert [cell.strip() for cell in title if cell.strip()] == [
        "Title", "Pengantar ilmu perpustakaan", "c:9, b:7, a:1",
    ]  # fmt: skip
    single, _said = show(unions["a:2"], "--provenance")
    assert "Best record" not in single.decode() and "a:2" in single.decode()


def test_a_union_record_tells_its_provenance_and_when_each_holding_was_confirmed(show, client, unions):
    told = json.loads(show(unions["a:1"])[0])
    assert told["provenance"]["title"] == [0, 1, 2]
    assert all(holding["confirmed"] and holding["record"] in told["records"] for holding in told["holdings"])
    assert client.get(f"/api/v1/records/{unions['a:1']}").json() == told
    assert json.loads(show(unions["a:2"])[0])["provenance"] == {}
