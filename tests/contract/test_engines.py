"""What every engine promises (indexer/engines/base.py), tried on each of them."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import BadParameter, EngineError, IndukError
from indexer.engines.base import Document, Engine, Request
from indexer.engines.query import And, Everything, Node, Not, Or, Phrase, Prefix, Range, Word
from tests.contract.engines import ENGINES, EVERY

BOOKS: list[Document] = [
    {
        "id": "a1", "title": ["Pengantar ilmu perpustakaan"], "creator": ["Sulistyo-Basuki"],
        "subject": ["Perpustakaan"], "publisher": ["Gramedia"], "isbn": ["9789794030424"],
        "identifier": ["a1", "uinsu:oai:slims/1"], "year": 1991,
        "call_number": ["020 SUL p"], "member": ["uinsu", "unimed"], "type": ["book"], "language": ["ind"],
        "title_sort": ["pengantar ilmu perpustakaan"], "added": "2026-01-01T00:00:00Z",
    },
    {
        "id": "a2", "title": ["Ilmu sosial dasar : sebuah pengantar"], "creator": ["Munandar, M.", "Basuki, S."],
        "subject": ["Sosiologi", "sosiologi!"], "summary": ["Perpustakaan disebut di sini."], "year": 1999,
        "identifier": ["a2", "10.1234/abc"], "member": ["uinsu"], "type": ["book"], "language": ["ind", "eng"],
        "title_sort": ["ilmu sosial dasar"], "added": "2026-03-01T00:00:00Z",
    },
    {
        "id": "a3", "title": ["Qur'ān and society"], "creator": ["Sulistyo, Basuki"],
        "issn": ["2434-561X"], "year": 2005,
        "member": ["unimed"], "type": ["serial"], "language": ["eng"], "title_sort": ["quran and society"],
        "added": "2026-02-01T00:00:00Z",
    },
    {"id": "a4", "title": ["Tanpa tahun"], "series": ["Seri ilmu"], "member": ["usu"]},
]  # fmt: skip


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest) -> Callable[[Path], Engine]:
    return ENGINES[request.param]


@pytest.fixture
def engine(make: Callable[[Path], Engine], tmp_path: Path) -> Iterator[Engine]:
    made = make(tmp_path / "index")
    made.rebuild(BOOKS)
    yield made
    made.close()


def found(engine: Engine, query: Node, **options: object) -> set[str]:
    return {hit.id for hit in engine.search(Request(query, **options)).hits}  # type: ignore[arg-type]


def order(engine: Engine, query: Node, **options: object) -> list[str]:
    return [hit.id for hit in engine.search(Request(query, **options)).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (Everything(), {"a1", "a2", "a3", "a4"}),
        (Word("perpustakaan"), {"a1", "a2"}),
        (Word("PERPUSTAKAAN"), {"a1", "a2"}),
        (Word("ilmu perpustakaan"), {"a1", "a2"}),  # each word somewhere, not all in one field
        (Word("perpustakaan", "title"), {"a1"}),
        (Word("quran"), {"a3"}),
        (Word("Qur’an"), {"a3"}),
        (Word("basuki sulistyo", "creator"), {"a1", "a3"}),
        (Word("020"), set()),  # a call number has no weight: only by its prefix
        (Word("020 sul", "call_number"), {"a1"}),
        (Phrase("ilmu perpustakaan"), {"a1"}),
        (Phrase("perpustakaan ilmu"), set()),
        (Phrase("M. Basuki", "creator"), set()),  # no phrase across two values
        (Phrase("ilmu", "title"), {"a1", "a2"}),
        (Phrase("sosial dasar sebuah pengantar"), {"a2"}),
        (Prefix("perpus"), {"a1", "a2"}),
        (Prefix("perpus", "title"), {"a1"}),
        (Prefix("ilmu perp"), {"a1", "a2"}),
        (Prefix("97897", "isbn"), {"a1"}),
        (Range("year", 1991, 1999), {"a1", "a2"}),
        (Range("year", None, 1991), {"a1"}),
        (Range("year", 1999, None), {"a2", "a3"}),
        (Range("year"), {"a1", "a2", "a3"}),
        (Word("1999", "year"), {"a2"}),
        (Word("nineteen", "year"), set()),
        (Word("978-979-403-042-4"), {"a1"}),
        (Word("9789794030424", "isbn"), {"a1"}),
        (Word("979 403 042 2", "isbn"), {"a1"}),
        (Word("2434561x"), {"a3"}),
        (Word("10.1234/ABC"), {"a2"}),
        (Word("https://doi.org/10.1234/abc", "identifier"), {"a2"}),
        (Word("uinsu:oai:slims/1"), {"a1"}),
        (Word("UINSU", "member"), {"a1", "a2"}),
        (And((Word("ilmu"), Word("sosial"))), {"a2"}),
        (Or((Word("quran"), Word("tanpa"))), {"a3", "a4"}),
        (And((Word("ilmu"), Not(Word("sosial")))), {"a1", "a4"}),
        (Not(Word("ilmu")), {"a3"}),
        (Or((Word("quran"), Not(Word("ilmu")))), {"a3"}),
        (And((Word("ilmu"), Word("?!"))), {"a1", "a2", "a4"}),  # nothing to look for narrows nothing
        (And((Word("ilmu"), Not(Word("-")))), {"a1", "a2", "a4"}),
        (Or((Word("quran"), Word("..."))), {"a3"}),
        (And(()), {"a1", "a2", "a3", "a4"}),
        (Not(Everything()), set()),
        (Word("tidakada"), set()),
        (And((Word("ilmu"), Word("tidakada"))), set()),
        (Phrase("ilmu tidakada"), set()),
    ],
)
def test_finds(engine: Engine, query: Node, ids: set[str]) -> None:
    result = engine.search(Request(query))
    assert {hit.id for hit in result.hits} == ids
    assert result.total == len(ids)


def test_a_word_in_the_title_weighs_more_than_in_the_summary(engine: Engine) -> None:
    hits = engine.search(Request(Word("perpustakaan"))).hits
    assert [hit.id for hit in hits] == ["a1", "a2"]
    assert hits[0].score > hits[1].score > 0


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("title", ["a2", "a1", "a3", "a4"]),
        ("year", ["a1", "a2", "a3", "a4"]),
        ("-year", ["a3", "a2", "a1", "a4"]),
        ("new", ["a2", "a3", "a1", "a4"]),
        ("relevance", ["a1", "a2", "a3", "a4"]),
    ],
)
def test_order_has_what_lacks_the_value_last(engine: Engine, sort: str, ids: list[str]) -> None:
    assert order(engine, Everything(), sort=sort) == ids


def test_equal_ones_stand_in_the_order_of_their_ids_on_every_page(engine: Engine) -> None:
    engine.rebuild({"id": f"n{number:03d}", "title": ["sama"], "year": 2000} for number in reversed(range(250)))
    for sort in ("relevance", "year", "-year", "title"):
        pages = [order(engine, Word("sama"), sort=sort, offset=at, limit=7) for at in range(0, 250, 7)]
        assert [one for page in pages for one in page] == [f"n{number:03d}" for number in range(250)]
    assert engine.search(Request(Word("sama"), offset=1000)).total == 250
    assert engine.search(Request(Word("sama"), limit=0)).hits == ()


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"member": ["uinsu"]}, {"a1", "a2"}),
        ({"member": ["usu", "unimed"]}, {"a1", "a3", "a4"}),
        ({"member": ["uinsu"], "language": ["eng"]}, {"a2"}),
        ({"creator": ["sulistyo basuki"]}, {"a1", "a3"}),
        ({"year": ["1990-1995", "2005"]}, {"a1", "a3"}),
        ({"year": ["-1999"]}, {"a1", "a2"}),
        ({"year": ["2000-"]}, {"a3"}),
        ({"type": ["nothing"]}, set()),
        ({"type": []}, {"a1", "a2", "a3", "a4"}),
    ],
)
def test_filters(engine: Engine, filters: dict[str, list[str]], ids: set[str]) -> None:
    assert found(engine, Everything(), filters=filters) == ids


def test_facets_count_and_show_values_as_they_were_written(engine: Engine) -> None:
    facets = engine.search(Request(facets=("member", "subject", "year", "creator"))).facets
    assert facets["member"] == (("uinsu", 2), ("unimed", 2), ("usu", 1))
    assert facets["subject"] == (("Perpustakaan", 1), ("Sosiologi", 1))  # "sosiologi!" of the same record is the same
    assert facets["year"] == (("2005", 1), ("1999", 1), ("1991", 1))
    assert facets["creator"][0] == ("Sulistyo-Basuki", 2)


def test_a_facets_own_filter_does_not_narrow_it(engine: Engine) -> None:
    request = Request(filters={"member": ["usu"]}, facets=("member", "type"))
    result = engine.search(request)
    assert result.total == 1
    assert dict(result.facets["member"]) == {"uinsu": 2, "unimed": 2, "usu": 1}
    assert result.facets["type"] == ()
    both = engine.search(replace(request, filters={"member": ["usu", "uinsu"], "type": ["book"]}))
    assert dict(both.facets["member"]) == {"uinsu": 2, "unimed": 1}
    assert dict(both.facets["type"]) == {"book": 2}


def test_facets_are_cut_to_their_size(engine: Engine) -> None:
    engine.rebuild({"id": f"{n}", "creator": [f"nama {n // 2}"], "year": 1900 + n} for n in range(61))
    facets = engine.search(Request(facets=("creator", "year"), facet_size=5)).facets
    assert [count for _value, count in facets["creator"]] == [2, 2, 2, 2, 2]
    assert [year for year, _count in facets["year"]] == ["1960", "1959", "1958", "1957", "1956"]


@pytest.mark.parametrize(
    "request_",
    [
        Request(filters={"year": ["soon"]}),
        Request(filters={"nothing": ["x"]}),
        Request(facets=("title",)),
        Request(sort="x"),
    ],
)
def test_what_does_not_exist_is_said(engine: Engine, request_: Request) -> None:
    with pytest.raises(BadParameter) as caught:
        engine.search(request_)
    assert caught.value.field


def test_update_replaces_adds_and_deletes(engine: Engine) -> None:
    assert engine.update([{"id": "a1", "title": ["Lain"]}, {"id": "a5", "title": ["Baru"]}], ["a2", "gone"]) == 4
    assert found(engine, Everything()) == {"a1", "a3", "a4", "a5"}
    assert found(engine, Word("perpustakaan")) == set()
    assert found(engine, Word("lain")) == {"a1"}
    assert engine.search(Request(facets=("member",))).facets["member"] == (("unimed", 1), ("usu", 1))
    assert engine.update([], ["a1", "a3", "a4", "a5"]) == 0
    assert engine.search(Request(facets=("member",))).total == 0


def test_a_document_given_twice_counts_once(engine: Engine) -> None:
    assert engine.update([{"id": "a9", "title": ["satu"]}, {"id": "a9", "title": ["dua"]}]) == 5
    assert found(engine, Word("satu")) == set()
    assert found(engine, Word("dua")) == {"a9"}
    assert engine.update([{"id": "a9", "title": ["tiga"]}], ["a9"]) == 5  # what is there now counts


def _book(number: int, round_: int) -> Document:
    title = [f"judul {number} ke {round_}"]
    return {"id": f"n{number}", "title": title, "member": [f"m{number % 3}"], "year": 1990 + number}


def test_many_small_updates_give_what_a_rebuild_gives(
    make: Callable[[Path], Engine], engine: Engine, tmp_path: Path
) -> None:
    for number in range(14):
        engine.update(
            [_book(n, number) for n in (number, number + 1)],
            [f"n{number - 3}"],
        )
    other = make(tmp_path / "other")
    other.rebuild([*BOOKS, *(_book(n, min(n, 13)) for n in range(11, 15))])
    for query in (Everything(), Word("judul"), Phrase("ke 13"), Word("ilmu"), Range("year", 2000, None)):
        request = Request(query, sort="title", facets=("member", "year"))
        assert engine.search(request) == other.search(request)
    other.close()


def test_a_bad_document_changes_nothing(engine: Engine) -> None:
    for bad in (
        {"id": "b", "year": "no date"},
        {"title": ["x"]},
        {"id": "b", "title": [3]},
        {"id": "b", "year": 10**9},
    ):
        with pytest.raises(EngineError):
            engine.update([{"id": "good", "title": ["good"]}, bad])
        with pytest.raises(EngineError):
            engine.rebuild([{"id": "good", "title": ["good"]}, bad])
    assert engine.count() == 4
    assert found(engine, Word("good")) == set()
    assert engine.update([{"id": "good", "title": ["good"]}]) == 5
    assert found(engine, Word("good")) == {"good"}


def test_no_index_yet(make: Callable[[Path], Engine], tmp_path: Path) -> None:
    engine = make(tmp_path / "index")
    assert engine.count() == 0
    with pytest.raises(EngineError) as caught:
        engine.search(Request())
    assert "induk index" in str(caught.value)
    assert engine.update(BOOKS) == 4
    assert engine.search(Request()).total == 4
    engine.close()


def test_an_empty_index_finds_nothing(engine: Engine) -> None:
    assert engine.rebuild([]) == 0
    result = engine.search(Request(Word("x"), facets=("member", "year"), sort="title"))
    assert (result.total, result.hits, dict(result.facets)) == (0, (), {"member": (), "year": ()})


def test_odd_values_are_indexed_as_they_are(engine: Engine) -> None:
    engine.update(
        [
            {
                "id": "x1",
                "title": ["?!", "", "\n\t"],
                "subject": ["a\nb"],
                "creator": ["林語堂"],
                "year": None,
                "member": [],
            },
            {"id": "x2", "title": ["w" * 5000], "identifier": ["z" * 5000], "year": -300},
            {"id": "x3"},
        ]
    )
    assert found(engine, Word("w" * 5000)) == {"x2"}
    assert found(engine, Word("林語堂")) == {"x1"}
    assert found(engine, Range("year", None, 0)) == {"x2"}
    assert ("a b", 1) in engine.search(Request(facets=("subject",))).facets["subject"]
    assert engine.count() == 7


def test_threads_search_while_one_writes(engine: Engine) -> None:
    engine.rebuild([{"id": f"t{n}", "title": [f"kata{n % 7} umum"], "member": [f"m{n % 3}"]} for n in range(300)])
    failures: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                result = engine.search(
                    Request(And((Word("umum"), Not(Word("kata3")))), facets=("member",), sort="title")
                )
                if result.total not in range(252, 258) or result.total != sum(n for _, n in result.facets["member"]):
                    failures.append(result)
            except IndukError as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for number in range(6):
        engine.update([{"id": f"t{number}", "title": ["kata3 umum"], "member": ["m0"]}])
    engine.rebuild([{"id": f"t{n}", "title": [f"kata{n % 7} umum"], "member": ["m1"]} for n in range(300)])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


def _update_elsewhere(name: str, path: Path) -> None:
    EVERY[name](path).update([{"id": "far", "title": ["jauh"]}], ["a1"])


def _rebuild_elsewhere(name: str, path: Path) -> None:
    EVERY[name](path).rebuild([{"id": "far", "title": ["dekat"]}])


def test_what_another_process_wrote_is_seen_at_the_next_search(engine: Engine, tmp_path: Path) -> None:
    assert found(engine, Word("perpustakaan", "title")) == {"a1"}
    for work, word, count in ((_update_elsewhere, "jauh", 4), (_rebuild_elsewhere, "dekat", 1)):
        other = multiprocessing.get_context("spawn").Process(target=work, args=(engine.name, tmp_path / "index"))
        other.start()
        other.join()
        assert other.exitcode == 0
        assert found(engine, Word(word)) == {"far"}
        assert engine.count() == count
    assert found(engine, Word("perpustakaan", "title")) == set()
