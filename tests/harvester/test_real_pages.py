"""Real pages and files: nothing is lost, and salvaging finds what strict reading finds."""

import gzip
import re
from pathlib import Path

import pytest

from harvester import xml
from harvester.oai import parse as reader

DATA = Path(__file__).parents[3] / "shared" / "data"
PAGES = sorted((DATA / "oai-pages").glob("*.xml"))

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PAGES, reason="the real records of ../shared/data are not here"),
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_record_of_a_recorded_page(path):
    body = path.read_bytes()
    page = reader.parse(body, "oai_dc", path.name)
    assert len(page.items) == len(re.findall(rb"<header[\s>]", body))
    assert not [item for item in page.items if item.problem]


@pytest.mark.parametrize("path", [path for path in PAGES if "broken" not in path.name], ids=lambda path: path.name)
def test_salvaging_finds_what_strict_reading_finds(path):
    body = xml.plain_utf8(path.read_bytes())
    strictly = reader.parse(body, "oai_dc", path.name)
    salvaged = reader.parse(body.replace(b"</OAI-PMH>", b"<oops></OAI-PMH>"), "oai_dc", path.name)
    assert salvaged.root is None
    assert [(i.identifier, i.sha256, i.sets) for i in salvaged.items] == [
        (i.identifier, i.sha256, i.sets) for i in strictly.items
    ]
    assert (salvaged.token, salvaged.size, salvaged.errors) == (strictly.token, strictly.size, strictly.errors)


def test_every_record_of_real_files(house):
    marc = gzip.decompress((DATA / "marc" / "uva_001_2000.mrc.gz").read_bytes())
    house.files("marc21", "m", a=marc)
    folder = {path.name: path.read_bytes() for path in (DATA / "marc").glob("*.xml.gz")}
    house.files("marcxml", "x", **folder)
    mrc, marcxml = house.harvest().sources
    assert (mrc.added, mrc.quarantined) == (2000, 0)
    assert (marcxml.added + marcxml.duplicates, marcxml.quarantined) == (792, 0)


@pytest.mark.parametrize("path", sorted((DATA / "nasty-marc").glob("*/*.[bm]*")), ids=lambda path: path.name)
def test_nasty_marc_is_framed(house, path):
    content = path.read_bytes()
    house.files("marc21", a=content)
    report = house.one()
    assert report.status == "ok"
    assert report.records == content.count(b"\x1d")
    assert b"".join(record.payload for record in house.records().values()) == content


@pytest.mark.parametrize("path", sorted((DATA / "captures" / "slims9").glob("oai*.http")), ids=lambda path: path.name)
def test_answers_of_a_real_slims(path):
    body = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    try:
        page = reader.parse(body, "oai_dc", path.name)
    except reader.Fault as fault:
        assert fault.code == "html-instead-of-xml"
        assert b"<html" in body
    else:
        assert page.ended
        assert not [item for item in page.items if item.problem]
