"""What leaves the catalogue can be read by the programs it is meant for."""

import io
import json

import msgspec
import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from config.errors import BadParameter
from harvester.record import RawRecord
from indexer import formats
from indexer.formats import marc21
from indexer.issues import Issues
from indexer.record import TYPES, BibRecord, Creator, Holding, Host, Identifiers, UnionRecord, Url

BOOK = UnionRecord(
    id="k3f9a",
    title="Die Wörter & ihre {Klammern}",
    subtitle="50 % mehr_Text",
    part_number="Jilid 2",
    part_title="Angin # malam",
    title_sort="worter and ihre klammern jilid 2 angin malam",
    alternative_titles=("Words", "كتاب العلم"),
    creators=(
        Creator(name="Sulistyo-Basuki"),
        Creator(name="Rahardjo, Satjipto", role="translator"),
        Creator(name="Badan Standardisasi Nasional", role="editor", kind="organisation"),
    ),
    publisher="Gramedia Pustaka Utama",
    place="Jakarta",
    year=1991,
    date_text="c1991",
    edition="Cet. 1",
    extent="xiv, 458 hlm.",
    series=("Seri pustaka ; 7",),
    languages=("ger", "ind"),
    type="book",
    carrier="print",
    subjects=("Perpustakaan -- Sejarah", "Informasi"),
    classification={"ddc": "020"},
    summary="Sebuah pengantar.",
    isbns=("9789794201237",),
    identifiers=Identifiers(doi=("10.1234/a_b",), oclc=("12345",), lccn=("85000002",)),
    urls=(Url(url="https://example.org/a_b.pdf?x=1&y={2}", kind="fulltext", label="Teks lengkap"),),
    holdings=(
        Holding(member="uinsu", call_number="020 SUL p", copies=3, record="uinsu:1"),
        Holding(member="usu", location="Lantai 2", record="usu:9"),
    ),
    members=("uinsu", "usu"),
    records=("uinsu:1", "usu:9"),
    first_seen="2026-01-02T03:04:05Z",
)
ARTICLE = BibRecord(
    id="ojs:oai:x/1",
    source="ojs",
    member="uinsu",
    title="Literasi",
    creators=(Creator(name="Siregar, Ahmad"), Creator(name="Lubis, Nur")),
    year=2020,
    languages=("ind",),
    type="article",
    carrier="online",
    host=Host(title="Jurnal Studi", volume="12", issue="3", pages="1-10"),
    issns=("2434-561X",),
    holdings=(Holding(member="uinsu"),),
)


def read(payload, format="marc21"):
    return formats.read(RawRecord(source="s", member="m", identifier="1", format=format, payload=payload))


@pytest.mark.parametrize("name", ["book", "article"])
@pytest.mark.parametrize(
    ("format", "ending"),
    [
        ("marcxml", "marcxml.xml"),
        ("mods", "mods.xml"),
        ("dc", "dc.xml"),
        ("dcterms", "dcterms.xml"),
        ("ris", "ris"),
        ("bibtex", "bib"),
        ("csl", "csl.json"),
    ],
)
def test_is_written_as_expected(name, format, ending, golden):
    record = {"book": BOOK, "article": ARTICLE}[name]
    golden(f"written/{name}.{ending}", formats.write(record, format).decode())


def test_every_format_has_a_media_type_and_a_writer():
    for format in formats.MEDIA_TYPES:
        assert formats.write(ARTICLE, format)
    with pytest.raises(BadParameter) as caught:
        formats.write(ARTICLE, "endnote")
    assert caught.value.field == "format"


def test_json_is_the_record_itself():
    assert msgspec.json.decode(formats.write(BOOK, "json"), type=UnionRecord) == BOOK


def test_marc_is_read_by_pymarc():
    [record] = pymarc.MARCReader(io.BytesIO(formats.write(BOOK, "marc")))
    assert record["245"]["a"] == BOOK.title
    assert record["245"].indicators == pymarc.Indicators("1", "4")
    assert len(record["008"].data) == 40
    assert (record["008"].data[7:11], record["008"].data[35:38]) == ("1991", "ger")
    assert [field["a"] for field in record.get_fields("852")] == ["uinsu", "usu"]


CORE = (
    "title", "subtitle", "part_number", "part_title", "alternative_titles", "creators", "publisher", "place", "year",
    "edition", "extent", "series", "languages", "type", "carrier", "subjects", "classification", "summary", "isbns",
    "issns", "identifiers", "host",
)  # fmt: skip


@pytest.mark.parametrize("record", [BOOK, ARTICLE], ids=["book", "article"])
@pytest.mark.parametrize("format", ["marc", "marcxml"])
def test_marc_comes_back_as_it_went(record, format):
    back = read(formats.write(record, format), {"marc": "marc21"}.get(format, format))
    assert {name: getattr(back, name) for name in CORE} == {name: getattr(record, name) for name in CORE}


def test_dublin_core_comes_back_as_it_went():
    back = read(formats.write(ARTICLE, "dc"), "oai_dc")
    assert (back.title, back.creators, back.year, back.host) == (
        ARTICLE.title,
        ARTICLE.creators,
        ARTICLE.year,
        ARTICLE.host,
    )


