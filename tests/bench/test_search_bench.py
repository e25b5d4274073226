"""What measures searching: its records, its queries, its peers, and how it judges."""

import itertools
import random
import time
from collections import Counter
from urllib.request import urlopen

import msgspec
import pytest
from stdnum import isbn, issn

from bench import (
    search_ask,
    search_cases,
    search_contestants,
    search_corpus,
    search_indonesian_ways,
    search_night,
    search_night_provider,
    search_same,
    search_variants,
    search_write,
)
from bench.processes import measured, python
from bench.search_contestants import PEER, STOCK, WHOOSH, Found
from bench.search_known_items import KINDS, folded
from indexer.engines.query import And, Favour, Similar, Word
from indexer.record import BibRecord, Creator, Holding

NUMBER = 300


@pytest.fixture(scope="module")
def records():
    return list(search_corpus.records(0, NUMBER))


# the catalogue


def test_a_record_is_a_function_of_its_number(records, tmp_path):
    assert search_corpus.record(217) == records[217]
    search_corpus.write(tmp_path / "some.jsonl", 20)
    assert list(search_corpus.read(tmp_path / "some.jsonl", 5, 15)) == records[5:15]


def test_ids_are_each_number_s_own():
    assert len({search_corpus.union_id(number) for number in range(50_000)}) == 50_000


def test_records_are_as_a_catalogue_has_them(records):
    assert {record.type for record in records} == set(search_corpus.KINDS)
    assert len({record.languages for record in records}) > 12
    assert {len(record.creators) for record in records} == {1, 2, 3, 4}
    assert {len(record.subjects) for record in records} >= {0, 1, 2, 3}
    assert 1 < sum(len(record.members) for record in records) / NUMBER < 5
    assert 0.2 < sum(record.summary is not None for record in records) / NUMBER < 0.45
    assert all(isbn.is_valid(number) for record in records for number in record.isbns)
    assert all(issn.is_valid(number) for record in records for number in record.issns)
    assert all(tuple(holding.member for holding in record.holdings) == record.members for record in records)


def test_new_words_keep_coming():
    chance = random.Random(1)
    words = [search_corpus.rare(chance) for _word in range(20_000)]
    first, all_of_them = len(set(words[:10_000])), len(set(words))
    assert 1.4 * first < all_of_them < 2 * first
    assert Counter(words).most_common(1)[0][1] > 20


# the queries


def test_two_hundred_queries_of_eight_kinds(tmp_path):
    made = search_cases.cases(sampled=500)
    assert Counter(case.kind for case in made) == {
        "one word": 40, "two words": 50, "three words": 30, "phrase": 20, "fielded": 20, "prefix": 15, "fuzzy": 10,
        "filter": 15,
    }  # fmt: skip
    assert all((case.member is not None) == (case.kind == "filter") for case in made)
    assert made == search_cases.cases(sampled=500)
    path = tmp_path / "cases.json"
    path.write_bytes(msgspec.json.encode(search_cases.Cases(made, made[:3])))
    assert search_cases.read(path) == ([case.query() for case in made], [case.query() for case in made[:3]])
    assert search_cases.kinds(path) == [case.kind for case in made]


def test_other_queries_are_others():
    made, others = (search_cases.cases(sampled=500, seed=seed) for seed in (search_cases.SEED, search_cases.OTHER_SEED))
    assert len(set(made) & set(others)) < 20


def test_only_fuzzy_words_may_be_misspelt():
    assert search_cases.Case("fuzzy", "title:sejrah").query().node == Similar("sejrah", "title")
    assert search_cases.Case("two words", "sejarah laut").query().node == And((Word("sejarah"), Word("laut")))


def test_a_page_adds_to_a_query_what_makes_the_likeliest_first():
    query = search_cases.Case("filter", "sejarah laut", "lib01").query(search_cases.RANKED)
    assert isinstance(query.node, Favour) and query.member == "lib01"
    assert isinstance(search_cases.Case("fuzzy", "title:sejrah").query(search_cases.RANKED).node, Favour | Similar)


# how people write


def test_a_slip_is_one_letter_and_not_the_first():
    chance = random.Random(3)
    for _slip in range(500):
        struck = search_variants.slip("perpustakaan", chance)
        assert struck != "perpustakaan" and struck[0] == "p" and abs(len(struck) - 12) <= 1
        assert sum((Counter(struck) - Counter("perpustakaan")).values()) <= 1
    assert search_variants.slips(["ilmu", "dan", "hukum"], 2, chance) is None
    assert search_variants.slips(["ilmu", "dan", "hukum"], 1, chance)[:2] == ["ilmu", "dan"]


