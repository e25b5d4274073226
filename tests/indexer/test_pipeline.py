"""From raw records to the index: what comes, changes, leaves, returns; what a crash or a new configuration does."""

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from nights import BOOK, START, Night, consortium

from config.errors import EngineError, IndukError, Locked
from config.locks import hold
from config.model import Consortium
from harvester import store as raw_store
from harvester.tables import raw_change
from indexer import blocks, formats, intake, matching, merging, pipeline, queues, store
from indexer.dedup import judge, judgement, traits
from indexer.dedup.why import why
from indexer.tables import bib_change, cluster_change, match_key, union_change, union_record, union_redirect
from indexer.unions import id_for


@pytest.fixture
def night(tmp_path):
    made = Night(tmp_path)
    yield made
    made.database.close()


def test_two_libraries_with_one_book_make_one_union_record(night):
    night.put("a:1", **BOOK)
    night.put("b:1", **BOOK)
    night.put("c:1", **BOOK | {"title": "Sejarah peradaban Islam", "author": "Badri Yatim", "isbn": ""})

    report = night.index()

    assert night.parts() == {frozenset({"a:1", "b:1"}), frozenset({"c:1"})}
    assert (report.normalised, report.records, report.unions, report.indexed) == (3, 3, 2, 2)
    union = night.union_of("b:1")
    assert union.members == ("a", "b")
    assert {(h.member, h.record, h.confirmed) for h in union.holdings} == {("a", "a:1", START), ("b", "b:1", START)}
    assert set(night.engine.documents) == set(night.unions())


def test_a_second_run_does_nothing(night):
    night.put("a:1", **BOOK)
    first = night.index()
    second = night.index()
    assert first.normalised == 1
    assert (second.normalised, second.matched, second.changed, second.rebuilt) == (0, 0, 0, False)


def test_other_volumes_editions_and_carriers_stay_apart(night):
    night.put("a:1", **BOOK | {"edition": "Ed. 1"})
    night.put("a:2", **BOOK | {"edition": "Ed. 2"})
    night.put("a:3", **BOOK | {"part_number": "Jilid 1"}, jilid="Jilid 1")
    night.put("a:4", **BOOK, jilid="Jilid 2")
    night.index()
    groups = night.parts()
    assert not any({"a:1", "a:2"} <= group or {"a:3", "a:4"} <= group for group in groups)


def test_a_printing_is_no_edition(night):
    night.put("a:1", **BOOK | {"edition": "Cet. 1"})
    night.put("b:1", **BOOK | {"edition": "Cet. ke-3"})
    night.index()
    assert night.parts() == {frozenset({"a:1", "b:1"})}


def test_an_isbn_never_joins_titles_that_disagree(night):
    night.put("a:1", **BOOK)
    night.put("b:1", **BOOK | {"title": "Kumpulan resep masakan Padang", "author": "Siti Rahmah"})
    night.index()
    assert len(night.parts()) == 2


def test_a_changed_record_leaves_its_group_and_the_larger_part_keeps_the_id(night):
    for public_id in ("a:1", "b:1", "c:1"):
        night.put(public_id, **BOOK)
    night.index()
    (before,) = night.groups()
    night.put("a:1", **BOOK | {"title": "Metode penelitian kualitatif", "author": "Lexy Moleong", "isbn": ""})
    night.index()
    groups = night.groups()
    assert groups[before] == {"b:1", "c:1"}
    assert frozenset({"a:1"}) in groups.values()
    assert len(groups) == 2


def test_when_groups_join_the_older_id_stays_and_the_other_redirects(night):
    night.put("b:1", first_seen="2026-01-01T00:00:00Z", **BOOK)
    night.put("a:1", first_seen="2026-01-02T00:00:00Z", **BOOK | {"year": 1975, "isbn": ""})
    night.index()
    assert len(night.groups()) == 2
    night.put("a:1", first_seen="2026-01-02T00:00:00Z", **BOOK)
    night.index()
    assert set(night.groups()) == {id_for("b:1")}
    with night.database.read() as connection:
        assert store.resolve(connection, id_for("a:1")) == (id_for("b:1"), True)
        tombstone = connection.execute(sa.select(union_record.c.deleted).where(union_record.c.id == id_for("a:1")))
        assert tombstone.scalar_one() is True
    assert set(night.engine.documents) == {id_for("b:1")}


