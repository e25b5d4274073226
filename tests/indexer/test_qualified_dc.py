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
WORD = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=6, max_size=10)
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
        extent=draw(st.sampled_from([None, "xii, 245 hlm.", "3 jil."])),
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
