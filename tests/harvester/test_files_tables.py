"""Tables: separators, encodings, quotes, headings, and the exports of SLiMS and INLISLite as they come."""

import csv
import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harvester.files import known, table
from harvester.files import rows as csv_rows
from harvester.files.stream import CutOff
from harvester.page import Item

SLIMS = [
    ["Pengantar ilmu", "Text", "Cet. 1", "979403", "Gramedia", "1991", "458 hlm.", "", "020 SUL p", "Indonesia",
     "Jakarta", "020", "Catatan, panjang", "a.jpg", "oleh Sulistyo", "<Sulistyo-Basuki><Basuki>", "<Perpustakaan>",
     "<B001><B002>"],
    ["Dua", *[""] * 16, "<B003>"],
]  # fmt: skip
ITEM = ["B001", "020 SUL p", "Textbook", "INV1", "2020-01-02", "", "", "Pusat", "", "Tersedia", "", "1", "", "", "", "",
        "2020-01-02 03:04:05", "2021-01-02 03:04:05", "Pengantar ilmu"]  # fmt: skip


def written(rows: list[list[str]], delimiter: str = ",", **options: object) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, **options).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


def items(content: str | bytes, **columns: str) -> list[Item]:
    body = content.encode() if isinstance(content, str) else content
    return list(table.of_text(io.BufferedReader(io.BytesIO(body)), columns))


def values(content: str | bytes) -> list[dict[str, str]]:
    return [json.loads(item.payload) for item in items(content)]


WORDS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\ufeff"), max_size=12)
LATIN = st.text("abcdefghijklmnopqrstuvwxyz ;,|^\t\"'\r\néÜß", max_size=12)
"""None of its letters is, in Windows-1252, a byte that goes on a character of UTF-8 (`Ü€` is one in both)."""


@given(
    rows=st.lists(st.tuples(LATIN, LATIN, LATIN), max_size=12),
    delimiter=st.sampled_from(csv_rows.SEPARATORS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]),
    told=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_csv_writes_comes_back_exactly(rows, delimiter, encoding, told, quoting):
    headings = ["BIBID", "Judul", "Pengarang"]
    body = [[f"k{number}", *row[1:]] for number, row in enumerate(rows)]
    content = ("sep=" + delimiter + "\r\n" if told else "") + written([headings, *body], delimiter, quoting=quoting)
    found = items(content.encode(encoding))
    assert [json.loads(item.payload) for item in found] == [dict(zip(headings, row, strict=True)) for row in body]
    assert [item.identifier for item in found] == [row[0] for row in body]
    assert all(item.problem is None for item in found)


@given(rows=st.lists(st.tuples(WORDS, WORDS), max_size=12), delimiter=st.sampled_from(csv_rows.SEPARATORS))
def test_any_script_comes_back_exactly(rows, delimiter):
    body = [[f"k{number}", *row] for number, row in enumerate(rows)]
    assert [list(row.values()) for row in values(written([["id", "judul", "penerbit"], *body], delimiter))] == body


@given(st.binary(max_size=400))
@example(b"id,judul\n1,a\n\0")
@example(b"\0")
def test_no_bytes_at_all_break_a_table(content):
    try:
        items(content)
    except (table.Fault, CutOff):
        return


def test_lines_above_the_headings_are_passed_over():
    content = "DAFTAR BUKU;;;\nPerpustakaan X;Tahun 2024;;\n\nNo;Judul;Pengarang;Tahun\n1;Satu;A;1991\n2;Dua;B;1992\n"
    assert [row["Judul"] for row in values(content)] == ["Satu", "Dua"]
    content = 'Laporan buku, dicetak 1 Mei\n\n"Judul"\t"Pengarang"\nSatu, dua\tA\n'
    assert values(content) == [{"Judul": "Satu, dua", "Pengarang": "A"}]
    assert values("Kata,Arti\na,b\n") == [{"Kata": "a", "Arti": "b"}]


def test_old_line_ends_and_bytes_of_two_encodings():
    content = "id,judul\r1,Ilmu é\r".encode() + b"2,Ilmu \xe9\r"
    found = items(content)
    assert [json.loads(item.payload)["judul"] for item in found] == ["Ilmu é", "Ilmu é"]
    assert [item.repairs for item in found] == [(), ("wrong-encoding",)]
    rows = b"".join(b"%d,caf\xe9 %d\n" % (n, n) for n in range(40_000))
    assert json.loads(items(b"id,judul\n" + rows)[-1].payload)["judul"] == "café 39999"