def test_a_union_that_is_split_and_joined_again_gets_its_ids_back(night):
    night.put("a:1", first_seen="2026-01-01T00:00:00Z", **BOOK)
    night.put("b:1", first_seen="2026-01-02T00:00:00Z", **BOOK)
    night.index()
    other = BOOK | {"title": "Ekonomi makro", "author": "Sadono Sukirno", "isbn": ""}
    for _again in range(2):
        night.put("b:1", **other)
        night.index()
        assert night.groups() == {id_for("a:1"): {"a:1"}, id_for("b:1"): {"b:1"}}
        night.put("b:1", **BOOK)
        night.index()
        assert night.groups() == {id_for("a:1"): {"a:1", "b:1"}}


def test_a_record_that_leaves_and_returns_gets_the_same_union_id(night):
    night.put("a:1", first_seen="2026-01-01T00:00:00Z", **BOOK)
    night.put("b:1", first_seen="2026-01-02T00:00:00Z", **BOOK)
    night.index()
    (before,) = night.groups()
    night.delete("a:1")
    night.delete("b:1")
    gone = night.index()
    assert (gone.removed, gone.unions, night.engine.documents) == (2, 0, {})
    with night.database.read() as connection:
        assert connection.execute(sa.select(union_record.c.deleted)).scalars().all() == [True]
        assert connection.execute(sa.select(match_key)).all() == []
    night.put("b:1", **BOOK)
    night.index()
    assert night.groups() == {before: {"b:1"}}
    assert night.union_of(before).records == ("b:1",)


def test_what_cannot_be_read_goes_into_quarantine_and_comes_back_when_mended(night):
    night.put("a:1", **BOOK)
    night.bytes("a:2", b"\x00no record", "marc21")
    report = night.index()
    assert (report.normalised, report.unreadable) == (1, 1)
    night.put("a:2", **BOOK)
    assert night.index().normalised == 1
    assert night.parts() == {frozenset({"a:1", "a:2"})}


def test_a_rebuild_tries_again_what_could_not_be_read(night, monkeypatch):
    def refuses(raw, columns=None):
        raise formats.Unreadable("empty-record", "Nothing in it.")

    night.put("a:1", **BOOK)
    with monkeypatch.context() as patch:
        patch.setattr(formats, "read", refuses)
        assert night.index().unreadable == 1
    assert night.index().normalised == 0
    assert night.index(rebuild=True).normalised == 1
    with night.database.read() as connection:
        assert raw_store.get(connection, "a:1").problem is None


def test_a_record_on_which_a_reader_stumbles_stops_no_other(night, monkeypatch):
    read = formats.read

    def stumbles(raw, columns=None):
        return read(raw, columns) if raw.id != "a:1" else 1 / 0

    night.put("a:1", **BOOK)
    night.put("b:1", **BOOK)
    with monkeypatch.context() as patch:
        patch.setattr(formats, "read", stumbles)
        assert night.index().unreadable == 1
    assert night.parts() == {frozenset({"b:1"})}
    with night.database.read() as connection:
        assert raw_store.get(connection, "a:1").problem.code == "internal"
    night.index(rebuild=True)
    assert night.parts() == {frozenset({"a:1", "b:1"})}


def test_a_judgement_while_all_are_matched_at_once_loses_no_join(night, monkeypatch):
    monkeypatch.setattr(intake, "_FEW", 0)
    monkeypatch.setattr(pipeline, "BATCH", 2)
    match, calls = matching.match, []

    def interrupted(connection, *args, **named):
        calls.append(1)
        if len(calls) == 3:  # four are matched
            judgement.remember(connection, "different", "a:0", "c:5")
        return match(connection, *args, **named)

    monkeypatch.setattr(matching, "match", interrupted)
    for number in range(6):
        night.put(f"{'abc'[number % 3]}:{number}", **BOOK)
    night.index()
    found = night.edges()
    night.index(rebuild=True)
    assert night.edges() == found
    assert len(found) == 15


