"""Pairs that cataloguers hold together or apart, as facts."""

import itertools
import random

import msgspec
import pytest

from indexer.dedup import compare, judge, keys, telling, traits
from indexer.dedup.vetoes import DOUBTS, VETOES, vetoes
from indexer.record import BibRecord, Creator, Host, Identifiers

FULL = BibRecord(
    id="a:1",
    source="a",
    member="a",
    title="Ilmu hukum dalam masyarakat majemuk",
    creators=(Creator(name="Rahardjo, Satjipto"),),
    publisher="Citra Aditya Bakti",
    place="Bandung",
    year=2000,
    extent="xii, 382 hlm.",
    languages=("ind",),
    type="book",
    carrier="print",
    isbns=("9789794140079",),
)
THIN = BibRecord(id="b:1", source="b", member="b", title="Ilmu hukum", creators=(Creator(name="Satjipto Rahardjo"),))
ARTICLE = BibRecord(
    id="a:9",
    source="a",
    member="a",
    title="Perilaku pencarian informasi mahasiswa tingkat akhir",
    creators=(Creator(name="Siti Aminah"),),
    year=2020,
    type="article",
    host=Host(title="Jurnal Perpustakaan", volume="4", issue="1", pages="12-20"),
    identifiers=Identifiers(doi=("10.1234/jp.1",)),
)


def change(record, **fields):
    return msgspec.structs.replace(record, id="z:9", **fields)


def verdict(a, b):
    return judge.opinion(traits.of(a), traits.of(b)).verdict


SAME = {
    "the same twice": (FULL, change(FULL)),
    "name the other way round, no isbn": (FULL, change(FULL, creators=(Creator(name="Satjipto Rahardjo"),), isbns=())),
    "initials": (FULL, change(FULL, creators=(Creator(name="Rahardjo, S."),))),
    "a subtitle on one side": (FULL, change(FULL, subtitle="suatu pengantar")),
    "thin dublin core": (
        FULL,
        change(FULL, publisher=None, place=None, extent=None, isbns=(), carrier=None, type=None),
    ),
    "another printing": (change(FULL, edition="Cet. 2"), FULL),
    "a printing years later with the same isbn": (FULL, change(FULL, year=2009, edition="Cet. 8")),
    "an article": (ARTICLE, change(ARTICLE, identifiers=Identifiers())),
}

STRICT = {
    "other-year": (change(FULL, isbns=()), change(FULL, isbns=(), year=2001)),
    "other-publisher": (change(FULL, isbns=()), change(FULL, isbns=(), publisher="Alumni")),
    "other-pages": (change(FULL, isbns=()), change(FULL, isbns=(), extent="370 hlm.")),
    "other-words": (
        change(FULL, title="Ilmu hukum dalam masyarakat majemuk"),
        change(FULL, title="Ilmu hukum dalam bangsa majemuk"),
    ),
    "one-volume": (change(FULL, isbns=(), part_number="Jilid 1"), change(FULL, isbns=())),
    "one-edition": (change(FULL, edition="Ed. 3"), FULL),
}

DIFFERENT = {
    "volume": (change(FULL, part_number="Jilid 1"), change(FULL, part_number="Jilid II")),
    "edition": (change(FULL, edition="Ed. 2"), change(FULL, edition="Edisi ketiga")),
    "carrier": (FULL, change(FULL, carrier="online")),
    "type": (FULL, change(FULL, type="audio", carrier=None)),
    "title": (FULL, change(FULL, title="Resep masakan Padang", creators=())),
    "title-number": (
        change(FULL, title="Statistik Aceh 2001", year=2002),
        change(FULL, title="Statistik Aceh 2002", year=2003),
    ),
    "words": (
        change(FULL, title="Buku siswa sejarah Indonesia", extent=None),
        change(FULL, title="Buku guru sejarah Indonesia", extent=None),
    ),
    "decisive": (FULL, change(FULL, title="Ringkasan ilmu hukum dalam masyarakat majemuk", extent=None)),
    "order": (change(FULL, title="Kamus Inggris-Indonesia"), change(FULL, title="Kamus Indonesia-Inggris")),
    "creator": (
        change(FULL, isbns=(), extent=None),
        change(FULL, isbns=(), extent=None, creators=(Creator(name="Hartono, Budi"),)),
    ),
    "issn": (
        BibRecord(id="a:7", source="a", member="a", title="Mimbar hukum", type="serial", issns=("0852-100X",)),
        BibRecord(id="b:7", source="b", member="b", title="Mimbar hukum", type="serial", issns=("2443-0994",)),
    ),
    "day": (
        BibRecord(id="a:8", source="a", member="a", title="Waspada", year=1971, date_text="1971-03-05", type="serial"),
        BibRecord(id="b:8", source="b", member="b", title="Waspada", year=1971, date_text="1971-03-06", type="serial"),
    ),
    "annual": (
        change(FULL, title="Laporan tahunan perpustakaan", isbns=(), extent=None),
        change(FULL, title="Laporan tahunan perpustakaan", isbns=(), extent=None, year=2001),
    ),
    "year": (change(FULL, isbns=()), change(FULL, isbns=(), year=2011, extent=None)),
    "component": (FULL, change(FULL, host=Host(title="Bunga rampai hukum"))),
    "volume-unsaid": (change(FULL, extent=None), change(FULL, extent=None, part_number="Jilid 3")),
    "proper-words": (change(FULL, title="Sejarah peradaban Islam"), change(FULL, title="Sejarah kebudayaan Islam")),
    "part": (change(FULL, part_title="Hukum pidana"), change(FULL, part_title="Adat Minangkabau")),
    "thesis": (FULL, change(FULL, type="thesis", publisher="Universitas Diponegoro", isbns=())),
    "series-number": (
        change(FULL, series=("Seri sinopsis ; no. 1",)),
        change(FULL, title="Ilmu hukum dalam masyarakat majemok", series=("Seri sinopsis ; no. 2",), isbns=()),
    ),
    "erratum": (ARTICLE, change(ARTICLE, title="Erratum: perilaku pencarian informasi mahasiswa tingkat akhir")),
    "issue": (
        change(ARTICLE, identifiers=Identifiers()),
        change(ARTICLE, identifiers=Identifiers(), host=Host(title="Jurnal Perpustakaan", volume="5", pages="30-41")),
    ),
    "generic-title": (
        change(ARTICLE, title="Editorial", identifiers=Identifiers(), creators=(), host=None),
        change(ARTICLE, title="Editorial", identifiers=Identifiers(), creators=(), host=None),
    ),
    "thin": (THIN, change(THIN, creators=())),
}


