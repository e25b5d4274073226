"""What only the Whoosh engine has: its folder, crashes, segments; and that our arrays say what Whoosh itself says."""

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest
from whoosh import query, scoring
from whoosh.index import FileIndex

from config.errors import EngineError, Locked
from config.model import Consortium
from indexer.engines import generations, open_engine
from indexer.engines.base import Request
from indexer.engines.query import Everything, Phrase, Word
from indexer.engines.whoosh import arrays, inner, names, schema, segment, writer
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.storage import SyncedStorage


def documents(count: int) -> list[dict[str, object]]:
    titles = ("kata umum", "umum umum sekali kata lain", "kata lain", "sesuatu yang lain")
    return [{"id": f"d{n:04d}", "title": [f"{titles[n % 4]} n{n}"], "member": [f"m{n % 3}"]} for n in range(count)]


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index")
    made.rebuild(documents(700))
    return made


def standing(engine: WhooshEngine) -> list[str]:
    return sorted(path.name for path in engine.path.iterdir() if path.is_dir())


def test_open_engine_looks_in_the_data_folder(tmp_path: Path) -> None:
    consortium = Consortium.model_validate({"consortium": {"name": "X"}}).placed(tmp_path)
    engine = open_engine(consortium)
    assert engine.count() == 0
    assert not (tmp_path / "data").exists()
    engine.update(documents(1))
    assert (tmp_path / "data" / "index" / "CURRENT").read_text() == "g000001\n"


def test_whoosh_itself_reads_the_same_words_documents_and_frequencies(engine: WhooshEngine) -> None:
    """Fails where the inner side of Whoosh is no longer what `inner` takes it for."""
    engine.update([{"id": "d0001", "title": ["umum dan kata lagi"], "member": ["m1", "m2"]}], ["d0002"])
    generation = engine.path / "g000001"
    opened = FileIndex(SyncedStorage(generation), schema.schema(), inner.INDEX)
    compared = 0
    with opened.reader() as reader:
        for (leaf, first), info in zip(reader.leaf_readers(), inner.segments(generation), strict=True):
            ours = segment.Segment(generation, info, Cache(0))
            assert first >= 0
            for field in (*names.TEXTS, *names.WHOLE):
                vocabulary = list(ours.texts(f"{field}/vocab"))
                assert list(leaf.lexicon(field)) == vocabulary
                for term in vocabulary:
                    postings = leaf.postings(field, term)
                    theirs = []
                    while postings.is_active():
                        if not leaf.is_deleted(postings.id()):
                            theirs.append((postings.id(), postings.weight()))
                        postings.next()
                    times = ours.postings(field, term.decode()) if field in names.TEXTS else None
                    ids = times[0] if times else ours.any_of(field, [term.decode()])
                    counts = times[1] if times else [1.0] * len(ids)
                    dead = set(info.deleted_docs())
                    assert theirs == [
                        (int(one), float(n)) for one, n in zip(ids, counts, strict=True) if one not in dead
                    ]
                    compared += 1
    assert compared > 700


def test_whoosh_itself_finds_the_same(engine: WhooshEngine) -> None:
    engine.update([{"id": "d0001", "title": ["umum dan kata lagi"]}], ["d0002"])
    index = FileIndex(SyncedStorage(engine.path / "g000001"), schema.schema(), inner.INDEX)
    with index.searcher(weighting=scoring.BM25F()) as searcher:
        for text in ("kata", "umum", "n5", "tidakada"):
            found = searcher.search(query.Term("title", text), limit=None)
            theirs = {searcher.ixreader.column_reader("c_id")[number].decode() for _score, number in found.top_n}
            assert {hit.id for hit in engine.search(Request(Phrase(text, "title"), limit=1000)).hits} == theirs


def test_a_rebuild_takes_the_place_of_the_old_generation(engine: WhooshEngine) -> None:
    engine.rebuild(documents(3))
    assert standing(engine) == ["g000002"]
    assert engine.count() == 3


