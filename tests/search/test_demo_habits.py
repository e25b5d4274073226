"""The demo's libraries: each habit is readable, steady, and keeps what tells publications apart."""

import csv
import io
import re

import pytest
from lxml import etree
from pymarc import MARCReader
from stdnum import isbn

from search.demo import dublin, habits, marc, members, sheet
from search.demo.facts import Agent, Fact, load

FACT = Fact(
    key="tafsir-mishbah-2", type="book", carrier="print", title="Tafsir al-Mishbah", subtitle="pesan, kesan",
    part_number="Vol. 2", part_title="Surah Ali 'Imran", creators=(Agent("Shihab, M. Quraish"),),
    contributors=(Agent("Lane, Max", "translator"),), place="Jakarta", publisher="Lentera Hati", year="2002",
    edition="Edisi revisi", extent="535 hlm.", language="ind", isbn="9789799731234", subjects=("Al-Qur'an -- Tafsir",),
    ddc="297.1227", members=("toba", "deli"),
)  # fmt: skip


def dc(record: bytes, name: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(record).iter(f"{{{dublin.DC}}}{name}")]


def test_the_facts_are_sound() -> None:
    facts = load()
    assert len({fact.key for fact in facts}) == len(facts) > 600
    known = {*members.FEEDS, *members.FILES}
    for fact in facts:
        assert fact.title and fact.members, fact.key
        assert set(fact.members) <= known, fact.key
        assert fact.type in sheet.KINDS, fact.key
        assert fact.language in sheet.LANGUAGES, fact.key
        assert not fact.isbn or isbn.is_valid(fact.isbn), fact.key


@pytest.mark.parametrize(
    ("modern", "old"),
    [
        ("Cerita dari Yogyakarta", "Tjerita dari Jogjakarta"),
        ("Nyanyian syair", "Njanjian sjair"),
        ("Jalan tak ada ujung", "Djalan tak ada oedjoeng"),
        ("Penyair sunyi", "Penjair soenji"),
    ],
)
def test_old_spelling(modern: str, old: str) -> None:
    assert habits.old_spelling(modern) == old


def test_names_and_numbers() -> None:
    assert habits.given_first("Toer, Pramoedya Ananta") == "Pramoedya Ananta Toer"
    assert habits.given_first("Hamka") == "Hamka"
    assert habits.given_first("King, Martin Luther, Jr.") == "King, Martin Luther, Jr."
    assert habits.ten("9780374275631") == "0374275637"
    assert habits.ten("9791234567896") == "9791234567896"
    assert habits.thirteen("0374275637") == "9780374275631"
    assert habits.hyphened("9780374275631") == "978-0-374-27563-1"
    assert habits.call_number(FACT) == "297.1227 SHI t"


def test_chance_is_steady_and_each_habit_has_its_own() -> None:
    facts = load()
    first = [habits.sometimes(fact, "capitals", 5) for fact in facts]
    assert first == [habits.sometimes(fact, "capitals", 5) for fact in facts]
    assert 0.1 < sum(first) / len(first) < 0.3
    assert first != [habits.sometimes(fact, "other", 5) for fact in facts]


def test_marc_follows_isbd() -> None:
    record = marc.deli(FACT, 12)
    assert (
        record["245"].format_field()
        == "Tafsir al-Mishbah : pesan, kesan. Vol. 2, Surah Ali 'Imran / M. Quraish Shihab."
    )
    assert record["001"].data == "12"
    assert len(record["008"].data) == 40
    assert record["008"].data[35:38] == "ind"
    assert record["100"]["a"] == "Shihab, M. Quraish."
    assert record["700"]["e"] == "translator."
    assert record["852"]["h"] == "297.1227 SHI t"


def test_every_fact_can_be_told_in_every_habit() -> None:
    for number, fact in enumerate(load(), start=1):
        for record in (marc.toba(fact, number), marc.deli(fact, number)):
            assert len(record["008"].data) == 40, fact.key
            (again,) = MARCReader(record.as_marc())
            assert again["245"]["a"].lower().startswith(fact.title.lower()), fact.key
        for told in (dublin.binjai(fact, number), dublin.sipirok(fact, number)):
            (title,) = dc(told, "title")
            assert fact.part_number in title, fact.key
            assert dc(told, "date") == ([fact.year] if fact.year else []), fact.key


def test_slims_and_eprints_look_like_themselves() -> None:
    facts = load()
    slims = [dublin.binjai(fact, n) for n, fact in enumerate(facts)]
    assert {kind for record in slims for kind in dc(record, "type")} >= {"Text"}
    assert any(" / " in dc(record, "title")[0] for record in slims)
    assert any(dc(record, "identifier_isbn") for record in slims)
    eprints = [dublin.sipirok(fact, n) for n, fact in enumerate(facts)]
    assert all(len(dc(record, "type")) == 2 for record in eprints)
    assert all(dc(record, "relation")[0].startswith(dublin.SIPIROK) for record in eprints)
    assert re.search(r"^  .+\(\d{4}\) .+\.  ", dc(eprints[0], "identifier")[0])


def test_the_table_is_a_spreadsheets() -> None:
    facts = members.catalogue("sibolga")
    content = sheet.table(facts)
    assert content.startswith(b"\xef\xbb\xbfNo. Induk;Judul;")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == len(facts) == len({row["No. Induk"] for row in rows})
    assert {row["Jenis Bahan"] for row in rows} >= {"Buku"}


def test_what_is_withdrawn_is_held_elsewhere() -> None:
    for member in members.FEEDS:
        repository = members.repository(member)
        gone = [item for item in repository.items.values() if item.deleted]
        assert len(gone) == members.WITHDRAWN
        assert len(repository.items) == len(members.catalogue(member))
        for number in members.withdrawn(member):
            assert len(members.catalogue(member)[number].members) > 1
