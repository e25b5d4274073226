"""The commands of the indexer, called as a person calls them, over files that a harvest really reads."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pymarc
import pytest

import induk
from config.cli import run as call

YAML = """
consortium: {name: Uji}
members:
  - {id: a, name: A, sources: [{type: file, path: a.mrc, format: marc21, complete: true}]}
  - id: b
    name: B
    sources: [{type: file, path: b.csv, format: csv, complete: true, drop_limit: 1, columns: {title: Judul}}]
  - {id: c, name: C, sources: [{type: file, path: c.mrc, format: marc21}]}
"""
TABLE = """Judul,Pengarang,Penerbit,Tahun Terbit,ISBN
Pengantar ilmu perpustakaan,Sulistyo-Basuki,Gramedia,1991,979-403-042-2
Sejarah peradaban Islam,Badri Yatim,Rajawali,2000,
"""


def marc(number: str, title: str, author: str) -> bytes:
    record = pymarc.Record(leader="00000nam a2200000 a 4500", force_utf8=True)
    record.add_field(pymarc.Field("001", data=number))
    for tag, first, code, value in (
        ("020", " ", "a", "9794030422"),
        ("100", "1", "a", author),
        ("245", "1", "a", title),
        ("260", " ", "c", "1991"),
        ("260", " ", "b", "Gramedia"),
    ):
        record.add_field(
            pymarc.Field(tag, indicators=pymarc.Indicators(first, "0"), subfields=[pymarc.Subfield(code, value)])
        )
    return record.as_marc()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "induk.yaml").write_text(YAML)
    (tmp_path / "a.mrc").write_bytes(marc("1", "Pengantar ilmu perpustakaan", "Sulistyo-Basuki"))
    (tmp_path / "b.csv").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    return tmp_path


def induk_(capsysbinary, *arguments: str) -> tuple[int, str, str]:
    code = call(induk.cli, list(arguments))
    seen = capsysbinary.readouterr()
    return code, seen.out.decode(), seen.err.decode()


@pytest.fixture
def catalogue(folder, capsysbinary):
    code, _out, _err = induk_(capsysbinary, "run")
    assert code == 4
    _code, out, _err = induk_(capsysbinary, "export", "bib")
    return {record["id"]: record for record in map(json.loads, out.splitlines())}


def test_run_indexes_even_where_a_source_failed(folder, capsysbinary):
    code, out, _err = induk_(capsysbinary, "run", "--json")
    told = json.loads(out)
    assert code == 4
    assert {source["source"]: source["status"] for source in told["sources"]}["c"] == "failed"
    assert (told["index"]["records"], told["index"]["unions"]) == (3, 2)
    code, out, _err = induk_(capsysbinary, "index", "--json")
    assert code == 0
    assert json.loads(out)["changed"] == 0


@pytest.mark.parametrize("json_wanted", [True, False])
def test_run_tells_what_was_harvested_even_where_indexing_fails(folder, capsysbinary, json_wanted):
    (folder / "data").mkdir()
    (folder / "data" / "index").write_text("in the way")
    code, out, err = induk_(capsysbinary, "run", *(["--json"] if json_wanted else []))
    assert code == 1
    assert err.count("induk: ") == 1
    if json_wanted:
        told = json.loads(out)
        assert {source["source"]: source["added"] for source in told["sources"]} == {"a": 1, "b": 2, "c": 0}
        assert told["index"] is None
        assert told["index_error"]["message"] in err
        assert set(told["index_error"]) == {"code", "message", "advice"}
    else:
        assert out.startswith("a: ok; 1 added")


def test_why_tells_what_holds_a_union_together(catalogue, capsysbinary):
    (book,) = [record for record in catalogue.values() if record["id"].startswith("a:")]
    code, out, err = induk_(capsysbinary, "why", book["union"])
    assert (err, code) == ("", 0)
    assert "What holds them together" in out
    assert "ISBN: one in common (9789794030424)" in out
    _code, out, _err = induk_(capsysbinary, "why", book["union"], "--json")
    (pair,) = json.loads(out)["pairs"]
    assert pair["evidence"]["verdict"] == "same"


def test_why_tells_which_record_is_the_best_and_why(catalogue, capsysbinary):
    book = catalogue["a:1"]
    _code, out, _err = induk_(capsysbinary, "why", book["union"])
    best, other = out.splitlines()[-2:]
    assert best.startswith("Best record: a:1 (marc21, ")
    assert other.startswith("  then b:") and other.endswith(": its format says less.")
    _code, out, _err = induk_(capsysbinary, "why", book["union"], "--json")
    assert [each["behind"] for each in json.loads(out)["ranking"]] == [None, "format"]
    (alone,) = [record for record in catalogue.values() if record["title"] == "Sejarah peradaban Islam"]
    assert "Best record" not in induk_(capsysbinary, "why", alone["union"])[1]


def test_why_tells_what_keeps_two_records_apart(catalogue, capsysbinary):
    (islam,) = [i for i, record in catalogue.items() if record["title"] == "Sejarah peradaban Islam"]
    code, out, _err = induk_(capsysbinary, "why", "a:1", islam)
    assert code == 0
    assert "They are not one union record" in out
    assert "Forbidden (title)" in out


def test_why_of_nothing_says_so(catalogue, capsysbinary):
    code, out, err = induk_(capsysbinary, "why", "nix")
    assert (code, out) == (1, "")
    assert "There is no record nix." in err


def test_a_judgement_is_applied_by_the_next_index_and_taken_back(catalogue, capsysbinary):
    (other,) = [i for i, r in catalogue.items() if r["union"] == catalogue["a:1"]["union"] and i != "a:1"]
    code, _out, err = induk_(capsysbinary, "judge", "different", "a:1", other, "--note", "{lain} cetakan")
    assert code == 0
    assert "`induk index` applies it" in err
    induk_(capsysbinary, "index")
    _code, out, _err = induk_(capsysbinary, "why", "a:1", other)
    assert "A person judged them different: “{lain} cetakan”" in out
    assert "They are not one union record" in out
    _code, out, _err = induk_(capsysbinary, "judge", "list", "--json")
    assert [made["verdict"] for made in json.loads(out)["judgements"]] == ["different"]
    assert induk_(capsysbinary, "judge", "forget", other, "a:1")[0] == 0
    assert induk_(capsysbinary, "judge", "forget", other, "a:1")[0] == 2
    induk_(capsysbinary, "index", "--rebuild")
    _code, out, _err = induk_(capsysbinary, "why", "a:1", other)
    assert "They are one union record" in out


def test_a_judgement_is_taken_back_by_the_ids_of_union_records(catalogue, capsysbinary):
    one = catalogue["a:1"]["union"]
    (other,) = {record["union"] for record in catalogue.values()} - {one}
    induk_(capsysbinary, "judge", "different", one, other, "--note", "lain\tcetakan\nlain tahun")
    (line,) = induk_(capsysbinary, "judge", "list")[1].splitlines()
    assert line.split("\t")[4] == "lain cetakan lain tahun"
    assert induk_(capsysbinary, "judge", "forget", other, one)[0] == 0
    assert induk_(capsysbinary, "judge", "list")[1] == ""
    held = [i for i, record in catalogue.items() if record["union"] == one]
    (apart,) = set(catalogue) - set(held)
    for each in held:
        induk_(capsysbinary, "judge", "different", each, apart)
    code, _out, err = induk_(capsysbinary, "judge", "forget", one, other)
    assert code == 2
    assert all(f"{min(each, apart)} {max(each, apart)}" in err for each in held)


def test_why_of_a_withdrawn_record_says_so(catalogue, folder, capsysbinary):
    rows = TABLE.splitlines(keepends=True)
    (folder / "b.csv").write_text(rows[0] + rows[2])
    induk_(capsysbinary, "run")
    (gone,) = [i for i in catalogue if i.startswith("b:") and "Pengantar" in catalogue[i]["title"]]
    code, out, err = induk_(capsysbinary, "why", gone)
    assert (code, out) == (1, "")
    assert f"{gone} was withdrawn by its source" in err


def test_judgements_that_contradict_each_other_are_named(catalogue, folder, capsysbinary):
    (folder / "c.mrc").write_bytes(marc("3", "Kamus botani", "Siapa"))
    induk_(capsysbinary, "run")
    (islam,) = [i for i, record in catalogue.items() if record["title"] == "Sejarah peradaban Islam"]
    one, two, three = "a:1", islam, "c:3"
    assert "contradict" not in induk_(capsysbinary, "judge", "same", one, two)[2]
    assert "contradict" not in induk_(capsysbinary, "judge", "same", two, three)[2]
    err = induk_(capsysbinary, "judge", "different", one, three)[2]
    assert "contradicts" in err
    assert f"the same: {one} {two}" in err and f"the same: {two} {three}" in err
    assert f"different: {one} {three}" in induk_(capsysbinary, "judge", "same", three, two)[2]
    induk_(capsysbinary, "index")
    told = {(a, b): induk_(capsysbinary, "why", a, b)[1] for a, b in ((one, two), (two, three), (one, three))}
    lost = [text for text in told.values() if "outranks" not in text]
    assert len(lost) == 1 and "They are not one union record" in lost[0]
    assert f"different: {one} {three}" in lost[0]
    assert "outranks everything" in told[one, three]


def test_judging_a_record_against_itself_is_refused(catalogue, capsysbinary):
    code, _out, err = induk_(capsysbinary, "judge", "same", "a:1", "a:1")
    assert code == 2
    assert "the same source record" in err


def test_raw_lines_have_exactly_the_keys_of_the_contract(catalogue, capsysbinary):
    _code, out, _err = induk_(capsysbinary, "export", "raw")
    keys = "id source member identifier format datestamp deleted sets sha256 first_seen changed confirmed problem"
    for line in out.splitlines():
        assert list(json.loads(line)) == keys.split()
    _code, out, _err = induk_(capsysbinary, "export", "raw", "--source", "b", "--payload")
    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == 2
    assert "Badri Yatim" in lines[1]["payload"]


def test_raw_marc_is_what_the_member_sent(catalogue, capsysbinary, folder):
    call(induk.cli, ["export", "raw", "--format", "marc"])
    assert capsysbinary.readouterr().out == (folder / "a.mrc").read_bytes()


def test_unions_are_exported_in_every_format(catalogue, capsysbinary):
    _code, out, _err = induk_(capsysbinary, "export", "union", "--member", "a")
    (line,) = out.splitlines()
    record = json.loads(line)
    assert record["members"] == ["a", "b"]
    assert all(holding["confirmed"] for holding in record["holdings"])
    call(induk.cli, ["export", "union", "--format", "marc"])
    titles = {r.title for r in pymarc.MARCReader(io.BytesIO(capsysbinary.readouterr().out), force_utf8=True)}
    assert len(titles) == 2
    call(induk.cli, ["export", "union", "--format", "marcxml"])
    assert len(pymarc.parse_xml_to_array(io.BytesIO(capsysbinary.readouterr().out))) == 2
    _code, out, _err = induk_(capsysbinary, "export", "union", "--format", "csv")
    assert out.startswith("id,title,")
    assert len(out.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("raw", "--source", "nosuch"), "Known sources: a, b, c."),
        (("union", "--member", "nosuch"), "Known members: a, b, c."),
        (("bib", "--payload"), "payload"),
        (("union", "--payload"), "payload"),
    ],
)
def test_an_export_of_what_is_not_there_is_refused(catalogue, capsysbinary, arguments, told):
    code, out, err = induk_(capsysbinary, "export", *arguments)
    assert (code, out) == (2, "")
    assert told in err


def test_a_source_that_is_no_longer_declared_is_still_exported(catalogue, folder, capsysbinary):
    (folder / "induk.yaml").write_text("consortium: {name: Uji}\n")
    code, out, _err = induk_(capsysbinary, "export", "raw", "--source", "b")
    assert (code, len(out.splitlines())) == (0, 2)


@pytest.mark.parametrize(
    ("format", "name", "count"), [("marc", "MARC 21", 2), ("marcxml", "MARC 21", 2), ("unimarc", "UNIMARC", 3)]
)
def test_how_many_records_are_no_marc_is_said(catalogue, capsysbinary, format, name, count):
    code, _out, err = induk_(capsysbinary, "export", "raw", "--format", format)
    assert (code, err) == (0, f"Records left out, which are no {name} or too long for it: {count}.\n")
    assert induk_(capsysbinary, "export", "union", "--format", format)[2] == ""


def test_a_reader_that_stops_reading_is_no_error(catalogue, folder):
    command = [sys.executable, "-m", "induk", "export", "raw", "--config", str(folder / "induk.yaml")]
    root = Path(induk.__file__).parent
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root)
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), stderr) == (0, b"")


@pytest.mark.parametrize("command", ["index", "run", "why", "judge", "review", "issues", "export"])
def test_help_ends_with_examples(command, capsysbinary):
    code, out, _err = induk_(capsysbinary, command, "--help")
    assert code == 0
    assert "Examples:" in out