@pytest.mark.parametrize(("a", "b"), SAME.values(), ids=SAME)
def test_the_same_publication(a, b):
    assert verdict(a, b) == judge.SAME


@pytest.mark.parametrize("code", DIFFERENT)
def test_each_veto_keeps_its_pair_apart(code):
    a, b = DIFFERENT[code]
    assert code in vetoes(traits.of(a), traits.of(b), VETOES)
    assert verdict(a, b) in (judge.DIFFERENT, judge.UNSURE if code in DOUBTS else None)


@pytest.mark.parametrize("code", STRICT)
def test_the_strict_profile_forbids_more(code):
    a, b = map(traits.of, STRICT[code])
    assert code in judge.opinion(a, b, judge.STRICT).vetoes
    assert judge.opinion(a, b, judge.STRICT).verdict == judge.DIFFERENT
    assert code not in judge.opinion(a, b).vetoes


def test_every_veto_has_its_pair():
    assert set(DIFFERENT) | set(STRICT) == set(VETOES)


@pytest.mark.parametrize(("a", "b"), [*SAME.values(), *DIFFERENT.values()])
def test_the_order_of_two_records_does_not_matter(a, b):
    one, other = traits.of(a), traits.of(b)
    assert judge.opinion(one, other) == judge.opinion(other, one)
    assert compare.compare(one, other) == compare.compare(other, one)


def test_records_that_say_nothing_are_not_the_same():
    empty = BibRecord(id="a:1", source="a", member="a")
    assert verdict(empty, change(empty)) == judge.DIFFERENT
    assert keys.keys(traits.of(empty)) == []


def test_silence_weighs_nothing():
    for model in judge.weights().models.values():
        assert all(compare.MISSING not in levels for levels in model.features.values())
        assert model.base < 0


def test_evidence_adds_up_to_the_score():
    told = judge.explain(traits.of(FULL), traits.of(change(FULL, publisher="Alumni")))
    assert told.score == pytest.approx(told.base + sum(finding.weight for finding in told.findings), abs=0.001)
    publisher = next(finding for finding in told.findings if finding.feature == "publisher")
    assert publisher.weight < 0
    assert publisher.a != publisher.b


def test_weights_and_words_cover_exactly_what_is_compared():
    table = judge.weights()
    assert {name for model in table.models.values() for name in model.features} == set(compare.FEATURES)
    assert set(compare.FEATURES) == set(telling.LABELS)
    levels = {level for model in table.models.values() for found in model.features.values() for level in found}
    assert levels <= set(telling.LEVELS)
    assert {code for profile in table.profiles.values() for code in profile.vetoes} == set(VETOES)


def test_every_level_that_a_comparison_gives_has_words():
    pool = [record for pair in (*SAME.values(), *DIFFERENT.values()) for record in pair]
    mixer = random.Random(4)
    fields = (
        "title",
        "subtitle",
        "part_number",
        "creators",
        "year",
        "publisher",
        "place",
        "extent",
        "edition",
        "series",
    )
    for _turn in range(300):
        donor, base = mixer.choice(pool), mixer.choice(pool)
        pool.append(change(base, **{name: getattr(donor, name) for name in mixer.sample(fields, 4)}))
    seen = [traits.of(record) for record in pool[-80:]]
    levels = {level for a, b in itertools.combinations(seen, 2) for level in compare.compare(a, b).values()}
    assert levels - {compare.MISSING} <= set(telling.LEVELS)


@pytest.mark.parametrize(("a", "b"), [pair for name, pair in SAME.items() if name != "an article"])
def test_what_is_the_same_shares_a_key(a, b):
    assert set(keys.keys(traits.of(a))) & set(keys.keys(traits.of(b)))
