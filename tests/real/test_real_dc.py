"""Every record of the recorded repositories is read by the habits of the program that wrote it."""

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from harvester.record import RawRecord
from indexer import formats
from indexer.formats import dc_profiles, dc_terms, xml
from indexer.issues import Issues

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real records of ../shared/data are not here"),
]

PROGRAMS = {
    "addis_ababa": "dspace", "asu": "keep", "boise_state": "bepress", "calpoly": "bepress", "cambridge": "dspace",
    "citeseerx": "citeseerx", "cogprints": "eprints", "columbia": "", "csuohio": "bepress", "dash": "dspace",
    "digitalhoward": "bepress", "duke": "dspace", "fit": "dspace", "hacettepe": "dspace", "iastate": "bepress",
    "krex": "dspace", "mason": "dspace", "mit": "dspace", "mla": "", "nku": "dspace", "npp_ksu": "bepress",
    "pubmedcentral": "pmc", "scholarworks_umass": "bepress", "sldr": "", "spdataverse": "dataverse", "tdar": "",
    "triceratops": "dspace", "u_south_fl": "bepress", "udc": "dspace", "uhawaii": "dspace", "ukansas": "dspace",
    "umassmed": "bepress", "umontreal": "dspace", "uow": "bepress", "utktrace": "bepress", "wash_state_u": "dspace",
}  # fmt: skip


def raws(name):
    for path in sorted(DATA.glob(f"oai-pages/{name}.[0-9]*.xml")):
        for element in etree.parse(path).getroot().iter("{*}record"):
            metadata = element.find("{*}metadata")
            if metadata is not None and len(metadata):
                header = element.find("{*}header")
                yield RawRecord(
                    source="s", member="m", identifier=header.findtext("{*}identifier"), format="oai_dc",
                    sets=tuple(spec.text for spec in header.findall("{*}setSpec") if spec.text),
                    payload=etree.tostring(element),
                )  # fmt: skip


def records(name):
    return [formats.read(raw) for raw in raws(name)]


@pytest.mark.parametrize(("name", "program"), PROGRAMS.items())
def test_the_program_is_recognised(name, program):
    seen = Counter()
    for raw in raws(name):
        element = xml.metadata(xml.parse(raw.payload, Issues()))
        seen[dc_profiles.program_of(element, raw, dc_terms.terms(element, Issues())).name] += 1
    assert set(seen) == {program}


@pytest.mark.parametrize(
    ("name", "type", "share"),
    [
        ("hacettepe", "thesis", 1),
        ("scholarworks_umass", "thesis", 1),
        ("addis_ababa", "thesis", 1),
        ("mason", "article", 1),
        ("pubmedcentral", "article", 0.97),
        ("cogprints", "article", 0.85),
        ("spdataverse", "dataset", 1),
    ],
)
def test_types_are_told(name, type, share):
    found = records(name)
    assert sum(record.type == type for record in found) >= share * len(found)


@pytest.mark.parametrize(
    ("name", "share"), [("mason", 0.9), ("mit", 0.9), ("ukansas", 0.7), ("wash_state_u", 0.8), ("dash", 0.8)]
)
def test_articles_have_their_journal_and_volume(name, share):
    articles = [record for record in records(name) if record.type == "article"]
    whole = [record for record in articles if record.host and record.host.title and record.host.volume]
    assert len(whole) >= share * len(articles)
    assert not [record.host.title for record in whole if record.host.title[0] in "(),.;:1234567890"]


def test_theses_have_an_author_and_an_advisor():
    for record in records("hacettepe"):
        roles = {creator.role for creator in record.creators}
        assert "author" in roles
        assert roles <= {"author", "advisor", "contributor"}


def test_no_number_no_address_and_nobody_is_a_name():
    for path in {path.name.split(".")[0] for path in DATA.glob("oai-pages/*.xml")} - {"pcurio", "ncar"}:
        for record in records(path):
            for creator in record.creators:
                assert any(char.isalpha() for char in creator.name)
                assert "@" not in creator.name
                assert "0000-000" not in creator.name
                assert "://" not in creator.name


def test_the_year_is_that_of_publication_and_not_of_deposit():
    for name in ("dash", "umontreal", "hacettepe", "wash_state_u"):
        years = [record.year for record in records(name)]
        assert sum(year is not None for year in years) > 0.9 * len(years)
    assert min(record.year for record in records("wash_state_u")) < 2000


def test_mods_of_slims_is_read():
    content = (DATA / "captures" / "slims9" / "mods-inXML.http").read_bytes()
    raw = RawRecord(source="s", member="m", identifier="1", format="mods", payload=content[content.find(b"<?xml") :])
    record = formats.read(raw)
    assert (record.title, record.place, record.publisher, record.year) == (
        "PHP 5 for dummies", "Hoboken, NJ", "Wiley", 2004,
    )  # fmt: skip
    assert (record.series, record.isbns, record.classification) == (
        ("For dummies",), ("9780764541667",), {"ddc": "005.133"},
    )  # fmt: skip
    assert record.holdings[0].call_number == "005.13/3-22 Jan p"
