"""What `induk why` says of two records, to somebody who catalogues."""

from itertools import takewhile

from indexer.dedup import judge, telling, traits
from indexer.dedup.why import Pair, Summary, Why
from indexer.record import BibRecord, Creator, Host

BOOK = BibRecord(
    id="a:1", source="a", member="a", title="Pengantar ilmu perpustakaan", creators=(Creator(name="Sulistyo-Basuki"),),
    publisher="Gramedia", year=1991, extent="458 hlm.", type="book",
)  # fmt: skip


def told(one: BibRecord, other: BibRecord, profile: str = judge.BALANCED) -> list[str]:
    evidence = judge.explain(traits.of(one), traits.of(other), profile)
    records = tuple(
        Summary(
            id=each.id, union=None, member=each.member, title=each.title, creator=None, year=each.year, edition=None
        )
        for each in (one, other)
    )  # fmt: skip
    found = Why(together=False, records=records, pairs=(Pair(a=one.id, b=other.id, evidence=evidence),))
    return list(telling.tell(found))


def like_it(**more: object) -> BibRecord:
    fields = {name: getattr(BOOK, name) for name in BOOK.__struct_fields__}
    return BibRecord(**(fields | {"id": "b:1", "source": "b", "member": "b"} | more))


def after(lines: list[str], heading: str) -> list[str]:
    """The lines of weights under a heading."""
    rest = lines[lines.index(f"  {heading}") + 1 :]
    return [line.strip() for line in takewhile(lambda line: line.startswith("   "), rest)]


def test_what_speaks_for_it_and_against_it_stands_apart_the_heaviest_first():
    lines = told(BOOK, like_it(year=1993))
    speaking_for, against = after(lines, "What speaks for it:"), after(lines, "What speaks against it:")
    assert speaking_for and all(line.startswith("+") for line in speaking_for)
    weights = [float(line.split()[0]) for line in speaking_for]
    assert weights == sorted(weights, reverse=True)
    assert against[0].endswith("year: two years apart (1991 | 1993)")
    assert any(line.endswith("what every pair begins with") for line in against)


def test_who_is_silent_is_named():
    lines = told(BOOK, like_it(extent=None, publisher=None))
    assert "  Silent on one side: b:1 does not tell publisher, pages." in lines
    assert not any("a:1 does not tell" in line for line in lines)


def test_the_verdict_is_a_sentence_and_what_forbids_it_another():
    assert any(line.startswith("  The same: 9") and "% likely" in line for line in told(BOOK, like_it()))
    lines = told(BOOK, like_it(title="Ilmu gizi"))
    assert any(line.startswith("  Different: only ") for line in lines)
    assert any(line.startswith("  Forbidden (title): ") for line in lines)


def test_what_is_forbidden_though_it_is_likely_says_both():
    lines = told(like_it(id="a:1", series=("Seri pustaka ; 3",)), like_it(series=("Seri pustaka ; 4",)))
    assert any(line.startswith("  Different: by what was compared 9") and "forbids" in line for line in lines)
    assert "  Forbidden (series-number): They bear different numbers of one series." in lines


def test_which_weights_and_which_profile_were_taken():
    assert "compared as monographs; by the profile balanced" in told(BOOK, like_it())[-1]
    part = like_it(type="article", host=Host(title="Jurnal", volume="1"))
    assert "as articles or other parts; by the profile strict" in told(part, part, judge.STRICT)[-1]


def test_strict_forbids_what_balanced_lets_through():
    other = like_it(year=1993)
    assert not any("Forbidden" in line for line in told(BOOK, other))
    assert "  Forbidden (other-year): Strict: their years differ." in told(BOOK, other, judge.STRICT)


def test_nothing_is_certain():
    assert (telling.percent(60), telling.percent(-60), telling.percent(0)) == ("99.9", "0.1", "50.0")
