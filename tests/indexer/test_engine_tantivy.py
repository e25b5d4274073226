"""What only the tantivy engine has: its folder, crashes, several segments; and that it finds what Whoosh's finds."""

import hashlib
import multiprocessing
import os
import random
import resource
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rapidfuzz.distance import OSA

from config.errors import EngineError, Locked
from config.fields import BY_NAME, SORTS
from config.model import Consortium
from indexer.engines import generations, open_engine
from indexer.engines.base import Document, Engine, Request, Result
from indexer.engines.plan import Within
from indexer.engines.query import And, Everything, Favour, Most, Node, Not, Or, Phrase, Prefix, Range, Similar, Word
from indexer.engines.rows import key
from indexer.engines.tantivy import facets, library, schema, writer
from indexer.engines.tantivy.engine import TantivyEngine
from indexer.engines.whoosh.engine import WhooshEngine


def documents(count: int) -> list[Document]:
    titles = ("kata umum", "umum umum sekali kata lain", "kata lain", "sesuatu yang lain")
    return [{"id": f"d{n:04d}", "title": [f"{titles[n % 4]} n{n}"], "member": [f"m{n % 3}"]} for n in range(count)]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[TantivyEngine]:
    made = TantivyEngine(tmp_path / "index")
    made.rebuild(documents(700))
    yield made
    made.close()


def test_the_setting_chooses_it(tmp_path: Path) -> None:
    consortium = Consortium.model_validate({"consortium": {"name": "X"}, "engine": "tantivy"}).placed(tmp_path)
    engine = open_engine(consortium)
    assert engine.name == "tantivy"
    assert engine.count() == 0
    assert not (tmp_path / "data").exists()
    engine.update(documents(1))
    assert (tmp_path / "data" / "index" / "CURRENT").read_text() == "g000001\n"
    assert engine.health().what == "tantivy 0.27.0, g000001"
    assert (engine.health().size or 0) > 1000


def test_without_its_package_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "find_spec", lambda name: None)
    with pytest.raises(EngineError) as caught:
        TantivyEngine(tmp_path)
    assert "pip install 'induk[tantivy]'" in str(caught.value)


# the same as Whoosh

SYLLABLES = ("ma", "ku", "ti", "sa", "ra", "be", "lo", "nu", "pe", "di")


def corpus(count: int, seed: int) -> list[Document]:
    """Documents of made-up words, few of them common, so that every query finds something and much is equal."""
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(600)]

    def text(longest: int) -> str:
        return " ".join(vocabulary[int(600 * chance.random() ** 3)] for _ in range(chance.randint(1, longest)))

    def document(number: int) -> dict[str, Any]:
        made: dict[str, Any] = {"id": f"k{hashlib.sha256(str((seed, number)).encode()).hexdigest()[:8]}"}
        made |= {"title": [text(8)], "creator": [text(2).title() for _ in range(chance.randint(0, 3))]}
        made |= {"subject": [text(1) for _ in range(chance.randint(0, 3))], "title_sort": [text(1)]}
        made |= {"member": [f"m{chance.randint(0, 9)}"], "language": [chance.choice(("ind", "eng"))]}
        if chance.random() < 0.8:
            made |= {"year": 1990 + chance.randint(0, 9), "added": f"2026-01-0{chance.randint(1, 9)}"}
        return made

    return [document(number) for number in range(count)]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TantivyEngine, WhooshEngine]]:
    folder = tmp_path_factory.mktemp("both")
    made = TantivyEngine(folder / "tantivy"), WhooshEngine(folder / "whoosh")
    for engine in made:
        engine.rebuild(corpus(1500, 1))
        for seed in (2, 3, 4):
            engine.update(corpus(500, seed))
    yield made
    for engine in made:
        engine.close()


def queries() -> list[Node]:
    chance = random.Random(9)
    words = ["maku", "ti", "sa", "ku", "ma", "raberaku", "dipe", "tima", "lo", "nusa", "bebe", "kura", "saku", "pe"]

    def some(number: int) -> tuple[Node, ...]:
        return tuple(Word(word) for word in chance.sample(words, number))

    made: list[Node] = [Everything(), Range("year", 1992, 1995), Prefix("ma"), Prefix("s", "title"), Prefix("k")]
    for word in words:
        made += [Word(word), Word(word, "title"), Similar(word + "ra"), Similar(word + "t", "title")]
        made += [Phrase(f"{word} {chance.choice(words)}"), Phrase(f"{word} {word}", "title")]
    for _ in range(12):
        made += [And(some(2)), Or(some(3)), Most(some(4), 2), Most(some(5), 3)]
        made += [And((*some(1), Not(Word(chance.choice(words))))), And((*some(1), Prefix("be"), Range("year", 1995)))]
        made += [Favour(Or(some(2)), ((Phrase("ku sa"), 0.5), (Word(chance.choice(words), "title"), 2.0)))]
    return made


