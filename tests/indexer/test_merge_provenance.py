"""Who says what in a merged record, whose words win, and which record is the best."""

from itertools import permutations

from config import i18n
from indexer import provenance
from indexer.merge import merge
from indexer.ranking import Candidate, standings
from indexer.record import BibRecord, Creator, Host, Identifiers, Issue, Url


def candidate(name, format="oai_dc", first_seen="2026-01-01T00:00:00Z", **values):
    values = {"title": "Pengantar hukum adat"} | values
    record = BibRecord(id=f"{name}:1", source=name, member=name, **values)
    return Candidate(record, format, first_seen)


def test_every_value_names_the_records_that_say_it_the_quoted_one_first():
    one = candidate("a", "marc21", title="PENGANTAR HUKUM ADAT", publisher="PT Gramedia", subjects=("HUKUM ADAT",))
    two = candidate("b", publisher="Gramedia", subjects=("Hukum adat", "Hukum -- Indonesia"), isbns=("9789794030424",))
    merged = merge("u", [two, one])
    assert merged.records == ("a:1", "b:1")
    assert merged.provenance["title"] == (1, 0)
    assert merged.provenance["publisher"] == (0, 1)
    assert merged.subjects == ("Hukum adat", "Hukum -- Indonesia")
    assert merged.provenance["subjects"] == ((1, 0), (1,))
    assert merged.provenance["isbns"] == ((1,),)


def test_lists_of_places_run_beside_the_values():
    records = [
        candidate(
            name,
            creators=(Creator(name=f"Pengarang {name}"), Creator(name="Soepomo, R.")),
            classification={"ddc": "340.5"},
            identifiers=Identifiers(doi=(f"10.1/{name}",), oclc=("7",)),
            urls=(Url(url=f"http://{name}.example.org/1"),),
            issues=(Issue(code="no-year", field="year"),),
        )
        for name in ("a", "b", "c")
    ]
    merged = merge("u", records)
    for name, says in merged.provenance.items():
        field, _dot, part = name.partition(".")
        value = getattr(merged, field)
        value = value.get(part) if isinstance(value, dict) else getattr(value, part) if part else value
        if isinstance(value, tuple):
            assert len(says) == len(value)
            assert all(isinstance(each, tuple) and each for each in says)
        else:
            assert says and all(isinstance(place, int) for place in says)
    assert merged.provenance["identifiers.doi"] == ((0,), (1,), (2,))
    assert merged.provenance["identifiers.oclc"] == ((0, 1, 2),)
    assert merged.provenance["classification.ddc"] == (0, 1, 2)
    assert merged.provenance["issues"] == ((0, 1, 2),)


def test_a_union_of_one_record_needs_no_provenance():
    merged = merge("u", [candidate("a", subjects=("Adat", "ADAT"))])
    assert merged.provenance == {}
    assert merged.subjects == ("Adat",)
    assert [line.records for line in provenance.lines(merged)] == [("a:1",)] * 2


def test_a_damaged_title_never_wins_nor_makes_its_record_the_best():
    damaged = candidate("a", "marc21", title="Pengantar huk�m adat", publisher="X")
    asked = candidate("b", "marc21", title="Pengantar huk?m adat", publisher="X")
    sound = candidate("c", title="PENGANTAR HUKUM ADAT")
    merged = merge("u", [damaged, asked, sound])
    assert (merged.title, merged.records[0]) == ("PENGANTAR HUKUM ADAT", "c:1")
    assert merged.alternative_titles == ()
    assert merge("u", [damaged]).title == "Pengantar huk�m adat"


def test_a_placeholder_is_no_title():
    merged = merge("u", [candidate("a", "marc21", title="Tanpa judul"), candidate("b")])
    assert (merged.title, merged.records[0]) == ("Pengantar hukum adat", "b:1")


def test_a_name_with_lost_letters_is_that_of_the_sound_one():
    lost = candidate("a", "marc21", creators=(Creator(name="Esko, T?nu"), Creator(name="St?ckl, Doris")))
    sound = candidate("b", creators=(Creator(name="Esko, Tõnu"), Creator(name="Stöckl, Doris")))
    assert [creator.name for creator in merge("u", [lost, sound]).creators] == ["Esko, Tõnu", "Stöckl, Doris"]


def test_how_others_write_the_title_can_be_searched_for():
    modern = candidate("a", "marc21", title="Jalan tak ada ujung", subtitle="roman")
    old = candidate("b", title="Djalan tak ada udjung")
    statement = candidate("c", title="Jalan tak ada ujung / Mochtar Lubis", creators=(Creator(name="Mochtar Lubis"),))
    merged = merge("u", [modern, old, statement])
    assert merged.alternative_titles == ("Djalan tak ada udjung",)
    assert merged.provenance["alternative_titles"] == ((merged.records.index("b:1"),),)


