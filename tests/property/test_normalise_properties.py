"""What normalising promises for any text at all: it ends, it never raises, and doing it twice changes nothing."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import isbn as stdnum_isbn

from indexer.normalise import dates, dating, edtf, identifiers, imprint, isbn, kind, language, names, numbers, text

ANY = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="aAeEßøÅéèñ'’ʻʼ`&+-.,;:/()[] ©™\u00ad\u0301\u200d\u0098٣ก็हिन्दी한ガ﷽ǅ½ﬁ", max_size=40),
    st.text(alphabet="0123456789-–xX ©cpHM[]?.,/ivxlhalamn jid", max_size=40),
)


@given(ANY)
def test_folding_twice_changes_nothing(s: str) -> None:
    once = text.fold(s)
    assert text.fold(once) == once


@given(ANY)
def test_folded_text_is_words_with_single_blanks(s: str) -> None:
    folded = text.fold(s)
    assert folded == " ".join(folded.split()) and "'" not in folded
    assert text.words(s) == folded.split()


@given(ANY)
def test_case_and_composition_do_not_matter(s: str) -> None:
    assert text.fold(unicodedata.normalize("NFD", s)) == text.fold(unicodedata.normalize("NFC", s))


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=40))
def test_the_short_way_for_ascii_gives_what_the_long_way_gives(s: str) -> None:
    assert text.fold(s) == text.fold(s + "ʻ")


@given(ANY)
def test_cleaning_twice_changes_nothing_and_leaves_nothing_unprintable(s: str) -> None:
    once = text.clean(s)
    assert text.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in once)


@given(ANY)
def test_cleaning_does_not_change_what_text_folds_to(s: str) -> None:
    assert text.fold(text.clean(s)) == text.fold(s)


@given(ANY)
def test_a_skeleton_depends_on_the_folded_text_alone(s: str) -> None:
    assert text.skeleton(text.fold(s)) == text.skeleton(s)


@given(ANY, st.sampled_from([None, "eng", "ger", "ind", "xxx"]))
def test_an_article_is_taken_only_from_the_front(s: str, code: str | None) -> None:
    folded = text.fold(s)
    assert folded.endswith(text.strip_article(folded, code))


@given(st.integers(0, 10**9 - 1))
def test_every_isbn_10_is_found_again_in_whatever_surrounds_it(number: int) -> None:
    digits = f"{number:09d}"
    ten = digits + stdnum_isbn._calc_isbn10_check_digit(digits)
    if len(set(ten)) > 1:
        assert isbn.isbn13(f"{ten[:1]}-{ten[1:5]}-{ten[5:9]}-{ten[9]} (pbk.) : Rp 50.000") == stdnum_isbn.to_isbn13(ten)


@given(ANY)
def test_isbns_are_valid_and_each_is_found_in_itself(s: str) -> None:
    for number in isbn.isbns(s):
        assert stdnum_isbn.is_valid(number) and isbn.isbns(number) == [number]


@given(ANY)
def test_a_cleaned_name_is_clean(s: str) -> None:
    once = names.clean_name(s)
    assert names.clean_name(once) == once


@given(st.integers(1300, 1500))
def test_a_hijri_year_falls_in_one_or_two_following_years(year: int) -> None:
    found = dates.hijri(year)
    assert len(found) in (1, 2) and found == list(range(found[0], found[0] + len(found)))
    assert dates.hijri(year + 1)[0] - found[0] in (0, 1)


@given(st.integers(1, 89))
def test_roman_numerals_are_read(number: int) -> None:
    tens, ones = divmod(number, 10)
    numeral = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx"][tens]
    numeral += ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][ones]
    assert numbers.roman(numeral) == (None if numeral == "l" else number)


FUNCTIONS = [
    isbn.isbn13, isbn.issn, isbn.is_set, identifiers.doi, identifiers.oclc, identifiers.lccn, names.parse,
    names.clean_name, names.split_names, names.kind_of_name, names.role, names.undated, dates.years,
    dates.publication_year, dating.dating, edtf.parse, numbers.edition_number, numbers.edition_flags,
    numbers.is_printing, numbers.volumes, numbers.pages, numbers.height, numbers.volume_count, numbers.series_number,
    language.languages, kind.kind_of, imprint.place_key, imprint.publisher_key, text.fold, text.clean, text.skeleton,
    text.sortable, text.encoded_once,
]  # fmt: skip


def _name(function: Callable[[str], object]) -> str:
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


@pytest.mark.parametrize("function", FUNCTIONS, ids=_name)
@given(s=ANY)
def test_nothing_raises_and_the_same_text_gives_the_same_answer(function: Callable[[str], object], s: str) -> None:
    assert function(s) == function(s)


@pytest.mark.parametrize("function", FUNCTIONS, ids=_name)
def test_no_length_makes_a_pattern_explode(function: Callable[[str], object]) -> None:
    """Each is done in a few milliseconds; a pattern that tries every way to read a run would take minutes here."""
    for start in ("", "10.1000/", "(OCoLC)", "Smith, ", "1 v. (", "[19", "vol. "):
        for piece in ("1", " ", "(", ")", "[", "<", ",", "-", ".", "a ", "1-", "A.", "ke ", "٣", "é"):
            function(f"{start}{piece * 8_000}!")


@given(st.integers(1000, 2030), st.integers(1000, 2030), st.sampled_from(["", "?", "~", "%"]))
def test_an_interval_of_edtf_is_read_as_its_ends(one: int, other: int, mark: str) -> None:
    first, last = sorted((one, other))
    found = edtf.parse(f"{first}{mark}/{last}{mark}")
    assert found is not None
    assert (found.earliest, found.latest) == (first, last)


@given(ANY)
def test_a_date_is_written_as_edtf_that_reads_as_the_same_years(s: str) -> None:
    found = dating.dating(s)
    if found.edtf is not None:
        read = edtf.parse(found.edtf)
        assert read is not None
        assert (read.earliest, read.latest) == (found.earliest, found.latest)
