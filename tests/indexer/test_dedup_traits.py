"""What matching looks at, and what the store keeps of it."""

import pytest
from msgspec.structs import replace

from indexer.dedup import compare, judge, keys, traits
from indexer.record import BibRecord, Creator, Host, Issue

BOOK = BibRecord(
    id="a:1",
    source="a",
    member="a",
    title="Sejarah Nasional Indonesia III",
    subtitle="jaman pertumbuhan",
    creators=(Creator(name="Kartodirdjo, Sartono"), Creator(name="Balai Pustaka", kind="organisation")),
    alternative_titles=("سجارة", "History of Indonesia"),
    publisher="Balai Poestaka",
    date_text="[19--?]",
    year=1900,
    extent="3 jil. ; 21 cm",
    isbns=("9786028519939",),
    issues=(Issue(code="isbn-of-set", field="isbns", value="9786028519939"),),
    type="book",
    carrier="microform",
)


def test_what_is_stored_is_what_was_seen():
    seen = traits.of(BOOK)
    assert traits.unpack(traits.pack(seen)) == seen
    assert len(traits.pack(seen)) < 300


def test_an_open_century_is_no_year():
    seen = traits.of(BOOK)
    assert (seen.years, seen.span) == ((), (1900, 1999))


@pytest.mark.parametrize("figures", ["9" * 12, "9" * 30, "9" * 5000])
def test_a_number_that_no_part_has_is_none(figures):
    seen = traits.of(replace(BOOK, title="Sejarah", part_number=f"{figures} 4"))
    assert seen.volumes == {4}
    assert traits.unpack(traits.pack(seen)) == seen


def test_the_isbn_of_a_set_is_no_reason_to_join():
    assert traits.of(BOOK).isbns == frozenset()


def test_numbers_however_they_are_written():
    assert traits.of(BOOK).numbers == {3}
    assert traits.of(BOOK).of_several == 3


def test_a_carrier_in_code_against_pages_is_doubtful():
    seen = traits.of(BibRecord(id="a:1", source="a", member="a", title="T", carrier="microform", extent="xii, 200 p."))
    film = traits.of(BibRecord(id="a:1", source="a", member="a", title="T", carrier="microform", extent="1 reel"))
    paper = traits.of(BibRecord(id="a:1", source="a", member="a", title="T", carrier="print", extent="200 p."))
    assert compare.carrier(seen, paper) == "doubtful"
    assert compare.carrier(film, paper) == "different"


def test_a_title_in_another_script_meets_its_own():
    other = traits.of(BibRecord(id="b:1", source="b", member="b", title="سجارة", type="book"))
    a, b = compare.aligned(traits.of(BOOK), other)
    assert a.main == b.main
    assert set(keys.keys(traits.of(BOOK))) & set(keys.keys(other))


def test_titles_of_other_languages_are_not_aligned():
    indonesian = traits.of(BibRecord(id="a:2", source="a", member="a", title="Sejarah Indonesia", languages=("ind",),
                                     alternative_titles=("History of Indonesia",)))  # fmt: skip
    english = traits.of(BibRecord(id="b:2", source="b", member="b", title="History of Indonesia", languages=("eng",)))
    assert compare.aligned(indonesian, english) == (indonesian, english)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("J Clin Oncol", "Journal of Clinical Oncology"),
        ("ACM Trans. Database Syst.", "ACM Transactions on Database Systems"),
        ("JAIR", "Journal of Artificial Intelligence Research"),
        ("Natl Geogr", "National Geographic"),
    ],
)
def test_journals_and_their_abbreviations(short, long):
    a, b = (
        traits.of(BibRecord(id="a:1", source="a", member="a", title="T", host=Host(title=title), type="article"))
        for title in (short, long)
    )
    assert compare.host(a, b) == compare.host(b, a) == "equal"


def test_articles_have_a_model_of_their_own():
    article = traits.of(BibRecord(id="a:1", source="a", member="a", title="T", type="article"))
    assert judge.model_of(article, traits.of(BOOK)) == judge.PART
    assert judge.model_of(traits.of(BOOK), traits.of(BOOK)) == judge.MONOGRAPH


@pytest.mark.parametrize(("pages", "seen"), [("123-8", ("123", "128")), ("e37312", ("37312", "")), (None, ("", ""))])
def test_pages_in_a_journal(pages, seen):
    host = Host(title="J", pages=pages)
    assert traits.of(BibRecord(id="a:1", source="a", member="a", title="T", host=host)).pages_in == seen
