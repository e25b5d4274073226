"""File sources: every format, with the faults that real files have."""

import gzip
import json
import os

import pytest
from dumps import LEADER, collection, marc, marcxml
from provider import Provider, Rec

from config.errors import StoreError
from harvester.files import rows as csv_rows
from harvester.ledger import Ledger


def test_marc_is_told_apart_by_its_terminators(house, count):
    house.files(
        "marc21",
        a=b"\xef\xbb\xbf" + marc("1") + b"\r\n" + marc("2", tag=b"035") + b"\n\n" + marc("3").replace(b"J", b"\xff"),
        b=gzip.compress(marc("4") + b"\x1a"),
    )  # fmt: skip
    assert count(house.one()) == (4, 0, 0, 0, 0, 0)
    assert set(house.records()) == {"1", "2", "3", "4"}
    assert house.records()["1"].payload == marc("1")
    assert count(house.one()) == (0, 0, 4, 0, 0, 0)


def test_a_cut_off_end_is_set_aside(house, count):
    house.files("marc21", a=marc("1") + marc("2")[:40])
    assert count(house.one()) == (1, 0, 0, 0, 1, 0)


def test_the_same_name_for_other_content(house, count):
    house.files("marc21", a=marc("7", "a") + marc("7", "b") + marc("7", "a"), b=marc("7", "c"))
    assert count(house.one()) == (3, 0, 0, 0, 0, 1)
    assert set(house.records()) == {"7", "7#2", "7#3"}
    assert count(house.one()) == (0, 0, 3, 0, 0, 0)  # nothing is read again
    assert count(house.one(full=True)) == (0, 0, 3, 0, 0, 1)


@pytest.mark.parametrize(
    ("format", "record"),
    [
        ("marc21", marc),
        ("marcxml", lambda *said: collection(marcxml(*said))),
        (
            "marc21",
            lambda number, title="Judul": f"=LDR  {LEADER.decode()}\n=001  {number}\n=245  00$a{title}\n".encode(),
        ),
    ],
    ids=["iso2709", "marcxml", "lines"],
)
def test_a_record_whose_leader_says_deleted_is_withdrawn(house, count, format, record):
    house.files(format, a=record("1"), b=record("2"))
    house.one()
    house.files(format, a=record("1"), b=record("2", "Lain").replace(LEADER, b"00000dam a2200000 a 4500"))
    assert count(house.one()) == (0, 0, 1, 1, 0, 0)
    assert house.alive() == {"1"}
    assert b"Judul" in house.records()["2"].payload  # what it was is kept


def test_a_record_that_never_came_otherwise_than_deleted_is_shown_and_says_so(house, count):
    house.files("marc21", a=marc("1") + marc("2").replace(LEADER, b"00000dam a2200000 a 4500"))
    assert count(house.one()) == (2, 0, 0, 0, 0, 0)
    assert house.records()["2"].repairs == ("says-deleted",)
    assert count(house.one(full=True)) == (0, 0, 2, 0, 0, 0)
    assert house.alive() == {"1", "2"}


def test_without_a_number_the_content_names_it(house):
    house.files("marc21", a=LEADER + b"245000000000\x1e10\x1faJudul\x1e\x1d")
    house.one()
    assert [name[:7] for name in house.records()] == ["sha256-"]


def test_marcxml_with_one_broken_record(house, count):
    broken = marcxml("2").replace("</subfield>", "")
    house.files(
        "marcxml", a=collection(marcxml("1", "Ilmu & seni"), broken, marcxml("3"), "<!-- " + marcxml("4") + "-->")
    )
    assert count(house.one()) == (3, 0, 0, 0, 0, 0)
    assert house.alive() == {"1", "2", "3"}
    assert house.records()["1"].repairs == ("bare-ampersand",)
    assert house.records()["2"].repairs == ("unclosed-tag",)


def test_saved_answers_several_in_one_file_and_broken(house, count):
    provider = Provider([Rec(f"oai:x:{n}", f"Judul {n}") for n in range(6)])
    whole = provider.wrap(provider.listed({"verb": "ListRecords"})).encode()
    cut = provider.wrap(provider.listed({"verb": "ListRecords", "resumptionToken": "t|5|"})).encode()[:-150]
    house.files("oai_dc", a=whole + cut, b=provider.wrap('<error code="noRecordsMatch"/>').encode())
    assert count(house.one()) == (5, 0, 0, 0, 1, 0)
    assert house.records()["oai:x:0"].datestamp == "2026-01-01T00:00:00Z"


