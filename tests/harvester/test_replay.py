"""The quarantine, read again without network: what an older Induk could not mend."""

import json

import pytest
import sqlalchemy as sa
from provider import Provider, Rec, metadata, ok, on_page

from config import locks
from harvester import carve
from harvester.files import marc
from harvester.packing import pack, pack_json, unpack
from harvester.record import Problem
from harvester.replay import replay
from harvester.status import runs, status
from harvester.store import changes, set_problem, take
from harvester.tables import page, raw_record
from harvester.undo import undo

BROKEN = Rec("oai:x:1", "Ibu & anak").xml().replace("&amp;", "&")
NAMELESS = BROKEN.replace("<identifier>", "<identi\x01fier>")
"""Neither its name nor its content can be read without mending."""


@pytest.fixture
def older(house, monkeypatch):
    """Harvest with an Induk that can mend nothing yet."""

    def harvest(**options):
        with monkeypatch.context() as patch:
            patch.setattr(carve, "_mended", lambda _piece: None)
            patch.setattr(marc, "_whole", lambda _content: False)
            return house.harvest(**options)

    return harvest


def again(house, *sources):
    report = replay(house.consortium, house.database, sources)
    return report, report.sources[0]


def set_aside(house):
    return {name: record for name, record in house.records().items() if record.problem and not record.deleted}


def queued(house):
    with house.database.write() as connection:
        found = changes(connection)
        take(connection, [number for number, _record in found])
    return sorted(record.identifier for _number, record in found if record)


def update(house, identifier, **values):
    with house.database.write() as connection:
        connection.execute(sa.update(raw_record).where(raw_record.c.identifier == identifier).values(values))


def test_what_can_be_mended_now_is_as_if_it_had_been_mended_then(house, older):
    provider = house.serve()
    provider.records[1].raw = BROKEN
    provider.records[2].raw = NAMELESS.replace("oai:x:1", "oai:x:2")
    older()
    assert len(set_aside(house)) == 2
    assert any(name.startswith("sha256-") for name in set_aside(house))
    queued(house)
    provider.asked.clear()
    report, source = again(house)
    assert provider.asked == []
    assert (report.exit_code, source.looked_at, source.freed, source.unreadable) == (0, 2, 2, {})
    assert source.repairs == {"bare-ampersand": 2, "illegal-character": 1}
    assert queued(house) == ["oai:x:1", "oai:x:2"]
    assert set_aside(house) == {}
    mended = house.records()
    house.serve(provider, name="b")
    del house.sources["a"]
    house.harvest()
    with house.database.read() as connection:
        fresh = {
            row.identifier: row for row in connection.execute(sa.select(raw_record).where(raw_record.c.source == "b"))
        }
    for name, record in mended.items():
        assert (record.sha256, record.payload, record.datestamp, record.repairs) == (
            fresh[name].sha256, unpack(fresh[name].payload), fresh[name].datestamp,
            tuple(json.loads(fresh[name].repairs or "[]")),
        )  # fmt: skip


def test_no_list_is_touched_by_it(house, older):
    provider = house.serve()
    provider.records[1].raw = BROKEN
    older()
    again(house)
    source = house.one()
    assert source.mode == "incremental"
    source = house.one(full=True)
    assert (source.unchanged, source.added, source.changed, source.deleted) == (12, 0, 0, 0)


def test_an_unfinished_list_is_gone_on_with_after_it(house, older):
    provider = house.serve()
    provider.records[1].raw = BROKEN
    provider.faults.append(on_page(1, lambda *_: (403, {}, b"go away"), times=99))
    older()
    again(house)
    with house.database.read() as connection:
        (told,) = status(house.consortium, connection)
    assert told.resumes
    assert told.error.code == "refused"
    assert told.last_success is None
    provider.faults.clear()
    provider.asked.clear()
    assert house.one().status == "ok"
    assert "resumptionToken" in provider.lists[0]
    assert len(house.alive()) == 12