@pytest.mark.parametrize(
    ("way", "written"),
    [
        (search_variants.plain, "Sharh al-Hadith fi usul al-Din"),
        (search_variants.indonesian, "Syarh al-Hadits fi ushul al-Din"),
        (search_variants.sun, "Sharh al-Hadith fi usul ad-Din"),
        (search_variants.attached, "Sharh alHadith fi usul alDin"),
        (search_variants.detached, "Sharh al Hadith fi usul al Din"),
    ],
)
def test_ways_to_write_arabic(way, written):
    assert way("Sharḥ al-Ḥadīth fī uṣūl al-Dīn") == written


def test_ways_to_write_indonesian():
    ways, chance = search_indonesian_ways, random.Random(2)
    assert ways.old("Sejarah perpustakaan khusus Cianjur", oe=True) == "sedjarah perpoestakaan choesoes tjiandjoer"
    assert ways.old("Masyarakat Nyoman Yogyakarta", oe=False) == "masjarakat njoman jogjakarta"
    assert ways.single("cerita anak-anak", chance) in ("cerita anak2", "cerita anak anak", "cerita anak")
    assert ways.single("sayur-sayuran", chance) in ("sayur2an", "sayur sayuran", "sayur")
    assert ways.single("cerita anak", chance) is None
    assert ways.exchanged("hasil pembelajaran siswa", ways.FORMS, chance) in (
        "hasil belajar siswa",
        "hasil pelajaran siswa",
    )
    assert ways.exchanged("hasil karya siswa", ways.FORMS, chance) is None


# known items

