"""What every engine promises of alphabetical lists, and of a plan that is asked as it is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.errors import BadParameter
from indexer.engines.base import Document, Engine, Request
from indexer.engines.plan import AnyOf, Every, Term, plan
from indexer.engines.query import Word
from tests.contract.engines import ENGINES

BOOKS: list[Document] = [
    {"id": "b1", "title": ["The history of Java"], "title_sort": ["history of java"], "creator": ["Raffles"],
     "call_number": ["959.8 RAF h"], "identifier": ["b1"]},
    {"id": "b2", "title": ["Élan"], "title_sort": ["elan"], "creator": ["Ångström", "raffles"], "identifier": ["b2"]},
    {"id": "b3", "title": ["Zaman"], "title_sort": ["zaman"], "creator": ["???"], "identifier": ["b3"]},
    {"id": "b4", "title": ["Zaman"], "title_sort": ["Zaman"], "creator": ["Raffles", "!!!"], "identifier": ["b4"]},
    {"id": "b5", "creator": ["Tanpa judul"], "identifier": ["b5"]},
]  # fmt: skip


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest) -> Callable[[Path], Engine]:
    return ENGINES[request.param]


@pytest.fixture
def shelf(make: Callable[[Path], Engine], tmp_path: Path) -> Iterator[Engine]:
    made = make(tmp_path / "index")
    made.rebuild(BOOKS)
    yield made
    made.close()


def listed(
    engine: Engine, field: str, start: str = "", limit: int = 100, *, back: bool = False
) -> list[tuple[str, int]]:
    return [(one.key, one.count) for one in engine.browse(field, start, limit, backwards=back)]


def test_titles_are_listed_by_what_they_are_sorted_by(shelf: Engine) -> None:
    assert listed(shelf, "title_sort") == [("elan", 1), ("history of java", 1), ("zaman", 2)]
    assert listed(shelf, "title_sort", "HÍST") == [("history of java", 1), ("zaman", 2)]
    assert listed(shelf, "title_sort", "zaman", 1) == [("zaman", 2)]
    assert listed(shelf, "title_sort", "zaman", back=True) == [("history of java", 1), ("elan", 1)]
    assert listed(shelf, "title_sort", "zzz") == []
    assert listed(shelf, "title_sort", back=True) == []


def test_titles_of_what_is_gone_are_not_listed(shelf: Engine) -> None:
    shelf.update([{"id": "b6", "title": ["Baru"], "title_sort": ["baru"], "identifier": ["b6"]}], ["b1", "b4"])
    assert listed(shelf, "title_sort") == [("baru", 1), ("elan", 1), ("zaman", 1)]
    assert listed(shelf, "title_sort", "zz", 2, back=True) == [("zaman", 1), ("elan", 1)]


def test_a_value_without_a_letter_is_a_place_in_the_list_too(shelf: Engine) -> None:
    everyone = [("!!!", 1), ("???", 1), ("angstrom", 1), ("raffles", 3), ("tanpa judul", 1)]
    assert listed(shelf, "creator") == everyone
    for place, (key, _count) in enumerate(everyone):
        assert listed(shelf, "creator", key) == everyone[place:]
        assert listed(shelf, "creator", key, back=True) == everyone[:place][::-1]


def test_call_numbers_are_listed(shelf: Engine) -> None:
    assert [one.value for one in shelf.browse("call_number", "", 5)] == ["959.8 RAF h"]


@pytest.mark.parametrize("field", ["title", "exact_title", "year", "nothing", "isbn"])
def test_other_fields_have_no_list(shelf: Engine, field: str) -> None:
    with pytest.raises(BadParameter):
        shelf.browse(field, "", 5)


def test_a_plan_is_asked_as_it_is(shelf: Engine) -> None:
    whole = shelf.search(Request(Word("zaman", "title")))
    assert shelf.search(Request(plan(Word("zaman", "title")))) == whole
    one = shelf.search(Request(Every((Term("title", "zaman", 4.0), AnyOf("identifier", ("b4",), 0.0)))))
    assert [hit.id for hit in one.hits] == ["b4"]
    assert 0 < one.hits[0].score < whole.hits[0].score  # the word itself, without its forms, by the same statistics
