"""Citations by the rules of four manuals, and OpenURLs by Z39.88-2004."""

import re
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from citeproc import SCHEMA_PATH
from lxml import etree
from shelf import HOSTILE

from config.model import Consortium
from indexer.record import Creator, Host, Identifiers, UnionRecord, Url
from search import jsonld
from search.citing import item, openurl
from search.citing.cite import STYLES, citations


def record(**fields):
    return UnionRecord(id="k3f9", **fields)


def people(*names, role="author", kind="person"):
    return tuple(Creator(name=name, role=role, kind=kind) for name in names)


BOOK = record(
    type="book", title="The psychology of prejudice", subtitle="From attitudes to social action", year=2019,
    creators=people("Jackson, Lynne M."), edition="2nd ed.", publisher="American Psychological Association",
    place="Washington",
)  # fmt: skip
ARTICLE = record(
    type="article", title="Kenapa membaca?", year=2012, creators=people("Siregar, Ridwan A.", "Nasution, Budi"),
    host=Host(title="Pustaha", volume="3", issue="1", pages="12-20"), identifiers=Identifiers(doi=("10.1000/abc",)),
)  # fmt: skip
EDITED = record(
    type="book", title="Antologi", part_number="Jilid 2", year=2001, publisher="Balai Pustaka", place="Jakarta",
    creators=people("Ani, Siti", "Budi, Tono", role="editor"),
)  # fmt: skip
THESIS = record(
    type="thesis", title="Analisis data", year=2012, publisher="Universitas Sumatera Utara", place="Medan",
    creators=people("Siregar, Ridwan"),
)  # fmt: skip
PAPER = record(
    type="conference", title="Data besar", year=2015, publisher="ITB", host=Host(title="Prosiding", pages="1-9"),
    creators=(*people("Siregar, Ridwan"), *people("Sugihartati, Rahma", role="editor")),
)  # fmt: skip
SERIAL = record(type="serial", title="Kompas", publisher="PT Kompas", place="Jakarta")
NOTHING = record()
SITE = record(
    type="web", title="Panduan", year=2020, creators=people("Perpusnas", kind="organisation"),
    urls=(Url(url="https://x.example.org/a?b=1&c=2", kind="fulltext"),),
)  # fmt: skip
SONG = record(type="audio", title="Rayuan pulau kelapa", year=1944, creators=people("Marzuki, Ismail", role="composer"))
TRANSLATED = record(
    type="book", title="Bumi", year=1990, publisher="Hasta", place="Jakarta", edition="Cet. 4",
    creators=(*people("Toer, Pramoedya Ananta"), *people("Lane, Max", role="translator")),
)  # fmt: skip


RECORDS = {
    "book": BOOK,
    "article": ARTICLE,
    "edited": EDITED,
    "thesis": THESIS,
    "paper": PAPER,
    "serial": SERIAL,
    "nothing": NOTHING,
    "site": SITE,
    "song": SONG,
    "translated": TRANSLATED,
}
CITED = [
    line.split("\t") for line in (Path(__file__).parent / "citations.tsv").read_text(encoding="utf-8").splitlines()
]
"""Record, style, and its citation as HTML, written by hand after the manuals' own examples."""


@pytest.mark.parametrize(("cited", "style", "expected"), CITED)
def test_a_record_is_cited_by_the_manual(cited, style, expected):
    found = dict(zip(STYLES, citations(RECORDS[cited]), strict=True))[style]
    assert found.html == expected
    assert found.text == re.sub("</?i>", "", expected).replace("&amp;", "&") and found.name == STYLES[style]


def test_many_names_are_shortened_as_each_manual_says():
    many = record(type="report", title="Laporan", year=2001, creators=people(*(f"Nama{n}, Orang" for n in range(25))))
    apa, mla, chicago, vancouver = (found.text for found in citations(many))
    assert "Nama18, O., … Nama24, O. (2001)" in apa and "Nama19" not in apa
    assert mla.startswith("Nama0, Orang, et al. ")
    assert chicago.startswith("Nama0, Orang, Orang Nama1, Orang Nama2, et al. ")
    assert vancouver.startswith("Nama0 O, Nama1 O, Nama2 O, Nama3 O, Nama4 O, Nama5 O, et al. ")


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Ed. 2", "2"),
        ("Edisi ketiga", "3"),
        ("1st ed.", None),
        ("Cet. 5", None),
        ("Ed. rev.", "Ed. rev."),
        (None, None),
    ],
)
def test_an_edition_is_a_number_and_the_first_and_printings_are_not_cited(statement, cited):
    assert item.edition(statement) == cited


