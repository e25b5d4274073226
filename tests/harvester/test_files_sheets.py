"""Workbooks: cells as a person sees them."""

import gzip
import io
import json
from datetime import date, datetime, time

import openpyxl
import pytest
from dumps import zipped

from harvester.files import sheet


def book(*sheets: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
    """A workbook of these sheets; `formats` belong to cells of the first."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for rows in sheets:
        page = made.create_sheet()
        for row in rows:
            page.append(row)
    for cell, form in (formats or {}).items():
        made.worksheets[0][cell].number_format = form
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHARED = {
    "[Content_Types].xml": f'''<Types xmlns="{PACKAGE}/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>
        <Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>''',
    "_rels/.rels": f'''<Relationships xmlns="{PACKAGE}/relationships">
        <Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>''',
    "xl/workbook.xml": f'''<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>
        <sheet name="Buku" sheetId="1" r:id="r1"/></sheets></workbook>''',
    "xl/_rels/workbook.xml.rels": f'''<Relationships xmlns="{PACKAGE}/relationships">
        <Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>''',
    "xl/sharedStrings.xml": f'''<sst xmlns="{MAIN}"><si><t>BIBID</t></si><si><t>Judul</t></si><si><t>Tahun</t></si>
        <si><t>b1</t></si><si><r><t xml:space="preserve">Ilmu </t></r><r><t>&amp; seni</t></r></si></sst>''',
    "xl/worksheets/sheet1.xml": f'''<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>
        <row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="s"><v>4</v></c><c r="C2"><v>1991.0</v></c></row>
        </sheetData></worksheet>''',
}
"""A workbook as Excel writes it: its texts are in one place, the size of its sheet is a lie."""

ROWS = [["BIBID", "Judul", "Tahun", "ISBN"], ["b1", "Satu", 1991.0, 9789794030424], ["b2", "Dua", 1992, "979-403"]]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_workbook_is_read_like_any_table(house, form):
    house.files(
        form, a=book(ROWS), b=zipped(c__xlsx=gzip.compress(book([["id", "judul"], [3, "Tiga"]]))), d=b"id,judul\n4,E\n"
    )
    assert house.one().status == "ok"
    records = house.records()
    assert set(records) == {"b1", "b2", "3", "4"}
    assert json.loads(records["b1"].payload) == {
        "BIBID": "b1",
        "Judul": "Satu",
        "Tahun": "1991",
        "ISBN": "9789794030424",
    }


def test_the_sheet_with_known_headings_is_the_one(house):
    cover = [["Perpustakaan", "X"], ["Dicetak", date(2024, 1, 1)]]
    house.files("xlsx", a=book(cover, [[], ["DAFTAR BUKU"], [], *ROWS], [["id", "judul"], ["z", "Z"]]))
    house.one()
    assert set(house.records()) == {"b1", "b2"}
    house.files("xlsx", name="g", a=book([["Kata"]], [["Kata", "Arti"], ["a", "b"]]))
    assert [json.loads(r.payload) for r in house.records().values() if "Arti" in r.payload.decode()] == []
    assert house.harvest("g").sources[0].added == 1


def test_headings_that_are_mapped_choose_the_sheet(house):
    house.files(
        "xlsx",
        more=", columns: {title: Nama, identifier: Kunci}",
        a=book([["a", "b"], [1, 2]], [["Kunci", "Nama"], ["k", "N"]]),
    )
    house.one()
    assert set(house.records()) == {"k"}


@pytest.mark.parametrize(
    ("value", "form", "seen"),
    [
        (None, "General", ""),
        (1991.0, "General", "1991"),
        (9789794030424, "0", "9789794030424"),
        (9789794030424.0, "0", "9789794030424"),
        (131103628, "0000000000", "0131103628"),
        (7.0, "000", "007"),
        (12.5, "General", "12.5"),
        (0.1 + 0.2, "General", "0.3"),
        (12.5, "0.00", "12.50"),
        (True, "General", "TRUE"),
        ("#N/A", "General", ""),
        ("#Merdeka", "General", "#Merdeka"),
        (datetime(2024, 5, 1), "dd/mm/yyyy", "2024-05-01"),
        (datetime(2024, 5, 1, 8, 30), "dd/mm/yyyy hh:mm", "2024-05-01 08:30:00"),
        (datetime(1991, 1, 1), "yyyy", "1991"),
        (date(2024, 5, 1), "dd/mm/yyyy", "2024-05-01"),
        (time(8, 30), "hh:mm", "08:30:00"),
    ],
)  # fmt: skip
def test_cells_are_what_a_person_sees(value, form, seen):
    assert sheet.shown(value, form) == seen


def test_formats_in_a_file_are_obeyed(house):
    rows = [["id", "judul", "isbn", "tahun"], [7, "Satu", 131103628, datetime(1991, 1, 1)]]
    house.files("xlsx", a=book(rows, formats={"A2": "0000", "C2": "0000000000", "D2": "yyyy"}))
    house.one()
    assert json.loads(house.records()["0007"].payload) == {
        "id": "0007",
        "judul": "Satu",
        "isbn": "0131103628",
        "tahun": "1991",
    }


def test_a_damaged_workbook_is_named_and_the_others_go_on(house, monkeypatch):
    whole = book(ROWS)
    house.files(
        "xlsx",
        a=whole[: len(whole) // 2],
        b=zipped(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<"}),
        c=whole.replace(b"xl/worksheets", b"xl/worksheetz"),
        d=book([["x"]]),
        e=whole,
    )  # fmt: skip
    report = house.one()
    assert (report.status, report.error.code, house.alive()) == ("partial", "file-unreadable", {"b1", "b2"})
    assert "1 more" in report.error.message
    house.files("xlsx", name="g", e=whole)
    monkeypatch.setattr(sheet, "UNPACKED", 100)
    assert house.harvest("g").sources[0].error.code == "too-large"


def test_texts_that_cells_share_are_found_and_bounded(house, monkeypatch):
    house.files("xlsx", a=zipped(**SHARED))
    house.one()
    assert json.loads(house.records()["b1"].payload) == {"BIBID": "b1", "Judul": "Ilmu & seni", "Tahun": "1991"}
    monkeypatch.setattr(sheet, "LARGEST_TEXTS", 10)
    house.files("xlsx", name="g", a=zipped(**SHARED))
    assert house.harvest("g").sources[0].error.code == "too-large"
