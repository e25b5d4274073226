"""Words of Arabic in Latin letters, and words that only look like them."""

import pytest

from indexer.engines.query import And, Or, Phrase, Word
from search import arabic
from search.meanings import articles, meant
from search.query.simple import parse


@pytest.mark.parametrize(
    ("word", "two"),
    [
        ("ulumuddin", ("ulum", "din")),
        ("muhyiddin", ("muhy", "din")),
        ("abdulkarim", ("abd", "karim")),
        ("fathurrahman", ("fath", "rahman")),
        ("baitulmal", ("bait", "mal")),
        ("riyadussalihin", ("riyad", "salihin")),
        ("perpustakaan", None),
        ("sukarno", None),
        ("uddin", None),
        ("fathul", None),
    ],
)
def test_grown_words_are_parted(word: str, two: tuple[str, str] | None) -> None:
    assert arabic.parted(word) == two


@pytest.mark.parametrize(
    ("word", "apart"),
    [
        ("alhisab", ("al hisab",)),
        ("addin", ("ad din", "al din")),
        ("asysyams", ("asy syams", "al syams")),
        ("also", ()),
        ("address", ("ad dress", "al dress")),  # two more phrases to look up, which no title has
        ("an", ()),
    ],
)
def test_attached_articles_are_taken_apart(word: str, apart: tuple[str, ...]) -> None:
    assert arabic.apart(word) == apart


def test_an_article_before_its_word_is_not_wanted_and_both_words_may_be_otherwise() -> None:
    node = parse("ulum ad din")
    assert list(articles(node)) == [Word("ad")]
    assert meant(node) == And((
        Or((Word("ulum"), Word("ulumul"), Word("ulumud"), Word("ulumuddin"))),
        Or((Word("din"), Word("addin"), Word("aldin"), Word("ulumuddin"))),
    ))  # fmt: skip


def test_an_article_with_a_hyphen_is_the_same() -> None:
    ulum, din = meant(parse("ulum al-din")).parts  # type: ignore[union-attr]
    assert Word("ulumuddin") in ulum.parts and Word("ulumuddin") in din.parts and Word("din") in din.parts


@pytest.mark.parametrize("text", ["an introduction", "at last", "al", "et al", "title:al author:gore", '"al gore"'])
def test_what_is_no_article_before_its_word_stays_wanted(text: str) -> None:
    assert list(articles(parse(text))) == []


@pytest.mark.parametrize(
    "text", ["campus security", "status study", "perpustakaan umum", "year:1990", "isbn:97897", "x"]
)
def test_other_words_stand_for_nothing_else(text: str) -> None:
    assert meant(parse(text)) == parse(text)


def test_the_parts_stand_beside_the_word() -> None:
    assert meant(Word("ulumuddin", "title")) == Or(
        (Word("ulumuddin", "title"), And((Word("ulum", "title"), Word("din", "title"))))
    )
    assert meant(Word("alhisab")) == Or((Word("alhisab"), Phrase("al hisab")))