def test_quotes_that_were_not_doubled_are_text():
    content = '"id","judul","oleh"\n"1","Kata "kunci" buku","A"\n"2","Kata ""baku""","B"\n"3","Buku "itu"","C"\n'
    assert [row["judul"] for row in values(content)] == ['Kata "kunci" buku', 'Kata "baku"', 'Buku "itu"']
    assert [item.repairs for item in items(content)] == [("stray-quote",), (), ("stray-quote",)]


def test_numbers_that_only_count_the_rows_name_nothing():
    content = "No,Judul\n1,a\n2,b\n3,b\n"
    assert all(item.identifier.startswith("sha256-") for item in items(content))
    assert [item.identifier for item in items("No,Judul\n12,a\n7,b\n")] == ["12", "7"]
    assert [item.identifier for item in items(content, identifier="No")] == ["1", "2", "3"]
    assert [item.identifier for item in items("No.,Judul,Kode\n1,a,K1\n2,b,K2\n")] == ["K1", "K2"]


def test_rows_without_a_name_are_named_by_their_content(house, count):
    house.files("csv", a=b"judul,oleh\na,b\na,b\nc,d\n")
    assert count(house.one()) == (2, 0, 0, 0, 0, 1)
    assert all(name.startswith("sha256-") for name in house.records())


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_slims_writes_titles_without_headings_and_without_doubling_quotes(end):
    rows = [[value.replace("Catatan", 'Catatan "kecil"') for value in row] for row in SLIMS]
    content = end.join(",".join(f'"{value}"' for value in row) for row in rows) + end
    found = items(content)
    first = json.loads(found[0].payload)
    assert [item.identifier for item in found] == ["B001", "B003"]
    assert (first["title"], first["sor"], first["authors"]) == (SLIMS[0][0], SLIMS[0][14], "<Sulistyo-Basuki><Basuki>")
    assert first["notes"] == 'Catatan "kecil", panjang'


def test_slims_of_other_years_and_with_headings():
    older = [row[:14] + row[15:] for row in SLIMS]
    assert json.loads(items(written(older, ";"))[0].payload)["topics"] == "<Perpustakaan>"
    headings = [*known.SHAPES[0].headings, ""]
    found = items(written([headings, *SLIMS], quoting=csv.QUOTE_ALL))
    assert (len(found), json.loads(found[0].payload)["item_code"]) == (2, "<B001><B002>")
    assert [item.identifier for item in found] == ["B001", "B003"]


def test_the_copies_of_slims():
    found = items(written([ITEM, [*ITEM[:-1], "Judul"]]))
    assert json.loads(found[0].payload)["title"] == "Pengantar ilmu"
    assert found[0].identifier == "B001"


def test_a_table_that_is_cut_in_the_middle_is_not_the_whole_catalogue(house):
    whole = "id,judul,oleh\n" + "".join(f'{n},"Judul {n}",A\n' for n in range(40))
    folder = house.files("csv", more=", complete: true", a=whole.encode())
    assert house.one().status == "ok"
    for missing in (5, 3):
        (folder / "a").write_bytes(whole[:-missing].encode())
        report = house.one()
        assert (report.deleted, report.quarantined) == (0, 1)
        assert (report.status, report.error.code) == ("partial", "file-unreadable")


def test_a_last_row_may_be_short_where_others_are():
    assert [item.problem for item in items("id,judul,oleh\n1,a\n2,b")] == [None, None]
    assert [item.problem for item in items("id,judul,oleh\n1,a,\n2,b,c")] == [None, None]


def test_a_line_without_end_is_kept_within_bounds(monkeypatch):
    monkeypatch.setattr("harvester.files.encoding.LONGEST_LINE", 100)
    monkeypatch.setattr(csv_rows, "LONGEST_FIELD", 90)
    found = items("id,judul\n1,a\n2," + "x" * 5_000 + "\n3,c\n")
    assert [(item.identifier, item.problem and item.problem.code) for item in found] == [
        ("1", None), ("2", "no-terminator"), ("3", None)
    ]  # fmt: skip
    assert len(found[1].payload) < 300
