"""Reading references: names, pages, TeX, and what is said in other words than usual; from file to index."""

import io
import json

import msgspec
import pytest

from harvester.files import bibtex, table
from harvester.record import RawRecord
from indexer import formats
from indexer.formats import refs_bibtex, refs_tex
from indexer.formats.errors import Unreadable
from indexer.formats.refs_draft import date, plain, span
from indexer.formats.refs_names import authors
from indexer.record import BibRecord


def read(form, content, **more):
    payload = content if isinstance(content, bytes) else content.encode()
    return formats.read(RawRecord(source="s", member="m", identifier="1", format=form, payload=payload), **more)


def row(columns=None, **values):
    return read("csv", json.dumps({name.replace("_", " "): value for name, value in values.items()}), columns=columns)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Smith JA, Doe B.", ["Smith, J. A.", "Doe, B."]),
        ("Smith, J.A.; Doe, B.", ["Smith, J.A.", "Doe, B."]),
        ("Smith, J., Doe, A., & Roe, C.", ["Smith, J.", "Doe, A.", "Roe, C."]),
        ("Smith, John, Doe, Jane", ["Smith, John", "Doe, Jane"]),
        ("Zvi Kedem, Alexander Tuzhilin", ["Zvi Kedem", "Alexander Tuzhilin"]),
        ("H. V. Jagadish, D Srivastava", ["H. V. Jagadish", "D Srivastava"]),
        ("A Vaswani, N Shazeer…", ["A Vaswani", "N Shazeer"]),
        ("Smith, John and Doe, Ann", ["Smith, John", "Doe, Ann"]),
        ("M. Stonebraker & J. Hellerstein", ["M. Stonebraker", "J. Hellerstein"]),
        ("van der Berg JA, O'Brien P, et al.", ["van der Berg, J. A.", "O'Brien, P."]),
        ("Smith, John (57190001234); Doe, Jane", ["Smith, John", "Doe, Jane"]),
        ("SMITH, JA; DE LA CRUZ, M", ["SMITH, JA", "DE LA CRUZ, M"]),
        ("Ministry of Health and Welfare", ["Ministry of Health and Welfare"]),
        ("Ahmad Siregar, S.Pd., M.Hum.", ["Ahmad Siregar, S.Pd., M.Hum."]),
        ("Nur Lubis dan Ahmad Siregar", ["Nur Lubis", "Ahmad Siregar"]),
        ("Shihab, M. Quraish", ["Shihab, M. Quraish"]),
        ("Rahman,S.R.", ["Rahman, S.R."]),
        ("Hamka", ["Hamka"]),
        ("John Smith, Jr., Ann Doe", ["John Smith, Jr.", "Ann Doe"]),
        ("Rakesh Agrawal, Subramanian, Johannes Gehrke, D. Gunopulos, P. Raghavan", 5),
        ("A. Blum, M. Furst, M. J. Kearns, and Richard J. Lipton.", 4),
        ("Smith JA 3rd|Lee K Jr\nPark S", ["Smith, J. A., 3rd", "Lee, K., Jr", "Park, S."]),
        ("", []),
    ],
)
def test_lists_of_authors(written, found):
    assert authors(written) == found if isinstance(found, list) else len(authors(written)) == found


@pytest.mark.parametrize(
    ("written", "pages"),
    [
        (("123-8",), "123-128"),
        (("pp. 123--128",), "123-128"),
        (("S12-5",), "S12-S15"),
        (("10", "19"), "10-19"),
        (("123", "8"), "123-128"),
        (("1-1",), "1"),
        (("n/a-n/a",), None),
        (("e0123",), "e0123"),
        (("1-10, 15",), "1-10, 15"),
        (("xii-xv",), "xii-xv"),
        (("",), None),
        (("Article 117",), "117"),
        (("(pages 237-285),",), "237-285"),
    ],
)
def test_pages(written, pages):
    assert span(*written) == pages


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2020/05/13/", "2020-05-13"),
        ("2020///", "2020"),
        ("2019/2020", "2019/2020"),
        ("n.d.", "n.d."),
        ("2020/5//Spring", "2020-05"),
    ],
)
def test_dates_of_ris(written, read_as):
    assert date(written).split(",")[0] == read_as