def test_it_is_a_run_that_is_undone_exactly(house, older):
    provider = house.serve()
    provider.records[1].raw = BROKEN
    provider.records[2].raw = NAMELESS
    older()
    queued(house)
    before = house.dump()
    report, _source = again(house)
    assert house.dump() != before
    found = runs(house.consortium, house.database)[0]
    assert (found["command"], found["status"], found["sources"][0]["mode"]) == ("replay", "done", "replay")
    queued(house)
    assert undo(house.consortium, house.database, report.run)["restored"] == 2
    assert house.dump() == before
    assert len(queued(house)) == 2
    assert again(house)[1].freed == 2


def test_what_is_still_broken_stays_with_its_reason(house, older, monkeypatch):
    house.serve().records[1].raw = BROKEN
    older()
    before = house.dump()
    monkeypatch.setattr(carve, "_mended", lambda _piece: None)
    report, source = again(house)
    assert (source.looked_at, source.freed, source.unreadable) == (1, 0, {"bad-xml": 1})
    assert "export raw --source a" in source.next
    assert house.dump() == before
    assert report.exit_code == 0


def test_what_was_cut_off_is_not_taken_for_whole(house, older):
    house.serve(Provider([Rec("oai:x:0"), Rec("oai:x:1", "Ibu")])).lists_only = True
    older()
    cut = b"<record><header><identifier>oai:x:1</identifier></header><metadata><dc><title>Ib"
    problem = json.dumps({"code": "bad-xml", "message": "cut"})
    update(house, "oai:x:1", payload=pack(cut), problem=problem, sha256="0")
    assert again(house)[1].unreadable == {"bad-xml": 1}


def two_of_one(house, older):
    """A living record, and one in quarantine that turns out to be the same."""
    provider = house.serve()
    older()
    provider.records[1].raw = NAMELESS.replace("2026-01-01", "2026-11-25")
    provider.records[1].date = "2026-11-25T00:00:00Z"
    older()
    assert len(set_aside(house)) == 1
    return next(iter(set_aside(house)))


def test_of_two_with_one_name_the_one_shown_later_counts(house, older):
    nameless = two_of_one(house, older)
    update(house, "oai:x:1", confirmed="2026-11-01T00:00:00Z")
    shown = house.records()[nameless].confirmed
    before = house.dump()
    report, source = again(house)
    record = house.records()["oai:x:1"]
    assert (source.freed, source.duplicates) == (1, 1)
    assert "Ibu" in record.payload.decode()
    assert (record.confirmed, record.problem, record.deleted) == (shown, None, False)
    assert house.records()[nameless].deleted
    assert len(house.alive()) == 12
    undo(house.consortium, house.database, report.run)
    assert house.dump() == before


def test_of_two_with_one_name_the_older_word_changes_nothing(house, older):
    nameless = two_of_one(house, older)
    update(house, nameless, confirmed="2026-11-01T00:00:00Z")
    before = house.records()["oai:x:1"]
    assert again(house)[1].freed == 1
    assert house.records()["oai:x:1"] == before
    assert house.records()[nameless].deleted
    assert len(house.alive()) == 12


def test_two_in_quarantine_with_one_name_make_one_record(house, older):
    provider = house.serve()
    provider.records[0].raw = NAMELESS.replace("Ibu", "Bapak")
    provider.records[1].raw = BROKEN
    older()
    update(house, "oai:x:1", confirmed="2026-11-01T00:00:00Z")
    before = house.dump()
    report, source = again(house)
    assert (source.freed, source.duplicates) == (1, 1)
    assert "Bapak" in house.records()["oai:x:1"].payload.decode()
    assert set_aside(house) == {}
    assert len(house.alive()) == 11
    undo(house.consortium, house.database, report.run)
    assert house.dump() == before


