"""Many records, one description: the policy per field."""

from itertools import permutations

import pytest

from indexer import merge_creators
from indexer.merge import POLICY, TOGETHER, Candidate, merge, rank
from indexer.record import BibRecord, Creator, Description, Holding, Identifiers, Issue, Url

MARC = Candidate(
    BibRecord(
        id="a:1",
        source="a",
        member="a",
        title="Pengantar ilmu perpustakaan",
        title_sort="pengantar ilmu perpustakaan",
        creators=(Creator(name="Basuki, S."), Creator(name="Lasa Hs.", role="editor")),
        year=1991,
        date_text="c1991",
        type="book",
        subjects=("Perpustakaan", "Ilmu informasi"),
        classification={"ddc": "020"},
        summary="Pendek.",
        isbns=("9789794030424",),
        identifiers=Identifiers(oclc=("1",)),
        holdings=(Holding(member="a", call_number="020 SUL p", copies=3),),
    ),
    "marc21",
    "2026-01-03T00:00:00Z",
)
THIN = Candidate(
    BibRecord(
        id="b:1",
        source="b",
        member="b",
        title="PENGANTAR ILMU PERPUSTAKAAN / Sulistyo Basuki",
        subtitle="sebuah catatan",
        creators=(Creator(name="Sulistyo Basuki"),),
        publisher="Gramedia",
        date_text="1992",
        year=1992,
        type="other",
        subjects=("PERPUSTAKAAN",),
        classification={"ddc": "020.1", "udc": "02"},
        summary="Sebuah ringkasan yang lebih panjang.",
        isbns=("9789794030424", "9786021234567"),
        identifiers=Identifiers(oclc=("1", "2")),
        urls=(Url(url="https://b.example.org/1", kind="record"),),
        issues=(Issue(code="isbn-checksum"),),
    ),
    "oai_dc",
    "2026-01-01T00:00:00Z",
)
LATER = Candidate(
    BibRecord(id="c:1", source="c", member="c", title="Pengantar ilmu perpustakaan", type="book"),
    "oai_dc",
    "2026-02-01",
)


@pytest.fixture
def union():
    return merge("u", [LATER, THIN, MARC])


def test_marc_comes_first_then_the_fullest(union):
    assert union.records == ("a:1", "b:1", "c:1")
    assert union.members == ("a", "b", "c")
    assert union.first_seen == "2026-01-01T00:00:00Z"
    untitled = Candidate(BibRecord(id="d:1", source="d", member="d", publisher="X"), "marc21", "2020")
    assert rank(untitled) > rank(LATER)


def test_a_statement_is_never_mixed_from_two_records(union):
    assert (union.title, union.subtitle) == ("Pengantar ilmu perpustakaan", None)
    assert (union.year, union.date_text) == (1991, "c1991")


def test_a_title_in_capitals_gives_way_to_one_that_can_be_read():
    shouting = Candidate(
        BibRecord(id="a:1", source="a", member="a", title="BUMI MANUSIA", subtitle="ROMAN", title_sort="bumi manusia"),
        "marc21",
        "2026",
    )
    quiet = Candidate(BibRecord(id="b:1", source="b", member="b", title="Bumi manusia"), "oai_dc", "2026")
    merged = merge("u", [shouting, quiet])
    assert (merged.title, merged.subtitle, merged.records[0]) == ("Bumi manusia", None, "a:1")
    assert merge("u", [shouting]).title == "BUMI MANUSIA"


def test_what_one_lacks_another_gives(union):
    assert (union.publisher, union.place) == ("Gramedia", None)
    assert union.classification == {"ddc": "020", "udc": "02"}
    assert union.summary == "Sebuah ringkasan yang lebih panjang."
    assert union.type == "book"


def test_lists_are_united_without_doubles(union):
    assert union.isbns == ("9789794030424", "9786021234567")
    assert union.identifiers.oclc == ("1", "2")
    assert union.subjects == ("Perpustakaan", "Ilmu informasi")
    assert union.issues == (Issue(code="isbn-checksum"),)
    assert [link.url for link in union.urls] == ["https://b.example.org/1"]


def test_a_person_stands_once_in_the_fullest_form(union):
    assert [creator.name for creator in union.creators] == ["Sulistyo Basuki", "Lasa Hs."]


def test_thousands_of_one_family_name_are_not_compared_with_each_other(monkeypatch):
    may_be, asked = merge_creators._Person.may_be, []

    def counted(person, *known):
        asked.append(person)
        return may_be(person, *known)

    monkeypatch.setattr(merge_creators._Person, "may_be", counted)
    monkeypatch.setattr(merge_creators, "MOST", 10)
    many = tuple(Creator(name=f"Wang, A{chr(97 + n // 26)}{chr(97 + n % 26)}") for n in range(300))
    both = [Candidate(BibRecord(id=i, source=i, member=i, creators=many), "marc21", i) for i in ("a", "b")]
    assert merge("u", both).creators == many
    assert len(asked) <= 3000


def test_a_mere_contributor_gives_way_to_what_the_person_did():
    translator = Creator(name="Naomi, Omi Intan", role="translator")
    contributor = Creator(name="Omi Intan Naomi", role="contributor")
    another = Creator(name="Lain", role="contributor")
    one = BibRecord(id="a:1", source="a", member="a", title="X", creators=(translator,))
    two = BibRecord(id="b:1", source="b", member="b", title="X", creators=(contributor, another))
    merged = merge("u", [Candidate(record, "oai_dc", "2026") for record in (one, two)])
    assert merged.creators == (translator, another)


def test_every_member_holds_it_and_each_holding_names_its_record(union):
    assert [(h.member, h.record, h.call_number, h.copies) for h in union.holdings] == [
        ("a", "a:1", "020 SUL p", 3),
        ("b", "b:1", None, None),
        ("c", "c:1", None, None),
    ]


def test_the_order_of_arrival_does_not_matter(union):
    assert all(merge("u", order) == union for order in permutations([MARC, THIN, LATER]))


def test_every_field_has_a_policy():
    together = {name for group in TOGETHER for name in group}
    assert set(POLICY) | together == set(Description.__struct_fields__)
    assert not set(POLICY) & together