def test_a_record_that_matching_cannot_keep_stops_no_other(night, monkeypatch):
    of = traits.of

    def stumbles(record):
        seen = of(record)
        return replace(seen, pages=1 << 70) if record.id == "a:1" else seen

    night.put("a:1", **BOOK)
    night.put("b:1", **BOOK)
    monkeypatch.setattr(traits, "of", stumbles)
    assert night.index().unreadable == 1
    assert night.parts() == {frozenset({"b:1"})}


def test_records_are_read_again_when_their_columns_are_named_otherwise(night, tmp_path):
    night.put("a:1", Nama_Buku="Bumi manusia", title="Sampul")
    night.put("b:1", **BOOK)
    night.index()
    assert night.index().normalised == 0
    right = consortium(tmp_path).model_dump(by_alias=True)
    right["members"][0]["sources"][0]["columns"] = {"title": "Nama_Buku"}
    night.settings = Consortium.model_validate(right | {"data": night.settings.data})
    assert night.index().normalised == 1
    assert {union.title for union in night.unions().values()} == {"Bumi manusia", BOOK["title"]}
    assert night.index().normalised == 0


def test_members_leave_and_return_with_the_configuration(night, tmp_path):
    night.put("a:1", **BOOK)
    night.put("c:1", **BOOK)
    night.index()
    (before,) = night.groups()
    night.settings = consortium(tmp_path, members=("a", "b"))
    assert night.index().removed == 1
    assert night.groups() == {before: {"a:1"}}
    night.settings = consortium(tmp_path, until="2020-12-31")
    assert night.index().removed == 0
    night.settings = consortium(tmp_path)
    night.index()
    assert night.groups() == {before: {"a:1", "c:1"}}


def test_people_outrank_scores_and_survive_a_rebuild(night):
    night.put("a:1", **BOOK)
    night.put("b:1", **BOOK)
    night.put("c:1", **BOOK | {"title": "Sejarah peradaban Islam", "author": "Badri Yatim", "isbn": "", "year": 2001})
    night.index()
    with night.database.write() as connection:
        judgement.remember(connection, "different", "a:1", "b:1")
        judgement.remember(connection, "same", "b:1", "c:1", "same in spite of everything")
    night.index()
    wanted = {frozenset({"a:1"}), frozenset({"b:1", "c:1"})}
    assert night.parts() == wanted
    night.index(rebuild=True)
    assert night.parts() == wanted
    with night.database.write() as connection:
        assert judgement.forget(connection, "b:1", "a:1")
        assert judgement.forget(connection, "c:1", "b:1")
    night.index()
    assert night.parts() == {frozenset({"a:1", "b:1"}), frozenset({"c:1"})}


def test_a_rebuild_keeps_the_ids_and_makes_the_index_anew(night):
    for number in range(5):
        night.put(f"a:{number}", **BOOK | {"title": f"Buku tentang {'abcde'[number] * 9}", "isbn": ""})
    night.index()
    before = night.unions()
    report = night.index(rebuild=True)
    assert report.normalised == 5
    assert report.rebuilt
    assert night.unions() == before


def test_an_index_that_was_lost_is_made_anew_without_matching(night):
    night.put("a:1", **BOOK)
    night.index()
    night.engine.documents = {}
    report = night.index()
    assert (report.matched, report.rebuilt, report.indexed) == (0, True, 1)


