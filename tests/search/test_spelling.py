"""`Did you mean …?`, told from made hits."""

import pytest
from shelf import bib, union

from indexer.record import Creator
from search.query.simple import parse
from search.spelling import did_you_mean


def book(title, *creators, language="ind", subjects=()):
    record = bib("usu:1", "usu", title=title, languages=(language,), subjects=subjects,
                 creators=tuple(Creator(name=name) for name in creators))  # fmt: skip
    return union("aaaa", record)


def meant(typed, *records, **known):
    return did_you_mean(typed, parse(typed), records, lambda word, _field: known.get(word, 0))


METHODS = book("Metodologi Penelitian", "Moleong, Lexy", subjects=("Riset",))


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("metodologi penelitain", "metodologi penelitian"),
        ("Penelitain", "Penelitian"),
        ("title:penelitain moleonf", "title:penelitian moleong"),
        ("+penelitain OR (moleonf)", "+penelitian OR (moleong)"),
        ('"penelitain" moleonf', '"penelitain" moleong'),
        ("penelitain -penelitain", "penelitian -penelitain"),
        ("author:penelitain", None),  # no such author
        ("metodologi penelitian", None),
        ("meneliti", None),  # a form of it
        ("rise", "riset"),
        ("ris", None),  # too short to say
        ("metodologi giraffe", None),
        ("pxnxlxtxan", None),  # too many slips
    ],
)
def test_words_that_no_hit_has_are_mended(typed, suggested):
    assert meant(typed, METHODS) == suggested


def test_a_word_that_is_written_so_elsewhere_stays_unless_the_other_is_far_commoner():
    assert meant("penelitain", METHODS, penelitain=2, Penelitian=19) is None
    assert meant("penelitain", METHODS, penelitain=2, Penelitian=20) == "penelitian"


def test_the_word_that_most_hits_have_is_meant():
    hits = [book("Sejarah kopi tua"), book("Sejarah kopi"), book("Sejarah kopta")]
    assert meant("kopti sejarah", *hits) == "kopi sejarah"


def test_a_form_in_another_language_than_the_records_is_no_form():
    """`penelitain` and `penelitian` have a stem in common, in some language that the book is not in."""
    assert meant("penelitain", book("Penelitian", language="ind")) == "penelitian"
    assert meant("libraries", book("The library", language="eng")) is None


def test_without_hits_nothing_is_meant():
    assert meant("penelitain") is None
