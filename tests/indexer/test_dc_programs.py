"""Which program wrote a record is told by what only its records show; what none shows is read as Dublin Core."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.record import RawRecord
from indexer import formats
from indexer.formats import dc_profiles, dc_terms, xml
from indexer.issues import Issues
from indexer.normalise.tables import table
from indexer.record import TYPES


def raw_of(elements, identifier="1", sets=()):
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in elements)
    return RawRecord(
        source="s", member="m", identifier=identifier, format="oai_dc", sets=sets, payload=f"<dc>{inner}</dc>".encode()
    )


def program(elements, identifier="1", sets=()):
    raw = raw_of(elements, identifier, sets)
    element = xml.parse(raw.payload, Issues())
    return dc_profiles.program_of(element, raw, dc_terms.terms(element, Issues())).name


TITLE = [("title", "Judul")]


@pytest.mark.parametrize(
    ("name", "elements", "identifier", "sets"),
    [
        ("slims", [("identifier_isbn", "1")], "1", ()),
        ("slims", [("identifier", "http://x.org/index.php?p=show_detail&amp;id=1")], "1", ()),
        ("slims", TITLE, "oai:slims/1320", ()),
        ("slims", TITLE, "oai:127.0.0.1:8101:slims-2005", ()),
        ("inlislite", [("publishYear", "2001")], "oai:opac.example.go.id:17", ()),
        ("inlislite", [("source", "http://x.go.id/opac/detail-opac?id=17")], "1", ()),
        ("eprints", TITLE, "oai:repository.example.ac.id:12", ("7374617475733D707562",)),
        ("eprints", [("relation", "http://x.org/id/eprint/12/")], "1", ()),
        ("eprints", [("identifier", "http://repository.example.ac.id/6512/1/bab%201.pdf")], "1", ()),
        ("dspace", TITLE, "oai:repository.example.ac.id:123456789/45", ()),
        ("dspace", TITLE, "1", ("com_123456789_1",)),
        ("dspace", [("date", "2015-10-22T08:04:27Z"), ("date", "2015-10-22T08:04:27Z"), ("date", "2015")], "1", ()),
        ("ojs", TITLE, "oai:ojs.jurnal.example.ac.id:article/66", ("iqra:ART",)),
        ("ojs", [("identifier", "https://x.org/index.php/iqra/article/view/66")], "1", ()),
        ("doaj", [("identifier", "https://doaj.org/article/0a1b")], "1", ()),
        ("dataverse", TITLE, "doi:10.7910/DVN/ABCDEF", ()),
        ("dataverse", [("publisher", "Harvard Dataverse")], "1", ()),
        ("bepress", TITLE, "oai:x.edu:forum-1", ("publication:forum",)),
        ("pmc", TITLE, "oai:pubmedcentral.nih.gov:3539697", ("actaf",)),
        ("citeseerx", TITLE, "oai:CiteSeerX.psu:10.1.1.1", ()),
        ("", TITLE, "oai:omeka.example.org:5", ()),
        ("", TITLE, "oai:MAXWELL.puc-rio.br:24182", ()),
        ("", [("identifier", "http://example.org/items/show/5"), ("date", "2015-10-22T08:04:27Z")], "1", ("12",)),
        ("", [("relation", "http://www.ncbi.nlm.nih.gov/pmc/articles/PMC1/")], "oai:zenodo.org:1234", ()),
    ],
)
def test_a_program_is_known_by_what_only_its_records_show(name, elements, identifier, sets):
    assert program(elements, identifier, sets) == name


def test_the_header_inside_the_record_is_evidence_too():
    payload = (
        "<record><header><identifier>oai:slims/7</identifier></header>"
        "<metadata><dc><title>Judul</title><coverage>Medan</coverage></dc></metadata></record>"
    )
    raw = RawRecord(source="s", member="m", identifier="x", format="oai_dc", payload=payload.encode())
    assert formats.read(raw).place == "Medan"


def test_coverage_is_a_place_of_publication_only_where_it_is_known_to_be():
    elements = [("title", "Judul"), ("coverage", "Medan")]
    assert formats.read(raw_of(elements)).place is None
    assert formats.read(raw_of(elements, "oai:slims/7")).place == "Medan"


def test_a_program_that_sends_dates_of_deposit_gives_no_year_of_publication():
    elements = [("title", "Judul"), ("date", "2021-03-04T05:06:07Z")]
    assert formats.read(raw_of(elements, "oai:x.org:123456789/45")).year is None
    assert formats.read(raw_of(elements)).year == 2021


@pytest.mark.parametrize(("type", "role"), [("Thesis", "advisor"), ("Article", "editor")])
def test_a_contributor_is_what_the_program_means_by_one(type, role):
    elements = [("title", "A"), ("type", type), ("creator", "B, C"), ("contributor", "Hasibuan, Zainal")]
    record = formats.read(raw_of(elements, sets=("7374617475733D707562",)))
    assert [creator.role for creator in record.creators] == ["author", role]


def test_the_doi_of_a_relation_counts_only_where_there_is_no_other():
    own, other = ("identifier", "10.1234/own"), ("relation", "https://doi.org/10.1234/other")
    assert formats.read(raw_of([own, other])).identifiers.doi == ("10.1234/own",)
    assert formats.read(raw_of([other])).identifiers.doi == ("10.1234/other",)
    assert formats.read(raw_of([("title", "A"), other], "doi:10.7910/DVN/X")).identifiers.doi == ()


@pytest.mark.parametrize("bad", ["javascript:void(0)", "data:text/html,x", "file:///C:/a.pdf"])
def test_an_address_that_no_browser_opens_is_noted_and_is_no_shelf_mark(bad):
    record = formats.read(raw_of([("title", "A"), ("date", "2001"), ("identifier", bad)], "oai:slims/7"))
    assert [(issue.code, issue.value) for issue in record.issues] == [("bad-url", bad)]
    assert record.holdings[0].call_number is None


def test_commas_part_keywords_of_repositories_and_not_headings_of_libraries():
    elements = [("title", "A"), ("subject", "literasi, perpustakaan, sekolah")]
    assert len(formats.read(raw_of(elements, "oai:x.org:1/2")).subjects) == 3
    assert formats.read(raw_of(elements, "oai:slims/7")).subjects == ("literasi, perpustakaan, sekolah",)


def test_the_codes_of_subjects_of_eprints_are_taken_off():
    sets = ("7374617475733D707562", "7375626A656374733D47:4752")
    elements = [("subject", "GR Folklore"), ("subject", "IT Governance")]
    assert formats.read(raw_of(elements, sets=sets)).subjects == ("Folklore", "IT Governance")


@pytest.mark.parametrize("title", ["\x98Der\x9c Prozess : Roman", "&lt;&lt;Der&gt;&gt; Prozess : Roman"])
def test_an_article_that_is_marked_is_shown_and_not_sorted_by(title):
    record = formats.read(raw_of([("title", title)]))
    assert (record.title, record.subtitle, record.title_sort) == ("Der Prozess", "Roman", "prozess")


def test_the_table_names_only_what_the_code_can_use():
    content = table("dublin_core")
    known = dc_profiles.Program._fields + dc_profiles.Evidence._fields
    for name, program in content["programs"].items():
        assert set(program) <= {*known, "means", "names"}, name
        assert program.get("type") in (None, *TYPES)
        assert program.get("online") in (None, "always", "files")
    terms = [term for terms in (*content["means"].values(), *content["names"].values()) for term in terms]
    assert len(terms) == len(set(terms))
    assert all(term == term.lower() for term in terms)


def dublin_core_terms():
    return [term for terms in table("dublin_core")["means"].values() for term in terms if term.isalpha()]


NAMES = st.sampled_from(sorted({*dublin_core_terms(), "element", "field", "resource", "metadata", "mods", "titleInfo"}))
TEXTS = st.text(st.characters(categories=["L", "N", "P", "Z"]), max_size=30)


@st.composite
def trees(draw, depth=3):
    name = draw(NAMES)
    text = draw(TEXTS).replace("&", "").replace("<", "")
    inner = "".join(draw(st.lists(trees(depth - 1), max_size=3))) if depth else ""
    return f'<{name} name="dc" element="title" type="host">{text}{inner}</{name}>'


@settings(max_examples=150, deadline=None, derandomize=True)
@given(tree=trees(), format=st.sampled_from(["oai_dc", "dim", "xoai", "mods", "oai_datacite"]))
def test_any_elements_are_read_or_said_to_be_no_record(tree, format):
    try:
        formats.read(RawRecord(source="s", member="m", identifier="1", format=format, payload=tree.encode()))
    except formats.Unreadable as error:
        assert error.code in ("not-dublin-core", "no-metadata", "not-xml")


HUGE = ["a, " * 20_000, "(" * 60_000, "1-" * 30_000, "&lt;a href=" * 8_000, "a@b." * 20_000, "0000-" * 15_000]


@pytest.mark.parametrize(
    "term", ["title", "creator", "contributor", "date", "type", "identifier", "source", "relation"]
)
@pytest.mark.parametrize("text", HUGE, ids=lambda text: text[:6])
def test_a_huge_value_costs_no_time(term, text):
    start = time.process_time()
    formats.read(raw_of([(term, text)]))
    assert time.process_time() - start < 1.5