def test_an_engine_that_fails_leaves_its_work_for_the_next_run(night):
    night.put("a:1", **BOOK)
    night.index()
    night.put("a:1", **BOOK | {"title": "Pengantar ilmu perpustakaan dan informasi"})
    night.engine.broken = True
    with pytest.raises(EngineError):
        night.index()
    night.engine.broken = False
    night.index()
    (document,) = night.engine.documents.values()
    assert document["title"] == ["Pengantar ilmu perpustakaan dan informasi"]


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(
    ("place", "call"), [("intake.take", 2), ("matching.match", 2), ("cluster", 2), ("merging.merge_next", 2)]
)
def test_a_kill_anywhere_leaves_a_store_that_the_next_run_finishes(night, tmp_path, monkeypatch, place, call):
    def fill(one: Night) -> None:
        for number in range(9):
            one.put(
                f"{'abc'[number % 3]}:{number}", **BOOK | {"title": f"Buku ke {'xyz'[number // 3] * 9}", "isbn": ""}
            )

    whole = Night(tmp_path / "whole")
    fill(whole)
    whole.index()

    monkeypatch.setattr(pipeline, "BATCH", 2)
    fill(night)
    module, _, name = place.rpartition(".")
    owner = getattr(pipeline, module) if module else pipeline
    step, calls = getattr(owner, name), []

    def dies(connection, *args, **named):
        result = step(connection, *args, **named)
        calls.append(1)
        if len(calls) == call:
            raise Killed
        return result

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, dies)
        with pytest.raises(Killed):
            night.index()
    night.index()
    assert night.groups() == whole.groups()
    assert set(night.engine.documents) == set(whole.engine.documents)
    with night.database.read() as connection:
        waiting = [queues.size(connection, q) for q in (raw_change, bib_change, cluster_change, union_change)]
    whole.database.close()
    assert waiting == [0, 0, 0, 0]


def test_why_can_be_asked_before_records_are_grouped(night, monkeypatch):
    night.put("a:1", **BOOK)
    night.put("b:1", **BOOK)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "cluster", lambda *_args, **_named: 0)
        night.index()
    with night.database.read() as connection:
        alone, pair = why(connection, "a:1"), why(connection, "a:1", "b:1")
    assert (alone.pairs, pair.together, pair.pairs[0].evidence.verdict) == ((), False, "same")


def test_only_one_indexer_works_at_a_time(night, tmp_path):
    with hold(night.database, tmp_path, "index"), pytest.raises(Locked) as refused:
        night.index()
    assert isinstance(refused.value, IndukError)
    assert refused.value.exit_code == 75


def test_a_hundred_copies_of_one_book_come_together(night):
    for number in range(100):
        night.put(f"{'abc'[number % 3]}:{number}", **BOOK | {"publisher": ("Gramedia", "PT Gramedia", "")[number % 3]})
    night.index()
    assert len(night.parts()) == 1
    night.delete("a:0")
    assert night.index().changed == 1
    assert {len(group) for group in night.parts()} == {99}


def test_many_copies_of_one_book_are_compared_as_one(night, monkeypatch):
    conflict, asked = judge.conflict, []
    monkeypatch.setattr(judge, "conflict", lambda a, b, profile: asked.append((a, b)) or conflict(a, b, profile))
    for number in range(60):
        night.put(f"a:{number}", **BOOK)
    night.index()
    assert len(night.parts()) == 1
    assert len(asked) <= 1


def test_in_a_crowded_block_a_newcomer_changes_who_is_compared(night, monkeypatch):
    monkeypatch.setattr(blocks, "REACH", 1)

    def pairs():
        return {"".join(sorted(public_id[2] for public_id in pair)) for pair, _verdict, _score in night.edges()}

    row = BOOK | {"isbn": ""}
    night.put("a:1", **row | {"collation": "100 hlm."})
    night.put("a:3", **row | {"collation": "300 hlm."})
    night.index()
    assert pairs() == {"13"}
    night.put("a:2", **row | {"collation": "200 hlm."})
    night.index()
    assert pairs() == {"12", "23"}
    night.delete("a:2")
    night.index()
    assert pairs() == {"13"}


def test_a_block_that_empties_below_the_reach_is_compared_as_if_it_were_new(night, monkeypatch):
    monkeypatch.setattr(blocks, "REACH", 2)
    row = BOOK | {"isbn": ""}
    for number in range(1, 5):
        night.put(f"a:{number}", **row | {"collation": f"{number}00 hlm."})
    night.index()
    for number in (2, 3):
        night.delete(f"a:{number}")
    night.index()
    lived = night.edges()
    night.index(rebuild=True)
    assert lived == night.edges() != set()


def test_merging_again_does_not_touch_what_is_equal(night):
    night.put("a:1", **BOOK)
    night.index()
    with night.database.write() as connection:
        connection.execute(sa.update(union_record).values(changed="then"))
        queues.put(connection, union_change, night.groups())
        merging.merge_next(connection, "", 10)
        assert connection.execute(sa.select(union_record.c.changed)).scalar_one() == "then"
        assert connection.execute(sa.select(union_redirect)).all() == []