def test_csv_with_any_separator_and_encoding(house):
    house.files(
        "csv",
        a="biblio_id;Judul;Pengarang\n1;Ilmu é;\"A; B\"\n\n2;Dua;C\n".encode("cp1252"),
        b="\ufeffNo,Judul\n3,Tiga\n".encode(),
        c="Judul\tTahun\nEmpat\t1999\n".encode("utf-16"),
    )  # fmt: skip
    assert house.one().added == 4
    records = house.records()
    assert {"1", "2", "3"} < set(records)
    assert json.loads(records["1"].payload) == {"biblio_id": "1", "Judul": "Ilmu é", "Pengarang": "A; B"}


def test_a_csv_heading_that_is_mapped_names_the_record(house):
    house.files("csv", more=", columns: {identifier: Kunci}", a=b"id,Kunci,Judul\nx,k1,a\nx,k2,b\n")
    house.one()
    assert set(house.records()) == {"k1", "k2"}


def test_a_mapped_heading_that_is_missing_fails_its_file_and_is_named(house):
    columns = ", columns: {identifier: KUNCI, title: 'Judul  Utama', isbns: Nomor}"
    house.files("csv", more=columns, a=b"kunci,Judul,ISBN\nk1,a,\n", b=b"kunci,judul utama,nomor\nk2,b,\n")
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "file-unreadable")
    for named in ("Judul  Utama", "Nomor", "kunci; Judul; ISBN"):
        assert named in report.error.message
    assert set(house.records()) == {"k2"}


def test_a_row_with_too_many_fields_is_set_aside(house, count):
    house.files("csv", a=b"id,judul\n1,a\n2,b,c\n3,c\n")
    assert count(house.one()) == (2, 0, 0, 0, 1, 0)
    assert json.loads(house.records()["2"].payload)["column 3"] == "c"


def test_a_quote_that_is_never_closed_swallows_no_other_row(house, count, monkeypatch):
    rows = b"".join(b"%d,Judul %d\n" % (n, n) for n in range(3, 30))
    house.files("csv", a=b'id,judul\n1,"satu\nbaris"\n2,"Aku\n' + rows)
    assert count(house.one()) == (28, 0, 0, 0, 1, 0)
    assert house.records()["2"].problem.code == "no-terminator"
    assert json.loads(house.records()["2"].payload) == {"id": "2", "judul": '"Aku'}
    monkeypatch.setattr(csv_rows, "LONGEST_FIELD", 100)
    house.files("csv", a=b'id,judul\n1,"satu\nbaris"\n2,"Aku\n' + rows + b'30,"x"\n31,' + b"y" * 200 + b"\n")
    assert count(house.one()) == (1, 0, 28, 0, 2, 0)
    assert len(house.records()) == 31


def test_a_quote_that_the_next_one_closes_swallows_no_row_between(house):
    house.files(
        "csv",
        a=b'id,judul,oleh\n1,"a\nb",A\n2,"Aku,B\n3,Tiga,C\n4,"x",D\n5,lima,E\n',
        b=b'"id","judul"\n"6","a "b" c"\n"7","Aku\n"8","C"\n"9","D\ndan lagi "e" f"\n',
    )
    house.one()
    records = house.records()
    assert house.alive() == {"1", "3", "4", "5", "6", "8", "9"}
    assert {name for name, record in records.items() if record.problem} == {"2", "7"}
    assert json.loads(records["1"].payload)["judul"] == "a\nb"


def test_a_folder_whose_name_looks_like_a_pattern_is_a_folder(house):
    house.folder = house.folder / "katalog [baru]"
    house.folder.mkdir()
    house.files("csv", a=b"id,judul\n1,a\n")
    assert (house.one().error, house.alive()) == (None, {"1"})


def test_a_file_whose_name_is_not_utf_8_is_read(house, count):
    folder = house.files("csv", a=b"id,judul\n1,a\n")
    (folder / "a").rename(os.fsdecode(bytes(folder) + b"/caf\xe9"))
    assert count(house.one()) == (1, 0, 0, 0, 0, 0)
    assert house.alive() == {"1"}


