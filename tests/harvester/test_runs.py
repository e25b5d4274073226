"""Runs as wholes: killed, stopped, locked, undone."""

import json
import os
import random
import signal
import string
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from provider import Rec, ok, on_page

from config import locks
from config.errors import BadParameter, IndukError
from harvester import grace, web
from harvester.packing import unpack
from harvester.report import Failure, Report, SourceReport
from harvester.status import runs
from harvester.store import changes, take
from harvester.tables import page
from harvester.undo import undo

HARVEST = [sys.executable, "-c", "import sys, induk; sys.argv[0] = 'induk'; induk.main()", "harvest", "--json"]


def start(house) -> "subprocess.Popen[bytes]":
    house.consortium  # noqa: B018 (writes the file)
    env = {**os.environ, "INDUK_CONFIG": str(house.config)}
    return subprocess.Popen(
        HARVEST, cwd=Path(__file__).parents[2], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def stop_on_page(house, number, sent):
    """Harvest in a process of its own, and send it a signal when it asks for that page."""
    provider = house.serve()
    process = start(house)

    def fault(p, args, _query):
        if args.get("resumptionToken", "").startswith(f"t|{number * p.page}|") and process.poll() is None:
            process.send_signal(sent)
            if sent == signal.SIGKILL:
                process.wait()
        return None

    provider.faults.append(fault)
    stdout, _stderr = process.communicate(timeout=60)
    provider.faults.clear()
    return provider, process.returncode, stdout


@pytest.mark.parametrize("number", [1, 2])
def test_a_killed_run_is_gone_on_with_where_it_was(house, number):
    provider, _code, _out = stop_on_page(house, number, signal.SIGKILL)
    assert len(house.records()) == 5 * number
    provider.asked.clear()
    report = house.one()
    assert (report.status, report.added, report.duplicates) == ("ok", 12 - 5 * number, 0)
    assert len(provider.lists) == 3 - number
    assert len(house.alive()) == 12
    with house.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT status, error_code FROM source_run ORDER BY run_id").all()
        assert [tuple(row) for row in rows] == [("partial", "interrupted"), ("ok", None)]
        runs = connection.exec_driver_sql("SELECT status FROM run ORDER BY id").scalars().all()
    assert runs == ["interrupted", "done"]


def test_a_killed_run_is_shown_as_interrupted_and_a_living_one_is_not(house):
    stop_on_page(house, 1, signal.SIGKILL)
    with locks.hold(house.database, house.consortium.data, "source-a"):
        assert [each["status"] for each in runs(house.consortium, house.database)] == ["running"]
    (killed,) = runs(house.consortium, house.database)
    source = killed["sources"][0]
    assert (killed["status"], source["status"], source["error_code"]) == ("interrupted", "partial", "interrupted")
    with house.database.write() as connection:
        connection.exec_driver_sql("UPDATE source_run SET status = 'ok'")
    assert runs(house.consortium, house.database)[0]["status"] == "interrupted"


def test_a_sweep_over_a_kill_still_finds_what_is_gone(house):
    provider, _code, _out = stop_on_page(house, 2, signal.SIGKILL)
    house.one()
    del provider.records[0]
    assert house.one(full=True).deleted == 1


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_finishes_the_page_and_saves(house, sent):
    _provider, code, stdout = stop_on_page(house, 1, sent)
    assert code == 130
    said = json.loads(stdout)
    assert (said["sources"][0]["status"], said["sources"][0]["error"]["code"]) == ("partial", "interrupted")
    assert len(house.records()) == said["sources"][0]["added"] == 10
    assert (house.one().added, len(house.alive())) == (2, 12)


def hang(house, then):
    """A provider whose second page never comes; `then` is called when it is asked for."""
    provider, release = house.serve(), threading.Event()
    house.stack.callback(release.set)

    def fault(_provider, args, _query):
        if args.get("resumptionToken"):
            then(release)
            release.wait(20)

    provider.faults.append(fault)
    return provider


def test_a_signal_cuts_a_request_that_hangs(house, monkeypatch):
    monkeypatch.setattr(grace, "GRACE", 0.05)
    monkeypatch.setattr(web, "USUAL", web.Manners(idle=20))
    provider = hang(house, lambda _release: os.kill(os.getpid(), signal.SIGINT))
    began = time.monotonic()
    report = house.harvest()
    assert time.monotonic() - began < 5
    assert (report.exit_code, report.sources[0].error.code, report.sources[0].added) == (130, "interrupted", 5)
    provider.faults.clear()
    assert (house.one().added, len(house.alive())) == (7, 12)


def test_a_second_signal_ends_at_once(house):
    def insist(release):
        while process.poll() is None and not release.wait(0.05):
            process.send_signal(signal.SIGINT)

    hang(house, insist)
    process = start(house)
    stdout, _stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (130, b"")


def test_a_run_that_was_killed_before_it_judged_its_list_asks_for_no_page_again(house, monkeypatch):
    provider = house.serve()
    with monkeypatch.context() as patch:
        patch.setattr("harvester.session.judge", lambda *_: os_error())
        assert house.one().status == "partial"
    provider.asked.clear()
    again = house.one()
    assert (again.status, provider.lists, len(house.alive())) == ("ok", [], 12)
    house.one()
    assert "from=2026-11-19" in provider.lists[0]


def os_error():
    raise OSError("the plug was pulled")


def test_a_refused_checkpoint_begins_the_list_anew(house):
    provider, _code, _out = stop_on_page(house, 1, signal.SIGKILL)
    provider.token = lambda at, _since: f"t|{at}|2000"
    provider.faults.append(lambda p, a, _q: (500, {}, b"oops") if a.get("resumptionToken") == "t|5|" else None)
    assert house.one().status == "ok"
    assert len(house.alive()) == 12


def test_another_run_at_the_same_source(house):
    house.serve()
    house.serve(name="b")
    with locks.hold(house.database, house.consortium.data, "source-a"):
        report = house.harvest()
        assert [(s.status, s.error and s.error.code) for s in report.sources] == [("skipped", "locked"), ("ok", None)]
        assert report.exit_code == 4
        assert house.harvest("a").exit_code == 75
    assert house.harvest("a").exit_code == 0


def test_a_full_disk_is_said_once_and_only_what_was_written_counts(house, capsys):
    provider = house.serve()
    for record in provider.records[5:]:
        record.title = "".join(random.choices(string.ascii_letters, k=20_000))
    house.database.close()
    sa.event.listen(house.database.engine, "connect", lambda c, _: c.execute("PRAGMA max_page_count = 50"))
    report = house.harvest()
    source = report.sources[0]
    assert (report.exit_code, source.status, source.error.code) == (1, "partial", "store-failed")
    assert "disk is full" in source.error.message
    assert source.added == len(house.records()) == 5
    assert "internal" not in capsys.readouterr().err


def test_a_store_that_refuses_to_the_end_still_gives_a_report(house):
    def refuse(*_):
        house.database.close()
        sa.event.listen(house.database.engine, "connect", lambda c, _: c.execute("PRAGMA query_only = ON"))

    house.serve().faults.append(on_page(1, refuse))
    report = house.harvest()
    source = report.sources[0]
    assert (report.exit_code, source.status, source.error.code, source.added) == (1, "partial", "store-failed", 5)


def test_undo_is_exact_and_tells_the_indexer(house):
    provider = house.serve()
    house.one()
    before = house.dump()
    with house.database.write() as connection:
        take(connection, [number for number, _record in changes(connection)])
    house.serve(provider_changed := provider.__class__(list(provider.records)), name="a")
    provider_changed.records[0] = Rec("oai:x:0", "Lain", date="2026-11-20T12:00:00Z")
    provider_changed.records[1] = Rec("oai:x:1", date="2026-11-20T12:00:00Z", deleted=True)
    provider_changed.records[2] = Rec("oai:x:2", "Judul 2", date="2026-11-21T12:00:00Z")
    provider_changed.records[3:4] = [Rec("oai:x:new")]
    time.sleep(0.01)
    report = house.harvest(full=True)
    source = report.sources[0]
    assert (source.added, source.changed, source.deleted, source.unchanged) == (1, 1, 2, 9)
    assert house.dump() != before
    assert undo(house.consortium, house.database, report.run) == {"removed": 1, "restored": 3}
    assert house.dump() == before
    with house.database.read() as connection:
        queued = [record and record.identifier for _number, record in changes(connection)]
    assert sorted(filter(None, queued)) == ["oai:x:0", "oai:x:1", "oai:x:3"]
    assert queued.count(None) == 1


def test_undo_takes_the_date_back_too(house):
    provider = house.serve()
    house.one()
    run = house.harvest().run
    undo(house.consortium, house.database, run)
    undo(house.consortium, house.database, run - 1)
    assert house.records() == {}
    provider.asked.clear()
    assert house.one().mode == "full"


def test_only_the_newest_run_of_a_source_can_be_undone(house):
    house.serve()
    first, second = house.harvest().run, house.harvest().run
    with pytest.raises(IndukError, match=str(second)) as caught:
        undo(house.consortium, house.database, first)
    assert caught.value.exit_code == 1
    undo(house.consortium, house.database, second)
    with pytest.raises(BadParameter, match="already"):
        undo(house.consortium, house.database, second)
    with pytest.raises(BadParameter, match="no run 99"):
        undo(house.consortium, house.database, 99)
    undo(house.consortium, house.database, first)


def test_a_number_is_never_given_twice(house):
    house.serve()
    run = house.harvest().run
    highest = max(row[0] for row in house.dump())
    undo(house.consortium, house.database, run)
    house.harvest()
    assert min(row[0] for row in house.dump()) > highest


@pytest.mark.parametrize(
    ("expected", "sources", "interrupted"),
    [
        (0, [("ok", None)], False),
        (0, [], False),
        (0, [("partial", None)], False),
        (0, [("skipped", "outside-agreement"), ("ok", None)], False),
        (1, [("ok", None), ("partial", "store-failed"), ("held", "dropped-too-many")], False),
        (4, [("skipped", "locked"), ("ok", None)], False),
        (4, [("ok", None), ("failed", "http-error")], False),
        (4, [("failed", "unreachable"), ("failed", "http-error")], False),
        (5, [("failed", "unreachable"), ("failed", "timeout"), ("skipped", "locked")], False),
        (6, [("held", "dropped-too-many"), ("failed", "unreachable")], False),
        (75, [("skipped", "locked")], False),
        (75, [("skipped", "locked"), ("skipped", "outside-agreement")], False),
        (130, [("partial", "interrupted")], True),
    ],
)
def test_exit_codes(expected, sources, interrupted):
    of = [
        SourceReport(source="s", member="m", status=status, error=Failure(code, "", None) if code else None)
        for status, code in sources
    ]
    report = Report(run=1, started="", finished="", interrupted=interrupted, sources=of)
    assert report.exit_code == expected


def test_every_byte_of_a_page_is_kept_with_its_ids(house):
    provider = house.serve()
    house.one()
    with house.database.read() as connection:
        lines = connection.execute(sa.select(page).order_by(page.c.number)).all()
    assert [json.loads(unpack(line.ids)) for line in lines] == [
        [record.id for record in provider.records[start : start + 5]] for start in (0, 5, 10)
    ]
    frame = unpack(lines[0].frame)
    assert b"<OAI-PMH" in frame
    assert b"<record>" not in frame
    assert frame.endswith(b"</ListRecords></OAI-PMH>")
    assert [line.token_out for line in lines] == ["t|5|", "t|10|", None]


def test_too_large_an_answer_is_refused(house, monkeypatch):
    from harvester import web

    monkeypatch.setattr(web, "USUAL", web.Manners(max_bytes=1000))
    house.serve().faults.append(lambda *_: ok(b"x" * 5000))
    assert house.one().error.code == "too-large"
