"""Identifiers that change all at once, or one by one: who is who, what stays, what `induk undo` puts back."""

from itertools import count
from xml.sax.saxutils import escape

import pytest
import sqlalchemy as sa
from dumps import collection, marcxml
from provider import Rec

from harvester import store
from harvester.renames import carry_over
from harvester.said import number, said
from harvester.undo import undo

WORDS = (
    "adat", "bahasa", "cerita", "dapur", "ekonomi", "filsafat", "gotong", "hukum", "ilmu", "jalan", "kebun", "laut",
    "masa", "nelayan", "obat", "pasar",
)  # fmt: skip


def work(n, **other):
    """The n-th book of the library: no two have title, author or ISBN in common, all have the rest."""
    a, b, c = WORDS[n % 16], WORDS[n // 16 % 16], WORDS[n * 7 % 16]
    return {
        "title": f"Sejarah {a} dan {b} di kota {c} {n}", "creator": f"{c.title()} {b.title()}, {n}.",
        "publisher": ("Gramedia", "Balai Pustaka")[n % 2], "date": str(1980 + n % 30), "language": "Indonesia",
        "type": "Text", "identifier": f"97960204{n:05}",
    } | other  # fmt: skip


def rec(identifier, /, link="", **fields):
    """A record in Dublin Core, perhaps with a link of its own."""
    fields = {**fields, "relation": link} if link else fields
    inside = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in fields.items())
    raw = (
        f"<record><header><identifier>{identifier}</identifier><datestamp>2026-01-01</datestamp></header><metadata>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{inside}</oai_dc:dc></metadata></record>'
    )
    return Rec(identifier, raw=raw)


def library(host="lama.ac.id", numbers=range(1, 13), name="oai:{host}:slims-{n}", **of):
    """Records as a server of that name lists them; `of` gives fields of single works (`_7`) other values."""
    return [
        rec(name.format(host=host, n=n), link=f"http://{host}/index.php?p=show_detail&id={n}",
            **work(n, **of.get(f"_{n}", {})))
        for n in numbers
    ]  # fmt: skip


def gamatex(numbers):
    """The same works as another software would describe them, and in its own order."""
    for place, n in enumerate(reversed(numbers)):
        fields = work(n) | {"type": "Buku teks", "language": "id", "format": "cetak"}
        yield rec(f"http://opac.lama.ac.id/gamatex/{place + 500}", **fields)


def rows(house):
    with house.database.read() as connection:
        return {row.identifier: row.id for row in connection.execute(sa.text("SELECT id, identifier FROM raw_record"))}


def aliases(house):
    with house.database.read() as connection:
        found = connection.execute(sa.text("SELECT * FROM raw_alias ORDER BY source, identifier"))
        return [tuple(row) for row in found]


def rename(house, before, after):
    """Harvest a library, then the renamed one: the second report, rows and dumps of before."""
    provider = house.serve()
    provider.records = list(before)
    house.one()
    old, dump, known = rows(house), house.dump(), aliases(house)
    provider.records = list(after)
    report = house.harvest(full=True)
    return report, old, (dump, known)


@pytest.fixture
def undone(house):
    """Takes a run back and compares the store with what it was before."""

    def check(report, before):
        undo(house.consortium, house.database, report.run)
        assert (house.dump(), aliases(house)) == before

    return check


@pytest.mark.parametrize("name", ["oai:{host}:slims-{n}", "oai:{host}/{n}", "{host}-{n}-x"])
def test_a_host_gets_another_name(house, undone, name):
    report, old, before = rename(house, library(name=name), library("pustaka.uji.id", name=name))
    source = report.sources[0]
    assert (source.status, source.added, source.deleted, source.carried) == ("ok", 0, 0, 12)
    now = rows(house)
    for n in range(1, 13):
        assert now[name.format(host="pustaka.uji.id", n=n)] == old[name.format(host="lama.ac.id", n=n)]
    assert len(now) == len(aliases(house)) == 12
    assert {record.first_seen for record in house.records().values()} <= {row[10] for row in before[0]}
    with house.database.read() as connection:
        found = store.get(connection, f"a:{name.format(host='lama.ac.id', n=7)}")
    assert found.identifier == name.format(host="pustaka.uji.id", n=7)
    undone(report, before)


