"""Files of MODS, from the file of a member to the record of the catalogue, and MODS that is odd."""

import json

import pytest

import induk
from config.cli import run as call
from harvester.record import RawRecord
from indexer import formats

YAML = """
consortium: {name: Uji}
members:
  - {id: a, name: A, sources: [{type: file, path: 'a*.xml', format: mods, complete: true}]}
"""
COLLECTION = """<?xml version="1.0" encoding="UTF-8"?>
<modsCollection xmlns="http://www.loc.gov/mods/v3">
<mods version="3.7"><titleInfo><title>Pengantar ilmu perpustakaan</title></titleInfo>
 <name type="personal"><namePart>Sulistyo-Basuki</namePart></name>
 <originInfo><publisher>Gramedia</publisher><dateIssued>1991</dateIssued></originInfo>
 <relatedItem type="host"><recordInfo><recordIdentifier>h1</recordIdentifier></recordInfo></relatedItem>
 <recordInfo><recordIdentifier>b1</recordIdentifier></recordInfo></mods>
<mods version="3.7"><titleInfo><title>Ilmu & seni</title></titleInfo>
 <recordInfo><recordIdentifier>b2</recordIdentifier></recordInfo></mods>
<mods version="3.7"><titleInfo><title>Tanpa nomor</title></titleInfo></mods>
</modsCollection>
"""
ANSWER = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header>
<identifier>oai:x:7</identifier><datestamp>2026-01-01</datestamp></header><metadata>
<m:mods xmlns:m="http://www.loc.gov/mods/v3"><m:titleInfo><m:title>Dari jawaban</m:title></m:titleInfo></m:mods>
</metadata></record></ListRecords></OAI-PMH>
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "induk.yaml").write_text(YAML)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    return tmp_path


def induk_(capsysbinary, *arguments):
    code = call(induk.cli, list(arguments))
    return code, capsysbinary.readouterr().out.decode()


def test_collections_and_saved_answers_are_harvested_and_indexed(folder, capsysbinary):
    (folder / "a1.xml").write_text(COLLECTION)
    (folder / "a2.xml").write_text(ANSWER)
    code, out = induk_(capsysbinary, "harvest", "--json")
    assert (code, json.loads(out)["sources"][0]["added"]) == (0, 4)
    assert induk_(capsysbinary, "index")[0] == 0
    found = [json.loads(line) for line in induk_(capsysbinary, "export", "bib")[1].splitlines()]
    named = {record["id"]: record for record in found if not record["id"].startswith("a:sha256-")}
    assert {name: record["title"] for name, record in named.items()} == {
        "a:b1": "Pengantar ilmu perpustakaan", "a:b2": "Ilmu & seni", "a:oai:x:7": "Dari jawaban",
    }  # fmt: skip
    assert (named["a:b1"]["publisher"], named["a:b1"]["year"]) == ("Gramedia", 1991)
    assert [issue["code"] for issue in named["a:b2"]["issues"]].count("bare-ampersand") == 1
    assert len(found) == 4


def test_a_collection_that_breaks_off_gives_what_came_before(folder, capsysbinary):
    (folder / "a1.xml").write_text(COLLECTION[: COLLECTION.index("Ilmu &")])
    code, out = induk_(capsysbinary, "harvest", "--json")
    [source] = json.loads(out)["sources"]
    assert (source["added"], source["quarantined"]) == (1, 1)
    assert source["status"] != "ok"
    assert code == 4


@pytest.mark.parametrize("broken", ["<mods xlin\rk='x y' <", "<mods <b/>"])
def test_a_record_whose_first_tag_is_broken_costs_no_other(folder, capsysbinary, broken):
    at = COLLECTION.rindex("<mods version")
    (folder / "a1.xml").write_text(COLLECTION[:at] + broken + "</mods>\n" + COLLECTION[at:], newline="")
    code, out = induk_(capsysbinary, "harvest", "--json")
    [source] = json.loads(out)["sources"]
    assert (code, source["added"], source["quarantined"]) == (0, 3, 1)


@pytest.mark.parametrize("inner", ["", "<mods/>", "<mods xmlns='http://www.loc.gov/mods/v3'> </mods>"])
def test_empty_mods_is_no_record(inner):
    payload = f"<record><header/><metadata>{inner}</metadata></record>".encode()
    with pytest.raises(formats.Unreadable) as caught:
        formats.read(RawRecord(source="s", member="m", identifier="1", format="mods", payload=payload))
    assert caught.value.code == "no-metadata"


def test_dublin_core_under_the_name_of_mods_and_the_other_way_round():
    dc = b"<dc><title>Judul</title></dc>"
    mods = b"<mods><titleInfo><title>Judul</title></titleInfo></mods>"
    for payload, format in ((dc, "mods"), (mods, "oai_dc")):
        raw = RawRecord(source="s", member="m", identifier="1", format=format, payload=payload)
        assert formats.read(raw).title == "Judul"


def read(inner):
    payload = f'<mods xmlns="http://www.loc.gov/mods/v3">{inner}</mods>'.encode()
    return formats.read(RawRecord(source="s", member="m", identifier="1", format="mods", payload=payload))


def test_what_is_not_sorted_is_shown_and_not_sorted_by():
    title = "<titleInfo><nonSort>Der </nonSort><title>Prozess : Roman. Band 2</title></titleInfo>"
    record = read(title)  # in which language nobody says
    assert (record.title, record.title_sort) == ("Der Prozess", "prozess band 2")
    parts = title.replace("</titleInfo>", "<partNumber>Bd. 2</partNumber></titleInfo>").replace(" : Roman. Band 2", "")
    assert read(parts).title_sort == "prozess bd 2"


@pytest.mark.parametrize(
    ("date", "year"),
    [("1984?", 1984), ("156X", None), ("[1667,1668]", 1667), ("2004-06/2006-08", 2004), ("../1985", 1985)],
)
def test_a_date_in_edtf_is_read(date, year):
    issued = f'<originInfo><dateIssued encoding="edtf">{date}</dateIssued></originInfo>'
    record = read(f"<titleInfo><title>A</title></titleInfo>{issued}")
    assert (record.year, record.date_text) == (year, date)