MARKS = '\ue000\ue001<i>&amp;"\'</i><span class="nocase">x</span>'


@pytest.mark.parametrize("nasty", [HOSTILE, MARKS, "a\x00b", "{title}%s\\", "ا" * 5000, "A" * 100_000])
def test_whatever_a_record_says_stays_text(nasty):
    hostile = record(
        type="article", title=nasty, subtitle=nasty, publisher=nasty, place=nasty, edition=nasty, year=1,
        creators=(*people(nasty, f"{nasty}, {nasty}"), *people(nasty, role="editor", kind="organisation")),
        host=Host(title=nasty, volume=nasty, issue=nasty, pages=nasty), identifiers=Identifiers(doi=(nasty,)),
        urls=(Url(url=f"javascript:{nasty}", kind="fulltext"),),
    )  # fmt: skip
    for found in citations(hostile):
        assert not re.search(r"<(?!/?i>)", found.html) and not re.search("[\ue000\ue001]", found.html)
        assert found.html.count("<i>") == found.html.count("</i>")
        assert found.html.encode() and found.text.encode()


def test_several_readers_may_cite_at_once():
    cited = [BOOK, ARTICLE, EDITED, THESIS] * 10
    with ThreadPoolExecutor(8) as readers:
        assert list(readers.map(citations, cited)) == [citations(one) for one in cited]


@pytest.mark.parametrize("style", STYLES)
def test_the_styles_are_valid_csl(style):
    schema = etree.RelaxNG(etree.parse(SCHEMA_PATH))
    document = etree.fromstring((files("search.citing") / "styles" / f"{style}.csl").read_bytes())
    assert schema.validate(document), schema.error_log
    assert Path(SCHEMA_PATH).exists()


ADDRESS = "https://katalog.example.org/record/k3f9"


def test_a_book_as_an_openurl():
    said = dict(openurl.pairs(BOOK, ADDRESS))
    assert said["url_ver"] == said["ctx_ver"] == "Z39.88-2004"
    assert said["rft_val_fmt"] == "info:ofi/fmt:kev:mtx:book" and said["rft.genre"] == "book"
    assert said["rft.btitle"] == "The psychology of prejudice: From attitudes to social action"
    assert (said["rft.aulast"], said["rft.aufirst"], said["rft.au"]) == ("Jackson", "Lynne M.", "Jackson, Lynne M.")
    assert (said["rft.pub"], said["rft.date"], said["rft.edition"]) == (BOOK.publisher, "2019", "2nd ed.")
    assert said["rft_id"] == ADDRESS


def test_an_article_and_a_thesis_have_their_own_keys():
    said = dict(openurl.pairs(ARTICLE, ADDRESS))
    assert (said["rft.genre"], said["rft.atitle"], said["rft.jtitle"]) == ("article", "Kenapa membaca?", "Pustaha")
    assert (said["rft.volume"], said["rft.issue"], said["rft.spage"], said["rft.epage"]) == ("3", "1", "12", "20")
    assert ("rft_id", "info:doi/10.1000/abc") in openurl.pairs(ARTICLE, ADDRESS)
    said = dict(openurl.pairs(THESIS, ADDRESS))
    assert said["rft_val_fmt"].endswith(":dissertation") and said["rft.inst"] == "Universitas Sumatera Utara"


@pytest.mark.parametrize("base", ["https://r.example.org/openurl", "https://r.example.org/openurl?lang=id"])
def test_a_resolver_is_asked_with_its_own_parameters_kept(base):
    address = openurl.resolved(base, ARTICLE, ADDRESS)
    assert address.startswith(base) and address.count("?") == 1
    pairs = parse_qsl(address.partition("?")[2])
    assert ("rft.atitle", "Kenapa membaca?") in pairs and (("lang", "id") in pairs) == ("lang" in base)


def test_search_engines_are_told_what_an_article_is_part_of():
    consortium = Consortium.model_validate({"consortium": {"name": "Uji"}})
    said = jsonld.describe(ARTICLE, consortium, ADDRESS)
    assert (said["@type"], said["isPartOf"]) == ("ScholarlyArticle", {"@type": "Periodical", "name": "Pustaha"})
    assert said["pagination"] == "12-20" and "isPartOf" not in jsonld.describe(BOOK, consortium, ADDRESS)