def test_another_software_describes_the_same_works_otherwise(house, undone):
    numbers = range(100, 160)
    report, old, before = rename(house, gamatex(numbers), library(numbers=numbers))
    source = report.sources[0]
    assert (source.status, source.added, source.deleted, source.carried) == ("ok", 0, 0, 60)
    now = rows(house)
    for place, n in enumerate(reversed(numbers)):
        assert now[f"oai:lama.ac.id:slims-{n}"] == old[f"http://opac.lama.ac.id/gamatex/{place + 500}"]
    undone(report, before)


def test_a_night_of_everything(house, undone):
    edited = {"_7": {"title": "Tentang laut, edisi baru"}, "_8": {"creator": "Anonim"}}
    after = library("baru.id", [*range(3, 40), *range(80, 84)], **edited)
    report, old, before = rename(house, library(numbers=range(1, 40)), after)
    source = report.sources[0]
    assert (source.status, source.added, source.deleted, source.carried) == ("ok", 4, 2, 37)
    now = rows(house)
    assert all(now[f"oai:baru.id:slims-{n}"] == old[f"oai:lama.ac.id:slims-{n}"] for n in range(3, 40))
    assert {name for name, record in house.records().items() if record.deleted} == {
        "oai:lama.ac.id:slims-1", "oai:lama.ac.id:slims-2"
    }  # fmt: skip
    undone(report, before)


def test_a_single_record_that_was_entered_again(house, undone):
    before, after = library(), library(numbers=range(1, 12))
    report, old, stored = rename(house, before, [*after, rec("oai:lama.ac.id:slims-99", **work(12))])
    source = report.sources[0]
    assert (source.status, source.added, source.deleted, source.carried) == ("ok", 0, 0, 1)
    assert rows(house)["oai:lama.ac.id:slims-99"] == old["oai:lama.ac.id:slims-12"]
    undone(report, stored)


@pytest.mark.parametrize(
    ("gone", "come"),
    [
        ({"title": "Skripsi A"}, {"title": "Skripsi B"}),
        (work(12), work(12, title="Sejarah lain")),
        (work(12, title="Ensiklopedi", volume="1"), work(12, title="Ensiklopedi", volume="2")),
        ({"title": "Sejarah adat dan adat di kota adat 0"}, {"creator": "Adat Adat, 0."}),
        ({"publisher": "Gramedia", "type": "Text"}, {"publisher": "Gramedia", "type": "Text"}),  # as others say
    ],
)
def test_records_that_differ_are_not_one(house, gone, come):
    usual = library(numbers=range(1, 12))
    report, _old, _dump = rename(house, [*usual, rec("a:old-1", **gone)], [*usual, rec("a:new-2", **come)])
    source = report.sources[0]
    assert (source.status, source.added, source.deleted, source.carried) == ("ok", 1, 1, 0)


def test_ten_thin_records_that_are_replaced_by_ten_others(house):
    def theses(numbers):
        return [
            rec(f"oai:x:{n}", title=f"Skripsi {WORDS[n % 16]}", type="Thesis", publisher="Uji", date="2020")
            for n in numbers
        ]

    usual = library(numbers=range(1, 60))
    report, _old, _dump = rename(house, [*usual, *theses(range(7))], [*usual, *theses(range(8, 15))])
    source = report.sources[0]
    assert (source.status, source.added, source.deleted, source.carried) == ("ok", 7, 7, 0)


def test_copies_with_the_same_description_are_not_mixed_up(house):
    one, other = work(3), work(5)
    before = [rec(f"oai:x:{n}", **(one if n < 6 else other)) for n in range(1, 11)]
    after = [rec(f"oai:y:{n}", **(one if n < 6 else other)) for n in (10, 4, 2, 1, 3, 8, 6, 7, 9)]  # without 5
    report, old, _dump = rename(house, before, after)
    assert (report.sources[0].carried, report.sources[0].deleted) == (9, 1)
    now = rows(house)
    assert all(now[f"oai:y:{n}"] == old[f"oai:x:{n}"] for n in range(1, 11) if n != 5)