def test_an_old_reader_sees_the_new_generation_though_its_files_are_gone(engine: WhooshEngine) -> None:
    reader = WhooshEngine(engine.path)
    assert reader.search(Request(Word("umum"))).total == 350
    engine.rebuild(documents(3))
    result = reader.search(Request(Word("umum"), facets=("member",), sort="title"))
    assert result.total == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: (path / generations.MARKER).unlink(),
        lambda path: (path / generations.MARKER).write_text("{"),
        lambda path: (path / generations.MARKER).write_text("[]"),
        lambda path: (path / generations.MARKER).write_text('{"software": "induk", "schema": "old"}'),
        lambda path: next(path.glob("*.toc")).write_bytes(b"\x04\x08\x04garbage"),
        lambda path: next(path.glob("*.toc")).unlink(),
        lambda path: next(path.glob("*.arrays")).unlink(),
        lambda path: next(path.glob("*.arrays")).write_bytes(b""),
        lambda path: next(path.glob("*.arrays")).write_bytes(bytes(1000)),
        lambda path: os.truncate(arrays_of := next(path.glob("*.arrays")), arrays_of.stat().st_size // 2),
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
    with generations.writing(engine.path):
        for act in (lambda: engine.update(documents(1)), lambda: engine.rebuild(documents(1))):
            with pytest.raises(Locked):
                act()
        assert engine.search(Request()).total == 700
    assert engine.update(documents(1)) == 700


def test_a_full_disk_leaves_the_old_state(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(generations, "sync", full)
        with pytest.raises(EngineError):
            engine.update([{"id": "new", "title": ["baru"]}])
        with pytest.raises(EngineError):
            engine.rebuild([{"id": "new", "title": ["baru"]}])
    assert engine.count() == 700
    assert engine.update([{"id": "new", "title": ["baru"]}]) == 701
    assert engine.rebuild(documents(2)) == 2
    assert standing(engine) == ["g000002"]


KILLED = {
    "before Whoosh's files": (inner, "write"),
    "before the arrays": (arrays, "write"),
    "before the table of contents": (SyncedStorage, "rename_file"),
    "before the pointer": (generations, "point"),
}


def _die(path: Path, where: str) -> None:
    def kill(*_args: object, **_options: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    engine = WhooshEngine(path)
    setattr(*KILLED[where], kill)
    if where == "before the pointer":
        engine.rebuild(documents(20))
    engine.update([*documents(20), {"id": "new", "title": ["baru"]}], ["d0300"])


@pytest.mark.parametrize("where", KILLED)
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
    assert standing(engine) == ["g000001"]
    assert _segments(engine) == 2  # nothing of the killed writer is left
    assert not [path for path in (engine.path / "g000001").iterdir() if path.is_dir() or ".toc." in path.name]


def _segments(engine: WhooshEngine) -> int:
    """How many segments the newest generation has; all files belong to one of them."""
    generation = engine.path / (engine.path / "CURRENT").read_text().strip()
    known = {info.segment_id() for info in inner.segments(generation)}
    files = [path.name for path in generation.glob("MAIN_*")]
    assert all(name.startswith(tuple(known)) for name in files), (files, known)
    return len(known)


def _write_on(path: Path) -> None:
    """Commits without end: commit n makes all 40 documents say n."""
    engine, number = WhooshEngine(path), 0
    while True:
        number += 1
        made = [{"id": f"d{n:04d}", "title": [f"tulis w{number}"]} for n in range(40)]
        engine.rebuild(made) if number % 7 == 0 else engine.update(made)


def test_killed_at_any_moment_one_whole_commit_is_there(engine: WhooshEngine) -> None:
    chance = random.Random(4)
    for _round in range(6):
        engine.rebuild(documents(40))
        process = multiprocessing.get_context("fork").Process(target=_write_on, args=(engine.path,))
        process.start()
        time.sleep(0.1 + chance.random() * 0.4)
        process.kill()
        process.join()
        after = WhooshEngine(engine.path)
        assert after.count() == 40
        assert after.verify() == ()
        counts = {after.search(Request(Word(f"w{n}"))).total for n in range(200)} - {0}
        assert counts <= {40}
        after.update([{"id": "d0000", "title": ["sesudah"]}])
        assert after.search(Request(Word("sesudah"))).total == 1
        _segments(after)


def _search_after_fork(engine: WhooshEngine, parents: list[segment.Segment]) -> None:
    found = engine.search(Request(Word("umum"), facets=("member",), sort="title")).total
    state = engine._state
    mine = [leaf.segment for leaf in state[1].leaves] if state else []
    os._exit(0 if found == 350 and mine == parents else 1)


def test_a_child_of_a_fork_shares_what_is_open(engine: WhooshEngine) -> None:
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
        assert _segments(engine) <= writer.TIER + 1
    result = engine.search(Request(Word("tambahan"), facets=("subject", "year")))
    assert result.total == 12
    assert dict(result.facets["subject"]) == {"s0": 6, "s1": 6}
    assert result.facets["year"] == (("2000", 12),)
    assert engine.search(Request(Everything(), offset=711, limit=5)).hits[0].id == "x9"


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
    check = generations.check

    def swapped_first(generation, engine):
        monkeypatch.setattr(generations, "check", check)
        writer.rebuild([{"id": "a", "title": ["baru"]}, {"id": "b", "title": ["baru"]}])
        generation.mkdir()  # half removed: the folder is still there, its files are not
        check(generation, engine)

    monkeypatch.setattr(generations, "check", swapped_first)
    assert reader.count() == 2