# Any letters at all, also such as no XML may hold; words, because ISBD marks at the ends are not a text's own.
WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
TEXT = st.lists(WORD, min_size=1, max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    title=TEXT,
    subtitle=TEXT,
    subjects=st.lists(TEXT, max_size=3),
    year=st.integers(1000, 2027),
    type=st.sampled_from(TYPES),
)
def test_whatever_it_says_marc_comes_back(title, subtitle, subjects, year, type):
    record = BibRecord(
        id="s:1", source="s", member="m", title=title, subtitle=subtitle, subjects=tuple(subjects), year=year, type=type
    )
    once = read(formats.write(record, "marc"))
    assert once.year == year
    assert once.type == ("book" if type == "other" else type)
    assert read(formats.write(once, "marc")) == once
    assert read(formats.write(once, "marcxml"), "marcxml") == once


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=80))
def test_no_text_breaks_a_format(text):
    record = msgspec.structs.replace(
        BOOK, title=text, publisher=text, creators=(Creator(name=text),), subjects=(text,), summary=text
    )
    for format in formats.MEDIA_TYPES:
        written = formats.write(record, format)
        if format in ("marcxml", "mods", "dc", "dcterms"):
            etree.fromstring(written)
        elif format in ("csl", "json"):
            json.loads(written)
        elif format == "ris":
            assert all(line[2:6] == "  - " for line in written.decode().split("\r\n")[:-1])
        elif format == "bibtex":
            plain = written.decode().replace("\\{", "").replace("\\}", "")
            assert plain.count("{") == plain.count("}")


def test_a_long_summary_is_kept_whole_and_a_long_word_is_cut_visibly():
    long = " ".join(f"kata{number}" for number in range(5000))
    record = msgspec.structs.replace(BOOK, summary=long, extent="x" * 20_000)
    [back] = pymarc.MARCReader(io.BytesIO(formats.write(record, "marc")))
    assert " ".join(field["a"] for field in back.get_fields("520")) == long
    assert back["300"]["a"].endswith("…")


def test_a_union_too_large_for_marc_leaves_out_copies_first():
    holdings = tuple(Holding(member="uinsu", call_number=f"020 SUL {number:04d}") for number in range(4000))
    written = formats.write(msgspec.structs.replace(BOOK, holdings=holdings), "marc")
    [back] = pymarc.MARCReader(io.BytesIO(written))
    assert len(written) <= marc21.MAX_RECORD
    assert back["245"]["a"] == BOOK.title
    assert 0 < len(back.get_fields("852")) < 4000


def raw(payload, format="marc21"):
    return RawRecord(source="s", member="m", identifier="1", format=format, payload=payload)


def test_the_original_is_handed_out_as_it_came():
    original = formats.write(BOOK, "marc")
    assert formats.write_original(raw(original), "marc") == original
    as_xml = formats.write_original(raw(original), "marcxml")
    assert formats.write_original(raw(as_xml, "marcxml"), "marc") == original


@pytest.mark.parametrize(
    ("payload", "format", "wanted"),
    [(b"<dc/>", "oai_dc", "marc"), (b"nothing", "marc21", "marc"), (b"x", "marc21", "ris")],
)
def test_there_is_no_original_of_what_is_no_marc(payload, format, wanted):
    assert formats.write_original(raw(payload, format), wanted) is None


def test_an_original_in_marc8_becomes_utf8():
    record = pymarc.Record(leader="00000nam a2200000 a 4500")
    record.add_field(pymarc.Field(tag="245", indicators=["1", "0"], subfields=[pymarc.Subfield("a", "Cafe")]))
    ascii_only = record.as_marc()
    marc8 = ascii_only[:9] + b" " + ascii_only[10:].replace(b"Cafe", b"Caf\xe2e")
    marc8 = b"%05d" % (len(marc8)) + marc8[5:]
    out = formats.write_original(raw(marc8), "marc")
    assert marc21.decode(out, Issues())["245"]["a"] == "Café"


@pytest.mark.parametrize("prefix", ["oai_dc", "marcxml", "mods"])
def test_oai_metadata_is_an_element_with_its_schema(prefix):
    element = formats.oai_metadata(BOOK, prefix)
    assert element.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation")
    assert etree.QName(element).localname == {"oai_dc": "dc", "marcxml": "record", "mods": "mods"}[prefix]


def test_other_metadata_prefixes_have_none():
    assert formats.oai_metadata(BOOK, "mets") is None


def test_citations_leave_out_the_years_of_life():
    record = BibRecord(id="a:1", source="a", member="a", title="X", creators=(Creator(name="Racine, Jean, 1639-1699"),))
    assert b"author = {Racine, Jean}" in formats.write(record, "bibtex")
    assert b"AU  - Racine, Jean\r\n" in formats.write(record, "ris")
    assert json.loads(formats.write(record, "csl"))[0]["author"] == [{"family": "Racine", "given": "Jean"}]