def values(result: Result) -> dict[str, list[tuple[str, int]]]:
    """The counts by folded values: which of its spellings is shown is left to the engine."""
    return {
        name: [(value if BY_NAME[name].kind == "year" else key(name, value), n) for value, n in counts]
        for name, counts in result.facets.items()
    }


def test_it_finds_scores_orders_and_counts_as_whoosh_does(both: tuple[TantivyEngine, WhooshEngine]) -> None:
    tantivy, whoosh = both
    assert tantivy._reading(lambda snapshot: snapshot.searcher.num_segments) > 1
    scored = 0
    for number, query in enumerate(queries()):
        filters = ({}, {"member": ["m1", "m2"]}, {"year": ["1993-"], "language": ["eng"]})[number % 3]
        request = Request(query, filters, facets=("member", "creator", "subject", "year", "language"), facet_size=7)
        mine, theirs = tantivy.search(request), whoosh.search(request)
        assert mine.total == theirs.total, query
        assert [hit.score for hit in mine.hits] == pytest.approx([hit.score for hit in theirs.hits], abs=1e-3), query
        assert values(mine) == values(theirs), query
        scored += len({hit.score for hit in mine.hits}) > 1
        for sort in ("relevance", list(SORTS)[number % len(SORTS)]):
            for offset in (0, mine.total // 2):
                page = Request(query, filters, sort=sort, offset=offset)
                assert [hit.id for hit in tantivy.search(page).hits] == [hit.id for hit in whoosh.search(page).hits], (
                    page
                )
    assert scored > 100


def test_the_pages_of_an_order_hold_everything_once(both: tuple[TantivyEngine, WhooshEngine]) -> None:
    for query in (Everything(), Word("ma"), Prefix("k")):
        for sort in SORTS:
            total = both[0].search(Request(query)).total
            pages = [both[0].search(Request(query, sort=sort, offset=n, limit=300)).hits for n in range(0, total, 300)]
            assert len({hit.id for page in pages for hit in page}) == total > 100


def test_lists_of_headings_are_those_of_whoosh(both: tuple[TantivyEngine, WhooshEngine]) -> None:
    for field in ("creator", "subject", "title_sort", "member"):
        for start in ("", "ma", "maku", "sa ", "zz", "Rá", "!"):
            for backwards in (False, True):
                mine, theirs = (one.browse(field, start, 6, backwards=backwards) for one in both)
                assert [(one.key, one.count) for one in mine] == [(one.key, one.count) for one in theirs]


def test_slips_are_those_of_optimal_string_alignment(both: tuple[TantivyEngine, WhooshEngine]) -> None:
    titles = {document["id"]: document["title"][0].split() for seed, n in ((1, 1500), (2, 500), (3, 500), (4, 500))
              for document in corpus(n, seed)}  # fmt: skip
    for term, distance in (("makuti", 1), ("raberaku", 2), ("amkuti", 2), ("kusara", 1), ("xyzxyz", 2)):
        wanted = {i for i, words in titles.items() if any(OSA.distance(word, term) <= distance for word in words)}
        found = both[0].search(Request(Within("title", term, distance, 1.0), limit=3000))
        assert {hit.id for hit in found.hits} == wanted


@pytest.mark.parametrize(
    "narrowed",
    [
        {"_WANTED": 8, "_CARRIED": 8},  # asked again for the likely ones, or for all
        {"_WANTED": 8, "_CARRIED": 8, "_FEW": 0},
        {"_WANTED": 8, "_CARRIED": 8, "_MORE": (2, 12)},
        {"_WANTED": 8, "_CARRIED": 8, "_MORE": ()},  # the whole list
    ],
)
def test_counts_are_exact_however_little_a_segment_tells(
    both: tuple[TantivyEngine, WhooshEngine], narrowed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in narrowed.items():
        monkeypatch.setattr(facets, name, value)
    for query in (Everything(), Word("ma"), Word("dipe"), Word("saku"), Range("year", 1991, 1991)):
        request = Request(query, facets=("creator", "subject", "member"), facet_size=2)
        assert values(both[0].search(request)) == values(both[1].search(request)), query


def test_two_values_with_one_number_are_counted_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema._value.cache_clear()
    same = SimpleNamespace(blake2b=lambda data, digest_size: SimpleNamespace(digest=lambda: bytes(digest_size)))
    monkeypatch.setattr(schema, "hashlib", same)
    engine = TantivyEngine(tmp_path)
    engine.rebuild({"id": f"i{n}", "title": ["x"], "subject": [f"Sejarah {'AB'[n % 3 > 0]}"]} for n in range(9))
    assert engine.search(Request(facets=("subject",))).facets["subject"] == (("Sejarah B", 6), ("Sejarah A", 3))
    assert [(one.value, one.count) for one in engine.browse("subject", "", 5)] == [("Sejarah A", 3), ("Sejarah B", 6)]
    schema._value.cache_clear()


def test_a_value_is_shown_as_in_the_record_with_the_smallest_id(engine: TantivyEngine) -> None:
    written = ("Ilmu-Sosial", "ilmu sosial", "Ilmu Sosial", "Ilmu Sosial")
    engine.rebuild({"id": f"b{n}", "title": ["x"], "subject": [text]} for n, text in enumerate(written))
    assert engine.search(Request(facets=("subject",))).facets["subject"] == (("Ilmu-Sosial", 4),)
    engine.update([], ["b0"])
    assert engine.search(Request(facets=("subject",))).facets["subject"] == (("ilmu sosial", 3),)
    engine.update([], ["b1"])
    assert engine.browse("subject", "", 5)[0].value == "Ilmu Sosial"


def test_odd_values_are_counted_and_shown_too(engine: TantivyEngine) -> None:
    odd = ("\0", "?" * 70_000, "Panjang " * 20_000, "...")
    engine.rebuild({"id": f"o{n}", "title": ["x"], "subject": [value]} for n, value in enumerate(odd))
    counts = dict(engine.search(Request(facets=("subject",))).facets["subject"])
    assert list(counts.values()) == [1, 1, 1, 1]
    assert "..." in counts
    assert any(value.startswith("Panjang Panjang") for value in counts)
    assert len(engine.browse("subject", "", 10)) == 4
    for n, value in enumerate(odd):
        assert [hit.id for hit in engine.search(Request(filters={"subject": [value]})).hits] == [f"o{n}"]


# the folder


def test_a_rebuild_takes_the_place_of_the_old_generation(engine: TantivyEngine) -> None:
    reader = TantivyEngine(engine.path)
    assert reader.search(Request(Word("umum"))).total == 350
    engine.rebuild(documents(3))
    assert [path.name for path in engine.path.iterdir() if path.is_dir()] == ["g000002"]
    assert reader.search(Request(Word("umum"), facets=("member",), sort="title")).total == 2


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 255
    path.write_bytes(data)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: (path / generations.MARKER).unlink(),
        lambda path: (path / generations.MARKER).write_text('{"software": "induk", "schema": "old"}'),
        lambda path: (path / "meta.json").write_text("{}"),
        lambda path: (path / "meta.json").unlink(),
        lambda path: next(path.glob("*.term")).unlink(),
        lambda path: next(path.glob("*.term")).write_bytes(b""),
        lambda path: next(path.glob("*.store")).write_bytes(bytes(1000)),
        lambda path: os.truncate(file := next(path.glob("*.fast")), file.stat().st_size // 2),
        lambda path: [one.unlink() for one in path.iterdir()] and path.rmdir(),
        lambda path: (path.parent / "CURRENT").write_text("../../etc\n"),
    ],
)
def test_a_damaged_or_foreign_index_is_refused_and_can_be_built_again(
    engine: TantivyEngine, damage: Callable[[Path], object]
) -> None:
    damage(engine.path / "g000001")
    fresh = TantivyEngine(engine.path)
    for act in (fresh.count, lambda: fresh.search(Request()), lambda: fresh.update(documents(1))):
        with pytest.raises(EngineError) as caught:
            act()
        assert "induk index --rebuild" in str(caught.value)
    assert fresh.rebuild(documents(5)) == 5


def test_the_index_of_another_engine_is_refused_both_ways(tmp_path: Path) -> None:
    engines: tuple[Engine, ...] = (WhooshEngine(tmp_path), TantivyEngine(tmp_path))
    for mine, other in (engines, engines[::-1]):
        mine.rebuild(documents(2))
        with pytest.raises(EngineError) as caught:
            other.search(Request())
        assert caught.value.code == "index-version"
        assert other.rebuild(documents(3)) == 3


def test_verify_reads_every_file(engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine.verify() == ()
    engine.update(documents(600))
    monkeypatch.setattr("indexer.engines.tantivy.verify._SMALL", 500)
    assert "induk index --rebuild" not in "".join(TantivyEngine(engine.path).verify())
    engine.update(documents(600))
    assert [*map(str, engine.verify())] == []
    for file in (engine.path / "g000001").glob("*.pos"):
        _flip(file)
    damaged = engine.verify()
    assert damaged
    assert all(".pos" in text for text in damaged)


def test_verify_says_when_most_of_the_index_is_replaced_records(
    engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.engines.tantivy.verify._SMALL", 100)
    engine.update([], [f"d{n:04d}" for n in range(360)])
    assert engine.count() == 340
    assert ["--rebuild" in text for text in engine.verify()] == [True]


def test_only_one_writes(engine: TantivyEngine) -> None:
    with generations.writing(engine.path):
        for act in (lambda: engine.update(documents(1)), lambda: engine.rebuild(documents(1))):
            with pytest.raises(Locked):
                act()
        assert engine.search(Request()).total == 700
    assert engine.update(documents(1)) == 700


# crashes, other processes


def _without_room(path: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
    engine = TantivyEngine(path)
    for act in (engine.update, engine.rebuild):
        try:
            act([{"id": f"new{n}", "title": [f"baru b{n} " * 20]} for n in range(500)])
        except EngineError as error:
            if error.code != "index-unwritable":
                os._exit(2)
        else:
            os._exit(3)
    os._exit(0)


def test_a_full_disk_leaves_the_old_state(engine: TantivyEngine) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_without_room, args=(engine.path,))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert engine.count() == 700
    assert engine.search(Request(Word("baru"))).total == 0
    assert engine.update([{"id": "new", "title": ["baru"]}]) == 701
    assert engine.verify() == ()


def _write_on(path: Path, done: Any) -> None:
    """Commits without end: commit n makes all 40 documents say n."""
    engine = TantivyEngine(path)
    while True:
        number = done.value + 1
        made: list[Document] = [{"id": f"d{n:04d}", "title": [f"tulis w{number}"]} for n in range(40)]
        engine.rebuild(made) if number % 7 == 0 else engine.update(made)
        done.value = number


def test_killed_at_any_moment_one_whole_commit_is_there(engine: TantivyEngine) -> None:
    chance, spawn = random.Random(4), multiprocessing.get_context("spawn")
    for commits in (1, 5, 9, 16):
        engine.rebuild(documents(40))
        done = spawn.Value("i", 0)
        process = spawn.Process(target=_write_on, args=(engine.path, done))
        process.start()
        while done.value < commits:
            process.join(chance.random() * 0.05)
            assert process.is_alive()
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        after = TantivyEngine(engine.path)
        assert after.count() == 40
        assert after.verify() == ()
        ends = range(done.value, done.value + 2)  # what was told is there, and what was being written whole or not
        assert sorted(after.search(Request(Word(f"w{n}"))).total for n in ends) == [0, 40]
        after.update([{"id": "d0000", "title": ["sesudah"]}])
        assert after.search(Request(Word("sesudah"))).total == 1


def _tell(path: Path, questions: Any) -> None:
    engine = TantivyEngine(path)
    while (word := questions.recv()) is not None:
        questions.send(engine.search(Request(Word(word))).total)


def test_a_reader_in_another_process_sees_every_commit_at_its_next_search(engine: TantivyEngine) -> None:
    mine, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_tell, args=(engine.path, theirs))
    process.start()

    def seen(word: str) -> int:
        mine.send(word)
        return int(mine.recv())

    assert seen("umum") == 350
    for number in range(10):
        engine.update([{"id": f"x{number}", "title": [f"umum pesan{number}"]}], [f"d{number * 4 + 3:04d}"])
        assert (seen(f"pesan{number}"), seen("umum")) == (1, 351 + number)
    engine.rebuild(documents(4))
    assert seen("umum") == 2
    mine.send(None)
    process.join()
    assert process.exitcode == 0


def _search_after_fork(engine: TantivyEngine) -> None:
    found = engine.search(Request(Word("umum"), facets=("member",), sort="title")).total
    os._exit(0 if found == 350 else 1)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")  # tantivy watches files
def test_a_child_of_a_fork_goes_on_with_what_is_open(engine: TantivyEngine) -> None:
    assert engine.search(Request(Word("kata"))).total == 525
    child = multiprocessing.get_context("fork").Process(target=_search_after_fork, args=(engine,))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert engine.update(documents(1)) == 700


def test_a_document_that_comes_twice_in_a_rebuild_counts_as_it_came_last(
    engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MEMORY", 15_000_000)
    twice = ({"id": f"t{n % 300}", "title": [f"putaran{n // 300} " + "kata " * 50]} for n in range(900))
    assert engine.rebuild(twice) == 300
    assert [engine.search(Request(Word(f"putaran{n}"))).total for n in range(3)] == [0, 0, 300]
    assert engine.verify() == ()