def test_what_could_not_be_written_is_not_counted(house, monkeypatch):
    def full(*_args):
        raise StoreError("full")

    house.files("csv", a=b"id,judul\n1,a\n")
    monkeypatch.setattr(Ledger, "_log", full)
    report = house.one()
    assert (report.status, report.added, house.records()) == ("failed", 0, {})


def test_complete_files_find_deletions_under_the_same_limit(house):
    folder = house.files("marc21", more=", complete: true", a=b"".join(marc(str(n)) for n in range(40)))
    house.one()
    (folder / "a").write_bytes(b"".join(marc(str(n)) for n in range(2, 40)))
    assert house.one().deleted == 2
    (folder / "a").write_bytes(marc("5"))
    report = house.harvest()
    assert (report.exit_code, len(house.alive())) == (6, 38)


def test_a_file_that_is_cut_off_is_not_the_whole_catalogue(house):
    whole = b"".join(marc(str(n)) for n in range(40))
    folder = house.files("marc21", more=", complete: true", a=whole)
    house.one()
    (folder / "a").write_bytes(whole[: whole.rindex(b"\x1d", 0, -200)])
    report = house.one()
    assert (report.status, report.error.code, report.deleted) == ("partial", "file-unreadable", 0)


def test_xml_that_is_cut_off_is_not_the_whole_catalogue(house):
    whole = collection(*(marcxml(str(n)) for n in range(40)))
    folder = house.files("marcxml", more=", complete: true", a=whole)
    assert house.one().status == "ok"
    for end in (b"</record>", b"</subfield>"):
        (folder / "a").write_bytes(whole[: whole.rindex(end, 0, -400) + len(end)])
        report = house.one()
        assert (report.status, report.error.code, report.deleted) == ("partial", "file-unreadable", 0)


def test_the_records_of_a_small_source_are_under_the_same_limit(house):
    folder = house.files("marc21", more=", complete: true", a=marc("1") + marc("2"))
    house.one()
    (folder / "a").write_bytes(b"")
    assert (house.one().status, house.alive()) == ("held", {"1", "2"})
    (folder / "a").write_bytes(marc("1"))
    assert (house.one().status, house.alive()) == ("held", {"1", "2"})
    house.sources["f"] += ", drop_limit: 1"
    assert house.one().deleted == 1
    (folder / "a").write_bytes(b"")
    assert (house.one().status, house.alive()) == ("ok", set())


def test_a_limit_of_nothing_lets_nothing_go(house):
    folder = house.files("marc21", more=", complete: true, drop_limit: 0", a=b"".join(marc(str(n)) for n in range(9)))
    house.one()
    (folder / "a").write_bytes(b"".join(marc(str(n)) for n in range(8)))
    assert (house.one().status, len(house.alive())) == ("held", 9)


def test_files_that_are_not_the_whole_catalogue_delete_nothing(house):
    folder = house.files("marc21", a=marc("1") + marc("2"))
    house.one()
    (folder / "a").write_bytes(marc("3"))
    assert (house.one().deleted, len(house.alive())) == (0, 3)


def test_no_file_and_no_record(house):
    house.files("marcxml")
    report = house.harvest()
    assert (report.exit_code, report.sources[0].error.code) == (4, "no-files")
    house.files("marcxml", a=b"hello", b=collection(marcxml("1")))
    report = house.one()
    assert (report.status, report.error.code, report.added) == ("partial", "file-unreadable", 1)


def test_a_damaged_archive_gives_what_comes_before_the_damage(house):
    packed = gzip.compress(b"".join(marc(str(n), f"Judul {n * 7919}") for n in range(3000)))
    house.files("marc21", more=", complete: true", a=packed[: len(packed) // 2])
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "file-unreadable")
    assert report.added > 500


def test_files_that_did_not_change_confirm_only_what_is_in_them(house, count):
    folder = house.files("marc21", a=marc("1", "a") + marc("2", "b"))
    house.one()
    (folder / "a").write_bytes(marc("2", "b"))
    assert count(house.one()) == (0, 0, 1, 0, 0, 0)
    before = house.dump()
    assert count(house.one()) == (0, 0, 1, 0, 0, 0)
    assert house.alive() == {"1", "2"}
    assert [row for row in house.dump() if row in before] == [row for row in before if row[2] == "1"]
