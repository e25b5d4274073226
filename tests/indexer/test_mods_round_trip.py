"""What we write as MODS we read back as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.record import RawRecord
from indexer import formats
from indexer.record import CARRIERS, TYPES, BibRecord, Creator, Holding, Host, Identifiers, Url

# Words without the marks of ISBD: marks at the ends of a text are not its own.
WORD = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=6, max_size=10)
TEXT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
MAYBE = st.none() | TEXT
NUMBER = st.none() | st.integers(1, 999).map(str)
ROLES = ("author", "editor", "translator", "advisor", "illustrator", "composer", "contributor")


NUMBERS = Identifiers(doi=("10.1234/a.b",), oclc=("123",), lccn=("85000002",))


@st.composite
def hosts(draw):
    first = draw(st.integers(1, 900))
    pages = draw(st.sampled_from([None, str(first), f"{first}-{first + 9}"]))
    host = Host(title=draw(MAYBE), volume=draw(NUMBER), issue=draw(NUMBER), pages=pages)
    return host if host != Host() else None


@st.composite
def records(draw):
    year = draw(st.none() | st.integers(1500, 2026))
    subtitle = draw(MAYBE)
    title = draw(TEXT)
    return BibRecord(
        id="s:1", source="s", member="m", title=title, subtitle=subtitle,
        part_number=draw(st.none() | st.integers(1, 30).map("jilid {}".format)) if subtitle else None,
        alternative_titles=tuple(draw(st.lists(TEXT.filter(title.__ne__), max_size=2, unique=True))),
        creators=tuple(
            Creator(name=f"{family}, {given}{life}", role=role)
            for family, given, life, role in draw(
                st.lists(
                    st.tuples(WORD, WORD, st.sampled_from(["", ", 1908-1981"]), st.sampled_from(ROLES)), max_size=3,
                    unique_by=lambda one: one[0],
                )
            )
        ),
        publisher=draw(MAYBE), place=draw(MAYBE), year=year, date_text=None if year is None else str(year),
        edition=draw(st.sampled_from([None, "Edisi 2", "Cet. 1"])),
        extent=draw(st.sampled_from([None, "xii, 245 hlm.", "3 jil."])),
        series=tuple(draw(st.lists(TEXT, max_size=2, unique=True))),
        languages=tuple(draw(st.lists(st.sampled_from(["ind", "eng", "ara"]), max_size=2, unique=True))),
        type=draw(st.sampled_from(TYPES)), carrier=draw(st.sampled_from([None, *CARRIERS])),
        subjects=tuple(draw(st.lists(TEXT, max_size=3, unique=True))),
        classification=draw(st.sampled_from([{}, {"ddc": "297.122"}, {"lcc": "BP130", "udc": "28"}])),
        summary=draw(MAYBE), host=draw(hosts()),
        isbns=draw(st.sampled_from([(), ("9789794030424",)])), issns=draw(st.sampled_from([(), ("2434-561X",)])),
        identifiers=draw(st.sampled_from([Identifiers(), NUMBERS])),
        urls=tuple(
            Url(url=f"https://example.org/{kind}", label=label, kind=kind)
            for kind, label in draw(
                st.lists(
                    st.tuples(st.sampled_from(["record", "fulltext", "cover", "other"]), MAYBE), max_size=3,
                    unique_by=lambda one: one[0],
                )
            )
        ),
        holdings=tuple(
            Holding(member="m", location=f"{where} {number}", call_number=mark, copies=copies, status=status)
            for number, (where, mark, copies, status) in enumerate(
                draw(st.lists(st.tuples(WORD, MAYBE, st.integers(1, 30), MAYBE), max_size=2))
            )
        ) or (Holding(member="m", call_number=draw(MAYBE)),),
    )  # fmt: skip


FIELDS = [name for name in BibRecord.__struct_fields__ if name not in ("title_sort", "issues")]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(record=records())
def test_what_is_written_comes_back(record):
    raw = RawRecord(source="s", member="m", identifier="1", format="mods", payload=formats.write(record, "mods"))
    back = formats.read(raw)
    assert {name: getattr(back, name) for name in FIELDS} == {name: getattr(record, name) for name in FIELDS}


@pytest.mark.parametrize(
    "name", ["Hamka", "Ahmad Siregar", "Sulistyo-Basuki", "Universitas Indonesia", "Seminar Nasional Hukum"]
)
def test_a_name_that_is_not_inverted_stays_as_it_is(name):
    record = BibRecord(id="s:1", source="s", member="m", title="Judul", creators=(Creator(name=name),))
    raw = RawRecord(source="s", member="m", identifier="1", format="mods", payload=formats.write(record, "mods"))
    assert [creator.name for creator in formats.read(raw).creators] == [name]