def test_edition_and_imprint_agree_with_the_year():
    best = candidate("a", "marc21", year=1991)
    other = candidate("b", year=2004, edition="Ed. 3", publisher="Rajawali", extent="300 hlm.")
    same = candidate("c", year=1991, edition="Ed. 1", publisher="Gramedia", extent="210 hlm.")
    merged = merge("u", [best, other, same])
    assert (merged.year, merged.edition, merged.publisher, merged.extent) == (1991, "Ed. 1", "Gramedia", "210 hlm.")
    assert merge("u", [best, other]).edition is None
    assert merge("u", [best, other]).extent == "300 hlm."


def test_a_doubtful_year_gives_way():
    guessed = candidate("a", "marc21", year=2004, date_text="1425", issues=(Issue(code="year-hijri", field="year"),))
    stated = candidate("b", year=2005, date_text="2005")
    assert merge("u", [guessed, stated]).year == 2005
    assert merge("u", [guessed]).year == 2004


def test_the_type_that_most_tell_wins_but_other_tells_nothing():
    records = [
        candidate(name, type=type) for name, type in zip("abcd", ("other", "other", "other", "thesis"), strict=True)
    ]
    merged = merge("u", records)
    assert (merged.type, merged.provenance["type"]) == ("thesis", (3,))


def test_roles_come_from_the_record_that_tells_them_best():
    marc = candidate("a", "marc21", creators=(Creator(name="Lasa Hs.", role="editor"),))
    plain = candidate("b", creators=(Creator(name="Lasa Hs."), Creator(name="Sulistyo-Basuki")))
    merged = merge("u", [plain, marc])
    assert merged.creators == (Creator(name="Lasa Hs.", role="editor"), Creator(name="Sulistyo-Basuki"))
    assert merged.provenance["creators"] == ((0, 1), (1,))


def test_whoever_has_two_roles_in_one_record_keeps_both():
    both = (Creator(name="Pramoedya"), Creator(name="Pramoedya", role="translator"))
    assert merge("u", [candidate("a", creators=both), candidate("b", creators=both[:1])]).creators == both


def test_two_people_of_one_record_are_never_one():
    two = candidate("a", creators=(Creator(name="Smith, J."), Creator(name="Smith, John")))
    merged = merge("u", [two, candidate("b", creators=(Creator(name="John Smith"),))])
    assert [creator.name for creator in merged.creators] == ["Smith, J.", "Smith, John"]


def test_a_host_comes_whole_from_the_record_that_says_most():
    thin = candidate("a", "marc21", host=Host(title="Jurnal X", pages="1-9"))
    full = candidate("b", host=Host(title="J. X", volume="3", issue="2", pages="1-10"))
    assert merge("u", [thin, full]).host == full.record.host


def test_an_address_stands_once_told_as_exactly_as_can_be():
    vague = candidate("a", "marc21", urls=(Url(url="http://example.org/a/"),))
    exact = candidate("b", urls=(Url(url="https://example.org/a", kind="fulltext"), Url(url="https://example.org/b")))
    merged = merge("u", [vague, exact])
    assert merged.urls == (Url(url="https://example.org/a", kind="fulltext"), Url(url="https://example.org/b"))
    assert merged.provenance["urls"] == ((1, 0), (1,))


def test_nothing_depends_on_the_order_of_arrival():
    records = [
        candidate("a", "marc21", title="PENGANTAR", year=1991, creators=(Creator(name="Soepomo, R."),)),
        candidate("b", year=1992, subjects=("Adat",), creators=(Creator(name="R. Soepomo", role="contributor"),)),
        candidate("c", edition="Cet. 2", type="book", urls=(Url(url="http://x.org"),)),
        candidate("d", title="Pengantar hukum", type="other", urls=(Url(url="https://x.org/", kind="record"),)),
    ]  # fmt: skip
    first, *others = (merge("u", order) for order in permutations(records))
    assert all(other == first for other in others)


def test_a_thousand_authors_in_many_records_are_merged_in_time():
    records = [
        candidate(name, creators=tuple(Creator(name=f"Penulis{i} Keluarga{i}") for i in range(1000)))
        for name in "abcde"
    ]
    assert len(merge("u", records).creators) == 1000


def test_the_best_record_is_told_with_what_decided():
    marc = candidate("a", "marc21", "2026-03-01T00:00:00Z", publisher="X")
    full = candidate("b", year=1991, publisher="X")
    old = candidate("c", first_seen="2025-01-01T00:00:00Z", year=1991)
    lost = candidate("d", "marc21", title="Pengantar huk?m adat")
    ranked = standings([lost, old, full, marc])
    assert [(each.id, each.behind) for each in ranked] == [
        ("a:1", None), ("b:1", "format"), ("c:1", "empty_fields"), ("d:1", "mangled"),
    ]  # fmt: skip
    with i18n.speaking("en"):
        told = list(provenance.ranking(ranked))
    assert told[0] == f"Best record: a:1 (marc21, 2 of {ranked[0].of} fields, since 2026-03-01)."
    assert told[1].endswith(": its format says less.")
    with i18n.speaking("id"):
        assert next(provenance.ranking(ranked)).startswith("Cantuman terbaik: a:1")


def test_every_reason_has_its_words():
    from indexer.ranking import Rank

    assert set(provenance.BEHIND) == set(Rank._fields)