BOOK = BibRecord(
    id="a:1", source="a", member="a", title="Introduction to the history of libraries", subtitle="a reader", year=1991,
    creators=(Creator(name="Müller, Anna, 1930-"),), isbns=("9789794030424",), languages=("eng",),
    holdings=(Holding(member="a", call_number="Z721 .M8 1991"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("full title", {"Introduction to the history of libraries : a reader"}),
        ("title without stop words", {"introduction history libraries"}),
        ("title, author, year", {"Introduction to the history of libraries Müller 1991"}),
        ("three words of the title", {"the history of", "history of libraries", "to the history"}),
        ("short title", {None}),
        ("no diacritics", {None}),
    ],
)
def test_what_is_asked_for_a_record(kind, asked):
    ask = next(each.ask for each in KINDS if each.name == kind)
    assert ask(BOOK, random.Random(4)) in asked


def test_an_isbn_is_asked_for_in_several_forms():
    ask = next(each.ask for each in KINDS if each.name == "ISBN in any form")
    chance = random.Random(1)
    forms = {ask(BOOK, chance) for _form in range(100)}
    assert len(forms) == 6
    assert {"9789794030424", "979-403-042-3", "isbn:9794030422"} & forms


def test_another_record_is_as_good_where_the_query_cannot_tell():
    kinds = {kind.name: kind for kind in KINDS}
    later = msgspec.structs.replace(BOOK, id="a:2", year=1999, isbns=("9789794030424", "9780000000002"))
    assert kinds["full title"].same(BOOK, later)
    assert kinds["ISBN in any form"].same(BOOK, later)
    assert not kinds["title, author, year"].same(BOOK, later)
    assert not kinds["full title"].same(BOOK, msgspec.structs.replace(later, subtitle=None))
    assert folded("ʻUlūm al-Ḥadīth") == "ulum al hadith" or folded("ʻUlūm al-Ḥadīth") == "ulum al-hadith"


# the contestants


@pytest.fixture(scope="module")
def contestants(records, tmp_path_factory):
    pytest.importorskip("tantivy")
    made = {}
    for name in (WHOOSH, PEER, STOCK):
        folder = tmp_path_factory.mktemp("contestant") / "index"
        made[name] = search_contestants.open_contestant(name, folder)
        assert search_write.indexed(made[name], folder, iter(records)).number == NUMBER
    return made


def test_all_find_a_title_by_its_words(contestants, records):
    words = " ".join(word for word in records[8].title.split() if word.isalpha() and word.isascii())
    for contestant in contestants.values():
        found = contestant.ask(search_cases.Case("three words", words).query(), facets=True)
        assert records[8].id in [identity for identity, _score in found.hits]
        assert sum(found.facets["type"].values()) == found.total


def test_the_peers_agree(contestants):
    """One compiles to tantivy, the other to Whoosh: the same totals from both mean that both ask the same."""
    asked = [case.query() for case in search_cases.cases(sampled=NUMBER) if case.kind != "fuzzy"]
    peer, stock = (search_ask.answered(contestants[name], asked, asked[:2], facets=True) for name in (PEER, STOCK))
    assert [one.total for one in peer.found] == [one.total for one in stock.found]
    assert sum(one.total > 0 for one in peer.found) > 100
    years = [(one.facets["year"], other.facets["year"]) for one, other in zip(peer.found, stock.found, strict=True)]
    assert all(one == other for one, other in years if len(other) < search_contestants.FACET_SIZE)
    assert len(peer.first) == len(peer.warm) == len(asked) and len(peer.other) == 2
    assert peer.memory.resident >= peer.memory.proportional >= peer.memory.anonymous > 0


def test_ours_finds_what_the_peers_find_and_more(contestants):
    """Ours knows other forms of a word: it may find more, never less."""
    asked = [case.query() for case in search_cases.cases(sampled=NUMBER) if case.kind not in ("fuzzy", "prefix")]
    ours, peer = (search_ask.answered(contestants[name], asked, [], facets=False) for name in (WHOOSH, PEER))
    assert all(one.total >= other.total for one, other in zip(ours.found, peer.found, strict=True))


def test_eight_clients_are_served_by_two_processes(contestants):
    asked = [case.query() for case in search_cases.cases(sampled=NUMBER)[:10]]
    for name in (WHOOSH, PEER):
        contestants[name].ask(asked[0], facets=True)
        assert search_ask.served(contestants[name], asked, 0).number >= search_ask.CLIENTS


def test_each_step_is_a_process_that_tells_what_it_found(records, tmp_path):
    """The command itself, as the bench starts it; a contestant is opened anew for each query when it is cold."""
    corpus, cases, folder = tmp_path / "corpus.jsonl", tmp_path / "cases.json", tmp_path / "index"
    search_corpus.write(corpus, 60)
    made = search_cases.cases(sampled=60)
    cases.write_bytes(msgspec.json.encode(search_cases.Cases(made[:5], made[5:8])))
    folder.mkdir()

    def step(what, found, *more):
        used = measured(python("-m", "bench.search_work", what, WHOOSH, str(folder), *map(str, more)), tmp_path)
        return msgspec.json.decode(used.out, type=found)

    assert step("build", search_write.Built, corpus, 0, 60).number == 60
    assert step("replace", search_write.Built, corpus, 60).number == 1
    answers = step("ask", search_ask.Answers, cases, 1, search_cases.MIXED)
    assert (len(answers.first), len(answers.other)) == (5, 3) and all(found.facets for found in answers.found)
    assert len(step("cold", search_ask.Opened, cases, 0, WHOOSH).cold) == 5


def test_whoever_does_not_take_part_is_named_with_the_reason():
    missing = search_contestants.absent()
    assert {*search_contestants.present(), *missing, STOCK} == set(search_contestants.CONTESTANTS)
    assert all(missing.values())


def test_replaced_records_are_found(contestants, records, tmp_path):
    for contestant in contestants.values():
        done = search_write.replaced(contestant, tmp_path, itertools.islice(records, 0, None, 100))
        assert done.number == 3 and done.cpu > 0


# how they are compared


def test_a_tie_at_the_end_is_no_difference():
    one = Found(3, [("a", 2.0), ("b", 1.0)], {"year": {"1990": 2, "1991": 1}})
    tie = Found(3, [("a", 2.00001), ("c", 1.00001)], {"year": {"1990": 2, "1992": 1}})
    other = Found(3, [("c", 1.5), ("b", 1.0)], {})
    assert search_same.compare([one], [one]) == (100, 100, 100, 100, 100)
    assert search_same.compare([one], [tie]) == (100, 0, 100, 0, 100)
    assert search_same.compare([one], [other]) == (100, 0, 0, 0, 0)


# the night


def test_the_libraries_show_only_what_changed_since():
    libraries = search_night_provider.Libraries(800)
    shares = {
        name: search_night_provider.Library(libraries, name, prefix)
        for name, prefix in search_night_provider.members().items()
    }
    first = [library.answer({"verb": "ListRecords"}) for library in shares.values()]
    assert sum(int(answer.partition('completeListSize="')[2].partition('"')[0] or 0) for answer in first) == 800
    libraries.next_day()
    since = {"verb": "ListRecords", "from": "2020-06-01T00:00:00Z"}
    changed = [library.answer(since) for library in shares.values()]
    assert sum(answer.count("<record>") for answer in changed) == 2 + 4 + 2
    assert sum(answer.count('status="deleted"') for answer in changed) == 2
    assert any("noRecordsMatch" in answer for answer in changed)


def test_the_servers_answer_on_loopback():
    with search_night.serving(40) as (process, ports):
        assert ports.keys() == search_night_provider.members().keys()
        before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with urlopen(f"http://127.0.0.1:{ports['toba-0']}/oai?verb=Identify", timeout=10) as answer:
            read = answer.read().decode()
    assert "<deletedRecord>persistent</deletedRecord>" in read
    assert read.partition("<responseDate>")[2].partition("<")[0] >= before  # else each night would fetch everything
    assert process.returncode == 0
