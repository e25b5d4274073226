"""Every real record of the data folder is read, and what is read can be written in every format."""

import gzip
from pathlib import Path

import pytest
from lxml import etree

from harvester.record import RawRecord
from indexer import formats

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real records of ../shared/data are not here"),
]


def content(path):
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data[data.find(b"<?xml") :] if path.suffix == ".http" else data


def marc_records():
    for name in ("dedup/goldfinch-dev.mrc.gz", "marc/uva_001_2000.mrc.gz"):
        for piece in content(DATA / name).split(b"\x1d"):
            if piece.strip():
                yield name, "marc21", piece + b"\x1d"


def marcxml_records():
    for path in (*DATA.glob("marc/*.xml.gz"), *DATA.glob("sru/*.xml")):
        for element in etree.fromstring(content(path)).iter("{*}record"):
            if element.find("{*}leader") is not None:
                yield path.name, "marcxml", etree.tostring(element)


def dublin_core_records():
    for path in (*DATA.glob("oai-pages/*.xml"), *DATA.glob("captures/*/*.http")):
        try:
            root = etree.fromstring(content(path))
        except etree.XMLSyntaxError:
            continue  # repairing a page is the harvester's
        for element in root.iter("{*}record"):
            header = element.find("{*}header")
            if header is not None and element.find("{*}metadata/{*}dc/{*}title") is not None:
                yield path.name, "oai_dc", etree.tostring(element)


@pytest.mark.parametrize(
    ("records", "number"), [(marc_records, 17_000), (marcxml_records, 900), (dublin_core_records, 4_000)]
)
def test_every_real_record_is_read(records, number):
    read = 0
    for _name, format, payload in records():
        raw = RawRecord(source="s", member="m", identifier="1", format=format, payload=payload)
        record = formats.read(raw)
        read += 1
        assert record.holdings
        if read % 97 == 0:
            for wanted in formats.MEDIA_TYPES:
                assert formats.write(record, wanted)
    assert read >= number


def test_marc_written_comes_back_as_it_was_read():
    for count, (_name, format, payload) in enumerate(marc_records()):
        if count % 50:
            continue
        once = formats.read(RawRecord(source="s", member="m", identifier="1", format=format, payload=payload))
        again = RawRecord(source="s", member="m", identifier="1", format="marc21", payload=formats.write(once, "marc"))
        back = formats.read(again)
        for name in ("title", "subtitle", "creators", "publisher", "place", "year", "extent", "isbns", "languages"):
            assert getattr(back, name) == getattr(once, name), (payload[:200], name)


@pytest.mark.parametrize("path", sorted(DATA.glob("nasty-marc/*/*")), ids=lambda path: path.name)
def test_a_broken_record_is_read_or_says_why(path):
    format = "marcxml" if path.suffix == ".xml" else "marc21"
    raw = RawRecord(source="s", member="m", identifier="1", format=format, payload=path.read_bytes())
    try:
        assert formats.read(raw).title
    except formats.Unreadable as error:
        assert error.code in ("not-xml", "not-marc")
