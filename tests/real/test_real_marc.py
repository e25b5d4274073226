"""Real MARC of nine libraries: what their systems write is found where they write it, and nothing is damaged."""

import gzip
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from harvester.record import RawRecord
from indexer import formats
from indexer.formats import marc21, marcxml, unimarc
from indexer.issues import Issues

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real records of ../shared/data are not here"),
]


def pieces(name):
    """The records of a file of ISO 2709."""
    data = gzip.decompress((DATA / name).read_bytes())
    return [piece + b"\x1d" for piece in data.split(b"\x1d") if piece.strip()]


def elements(pattern):
    """The MARCXML records of files."""
    for path in sorted(DATA.glob(pattern)):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for element in etree.fromstring(data).iter("{*}record"):
            if element.find("{*}leader") is not None:
                yield path.name, element


WRITTEN = (
    "title", "subtitle", "part_number", "part_title", "publisher", "place", "year", "edition", "extent", "isbns",
    "languages", "type", "series",
)  # fmt: skip


def read(payload, format="marc21"):
    return formats.read(RawRecord(source="s", member="m", identifier="1", format=format, payload=payload))


def in_xml(pattern):
    return [read(etree.tostring(element), "marcxml") for _, element in elements(pattern)]


def test_marc8_is_read_without_damage():
    codes = Counter(issue.code for piece in pieces("marc/uva_001_2000.mrc.gz") for issue in read(piece).issues)
    assert not codes.keys() & {"encoding-damaged", "encoding-repaired", "encoding-mislabelled", "directory-repaired"}


def test_copies_of_a_symphony_catalogue_have_a_place_and_are_counted():
    records = [read(piece) for piece in pieces("marc/uva_001_2000.mrc.gz")]
    holdings = [holding for record in records for holding in record.holdings]
    placed = [holding for holding in holdings if holding.location]
    assert len(placed) > 0.95 * len(holdings)
    assert sum(holding.copies or 0 for holding in holdings) > 2_000
    assert not any("WITHDRAWN" in (holding.location or "") for holding in holdings)


@pytest.mark.parametrize(
    ("pattern", "share"), [("marc/british_library.xml.gz", 0.9), ("sru/sru-alma.xml", 1.0), ("sru/sru-bibsys.xml", 0.9)]
)
def test_copies_of_other_catalogues_have_a_place(pattern, share):
    records = in_xml(pattern)
    assert sum(any(holding.location for holding in record.holdings) for record in records) >= share * len(records)


def test_local_tags_of_other_libraries_are_no_copies():
    for pattern in ("marc/nlm.xml.gz", "marc/dnb.xml.gz", "marc/princeton.xml.gz"):
        assert not any(holding.location for record in in_xml(pattern) for holding in record.holdings)


def test_titles_in_other_scripts_are_titles_and_names_in_them_no_second_makers():
    for pattern in ("marc/princeton.xml.gz", "marc/gwu.xml.gz"):
        scripts = [record for record in in_xml(pattern) if not "".join(record.alternative_titles).isascii()]
        assert scripts
        for record in scripts:
            if any(one.name[:1].isascii() for one in record.creators):
                assert not any("\u0590" < one.name[0] < "\u06ff" or one.name[0] > "\u3000" for one in record.creators)


def test_most_records_of_a_union_catalogue_have_a_number_of_oclc():
    found = in_xml("marc/princeton.xml.gz")
    assert sum(bool(record.identifiers.oclc) for record in found) > 0.6 * len(found)
    assert all(number.isdigit() for record in found for number in record.identifiers.oclc)


def test_nothing_of_marc21_is_taken_for_unimarc():
    for piece in [*pieces("marc/uva_001_2000.mrc.gz"), *pieces("dedup/goldfinch-dev.mrc.gz")[::5]]:
        assert not unimarc.recognised(marc21.decode(piece, Issues()))
    for name, element in elements("marc/*.xml.gz"):
        assert not unimarc.recognised(marcxml.from_element(element)), name


def test_written_as_unimarc_it_says_the_same():
    for piece in pieces("dedup/goldfinch-dev.mrc.gz")[::40]:
        once = read(piece)
        back = read(formats.write(once, "unimarc"))
        for name in WRITTEN:
            assert getattr(back, name) == getattr(once, name), (name, piece[:300])


def test_written_as_marc_it_says_the_same():
    for piece in [*pieces("dedup/goldfinch-dev.mrc.gz")[::40], *pieces("marc/uva_001_2000.mrc.gz")[::10]]:
        once = read(piece)
        back = read(formats.write(once, "marc"))
        for name in (*WRITTEN, "alternative_titles", "creators", "carrier", "subjects", "host"):
            assert getattr(back, name) == getattr(once, name), (name, piece[:300])
