"""What is written as RIS, BibTeX, CSL-JSON or CSV is read back as it was, by us and by the programs it is meant for."""

import csv
import io
import json

import bibtexparser
import msgspec
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.files import bibtex, csl, ris, table
from harvester.record import RawRecord
from indexer import export, formats
from indexer.record import BibRecord, Creator, Holding, Host, Identifiers, Issue, UnionRecord, Url

CUTTERS = {"ris": ris.items, "bibtex": bibtex.items, "csl": csl.items}
# Letters and digits of any script; marks of punctuation and of TeX inside, where no format has them for its own.
WORD = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F), min_size=2, max_size=9)
MARKED = st.builds("".join, st.tuples(WORD, st.sampled_from([*"&%$#_{}~^\\-\"'`?!<>|@*+=", "--", "''", "?`"]), WORD))
TEXT = st.lists(st.one_of(WORD, MARKED), min_size=1, max_size=6).map(" ".join)
PLAIN = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
NAMES = st.builds(lambda family, given: f"{family.title()}, {given.title()}", WORD, WORD).filter(
    lambda name: "," in name
)


def cut(content, form):
    return list(CUTTERS[form](io.BufferedReader(io.BytesIO(content))))


def read(item):
    raw = RawRecord(source="s", member="m", identifier=item.identifier, format=item.format, payload=item.payload)
    return formats.read(raw)


def again(record, form):
    (item,) = cut(formats.write(record, form), form)
    assert item.problem is None and item.repairs == ()
    return read(item)


RECORDS = st.builds(
    BibRecord,
    id=st.just("s:1"),
    source=st.just("s"),
    member=st.just("m"),
    title=TEXT,
    creators=st.lists(
        st.builds(
            Creator,
            name=st.sampled_from(
                ["Siregar, Ahmad Fauzi", "Müller, Jörg", "van der Berg, Pieter", "O'Brien, Ann", "Hamka"]
            ),
            role=st.sampled_from(["author", "editor", "translator"]),
        ),
        max_size=4,
        unique_by=lambda one: one.name,
    ).map(lambda found: tuple(sorted(found, key=lambda one: one.role))),
    publisher=st.one_of(st.none(), st.sampled_from(["Gramedia & Co", "Hasta_Mitra 100%", "{Pustaka}"])),
    place=st.one_of(st.none(), st.just("Jakarta")),
    year=st.integers(1500, 2025),
    languages=st.sampled_from([(), ("ind",)]),
    subjects=st.lists(TEXT, max_size=3, unique=True).map(tuple),
    summary=st.one_of(st.none(), TEXT),
    identifiers=st.sampled_from([Identifiers(), Identifiers(doi=("10.1234/a_b~c",))]),
    urls=st.sampled_from([(), (Url(url="https://example.org/~a_b?x=1&y=%7B2", kind="record"),)]),
)
SAME = (
    "creators",
    "publisher",
    "place",
    "year",
    "languages",
    "summary",
    "identifiers",
    "urls",
    "host",
    "issns",
    "type",
)


def title(record):
    return (record.title, record.subtitle, record.part_number, record.part_title)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    record=RECORDS,
    host=st.builds(
        Host,
        title=TEXT,
        volume=st.sampled_from([None, "12", "S3"]),
        issue=st.sampled_from([None, "3-4"]),
        pages=st.sampled_from([None, "1-10", "e12"]),
    ),
    form=st.sampled_from(sorted(CUTTERS)),
)
def test_an_article_comes_back_as_it_went(record, host, form):
    article = msgspec.structs.replace(record, type="article", host=host, issns=("2434-561X",))
    once = again(article, form)
    expected = msgspec.structs.replace(article, creators=once.creators) if form == "csl" else article
    assert {name: getattr(once, name) for name in SAME} == {name: getattr(expected, name) for name in SAME}
    assert sorted(map(repr, once.creators)) == sorted(map(repr, article.creators))
    assert once.title == article.title
    assert once.subjects == article.subjects or form == "csl"
    assert msgspec.structs.replace(again(once, form), id=once.id) == once


@settings(max_examples=40, deadline=None, derandomize=True)
@given(record=RECORDS, form=st.sampled_from(sorted(CUTTERS)), kind=st.sampled_from(["book", "thesis", "report"]))
def test_a_book_comes_back_as_it_went(record, form, kind):
    book = msgspec.structs.replace(
        record, type=kind, isbns=("9789794201237",), edition="Ed. 2", subtitle="anak judul", part_number="Jilid 2",
        extent="xii, 200 hlm." if form != "csl" else None,
    )  # fmt: skip
    once = again(book, form)
    same = (*SAME[1:], "isbns", "edition", "extent", "part_number", "subtitle")
    assert {name: getattr(once, name) for name in same} == {name: getattr(book, name) for name in same}
    assert msgspec.structs.replace(again(once, form), id=once.id) == once


@pytest.mark.parametrize("form", sorted(CUTTERS))
def test_no_text_leads_a_reader_astray(form):
    for text in ("}\n@book{x,", "ER  - \r\nTY  - BOOK", '"},{"id": "x"', "\\", "{", "}", "a\\{b", "x \\"):
        record = BibRecord(id="s:1", source="s", member="m", title=text, year=2000, summary=text, publisher=text)
        assert len(cut(formats.write(record, form), form)) == 1


