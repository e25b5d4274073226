"""Records that their source renamed keep their place: harvested, indexed, renamed, harvested, indexed."""

import csv
import io
import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
import sqlalchemy as sa
from nights import Night, consortium

from config import loader
from config.model import Consortium
from harvester.runner import harvest
from harvester.undo import undo
from indexer import absence, pipeline, store
from indexer.dedup import judgement
from indexer.dedup.why import records_of, why
from indexer.tables import bib_change, cluster_change, union_change, union_record
from indexer.unions import id_for

TITLES = (
    "Pengantar ilmu perpustakaan", "Bumi manusia", "Atheis", "Sitti Nurbaya", "Layar terkembang", "Belenggu",
    "Salah asuhan", "Azab dan sengsara", "Ronggeng Dukuh Paruk", "Burung-burung manyar",
)  # fmt: skip


def row(n: int, **other: str) -> dict[str, str]:
    """The n-th book of a library."""
    author = ("Sulistyo-Basuki", "Pramoedya", "Achdiat", "Marah Rusli", "Takdir", "Armijn", "Muis", "Siregar", "Tohari",
              "Mangun")[n]  # fmt: skip
    return {"title": TITLES[n], "author": author, "year": str(1930 + n), "publisher": "Balai Pustaka", **other}


class Nights(Night):
    """Libraries `a` and `b` that export tables, harvested in full each night."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(folder, self.declared())

    def declared(self, complete: str = "true") -> Consortium:
        """The consortium, its tables being the whole of what a library has, or not."""
        text = "consortium: {name: Uji}\nmembers:\n"
        for name in "ab":
            text += f"  - {{id: {name}, name: {name}, sources: [{{type: file, format: csv, complete: {complete}, "
            text += f"drop_limit: 1.0, path: '{name}.csv'}}]}}\n"
        (self.folder / "induk.yaml").write_text(text)
        return loader.load(self.folder / "induk.yaml")

    def export(self, name: str, rows: dict[str, dict[str, str]]) -> None:
        """What a library has, by its own numbers."""
        stream = io.StringIO()
        heads = sorted({head for each in rows.values() for head in each})
        table = csv.DictWriter(stream, ["id", *heads])
        table.writeheader()
        table.writerows({"id": number} | each for number, each in rows.items())
        (self.folder / f"{name}.csv").write_text(stream.getvalue())

    def harvest(self) -> int:
        report = harvest(self.settings, self.database, full=True)
        assert report.exit_code == 0, report
        return report.run

    def night(self) -> int:
        run = self.harvest()
        self.index()
        return run

    def states(self) -> tuple[object, ...]:
        """Everything that a rebuild must not change."""
        return self.groups(), self.unions(), self.edges(), self.engine.documents

    def waiting(self) -> int:
        with self.database.read() as connection:
            counts = (sa.select(sa.func.count()).select_from(q) for q in (bib_change, cluster_change, union_change))
            return sum(connection.execute(count).scalar_one() for count in counts)


def books(numbers: Iterable[int], name: str = "{}") -> dict[str, dict[str, str]]:
    return {name.format(n): row(n) for n in numbers}


@pytest.fixture
def night(tmp_path):
    made = Nights(tmp_path)
    made.export("a", books(range(10)))
    made.export("b", books(range(0, 10, 2), "b{}"))
    made.night()
    yield made
    made.close()


def is_a_rebuild(night):
    """What the nights came to is what a rebuild gives."""
    lived = night.states()
    assert night.waiting() == 0
    night.index(rebuild=True)
    assert night.states() == lived


def test_union_ids_stay_and_old_ids_lead_on(night):
    ids = {n: night.union_of(f"a:{n}").id for n in range(10)}
    night.export("a", books(range(10), "slims-{}"))
    night.night()
    assert set(night.groups()) == set(ids.values())
    assert {record for group in night.groups().values() for record in group if record.startswith("a:")} == {
        f"a:slims-{n}" for n in range(10)
    }
    for n in range(10):
        union = night.union_of(f"a:{n}")
        assert union.id == night.union_of(f"a:slims-{n}").id == ids[n]
        assert f"a:slims-{n}" in union.records
        assert {holding.record for holding in union.holdings} <= set(union.records)
    is_a_rebuild(night)


def test_an_old_id_is_understood_wherever_an_id_is(night):
    night.export("a", books(range(10), "slims-{}"))
    night.night()
    with night.database.read() as connection:
        assert store.bib(connection, "a:4").id == "a:slims-4"
        assert [record.id for record in records_of(connection, "a:4")] == ["a:slims-4"]
        assert {record.id for record in why(connection, "a:4").records} == {"a:slims-4", "b:b4"}
        assert why(connection, "a:4", "b:b4").together
        assert not why(connection, "a:4", "a:slims-5").together
        assert store.resolve(connection, "a:nothing") is None
        absence.explain(connection, "a:nothing")


def test_between_harvest_and_index_both_ids_are_understood(night):
    union = night.union_of("a:4").id
    night.export("a", books(range(10), "slims-{}"))
    night.harvest()
    assert night.union_of("a:4").id == night.union_of("a:slims-4").id == union


def overlap(night):
    """Book 2 gets a new number, which is seen and indexed beside the old one; then that is gone. The id in between."""
    night.settings = night.declared(complete="false")
    night.export("a", {"slims-2": row(2)})
    night.night()
    between = night.union_of("a:slims-2").id
    night.settings = night.declared()
    night.export("a", {n: each for n, each in books(range(10)).items() if n != "2"} | {"slims-2": row(2)})
    night.night()
    return between


def test_the_newer_record_was_indexed_already(night):
    before = night.union_of("a:2").id
    assert overlap(night) == before
    assert night.union_of("a:slims-2").id == night.union_of("a:2").id == before
    assert night.union_of("a:2").records == ("a:slims-2", "b:b2")
    is_a_rebuild(night)


def test_the_newer_record_had_a_union_record_of_its_own(night):
    with night.database.write() as connection:
        judgement.remember(connection, "different", "a:2", "a:slims-2")
        judgement.remember(connection, "different", "b:b2", "a:slims-2")
    before = night.union_of("a:2").id
    between = overlap(night)
    assert between == id_for("a:slims-2") != before
    assert night.union_of("a:slims-2").id == before
    with night.database.read() as connection:
        assert store.resolve(connection, between) == (before, True)
        assert connection.execute(sa.select(union_record.c.deleted).where(union_record.c.id == between)).scalar_one()
    is_a_rebuild(night)


def test_judgements_follow_and_come_back(night):
    with night.database.write() as connection:
        judgement.remember(connection, "different", "a:4", "b:b4", "another edition")
        judgement.remember(connection, "same", "a:5", "a:6")
        judgement.remember(connection, "same", "a:7", "b:nobody")
    night.index()
    parted = night.parts()
    assert any({"a:5", "a:6"} <= group for group in parted)
    night.export("a", books(range(10), "slims-{}"))
    run = night.night()
    assert night.parts() == {frozenset(name.replace("a:", "a:slims-") for name in group) for group in parted}
    with night.database.read() as connection:
        told = {(made.a, made.b): made.note for made in judgement.all_of(connection)}
    assert told == {
        ("a:slims-4", "b:b4"): "another edition", ("a:slims-5", "a:slims-6"): None, ("a:slims-7", "b:nobody"): None
    }  # fmt: skip
    is_a_rebuild(night)
    undo(night.settings, night.database, run)
    night.index()
    assert night.parts() == parted
    with night.database.read() as connection:
        assert {(made.a, made.b) for made in judgement.all_of(connection)} == {
            ("a:4", "b:b4"), ("a:5", "a:6"), ("a:7", "b:nobody")
        }  # fmt: skip
    is_a_rebuild(night)


def test_of_two_judgements_on_one_record_the_newer_counts(night):
    with night.database.write() as connection:
        judgement.remember(connection, "different", "a:4", "b:b4", "first")
        judgement.remember(connection, "same", "a:slims-4", "b:b4", "second")
        judgement.remember(connection, "same", "a:4", "a:slims-4", "on itself")
    night.export("a", books(range(10), "slims-{}"))
    night.night()
    with night.database.read() as connection:
        told = {(made.a, made.b): (made.verdict, made.note) for made in judgement.all_of(connection)}
    assert told == {("a:slims-4", "b:b4"): ("same", "second"), ("a:4", "a:slims-4"): ("same", "on itself")}


def test_a_judgement_follows_a_record_that_was_away(night):
    with night.database.write() as connection:
        judgement.remember(connection, "different", "a:4", "b:b4")
    everybody = night.settings
    night.settings = consortium(night.folder, members=("b",))
    night.index()
    night.settings = everybody
    night.export("a", books(range(10), "slims-{}"))
    night.harvest()
    night.index()
    with night.database.read() as connection:
        assert [(made.a, made.b) for made in judgement.all_of(connection)] == [("a:slims-4", "b:b4")]
    assert night.union_of("a:slims-4").id != night.union_of("b:b4").id


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_ids_that_change_hands_in_one_night(night, monkeypatch, batch):
    """Undone and renamed again before the indexer comes, in batches of any size."""
    monkeypatch.setattr(pipeline, "BATCH", batch)
    unions = {n: night.union_of(f"a:{n}").id for n in range(10)}
    night.export("a", books(range(10), "slims-{}"))
    night.night()
    night.export("a", books(range(10), "{}"))  # and back
    night.harvest()
    night.export("a", {f"slims-{(n + 1) % 10}": row(n) for n in range(10)})  # each has the name of another
    night.harvest()
    night.index()
    assert {n: night.union_of(f"a:slims-{(n + 1) % 10}").id for n in range(10)} == unions
    is_a_rebuild(night)


def test_a_rename_that_is_undone_leaves_the_catalogue_as_it_was(night):
    before = night.groups(), night.edges()
    documents = dict(night.engine.documents)
    night.export("a", books(range(10), "slims-{}"))
    run = night.night()
    undo(night.settings, night.database, run)
    night.index()
    assert (night.groups(), night.edges()) == before
    assert night.engine.documents == documents
    assert night.union_of("a:slims-4") is None
    is_a_rebuild(night)


@pytest.mark.parametrize("seed", range(4))
def test_nights_of_everything_come_to_what_a_fresh_store_gives(night, tmp_path, seed):
    chance = random.Random(seed)
    shelf = {str(n): n for n in range(10)}
    for turn in range(6):
        numbers = chance.sample(range(10), chance.randint(6, 10))  # some go, some come
        names = {n: name for name, n in shelf.items()}
        wholesale = chance.random() < 0.5
        shelf = {f"{turn}-{n}" if wholesale or chance.random() < 0.2 else names.get(n, f"new-{n}"): n for n in numbers}
        night.export("a", {name: row(n) for name, n in shelf.items()})
        night.harvest()
        if chance.random() < 0.6:
            night.index()
    night.index()
    assert {record for group in night.parts() for record in group if record.startswith("a:")} == {
        f"a:{name}" for name in shelf
    }
    is_a_rebuild(night)
    (tmp_path / "fresh").mkdir()
    fresh = Nights(tmp_path / "fresh")
    for name in "ab":
        shutil.copy(tmp_path / f"{name}.csv", tmp_path / "fresh")
    fresh.night()
    assert (fresh.parts(), fresh.edges()) == (night.parts(), night.edges())
    fresh.close()