def test_markup_in_titles_goes_and_signs_stay():
    assert plain("<i>In vitro</i> CO<sub>2</sub> &amp; a < b, x<y and y>z") == "In vitro CO2 & a < b, x<y and y>z"
    assert plain("&lt;i&gt;x&lt;/i&gt; <jats:p>Satu</jats:p><jats:p>dua</jats:p>") == "x Satu dua"


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{\'e}t{\'e} G{\"o}del G\"odel \~n {\c c} \c{c} \v{S} \k a", "été Gödel Gödel ñ ç ç Š ą"),
        (r"Stra{\ss}e, Stra\ss e, {\o}re, {\AA}", "Straße, Straße, øre, Å"),
        (r"\'{\i} \'\i n \.Istanbul", "í ín İstanbul"),
        (r"The {BERT} \emph{model} of $\alpha_2$--$x^{3}$", "The BERT model of α2–x3"),
        (r"A~B \& 50\% \_x -{}- -- ---", "A B & 50% _x -- – —"),
        (r"``quoted'' \textbackslash{}x \unknown{y} \'{}", "“quoted” \\x \\unknowny"),
        (r"CO$_2$ {\em x} {\textless}p{\textgreater}", "CO2 x <p>"),
        ("plain, with 'quotes' and \\", "plain, with 'quotes' and \\"),
    ],
)
def test_tex(tex, text):
    assert refs_tex.decode(tex) == text


def test_addresses_keep_their_tildes():
    assert refs_tex.decode(r"https://x.org/~a{\_}b--c\%20d", address=True) == "https://x.org/~a_b--c%20d"


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("Knuth, Donald E. and {Barnes and Noble}", [("Knuth, Donald E.", False), ("Barnes and Noble", True)]),
        ("van der Berg, Jr., Jan AND others", [("van der Berg, Jan, Jr.", False)]),
        ("Ludwig van Beethoven", [("Ludwig van Beethoven", False)]),
        ("family=Hasselt, given=Jan, prefix=van, useprefix=true", [("van Hasselt, Jan", False)]),
        ('{M{\\"u}ller}, J{\\"o}rg', [("Müller, Jörg", False)]),
        ("", []),
    ],
)
def test_names_of_bibtex(field, found):
    assert [tuple(name) for name in refs_bibtex.names(field)] == found


def test_an_entry_that_is_not_as_it_should_be_is_read_as_far_as_it_goes():
    (entry,) = refs_bibtex.entries('@article{k title={x}, author = "A" # and # {B}, year=2020 volume 3, pages = {1')
    assert entry.fields == {"title": "x", "author": "AandB", "year": "2020", "pages": "1"}
    assert refs_bibtex.entries("@comment{x} @string{a = b} no") == []


@pytest.mark.parametrize(
    ("form", "content"), [("ris", "TY  - JOUR\nER  - "), ("bibtex", "@misc{x}"), ("csl", "{}"), ("csl", "[]")]
)
def test_what_says_nothing_is_no_record(form, content):
    with pytest.raises(Unreadable):
        read(form, content)


def test_json_that_is_none_is_no_record():
    with pytest.raises(Unreadable) as caught:
        read("csl", '{"id": "a" "title": "x"}')
    assert caught.value.code == "not-json"


@pytest.mark.parametrize(
    "value", [None, [], {}, 7, "x", [None], [[]], {"a": 1}, [{"family": 7}], True, {"date-parts": [[None]]}]
)
def test_values_of_other_kinds_than_the_schema_has_break_nothing(value):
    for key in ("type", "title", "author", "issued", "container-title", "ISSN", "page", "keyword", "id", "volume"):
        assert read("csl", json.dumps({"title": "Judul", "DOI": "10.1234/x", key: value})).id == "s:1"


def test_half_a_character_stands_nowhere_in_a_record():
    half = "x\ud800"
    keys = ("title", "publisher", "page", "volume", "language", "keyword", "abstract", "call-number", "edition")
    said = dict.fromkeys(keys, half) | {"DOI": f"10.1234/{half}", "URL": f"http://a.id/{half}"}
    for longer in (1, 300):
        record = read("csl", json.dumps({key: value * longer for key, value in said.items()}))
        assert msgspec.json.decode(msgspec.json.encode(record), type=BibRecord) == record


def test_abbreviations_of_abbreviations_do_not_grow_without_end():
    doubled = "".join(f"@string{{m{n + 1} = m{n} # m{n}}}\n" for n in range(40))
    many = ", ".join(f"f{n} = m40 # m39" for n in range(300))
    [entry] = refs_bibtex.entries(f'@string{{m0 = "kata"}}\n{doubled}@misc{{a, title = {{Judul}}, {many}}}')
    assert entry.fields["title"] == "Judul"
    assert sum(map(len, entry.fields.values())) < 3_000_000


