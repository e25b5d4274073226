"""What docs/searching.md says of the search box is what the search does."""

import re
from pathlib import Path

import pytest

from config.fields import BY_NAME, BY_PREFIX
from indexer.engines.plan import slips_of
from indexer.engines.query import Node, Word
from indexer.engines.rows import HELD
from indexer.normalise import isbn, stems
from indexer.normalise.text import words
from search import labels, relevance, tolerant
from search.query import call_numbers, simple

PAGE = (Path(__file__).parents[2] / "docs/searching.md").read_text(encoding="utf-8")


def test_every_prefix_is_documented() -> None:
    assert not {prefix for prefix in BY_PREFIX if f"`{prefix}:" not in PAGE}


def points(beginning: str) -> list[float]:
    """The numbers in the second column of the row that begins so."""
    [row] = re.findall(rf"^\| {re.escape(beginning)}[^|]*\|([^|]*)\|$", PAGE, re.M)
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", row)]


@pytest.mark.parametrize(
    ("row", "weights"),
    [
        ("a word in the title", ["title"]),
        ("in another title", ["alternative_title"]),
        ("in the name of an author", ["creator"]),
        ("in a subject", ["subject"]),
        ("in the series", ["series"]),
        ("in publisher or summary", ["publisher", "summary"]),
        ("a number (ISBN, ISSN, DOI)", ["isbn", "issn", "identifier"]),
    ],
)
def test_the_points_of_the_fields_are_those_of_the_table(row: str, weights: list[str]) -> None:
    assert {BY_NAME[name].weight for name in weights} == set(points(row))


def test_the_other_points_are_those_of_the_program() -> None:
    assert points("the title is what was typed") == [relevance.EXACT]
    assert points("title and author, or title and year") == [relevance.OTHERS]
    assert (relevance.PHRASE, points("the words stand side by side")) == (1.0, [relevance.PAIR])
    assert points("the call number is what was typed") == [relevance.MARK]
    assert points(f"{', '.join(HELD)} libraries have it") == [relevance.HOLDINGS]


def test_every_way_of_coming_near_is_documented_as_pages_say_it() -> None:
    assert not {text for text in labels.WAYS.values() if f"| {text.partition('. ')[0]}. |" not in PAGE}


def test_how_many_slips_and_missing_words_are_forgiven() -> None:
    assert "one in a word of four letters or more, two from eight on" in PAGE
    assert [slips_of("a" * length) for length in (3, 4, 7, 8)] == [0, 1, 1, 2]
    assert "of three to five words all but one, of more three quarters" in PAGE
    assert [tolerant.usual(number) for number in (2, 3, 5, 6, 8)] == [2, 2, 4, 4, 6]


@pytest.mark.parametrize(
    ("typed", "written", "languages"),
    [
        ("belajar", "pembelajaran", ("ind",)),
        ("libraries", "library", ("eng",)),
        ("Stadt", "Städte", ("ger",)),
        ("anak2", "anak", ("ind",)),
        ("Sukarno", "Soekarno", ()),
        ("Jakarta", "Djakarta", ()),
        ("cerita", "tjerita", ("ind",)),
        ("fikih", "fiqh", ("ara",)),
        ("fiqih", "fiqh", ("ind",)),
    ],
)
def test_what_is_forgiven_by_the_page_is_forgiven(typed: str, written: str, languages: tuple[str, ...]) -> None:
    assert typed in PAGE
    assert written in PAGE or f"`{written}`" in PAGE
    [query], [word] = words(typed), words(written)
    assert set(stems.any_forms(query)) & set(stems.forms(word, languages))


def test_languages_are_counted() -> None:
    assert f"({len(stems.LANGUAGES)} of them)" in PAGE


def test_the_numbers_of_the_page_are_recognised() -> None:
    for example in re.findall(r"ISBN-13: [^`]*", PAGE):
        assert simple.parse(example) == Word(str(isbn.isbn13(example)))
    for mark in ("297.4 ABD f", "QA76.73 .P98 2001"):
        assert f"`{mark}`" in PAGE and call_numbers.spellings(mark)


def test_what_is_left_out_of_long_queries_is_documented() -> None:
    assert f"first {simple.LONGEST:,} characters" in PAGE and simple.UNITS == 100 and "a hundred words" in PAGE
    node: Node = simple.parse("a*")
    assert isinstance(node, Word) and simple.BEGINNING == 2 and "two letters at least before the star" in PAGE
