"""What we write as MARC 21, readers other than ours and pymarc's can read, and nothing that MARC can hold is lost."""

import re
import unicodedata

import iso2709
import mrrc
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from harvester.record import RawRecord
from indexer import formats
from indexer.formats import marc21, marc_write, xml
from indexer.formats.marcxml import NAMESPACE
from indexer.issues import Issues
from indexer.normalise import imprint
from indexer.record import CARRIERS, TYPES, BibRecord, Creator, Holding, Host, Identifiers, Url

BOOK = BibRecord(id="s:1", source="s", member="m", title="Panjang", creators=(Creator(name="Hamka"),))


def read(payload, format="marc21"):
    return formats.read(RawRecord(source="s", member="m", identifier="1", format=format, payload=payload))


# Words, since the marks at the ends of a text are ISBD's and not its own; letters of any script, as NFC has them.
WORD = st.text(st.characters(categories=["Ll", "Lu", "Lo"]), min_size=1, max_size=10)
TEXT = st.lists(WORD, min_size=1, max_size=5).map(lambda words: unicodedata.normalize("NFC", " ".join(words)))
TEXTS = st.lists(TEXT, max_size=3, unique=True).map(tuple)
NUMBER = st.integers(1, 999).map(str)
ROLES = ("author", "editor", "translator", "illustrator", "compiler", "composer", "advisor", "performer", "contributor")
CREATORS = st.builds(
    Creator, name=TEXT, role=st.sampled_from(ROLES), kind=st.sampled_from(["person", "organisation", "meeting"])
)
HOSTS = st.builds(Host, title=TEXT, volume=st.none() | NUMBER, issue=st.none() | NUMBER, pages=st.none() | NUMBER)
HOLDINGS = st.builds(
    Holding,
    member=st.just("m"),
    location=TEXT,
    call_number=st.none() | TEXT,
    copies=st.none() | st.integers(1, 9999),
    status=st.sampled_from([None, "tersedia", "dipinjam"]),
)
# What an address leads to is kept where its looks do not speak against it.
ADDRESS = NUMBER.map("https://example.org/{}".format)
URLS = st.one_of(
    st.builds(Url, url=ADDRESS.map("{}.pdf".format), kind=st.just("fulltext"), label=st.none() | NUMBER),
    st.builds(Url, url=ADDRESS, kind=st.sampled_from(["record", "other"]), label=st.none() | NUMBER),
    st.builds(Url, url=ADDRESS.map("{}.jpg".format), kind=st.just("cover"), label=st.just("Sampul")),
)


