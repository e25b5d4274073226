"""How names compare."""

import pytest

from indexer.dedup import traits
from indexer.dedup.persons import person
from indexer.record import BibRecord, Creator


def named(name, kind="person"):
    record = BibRecord(id="a:1", source="a", member="a", title="T", creators=(Creator(name=name, kind=kind),))
    return traits.of(record).people[0]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Rahardjo, Satjipto", "Satjipto Rahardjo", "equal"),
        ("Shihab, M. Quraish", "Prof. Dr. M. Quraish Shihab, M.A.", "equal"),
        ("Smith JA", "Smith, John Arthur", "initials"),
        ("Tjokroaminoto, H.O.S.", "Cokroaminoto, H.O.S.", "variant"),
        ("Lamson-Scribner, F.", "Scribner, Frank Lamson", "variant"),
        ("Noorden, Karl Harko von", "Noorden, Carl von", "variant"),
        ("T. Luckman Sinar", "Sinar, Tengku Luckman", "variant"),
        ("Sukarno", "Soekarno", "family name"),
        ("Siregar, Nur Aisyah", "Pasaribu, Nur Aisyah", "different"),
        ("Suryabrata, Sumadi", "Syah, Muhibbin", "different"),
    ],
)
def test_persons(one, other, level):
    assert person(named(one), named(other)) == person(named(other), named(one)) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Departemen Agama RI", "Departemen Agama RI", "equal"),
        ("United States. Congress. House", "United States. Congress. House. Committee on Labor", "variant"),
        ("Fakultas Pertanian USU", "Fakultas Teknik USU", "different"),
    ],
)
def test_bodies(one, other, level):
    assert person(named(one, "organisation"), named(other, "organisation")) == level
