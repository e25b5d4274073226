"""What would keep records of one publication apart because a format was misread; `bench/match_formats.py` found it."""

import pytest
from pymarc import Field, Indicators, Record, Subfield

from harvester.record import RawRecord
from indexer import formats
from indexer.formats import marcxml, xml
from indexer.formats.titles import split_title
from indexer.record import BibRecord, Host

DC = (
    '<record xmlns="http://www.openarchives.org/OAI/2.0/"><header><identifier>oai:r.example.org:10293/7</identifier>'
    '</header><metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc></metadata></record>'
)


def read(payload, format):
    return formats.read(RawRecord(source="s", member="m", identifier="1", format=format, payload=payload))


def marc(leader, *fields):
    record = Record(leader=leader)
    record.fields = [
        Field(tag, Indicators(" ", " "), [Subfield(code, value) for code, value in parts.items()])
        for tag, parts in fields
    ]
    return record


@pytest.mark.parametrize(
    ("payload", "format"),
    [
        (b"TY  - CONF\r\nTI  - Pressure vessels\r\nSP  - 316\r\nER  - \r\n", "ris"),
        (b"@inproceedings{a, title = {Pressure vessels}, pages = {316}}", "bibtex"),
    ],
)
def test_whole_proceedings_are_no_part_of_anything(payload, format):
    found = read(payload, format)
    assert (found.host, found.extent) == (None, "316")


def test_a_paper_whose_proceedings_are_not_named_is_a_part():
    found = read(b"TY  - CONF\r\nTI  - A vessel\r\nSP  - 31\r\nEP  - 40\r\nER  - \r\n", "ris")
    assert found.host == Host(pages="31-40")


def test_a_doi_is_no_journal_with_a_volume():
    elements = (
        "<dc:title>Learning words</dc:title><dc:type>Article</dc:type>"
        "<dc:relation>doi:10.1044/1092-4388(2012/12-0122)</dc:relation>"
    )
    assert read(DC.format(elements).encode(), "oai_dc").host is None


@pytest.mark.parametrize("carrier", ["print", "online", "microform", None])
def test_unimarc_keeps_a_carrier_and_that_there_is_none(carrier):
    record = BibRecord(
        id="s:1", source="s", member="m", title="A", type="article", host=Host(title="B", volume="1"), carrier=carrier
    )
    assert read(formats.write(record, "unimarc"), "marc21").carrier == carrier


@pytest.mark.parametrize(
    ("leader", "host"),
    [
        ("00000njd a2200000 a 4500", None),  # a sound recording that a vendor calls a subunit of his collection
        ("00000npd a2200000 a 4500", Host(title="Papers of A")),
        ("00000naa a2200000 a 4500", Host(title="Papers of A")),
    ],
)
def test_what_lies_in_a_collection_is_part_of_it_only_among_papers(leader, host):
    record = marc(leader, ("245", {"a": "Letter"}), ("773", {"t": "Papers of A"}))
    assert read(bytes(record.as_marc()), "marc21").host == host


def test_references_for_characters_that_marc_8_lacks_are_characters():
    record = marc("00000nam a2200000 a 4500", ("245", {"a": "Ta&#x02BC;rikh &#xD800; &#x110000; x"}))
    for payload, format in (
        (bytes(record.as_marc()), "marc21"),
        (xml.document(marcxml.to_element(record)), "marcxml"),
    ):
        assert read(payload, format).title == "Taʼrikh &#xD800; &#x110000; x"


@pytest.mark.parametrize(
    ("written", "title", "part"),
    [
        ("Fortschrittberichte VDI. Reihe 12, Verkehrstechnik", "Fortschrittberichte VDI", "Reihe 12"),
        ("Ensiklopedi anak, seri 3", "Ensiklopedi anak", "seri 3"),
        ("Time series 2", "Time series 2", None),
    ],
)
def test_a_numbered_series_behind_a_mark_is_a_part(written, title, part):
    found = split_title(written)
    assert (found.title, found.part_number) == (title, part)