@st.composite
def records(draw):
    """Any description, as a reader would make it."""
    year = draw(st.none() | st.integers(1000, 2026))
    title = draw(TEXT)
    return BibRecord(
        id="s:1",
        source="s",
        member="m",
        title=title,
        subtitle=draw(st.none() | TEXT),
        part_number=draw(st.none() | NUMBER),
        part_title=draw(st.none() | TEXT),
        alternative_titles=tuple(one for one in draw(TEXTS) if one != title),
        creators=draw(st.lists(CREATORS, max_size=4, unique=True).map(tuple)),
        publisher=draw(st.none() | TEXT),
        place=draw(st.none() | TEXT.filter(imprint.place_key)),  # `SL` is no place
        year=year,
        date_text=str(year) if year else None,
        edition=draw(st.none() | TEXT),
        extent=draw(st.none() | NUMBER.map("{} hlm.".format)),
        series=draw(TEXTS),
        languages=draw(st.lists(st.sampled_from(["ind", "eng", "ara", "jav", "dut"]), unique=True).map(tuple)),
        type=draw(st.sampled_from(sorted(set(TYPES) - {"other"}))),
        carrier=draw(st.none() | st.sampled_from(CARRIERS)),
        subjects=draw(TEXTS),
        classification=draw(st.dictionaries(st.sampled_from(["ddc", "udc"]), NUMBER)),
        summary=draw(st.none() | TEXT),
        host=draw(st.none() | HOSTS),
        isbns=draw(st.lists(st.sampled_from(["9789794201237", "9780306406157"]), unique=True).map(tuple)),
        issns=draw(st.lists(st.sampled_from(["2434-561X", "0378-5955"]), unique=True).map(tuple)),
        identifiers=Identifiers(
            doi=draw(st.lists(NUMBER.map("10.1234/{}".format), max_size=2, unique=True).map(tuple)),
            oclc=draw(st.lists(NUMBER, max_size=2, unique=True).map(tuple)),
            lccn=draw(st.sampled_from([(), ("85000002",)])),
        ),
        urls=draw(st.lists(URLS, max_size=3, unique=True).map(tuple)),
        holdings=tuple(draw(st.lists(HOLDINGS, min_size=1, max_size=3, unique_by=lambda one: one.location))),
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(records())
def test_nothing_that_marc_can_hold_is_lost(record):
    for format in ("marc", "marcxml"):
        back = read(formats.write(record, format), {"marc": "marc21"}.get(format, format))
        expected = msgspec.structs.replace(record, title_sort=back.title_sort, issues=back.issues)
        assert back == expected


@settings(max_examples=100, deadline=None, derandomize=True)
@given(records())
def test_every_record_keeps_the_rules_of_iso_2709(record):
    written = formats.write(record, "marc")
    label, fields = iso2709.read(written)
    assert label[9:10] == b"a" and label[18:19] == b"c"
    # the same as pymarc has it, field by field
    ours = marc21.decode(written, Issues()).fields
    assert [tag for tag, _, _ in fields] == [field.tag for field in ours]
    for (_, indicators, parts), field in zip(fields, ours, strict=True):
        if field.control_field:
            assert parts == [("", field.data)]
        else:
            assert indicators == "".join(field.indicators)
            assert parts == [(one.code, one.value) for one in field.subfields]


# http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd, its patterns.
_LEADER = re.compile(r"[\d ]{5}[\dA-Za-z ][\dA-Za-z][\dA-Za-z ]{3}(2| )(2| )[\d ]{5}[\dA-Za-z ]{3}(4500|    )")
_CONTROL_TAG = re.compile(r"00[1-9A-Za-z]")
_DATA_TAG = re.compile(r"0[1-9A-Z][0-9A-Z]|[1-9A-Z][0-9A-Z]{2}")
_INDICATOR = re.compile(r"[\da-z ]")
_CODE = re.compile(r"[\dA-Za-z!\"#$%&'()*+,\-./:;<=>?{}_^`~\[\]\\]")


@settings(max_examples=50, deadline=None, derandomize=True)
@given(records())
def test_every_record_keeps_the_patterns_of_the_marcxml_schema(record):
    root = etree.fromstring(formats.write(record, "marcxml"))
    assert root.tag == f"{{{NAMESPACE}}}record"
    leader, *fields = root
    assert _LEADER.fullmatch(leader.text)
    tags = [xml.name(field) for field in fields]
    assert tags == sorted(tags)  # control fields come before data fields
    for field in fields:
        pattern = _CONTROL_TAG if xml.name(field) == "controlfield" else _DATA_TAG
        assert pattern.fullmatch(field.get("tag"))
        if xml.name(field) == "datafield":
            assert len(field) and all(_INDICATOR.fullmatch(field.get(name)) for name in ("ind1", "ind2"))
            assert all(_CODE.fullmatch(one.get("code")) and one.text for one in field)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(records())
def test_another_program_reads_the_same_fields(record):
    written = formats.write(record, "marc")
    [other] = mrrc.MARCReader(written)
    ours = marc21.decode(written, Issues()).fields
    assert sorted(map(_told, other.fields())) == sorted(map(_told, ours))  # it puts fields of a tag together


def _told(field):
    """A field of either program."""
    if field.tag < "010":
        return field.tag, field.data
    subfields = field.subfields() if callable(field.subfields) else field.subfields
    return field.tag, "".join(field.indicators), [(one.code, one.value) for one in subfields]


@pytest.mark.parametrize(
    ("record", "left"),
    [
        ({"holdings": tuple(Holding(member="m", call_number=f"020 {n:04d}") for n in range(5000))}, "852"),
        ({"subjects": tuple(f"Pokok bahasan yang panjang {n:05d}" for n in range(5000))}, "653"),
        ({"creators": tuple(Creator(name=f"Pengarang, Nomor {n:05d}") for n in range(5000))}, "700"),
        ({"series": tuple(f"Seri {n:05d} yang bernama panjang sekali" for n in range(5000))}, "490"),
        ({"summary": "kata " * 50_000}, "520"),
        ({"title": "x" * 99_999, "publisher": "y" * 99_999, "extent": "z" * 99_999}, "245"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_record_too_long_for_iso_2709_is_shortened_and_says_so(record, left):
    whole = msgspec.structs.replace(BOOK, **record)
    written = formats.write(whole, "marc")
    _, fields = iso2709.read(written)
    assert any(tag == left for tag, _, _ in fields)
    shortened = [parts[0][1] for tag, _, parts in fields if tag == "500"]
    assert ("ISO 2709" in "".join(shortened)) == (left != "245")
    assert left != "245" or "…" in {tag: parts[0][1] for tag, _, parts in fields}["245"]
    as_xml = read(formats.write(whole, "marcxml"), "marcxml")
    assert len(as_xml.creators) == len(whole.creators) and len(as_xml.subjects) == len(whole.subjects)


@given(record=records())
@settings(max_examples=30, deadline=None, derandomize=True)
def test_the_size_of_a_record_is_known_without_writing_it(record):
    marc = marc_write.from_record(record)
    assert marc21.size(marc) == len(marc.as_marc())


def test_copies_are_a_range_of_copy_numbers_and_never_a_number_of_copies():
    holding = Holding(member="m", location="Lantai 2", copies=3)
    record = marc_write.from_record(msgspec.structs.replace(BOOK, holdings=(holding,)))
    assert record["852"]["t"] == "1-3"


def test_a_paper_in_proceedings_is_a_component_of_a_conference():
    paper = msgspec.structs.replace(BOOK, type="conference", host=Host(title="Prosiding", pages="1-10"))
    record = marc_write.from_record(paper)
    assert (str(record.leader)[6:8], record["008"].data[29], record["773"]["g"]) == ("aa", "1", "p. 1-10")
    assert read(formats.write(paper, "marc")).host == paper.host