def test_other_readers_understand_ris():
    record = BibRecord(
        id="s:1", source="s", member="m", title="Judul", year=2020, type="article",
        creators=(Creator(name="Siregar, Ahmad"), Creator(name="Lubis, Nur", role="editor")),
        host=Host(title="Jurnal", volume="1", issue="2", pages="3-4"), issns=("2434-561X",), subjects=("a", "b"),
    )  # fmt: skip
    (found,) = rispy.loads(formats.write(record, "ris").decode())
    assert (found["type_of_reference"], found["title"], found["authors"]) == ("JOUR", "Judul", ["Siregar, Ahmad"])
    assert (found["secondary_title"], found["start_page"], found["end_page"]) == ("Jurnal", "3", "4")
    assert found["keywords"] == ["a", "b"]


def test_other_readers_understand_bibtex():
    record = BibRecord(id="s:1", source="s", member="m", title="A {b", year=2020, type="article", subjects=("x -- y",))
    (entry,) = bibtexparser.loads(formats.write(record, "bibtex").decode()).entries
    assert (entry["ENTRYTYPE"], entry["year"]) == ("article", "2020")
    assert entry["title"] == r"{A \textbraceleft{}b}"


# Tables


def table_of(records):
    lines = export.WRITERS["csv"](records, "bib", False, None)
    return b"".join(lines)


def rows(content):
    return list(table.of_text(io.BufferedReader(io.BytesIO(content)), {}))


ODD = st.one_of(
    TEXT, st.sampled_from(["=cmd|' /C calc'!A0", "+1", "-x", "@x", "'=a", "''-b", "a; b", "[x]", '"quoted"', "a,b"])
)
FULL = BibRecord(
    id="toba:oai:x/1",
    source="toba",
    member="toba",
    union="u1",
    title="=Judul",
    subtitle="-anak; judul",
    part_number="Jilid 2",
    part_title="Angin / malam : sub",
    title_sort="judul jilid 2",
    alternative_titles=("Satu; dua", "'=Tiga", "[empat]"),
    creators=(Creator(name="Hamka"), Creator(name="Badan X; Y", role="issuing body", kind="organisation")),
    publisher="@penerbit",
    place="Jakarta",
    year=1991,
    date_text="c1991",
    edition="Cet. 1",
    extent="458 hlm.",
    series=("Seri pustaka ; 7",),
    languages=("ind", "eng"),
    type="article",
    carrier="online",
    subjects=("a", "b"),
    classification={"ddc": "020", "lcc": "Z665"},
    summary="Baris satu, dua",
    host=Host(title="Jurnal", volume="1", issue="2", pages="3-4"),
    isbns=("9789794201237",),
    issns=("2434-561X",),
    identifiers=Identifiers(doi=("10.1234/x",), oclc=("123",), lccn=("85000002",)),
    urls=(Url(url="https://example.org/a.pdf", label="Teks", kind="fulltext"),),
    holdings=(Holding(member="toba", location="Lantai 2", call_number="-020 SUL", copies=3, status="ada"),),
    issues=(Issue(code="isbn-checksum", field="isbns", value="979"), Issue(code="unknown-code", value="x")),
)


def test_our_own_table_comes_back_with_nothing_lost():
    (item,) = rows(table_of([FULL]))
    back = read(item)
    expected = msgspec.structs.replace(
        FULL, id="s:toba:oai:x/1", source="s", member="m", union=None, issues=FULL.issues[:1],
        holdings=(msgspec.structs.replace(FULL.holdings[0], member="m"),),
    )  # fmt: skip
    assert back == expected


def test_nothing_in_our_tables_runs_in_a_spreadsheet():
    _headings, cells = csv.reader(io.StringIO(table_of([FULL]).decode()))
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    title=ODD,
    subtitle=ODD,
    subjects=st.lists(ODD, max_size=3, unique=True),
    publisher=ODD,
    series=st.lists(ODD, max_size=2, unique=True),
)
def test_whatever_it_says_our_own_table_comes_back(title, subtitle, subjects, publisher, series):
    record = BibRecord(
        id="a:1", source="a", member="a", title=title, subtitle=subtitle, subjects=tuple(subjects), publisher=publisher,
        series=tuple(series), title_sort="x", holdings=(Holding(member="m"),), year=2000, date_text="2000",
    )  # fmt: skip
    (item,) = rows(table_of([record]))
    assert read(item) == msgspec.structs.replace(record, id="s:a:1", source="s", member="m")


@pytest.mark.parametrize(
    "name", ["creators", "holdings", "urls", "host", "identifiers", "classification", "issues", "year"]
)
@pytest.mark.parametrize(
    "value", ["Hamka; Buya", "[", "{}", "[1]", '{"a": [[[', "[[]]", '[{"name": 1}]', "12345", "['x']"]
)
def test_a_cell_that_somebody_wrote_into_breaks_nothing(name, value):
    (item,) = rows(table_of([FULL]))
    row = json.loads(item.payload) | {name: value}
    back = read(msgspec.structs.replace(item, payload=json.dumps(row).encode()))
    assert back.title == FULL.title
    if (name, value) == ("creators", "Hamka; Buya"):
        assert [one.name for one in back.creators] == ["Hamka", "Buya"]


def test_a_table_of_unions_is_read_too():
    union = UnionRecord(id="k3f9a", title="Judul", type="book", year=2000, members=("a", "b"), records=("a:1", "b:2"))
    (item,) = rows(b"".join(export.WRITERS["csv"]([union], "union", False, None)))
    assert (read(item).id, read(item).title, read(item).type) == ("s:k3f9a", "Judul", "book")
