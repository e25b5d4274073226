"""`induk issues`: what is wrong with the records of each library, counted and listed, through harvest and index."""

import csv
import io
import json

import pytest

import induk
from config.cli import run as call
from config.database import Database
from indexer import quality_shelf, quality_store

YAML = """
consortium: {name: Uji}
members:
  - {id: a, name: A, sources: [{type: file, path: a.csv, format: csv, complete: true, drop_limit: 1}]}
  - {id: b, name: B, sources: [{type: file, path: b.csv, format: csv, complete: true, drop_limit: 1}]}
"""
HEAD = "Kode,Judul,Pengarang,Penerbit,Tahun Terbit,ISBN,Kolasi\n"
BOOK = "{key},Pengantar ilmu perpustakaan,Sulistyo-Basuki,Gramedia,1991,979-403-042-2,458 hlm.\n"
COOKING = "{key},Resep kue kering nusantara,Ibu Sud,Kartini,2001,979-403-042-2,90 hlm.\n"
MANGLED = "{key},Sejarah peradaban Isl?m,Badri Yatim,Rajawali,2000,,340 hlm.\n"
FORMULA = "{key},@SUM(A1:A9),Isl?mi,Kartini,1999,,\n"


@pytest.fixture
def shelf(tmp_path, monkeypatch, capsysbinary):
    """Writes the tables of the libraries, harvests and indexes them."""
    yaml = YAML.replace("drop_limit: 1}", "drop_limit: 1, columns: {identifier: Kode}}")
    (tmp_path / "induk.yaml").write_text(yaml)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INDUK_LANG", "en")
    monkeypatch.delenv("INDUK_CONFIG", raising=False)

    def fill(**libraries):
        for name, rows in libraries.items():
            lines = (row.format(key=f"k{number}") for number, row in enumerate(rows))
            (tmp_path / f"{name}.csv").write_text(HEAD + "".join(lines))
        assert call(induk.cli, ["run"]) == 0
        capsysbinary.readouterr()

    return fill


@pytest.fixture
def issues(capsysbinary):
    def ask(*arguments):
        code = call(induk.cli, ["issues", *arguments])
        seen = capsysbinary.readouterr()
        return code, seen.out.decode(), seen.err.decode()

    return ask


def codes(issues, *arguments):
    told = json.loads(issues("--json", *arguments)[1])["issues"]
    return {(each["member"], each["code"]): each.get("records", each.get("id")) for each in told}


def test_issues_are_counted_for_each_library(shelf, issues):
    shelf(a=[BOOK, BOOK, MANGLED], b=[BOOK])
    code, out, err = issues()
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "a (records: 3)",
        "       2   66.7 %  duplicate-in-library  The same library has another record of this publication; "
        "`value` is its id.",
        "       1   33.3 %  mangled-characters    Letters of this text were lost on the way, and nobody can tell "
        "which they were.",
    ]
    (first, _second) = json.loads(issues("--json")[1])["issues"]
    assert first == {"member": "a", "code": "duplicate-in-library", "records": 2, "of": 3, "share": 66.67}
    table = list(csv.DictReader(io.StringIO(issues("--csv")[1])))
    assert [(row["member"], row["code"], row["records"], row["of"]) for row in table] == [
        ("a", "duplicate-in-library", "2", "3"), ("a", "mangled-characters", "1", "3"),
    ]  # fmt: skip


