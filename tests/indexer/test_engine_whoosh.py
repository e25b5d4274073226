"""What only the Whoosh engine has: its folder, crashes, segments; and that our arrays say what Whoosh itself says."""

import multiprocessing
import os
import signal
import warnings
from pathlib import Path

import pytest
from whoosh import query, scoring
from whoosh.index import FileIndex

from config.errors import EngineError, Locked
from config.model import Consortium
from indexer.engines import open_engine
from indexer.engines.base import Request
from indexer.engines.query import Everything, Phrase, Prefix, Word
from indexer.engines.whoosh import evaluate, folder, schema, segment, writer
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.engine import WhooshEngine


def documents(count: int) -> list[dict[str, object]]:
    titles = ("kata umum", "umum umum sekali kata lain", "kata lain", "sesuatu yang lain")
    return [{"id": f"d{n:04d}", "title": [f"{titles[n % 4]} n{n}"], "member": [f"m{n % 3}"]} for n in range(count)]


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index")
    made.rebuild(documents(700))
    return made


def generations(engine: WhooshEngine) -> list[str]:
    return sorted(path.name for path in engine.path.iterdir() if path.is_dir())


def test_open_engine_looks_in_the_data_folder(tmp_path: Path) -> None:
    consortium = Consortium.model_validate({"consortium": {"name": "X"}}).placed(tmp_path)
    engine = open_engine(consortium)
    assert engine.count() == 0
    assert not (tmp_path / "data").exists()
    engine.update(documents(1))
    assert (tmp_path / "data" / "index" / "CURRENT").read_text() == "g000001\n"


@pytest.mark.parametrize("word", ["kata", "umum", "n5", "tidakada"])
def test_scores_are_whooshs_own(engine: WhooshEngine, word: str) -> None:
    engine.update([{"id": "d0001", "title": ["umum dan kata lagi"]}], ["d0002"])
    index = FileIndex(folder.SyncedStorage(engine.path / "g000001"), schema.schema(), "MAIN")
    with warnings.catch_warnings(), index.searcher(weighting=scoring.BM25F()) as searcher:
        warnings.simplefilter("ignore")
        theirs = {
            searcher.ixreader.column_reader("c_id")[number].decode(): score * 3.0
            for score, number in searcher.search(query.Term("title", word), limit=None).top_n
        }
    ours = {hit.id: hit.score for hit in engine.search(Request(Word(word, "title"), limit=1000)).hits}
    assert ours == pytest.approx(theirs, rel=1e-4)


def test_a_rebuild_takes_the_place_of_the_old_generation(engine: WhooshEngine) -> None:
    engine.rebuild(documents(3))
    assert generations(engine) == ["g000002"]
    assert engine.count() == 3


def test_an_old_reader_sees_the_new_generation_though_its_files_are_gone(engine: WhooshEngine) -> None:
    reader = WhooshEngine(engine.path)
    assert reader.search(Request(Word("umum"))).total == 350
    engine.rebuild(documents(3))
    result = reader.search(Request(Word("umum"), facets=("member",), sort="title"))
    assert result.total == 2


def test_a_column_that_is_gone_sends_the_search_to_the_newest_state(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = segment.Segment.texts
    calls: list[str] = []

    def texts(self: segment.Segment, column: str) -> list[bytes]:
        if not calls:
            calls.append(column)
            WhooshEngine(engine.path).rebuild(documents(3))
        return real(self, column)

    monkeypatch.setattr(segment.Segment, "texts", texts)
    assert engine.search(Request(facets=("member",))).total == 3
    assert calls


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: (path / folder.MARKER).unlink(),
        lambda path: (path / folder.MARKER).write_text("{"),
        lambda path: (path / folder.MARKER).write_text("[]"),
        lambda path: (path / folder.MARKER).write_text('{"software": "induk", "schema": "old"}'),
        lambda path: next(path.glob("*.toc")).write_bytes(b"\x04\x08\x04garbage"),
        lambda path: next(path.glob("*.toc")).unlink(),
        lambda path: next(path.glob("*.trm")).unlink(),
        lambda path: next(path.glob("*.trm")).write_bytes(b""),
        lambda path: [one.unlink() for one in path.iterdir()] and path.rmdir(),
        lambda path: (path.parent / "CURRENT").write_text("../../etc\n"),
        lambda path: (path.parent / "CURRENT").write_bytes(b"\xff"),
    ],
)
def test_a_damaged_or_foreign_index_is_refused_and_can_be_built_again(engine: WhooshEngine, damage: object) -> None:
    damage(engine.path / "g000001")  # type: ignore[operator]
    fresh = WhooshEngine(engine.path)
    for act in (fresh.count, lambda: fresh.search(Request()), lambda: fresh.update(documents(1))):
        with pytest.raises(EngineError) as caught:
            act()
        assert "induk index --rebuild" in str(caught.value)
    assert fresh.rebuild(documents(5)) == 5


def test_only_one_writes(engine: WhooshEngine) -> None:
    with folder.writing(engine.path):
        for act in (lambda: engine.update(documents(1)), lambda: engine.rebuild(documents(1))):
            with pytest.raises(Locked):
                act()
        assert engine.search(Request()).total == 700
    assert engine.update(documents(1)) == 700


def test_whooshs_own_lock_excludes_too(engine: WhooshEngine) -> None:
    generation = engine.path / "g000001"
    held = FileIndex(folder.SyncedStorage(generation), schema.schema(), "MAIN").lock("WRITELOCK")
    assert held.acquire()
    with pytest.raises(Locked):
        engine.update(documents(1))
    held.release()
    assert engine.update(documents(1)) == 700