def test_copies_keep_their_order_where_numbers_tell_nothing(house):
    before = [rec(f"oai:x:{n}", **work(n // 2)) for n in range(10)]
    after = [rec(f"oai:y:{n + 700}", **work(n // 2)) for n in range(10)]
    report, old, _dump = rename(house, before, after)
    assert report.sources[0].carried == 10
    now = rows(house)
    assert all(now[f"oai:y:{n + 700}"] == old[f"oai:x:{n}"] for n in range(10))


def test_volumes_are_told_apart(house):
    def volumes(host, kind):
        fields = {"title": "Ensiklopedi Nusantara", "creator": "Tim", "type": kind}
        return [rec(f"oai:{host}:{n * 3 + len(host)}", **fields, volume=f"Jilid {n}") for n in range(1, 11)]

    report, old, _dump = rename(house, volumes("lama", "Text"), volumes("terbaru", "Text"))
    assert report.sources[0].carried == 10
    now = rows(house)
    assert all(now[f"oai:terbaru:{n * 3 + 7}"] == old[f"oai:lama:{n * 3 + 4}"] for n in range(1, 11))


def test_a_record_that_came_while_the_other_was_still_shown_is_another(house):
    provider = house.serve()
    provider.records = [*library(), rec("oai:lama.ac.id:slims-77", **work(12))]  # entered twice
    house.one()
    del provider.records[11]
    report = house.one(full=True)
    assert (report.deleted, report.carried) == (1, 0)


def test_a_list_that_was_cut_off_in_between(house, undone):
    """The new names came in a run that did not reach its end; the run that goes on carries them over."""
    provider = house.serve()
    provider.records = library()
    house.one()
    old = rows(house)
    provider.records = library("baru.id")
    cut = house.one(full=True, limit=5)
    assert (cut.status, cut.added, cut.carried) == ("partial", 5, 0)
    before = house.dump(), aliases(house)
    report = house.harvest()
    source = report.sources[0]
    assert (source.status, source.added, source.deleted, source.carried) == ("ok", 0, 0, 12)
    assert all(rows(house)[f"oai:baru.id:slims-{n}"] == old[f"oai:lama.ac.id:slims-{n}"] for n in range(1, 13))
    undone(report, before)


def test_a_list_that_is_begun_anew(house):
    """The newer records were stored by an earlier list, which is not gone on with."""
    provider = house.serve()
    provider.records = library()
    house.one()
    old = rows(house)
    provider.records = library("baru.id")
    provider.size = 20  # two thirds arrive, so it seems
    assert house.one(full=True).status == "partial"
    provider.size = None
    report = house.one(full=True)
    assert (report.status, report.added, report.deleted, report.carried) == ("ok", 0, 0, 12)
    assert all(rows(house)[f"oai:baru.id:slims-{n}"] == old[f"oai:lama.ac.id:slims-{n}"] for n in range(1, 13))


def test_a_program_that_ends_while_records_are_carried_over(house, monkeypatch):
    calls = count()

    class Killed(BaseException):
        pass

    def dies(ledger, totals):
        write = ledger.write
        ledger.write = lambda *a, **v: (_ for _ in ()).throw(Killed) if next(calls) == 2 else write(*a, **v)
        carry_over(ledger, totals)

    provider = house.serve()
    provider.records = library()
    house.one()
    old = rows(house)
    provider.records = library("baru.id")
    with monkeypatch.context() as patch:
        patch.setattr("harvester.renames.BATCH", 5)
        patch.setattr("harvester.completeness.carry_over", dies)
        with pytest.raises(Killed):
            house.one(full=True)
    assert len(aliases(house)) == 10
    assert house.one(full=True).status == "ok"
    assert {name: rows(house)[name] for name in house.alive()} == {
        name.replace("lama.ac.id", "baru.id"): row for name, row in old.items()
    }


def test_what_is_carried_over_is_not_dropped_too_many(house):
    report, _old, _dump = rename(house, library(), [*library(numbers=range(1, 9)), *library("baru.id", range(9, 13))])
    source = report.sources[0]
    assert (source.status, source.deleted, source.carried) == ("ok", 0, 4)


def test_two_renames_leave_two_aliases(house, undone):
    report, old, before = rename(house, library("satu.id"), library("dua.id"))
    middle = house.dump(), aliases(house)
    third = house.serve()
    third.records = library("tiga.id")
    second = house.harvest(full=True)
    assert second.sources[0].carried == 12
    with house.database.read() as connection:
        for host in ("satu.id", "dua.id", "tiga.id"):
            assert store.row_id(connection, f"a:oai:{host}:slims-7") == old["oai:satu.id:slims-7"]
    assert len(aliases(house)) == 24
    undone(second, middle)
    undone(report, before)


def test_a_name_that_comes_back(house, undone):
    report, old, before = rename(house, library("satu.id"), library("dua.id"))
    states, reports = [before], [report]
    provider = house.serve()
    for host in ("satu.id", "dua.id"):
        states.append((house.dump(), aliases(house)))
        provider.records = library(host)
        reports.append(house.harvest(full=True))
    assert rows(house) == {name.replace("satu.id", "dua.id"): row for name, row in old.items()}
    for report, state in zip(reversed(reports), reversed(states), strict=True):
        undone(report, state)


def test_a_name_that_was_given_to_another_record_stands_for_that_one(house, undone):
    """The first book, slims-1, became slims-50; then another book is slims-1, and becomes slims-60."""
    usual = library(numbers=range(2, 13))
    provider = house.serve()
    states, reports = [], []
    for named in {1: 1}, {50: 1}, {50: 1, 1: 70}, {50: 1, 60: 70}:
        provider.records = [*usual, *(rec(f"oai:lama.ac.id:slims-{name}", **work(n)) for name, n in named.items())]
        states.append((house.dump(), aliases(house)))
        reports.append(house.harvest(full=True))
    assert [report.sources[0].carried for report in reports] == [0, 1, 0, 1]
    now = rows(house)
    with house.database.read() as connection:
        assert store.row_id(connection, "a:oai:lama.ac.id:slims-1") == now["oai:lama.ac.id:slims-60"]
    for report, state in zip(reversed(reports), reversed(states), strict=True):
        undone(report, state)


def test_files_of_marc_with_other_control_numbers(house, undone):
    def dump(prefix):
        return collection(*(marcxml(f"{prefix}{n}", work(n)["title"]) for n in range(12)))

    folder = house.files("marcxml", dump=dump("LAMA"), more=", complete: true")
    house.one()
    old, before = rows(house), (house.dump(), aliases(house))
    (folder / "dump").write_bytes(dump("BARU0"))
    report = house.harvest()
    source = report.sources[0]
    assert (source.status, source.added, source.deleted, source.carried) == ("ok", 0, 0, 12)
    assert all(rows(house)[f"BARU0{n}"] == old[f"LAMA{n}"] for n in range(12))
    undone(report, before)


def test_tables_with_other_numbers(house):
    def table(first):
        lines = (f"{first + n},{work(n)['title']},{work(n)['creator'].split(',')[0]},2001" for n in range(12))
        return ("id,title,author,year\n" + "\n".join(lines)).encode()

    folder = house.files("csv", table=table(1), more=", complete: true")
    house.one()
    old = rows(house)
    (folder / "table").write_bytes(table(4001))
    report = house.one()
    assert (report.status, report.added, report.deleted, report.carried) == ("ok", 0, 0, 12)
    assert all(rows(house)[str(4001 + n)] == old[str(1 + n)] for n in range(12))


@pytest.mark.parametrize(
    ("identifier", "ends_in"),
    [("oai:x:slims-12", "12"), ("INLIS000000000012", "12"), ("a/7-x", "7"), ("oai:x:nol-0", "0"), ("abc", None)],
)
def test_the_number_of_an_identifier(identifier, ends_in):
    assert number(identifier) == ends_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"<r><a>Judul  Buku.</a></r>", b"<r><b>judul buku</b></r>"),
        (b"<r><a>Judul</a><i>http://a/1</i></r>", b"<r><a>Judul</a><i>https://b/2</i></r>"),
        (b'{"id": "1", "t": "Judul"}', b'{"id": "1", "t": "Judul", "at": "20260102030405.0"}'),
        (b"<r><a>Judul</a><i>00012</i></r>", b"<r><a>Judul</a></r>"),
        (b"<r><a>Judul</a><i>x:12</i></r>", b"<r><a>Judul</a></r>"),
    ],
)
def test_what_tells_nothing_is_left_out(one, other):
    assert said("oai:x:12", one) == said("oai:x:12", other) != said("oai:x:12", b"<r><a>Lain</a></r>")


def test_a_volume_or_a_year_is_no_number_of_the_record():
    for end in (12, 13), (61991, 71992):
        one, other = (said(f"oai:x:{n}", b"<r><a>Judul</a><v>%d</v></r>" % (n % 10000)) for n in end)
        assert one != other


@pytest.mark.parametrize("payload", [b"", b"<r>", b"<r/>", b"x", b"{}", b"{x", b"\0{", b"<r><a> </a></r>"])
def test_of_what_says_nothing(payload):
    assert said("oai:x:1", payload) == (None, ())
