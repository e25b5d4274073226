"""What we write as qualified Dublin Core we read back, as far as DCMI has terms for it."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from harvester.record import RawRecord
from indexer import formats
from indexer.formats import qualified_dc
from indexer.record import TYPES, BibRecord, Creator, Holding, Host, Identifiers, Url

# Words without the marks of ISBD: marks at the ends of a text are not its own.
LETTERS = st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F, exclude_characters="ĿŀŉǄǅǆ")  # each is two
WORD = st.text(LETTERS, min_size=6, max_size=10)
TEXT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
MAYBE = st.none() | TEXT
NUMBER = st.none() | st.integers(1, 999).map(str)
PARTS = ("article", "conference")
CITED = ("book", "report", "map", "score")  # in whose citations we look for an edition
NUMBERS = Identifiers(doi=("10.1234/a_b",), oclc=("123",), lccn=("85000002",))
DATES = ("{}", "c{}", "[{}]", "Maret {}", "{}-06", "{}-06-30", "{}, c1490")
ADDRESSES = (("https://example.org/1", "record"), ("https://example.org/1.pdf", "fulltext"))


@st.composite
def hosts(draw):
    first = draw(st.integers(1, 900))
    pages = draw(st.sampled_from([None, str(first), f"{first}-{first + 9}"]))
    return Host(title=draw(TEXT), volume=draw(NUMBER), issue=draw(NUMBER), pages=pages)


@st.composite
def records(draw):
    year = draw(st.none() | st.integers(1500, 2026))
    type = draw(st.sampled_from([one for one in TYPES if one != "other"]))
    publisher = draw(MAYBE)
    title = draw(TEXT)
    return BibRecord(
        id="s:1", source="s", member="m", title=title, subtitle=draw(MAYBE), type=type,
        part_number=draw(st.none() | st.integers(1, 30).map("jilid {}".format)),
        alternative_titles=tuple(draw(st.lists(TEXT.filter(title.__ne__), max_size=2, unique=True))),
        creators=tuple(  # creators are read before contributors
            Creator(name=f"{family}, {given}{life}", role=role)
            for role, family, given, life in sorted(
                draw(
                    st.lists(
                        st.tuples(
                            st.sampled_from(["author", "contributor"]), WORD, WORD,
                            st.sampled_from(["", ", 1908-1981"]),
                        ), max_size=3, unique_by=lambda one: one[1],
                    )
                ),
                key=lambda one: one[0],
            )
        ),
        publisher=publisher, place=draw(MAYBE) if publisher else None,
        year=year, date_text=draw(st.sampled_from(DATES)).format(year) if year else None,
        edition=draw(st.sampled_from([None, "Edisi 2", "Cet. 1", "2nd ed."])) if type in CITED else None,
        extent=draw(st.sampled_from([None, "xii, 245 hlm.", "3 jil.", "1 peta"])),
        series=() if type in PARTS else tuple(draw(st.lists(TEXT, max_size=2, unique=True))),
        languages=tuple(draw(st.lists(st.sampled_from(["ind", "eng", "ara"]), max_size=2, unique=True))),
        carrier="online" if type == "web" else draw(st.sampled_from([None, "print", "online", "microform", "disc"])),
        subjects=tuple(draw(st.lists(TEXT, max_size=3, unique=True))),
        classification=draw(st.sampled_from([{}, {"ddc": "297.122"}, {"lcc": "BP130", "udc": "28"}])),
        summary=draw(MAYBE), host=draw(hosts()) if type in PARTS else None,
        isbns=draw(st.sampled_from([(), ("9789794030424",)])), issns=draw(st.sampled_from([(), ("2434-561X",)])),
        identifiers=draw(st.sampled_from([Identifiers(), NUMBERS])),
        urls=tuple(
            Url(url=url, kind=kind) for url, kind in draw(st.lists(st.sampled_from(ADDRESSES), max_size=2, unique=True))
        ),
        holdings=(Holding(member="m"),),
    )  # fmt: skip


def read(payload):
    return formats.read(RawRecord(source="s", member="m", identifier="1", format="dcterms", payload=payload))


FIELDS = [name for name in BibRecord.__struct_fields__ if name not in ("title_sort", "issues")]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(record=records())
def test_what_is_written_comes_back(record):
    back = read(formats.write(record, "dcterms"))
    assert {name: getattr(back, name) for name in FIELDS} == {name: getattr(record, name) for name in FIELDS}


def raw_dc(*statements):
    return read(f'<dc xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{"".join(statements)}</dc>'.encode())


@pytest.mark.parametrize("extent", ["1 peta", "45 menit", "xii, 245 hlm."])
def test_an_extent_need_not_be_of_pages(extent):
    assert raw_dc("<title>Judul</title>", f"<extent>{extent}</extent>").extent == extent


@pytest.mark.parametrize("extent", ["12345 bytes", "2 MB", "1.5 MB", "1-10", "application/pdf"])
def test_the_size_of_a_file_and_a_range_are_no_extent(extent):
    assert raw_dc("<title>Judul</title>", f"<extent>{extent}</extent>").extent is None


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["1991", "c1991"], "c1991"),
        (["c1991", "1991"], "c1991"),
        (["1991", "c1990"], "1991"),  # another date
        (["1991", "1991-06"], "1991"),  # the same, no more as written
        (["1991", "1991-06-30T01:02:03Z"], "1991"),
    ],
)
def test_a_date_as_it_was_written_goes_before_the_same_in_coded_form(dates, expected):
    back = raw_dc("<title>Judul</title>", *(f"<issued>{date}</issued>" for date in dates))
    assert (back.date_text, back.year) == (expected, 1991 if expected != "c1990" else 1990)


def test_what_an_article_is_part_of_is_its_host_and_a_book_has_series():
    article = raw_dc("<title>Judul</title>", "<type>article</type>", "<isPartOf>Jurnal Studi</isPartOf>")
    assert (article.host, article.series) == (Host(title="Jurnal Studi"), ())
    book = raw_dc("<title>Judul</title>", "<type>book</type>", "<isPartOf>Seri pustaka ; 7</isPartOf>")
    assert (book.host, book.series) == (None, ("Seri pustaka ; 7",))


def test_a_citation_that_begins_with_the_host_is_read_though_the_title_is_in_it():
    record = BibRecord(
        id="s:1", source="s", member="m", title="Literasi", type="article",
        host=Host(title="Jurnal Literasi", volume="12", issue="3", pages="1-10"),
    )  # fmt: skip
    assert read(formats.write(record, "dcterms")).host == record.host


def test_numbers_of_catalogues_come_as_addresses_of_info():
    back = raw_dc(
        "<title>Judul</title>", "<identifier>info:oclcnum/123</identifier>", "<identifier>info:lccn/85-2</identifier>",
        "<identifier>info:oclcnum/none</identifier>",
    )  # fmt: skip
    assert back.identifiers == Identifiers(oclc=("123",), lccn=("85000002",))


NAMESPACES = {"dc": qualified_dc.DC, "dcterms": qualified_dc.TERMS}


def written(**values):
    """(term, scheme, value) of each statement."""
    element = qualified_dc.to_element(BibRecord(id="s:1", source="s", member="m", **values))
    prefixes = {address: prefix for prefix, address in NAMESPACES.items()}
    names = [(etree.QName(child), child.get("{http://www.w3.org/2001/XMLSchema-instance}type")) for child in element]
    return [
        (f"{prefixes[name.namespace]}:{name.localname}", scheme, child.text)
        for (name, scheme), child in zip(names, element, strict=True)
    ]


def test_elements_refinements_and_schemes_are_named_as_the_guidelines_have_it():
    assert written(title="Judul", alternative_titles=("Title",), year=1991, date_text="[1991]", languages=("ind",)) == [
        ("dc:title", None, "Judul"),
        ("dcterms:alternative", None, "Title"),
        ("dcterms:issued", "dcterms:W3CDTF", "1991"),
        ("dcterms:issued", None, "[1991]"),
        ("dc:language", "dcterms:ISO639-2", "ind"),
    ]


@pytest.mark.parametrize("date", ["1991", "1991-06", "1991-06-30"])
def test_a_date_in_the_form_of_w3c_is_written_once(date):
    assert written(year=1991, date_text=date) == [("dcterms:issued", "dcterms:W3CDTF", date)]


@pytest.mark.parametrize("date", ["1990-06", "1991-13", "1991-06-40"])
def test_a_date_that_is_none_of_w3c_or_of_another_year_is_not_passed_off_as_one(date):
    assert written(year=1991, date_text=date) == [
        ("dcterms:issued", "dcterms:W3CDTF", "1991"),
        ("dcterms:issued", None, date),
    ]


def test_the_copies_the_cover_and_what_has_no_term_are_left_out():
    record = {"title": "Judul", "place": "Medan", "type": "other", "carrier": "other"}
    cover = Url(url="https://example.org/1.jpg", kind="cover")
    assert written(**record, urls=(cover,), holdings=(Holding(member="m", call_number="020"),)) == [
        ("dc:title", None, "Judul")
    ]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(text=st.text(max_size=80))
def test_any_text_is_written_well_formed_and_read(text):
    record = BibRecord(
        id="s:1", source="s", member="m", title=f"Judul {text}", subtitle=text, publisher=text, place=text,
        date_text=text, edition=text, extent=text, summary=text, subjects=(text,), series=(text,),
        creators=(Creator(name=text), Creator(name=text, role="editor")), languages=(text,), isbns=(text,),
        host=Host(title=text, volume=text, issue=text, pages=text), urls=(Url(url=text),), type="article",
        identifiers=Identifiers(doi=(text,), oclc=(text,), lccn=(text,)), classification={"ddc": text},
    )  # fmt: skip
    for one in (record, msgspec.structs.replace(record, host=None, type="book")):
        assert read(qualified_dc.write(one)).title