def test_a_full_disk_leaves_the_old_state(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(folder, "sync", full)
        with pytest.raises(EngineError):
            engine.update([{"id": "new", "title": ["baru"]}])
        with pytest.raises(EngineError):
            engine.rebuild([{"id": "new", "title": ["baru"]}])
    assert engine.count() == 700
    assert engine.update([{"id": "new", "title": ["baru"]}]) == 701
    assert engine.rebuild(documents(2)) == 2
    assert generations(engine) == ["g000002"]


def _die(path: Path, where: str) -> None:
    engine = WhooshEngine(path)

    def kill(*_args: object, **_options: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    owner, name = {
        "adding": (segment, "contents"),
        "before the table of contents": (folder.SyncedStorage, "rename_file"),
        "syncing": (folder, "sync"),
        "before the pointer": (folder, "point"),
    }[where]
    setattr(owner, name, kill)
    writer.contents = segment.contents  # type: ignore[attr-defined]
    if where == "before the pointer":
        engine.rebuild(documents(20))
    engine.update([*documents(20), {"id": "new", "title": ["baru"]}], ["d0300"])


@pytest.mark.parametrize("where", ["adding", "before the table of contents", "syncing", "before the pointer"])
def test_killed_in_the_middle_the_old_state_stays(engine: WhooshEngine, where: str) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_die, args=(engine.path, where))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    after = WhooshEngine(engine.path)
    assert after.count() == 700
    assert after.search(Request(Word("n300"))).total == 1
    assert after.search(Request(Word("baru"))).total == 0
    assert after.update([{"id": "new", "title": ["baru"]}]) == 701
    assert generations(engine) == ["g000001"]
    files = {path.name.split(".")[0] for path in (engine.path / "g000001").iterdir() if path.suffix == ".trm"}
    assert len(files) == 2  # nothing of the killed writer is left
    assert not [path for path in (engine.path / "g000001").iterdir() if path.is_dir()]


def _search_after_fork(engine: WhooshEngine, parents: list[segment.Segment]) -> None:
    found = engine.search(Request(Word("umum"), facets=("member",), sort="title")).total
    state = engine._state
    mine = [leaf.segment for leaf in state[1].leaves] if state else []
    os._exit(0 if found == 350 and not set(mine) & set(parents) else 1)


def test_a_child_of_a_fork_opens_files_of_its_own(engine: WhooshEngine) -> None:
    assert engine.search(Request(Word("kata"))).total == 525
    assert engine._state
    parents = [leaf.segment for leaf in engine._state[1].leaves]
    child = multiprocessing.get_context("fork").Process(target=_search_after_fork, args=(engine, parents))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert [leaf.segment for leaf in engine._state[1].leaves] == parents


def test_small_segments_are_put_together(engine: WhooshEngine) -> None:
    for number in range(12):
        engine.update([{"id": f"x{number}", "title": ["tambahan"], "subject": [f"s{number % 2}"], "year": 2000}])
        assert len(segment.contents(engine.path / "g000001")) <= writer.TIER + 1
    result = engine.search(Request(Word("tambahan"), facets=("subject", "year")))
    assert result.total == 12
    assert dict(result.facets["subject"]) == {"s0": 6, "s1": 6}
    assert result.facets["year"] == (("2000", 12),)
    assert engine.search(Request(Everything(), offset=711, limit=5)).hits[0].id == "x9"


def test_a_beginning_stands_for_a_bounded_number_of_words(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "EXPANSION", 2)
    engine.update(
        [{"id": f"p{n}", "title": [f"awal{n % 5} x"]} for n in range(15)] + [{"id": "p", "title": ["awal0 awal1"]}]
    )
    assert engine.search(Request(Prefix("awal"))).total == 7  # the two most frequent


def test_phrases_reach_over_many_blocks_of_postings(engine: WhooshEngine) -> None:
    assert engine.search(Request(Phrase("kata umum"))).total == 175
    assert engine.search(Request(Phrase("umum umum sekali"))).total == 175
    assert engine.search(Request(Phrase("umum sekali umum"))).total == 0
    assert engine.search(Request(Phrase("kata lain n2"))).total == 1


def test_the_cache_keeps_within_its_bound() -> None:
    import numpy as np

    cache = Cache(10_000)
    made: list[int] = []

    def make(number: int) -> tuple[np.ndarray, ...]:  # type: ignore[type-arg]
        made.append(number)
        return (np.zeros(500),)

    for number in (1, 2, 1, 3, 1, 2):
        cache.get(number, lambda n=number: make(n))  # type: ignore[misc]
    assert made == [1, 2, 3, 2]  # 2 was used longest ago when 3 came


def test_a_swap_between_finding_and_opening_an_index_is_no_error(tmp_path, monkeypatch):
    writer, reader = WhooshEngine(tmp_path), WhooshEngine(tmp_path)
    writer.rebuild([{"id": "old", "title": ["lama"]}])
    check = folder.check

    def swapped_first(generation):
        monkeypatch.setattr(folder, "check", check)
        writer.rebuild([{"id": "a", "title": ["baru"]}, {"id": "b", "title": ["baru"]}])
        generation.mkdir()  # half removed: the folder is still there, its files are not
        check(generation)

    monkeypatch.setattr(folder, "check", swapped_first)
    assert reader.count() == 2