def test_two_records_in_the_bytes_of_one(house, older):
    house.serve(Provider([Rec("oai:x:0"), Rec("oai:x:1")]))
    older()
    first = house.records()["oai:x:1"]
    both = "".join(f"<record>{Rec(f'oai:x:{n}').header()}{metadata(f'Judul {n}')}</record>" for n in (1, 2))
    problem = json.dumps({"code": "bad-xml", "message": "two"})
    update(house, "oai:x:1", payload=pack(both.encode()), problem=problem, sha256="0")
    before = house.dump()
    report, source = again(house)
    assert (source.freed, source.changed, source.added) == (1, 1, 1)
    assert house.alive() == {"oai:x:0", "oai:x:1", "oai:x:2"}
    assert house.records()["oai:x:2"].first_seen == first.first_seen
    assert undo(house.consortium, house.database, report.run) == {"removed": 1, "restored": 1}
    assert house.dump() == before


def test_what_the_indexer_set_aside_is_queued_for_it(house):
    house.serve()
    house.one()
    for identifier, code in (("oai:x:1", "unknown-format"), ("oai:x:2", "no-metadata")):
        with house.database.write() as connection:
            of = sa.select(raw_record.c.id).where(raw_record.c.identifier == identifier)
            set_problem(connection, connection.execute(of).scalar_one(), Problem(code, "?"))
    queued(house)
    before = house.dump()
    source = again(house)[1]
    assert (source.looked_at, source.queued, source.freed, source.unreadable) == (2, 2, 0, {})
    assert queued(house) == ["oai:x:1", "oai:x:2"]
    assert house.dump() == before


def test_marc_is_read_again_and_keeps_its_number(house, older):
    one = b"00048nam a2200037 a 4500001000200000\x1e7\x1e\x1d"
    house.files("marc21", a=one + one.replace(b"7\x1e\x1d", b"7\x1e").replace(b"nam", b"cam"))
    older()
    assert set(set_aside(house)) == {"7#2"}
    source = again(house)[1]
    assert (source.freed, source.repairs) == (1, {"missing-terminator": 1})
    assert house.alive() == {"7", "7#2"}


def test_rows_of_tables_stay(house):
    house.files("csv", a=b"id,judul\n1,a\n2,b,c\n")
    house.one()
    assert again(house)[1].unreadable == {"too-many-columns": 1}


def test_the_names_of_marcxml_files_need_no_frame(house, older):
    text = (
        "<collection xmlns='http://www.loc.gov/MARC21/slim'><record><leader>00000nam a2200000 a 4500</leader>"
        "<controlfield tag='001'>7</controlfield><datafield tag='245' ind1='0' ind2='0'><subfield code='a'>A & B"
        "</subfield></datafield></record></collection>"
    )
    house.files("marcxml", a=text.encode())
    older()
    assert again(house)[1].freed == 1
    record = house.records()["7"]
    assert (record.format, record.problem) == ("marcxml", None)


def test_an_empty_quarantine_makes_no_run(house):
    house.serve()
    house.one()
    report, source = again(house)
    assert (report.run, source.looked_at, source.next) == (None, 0, "Nothing to do.")
    assert len(runs(house.consortium, house.database)) == 1


def test_another_run_at_work_is_waited_for(house, older):
    house.serve().records[1].raw = BROKEN
    older()
    with locks.hold(house.database, house.consortium.data, "source-a"):
        report, source = again(house)
    assert (report.exit_code, source.status, source.error.code) == (75, "skipped", "locked")
    assert again(house)[1].freed == 1


def test_a_long_quarantine_is_worked_off_in_pieces(house, older, monkeypatch):
    monkeypatch.setattr("harvester.replay.BATCH", 2)
    provider = house.serve()
    for record in provider.records[:5]:
        record.raw = record.xml().replace("Judul", "&")
    older()
    report, source = again(house)
    assert source.freed == 5
    with house.database.read() as connection:
        of_run = sa.select(page).where(page.c.run_id == report.run).order_by(page.c.number)
        lines = connection.execute(of_run).all()
    assert [line.records for line in lines] == [2, 2, 1]
    assert lines[0].ids == pack_json(["oai:x:0", "oai:x:1"])


def test_a_full_sweep_still_finds_what_is_gone(house, older):
    provider = house.serve()
    provider.records[1].raw = BROKEN
    older()
    again(house)
    del provider.records[1]
    provider.faults.append(lambda _p, a, _q: ok(provider.document(a)) if a else None)
    assert house.one(full=True).deleted == 1