def test_deep_and_long_input_ends():
    deep = "{" * 50_000
    for form, content in (
        ("bibtex", "@article{a, title = " + deep),
        ("bibtex", "@article{a, title = {x}," + "author = {" * 20_000),
        ("bibtex", "@a{b," * 20_000),
        ("bibtex", "@article{a, title = {x}, author = {A" + " " * 200_000 + "B}}"),
        ("csl", '{"title": "x", "author": ' + "[" * 50_000 + "]" * 50_000 + "}"),
        ("ris", "TY  - JOUR\nTI  - " + "\\" * 100_000 + "\nAU  - " + ", ".join(["A B"] * 20_000) + "\nER  - "),
        ("csl", json.dumps({"title": "<i " * 30_000, "abstract": "<" * 100_000, "page": "1-" * 30_000})),
    ):
        try:
            read(form, content)
        except Unreadable:
            continue


def test_the_volume_is_that_of_the_journal_where_there_is_one():
    article = row(Title="T", Authors="Smith J", Journal="VLDB J.", Volume="12", Number="3", Pages="123-8", Year="2003")
    assert (article.type, article.part_number, article.extent) == ("article", None, None)
    assert (article.host.title, article.host.volume, article.host.issue, article.host.pages) == (
        "VLDB J.", "12", "3", "123-128"
    )  # fmt: skip
    book = row(Title="T", Author="Smith, John", Volume="3", Pages="450")
    assert (book.host, book.part_number, book.extent) == (None, "3", "450")


def test_references_typed_by_hand_are_tidied():
    record = row(
        Author="A. Blum, M. Furst,",
        Title="Weakly learning DNF,",
        Venue="In Proc. 26th STOC,",
        Volume="(3),",
        Year="1994.",
    )
    assert (record.title, record.year, record.host.title, record.host.volume) == (
        "Weakly learning DNF", 1994, "Proc. 26th STOC", "3"
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["Journal", "book", "misc", "Article", ""])
def test_what_has_an_issue_of_a_journal_is_an_article(kind):
    record = row(Title="T", Journal="J", Number="3", Type=kind)
    assert (record.type, record.host.issue) == ("article", "3")


def test_columns_may_be_mapped_to_the_host():
    columns = {"title": "A", "journal": "B", "volume": "C", "issue": "D", "pages": "E"}
    record = row(columns, A="T", B="Jurnal", C="1", D="2", E="3-9")
    assert (record.host.title, record.host.volume, record.host.issue, record.host.pages) == ("Jurnal", "1", "2", "3-9")


def test_of_several_columns_the_first_that_says_something_counts():
    record = row(Title="T", Authors="Smith J.", Author_full_names="", Journal="J", Abstract="", Notes="Catatan")
    assert (record.creators[0].name, record.summary) == ("Smith, J.", "Catatan")


@pytest.mark.parametrize("source", ["Scopus", "Pembelian", "1", ""])
def test_a_source_is_a_journal_beside_articles_only(source):
    assert row(Title="T", Source=source, Penerbit="P").host is None
    assert row(Title="T", Source="Scopus", DOI="10.1234/x").host is None
    assert row(Title="T", Source="Jurnal X", DOI="").host.title == "Jurnal X"


def test_a_bibtex_file_reads_as_its_entries_say_in_any_order():
    text = b"@inproceedings{a, title={A}, crossref={b}}\n@proceedings{b, title={Proc. B}, year=1999}\n"
    items = list(bibtex.items(io.BufferedReader(io.BytesIO(text))))
    found = {item.identifier: read("bibtex", item.payload) for item in items}
    assert (found["a"].host.title, found["a"].year, found["b"].title) == ("Proc. B", 1999, "Proc. B")


def test_a_table_of_marc_with_repeated_cells():
    cells = '"10 $a Judul / $c A";"Ilmu; Agama";"$a Siregar, Ahmad; $a Lubis";9789794201237'
    content = f"Tag 245;Tag 650;Tag 700;Tag 020\n{cells}\n"
    (item,) = table.of_text(io.BufferedReader(io.BytesIO(content.encode())), {})
    record = read("csv", item.payload)
    assert (record.title, record.subjects, record.isbns) == ("Judul", ("Ilmu", "Agama"), ("9789794201237",))
    assert [one.name for one in record.creators] == ["Siregar, Ahmad", "Lubis"]


def test_only_line_ends_end_a_line_of_ris():
    record = read("ris", "TY  - BOOK\r\nTI  - Satu\u2028ER  - dua\x0bAU  - tiga\r\nPY  - 2000\r\nER  - ")
    assert (record.title, record.year, record.creators) == ("Satu ER - duaAU - tiga", 2000, ())


def test_tags_with_fewer_blanks_are_tags_to_the_last_line():
    record = read("ris", "TY - BOOK\nTI - Judul\nKW - satu\ndua\nER -")
    assert (record.type, record.title, record.subjects) == ("book", "Judul", ("satu", "dua"))