def test_duplicates_name_each_other_and_no_other_library(shelf, issues):
    shelf(a=[BOOK, BOOK, BOOK], b=[BOOK])
    code, out, _err = issues("--code", "duplicate-in-library", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert {row["id"]: row["value"] for row in rows} == {"a:k0": "a:k1", "a:k1": "a:k0", "a:k2": "a:k0"}
    assert {row["title"] for row in rows} == {"Pengantar ilmu perpustakaan"}
    assert issues("--member", "b", "--csv")[1].splitlines() == ["member,id,title,code,field,value,note,url"]


def test_an_isbn_of_two_titles_is_told_of_both(shelf, issues):
    shelf(a=[BOOK, COOKING], b=[BOOK])
    told = json.loads(issues("--code", "isbn-of-several", "--json")[1])["issues"]
    assert [(each["id"], each["value"], each["note"]) for each in told] == [
        ("a:k0", "9789794030424", "a:k1"), ("a:k1", "9789794030424", "a:k0"),
    ]  # fmt: skip
    assert codes(issues) == {("a", "isbn-of-several"): 2}


def test_volumes_and_editions_may_share_an_isbn(shelf, issues):
    volume = "{key},Ensiklopedi Islam jilid %d,Dewan Redaksi,Ichtiar Baru,1993,979-403-042-2,300 hlm.\n"
    edition = "{key},%s,Sulistyo-Basuki,Gramedia,1991,979-403-042-2,458 hlm.\n"
    shelf(a=[volume % 1, volume % 2], b=[edition % "Dasar-dasar dokumentasi", edition % "Teknik dan jasa kearsipan"])
    assert codes(issues, "--code", "isbn-of-several") == {}


def test_issues_of_a_record_stand_with_it_wherever_it_is_read(shelf, issues, capsysbinary):
    shelf(a=[BOOK, BOOK, COOKING], b=[])

    def lines(*arguments):
        call(induk.cli, list(arguments))
        return [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]

    bibs = {record["id"]: record for record in lines("export", "bib")}
    assert [issue["code"] for issue in bibs["a:k0"]["issues"]] == ["duplicate-in-library", "isbn-of-several"]
    unions = {tuple(record["records"]): record for record in lines("export", "union")}
    (both,) = (record for ids, record in unions.items() if len(ids) == 2)
    found = [(issue["code"], issue["value"]) for issue in both["issues"]]
    assert ("duplicate-in-library", "a:k0") in found and ("duplicate-in-library", "a:k1") in found
    assert len(both["provenance"]["issues"]) == len(found)


def test_counts_follow_the_records(shelf, issues):
    shelf(a=[BOOK, MANGLED], b=[MANGLED])
    assert codes(issues) == {("a", "mangled-characters"): 1, ("b", "mangled-characters"): 1}
    shelf(a=[BOOK, MANGLED.replace("Isl?m", "Islam")], b=[])
    assert issues()[1] == "Nothing is wrong with any record.\n"
    shelf(a=[BOOK, BOOK])
    assert codes(issues) == {("a", "duplicate-in-library"): 2}
    shelf(a=[BOOK])
    assert codes(issues) == {}


def test_counts_are_those_of_the_records_themselves(shelf, issues, tmp_path):
    shelf(a=[BOOK, BOOK, COOKING, MANGLED, FORMULA], b=[FORMULA, MANGLED])
    counted = codes(issues)
    listed: dict[tuple[str, str], set[str]] = {}
    for member in "ab":
        for each in json.loads(issues("--member", member, "--json")[1])["issues"]:
            listed.setdefault((each["member"], each["code"]), set()).add(each["id"])
    assert {key: len(ids) for key, ids in listed.items()} == counted
    database = Database.open(f"sqlite:///{tmp_path / 'data' / 'induk.sqlite'}")
    with database.read() as connection:
        own = quality_store.counts(connection)
    database.close()
    assert {key: number for key, number in counted.items() if key[1] not in quality_shelf.CODES} == dict(own)


def test_no_cell_is_run_as_a_formula(shelf, issues):
    shelf(a=[FORMULA], b=[])
    rows = list(csv.DictReader(io.StringIO(issues("--member", "a", "--csv")[1])))
    assert rows[0]["title"] == "'@SUM(A1:A9)"


def test_what_is_not_there_is_named(shelf, issues):
    shelf(a=[BOOK], b=[])
    code, out, err = issues("--code", "nonsense")
    assert (code, out) == (2, "") and "no-title" in err
    code, out, err = issues("--member", "zz")
    assert (code, out) == (2, "") and "Known members: a, b." in err


def test_a_list_for_reading_has_a_line_for_each_fault(shelf, issues):
    shelf(a=[MANGLED], b=[])
    assert issues("--member", "a")[1] == (
        "a:k0\tmangled-characters\tSejarah peradaban Isl?m\tSejarah peradaban Isl?m\n"
    )  # fmt: skip


def test_a_thousand_records_with_one_isbn_are_looked_through_in_time(shelf, issues):
    titles = ("Resep", "Sejarah", "Kamus", "Atlas", "Fisika", "Hukum", "Novel")
    rows = [
        f"{{key}},{titles[n % 7]} {n * 7919 % 1009} {n},Orang{n},Penerbit{n},{1950 + n % 70},979-403-042-2,{n} hlm.\n"
        for n in range(300)
    ]
    shelf(a=rows, b=[])
    assert codes(issues, "--code", "isbn-of-several")
