"""What a list is worth: promises, sweeps and their schedule, records that are missing, a person's word."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from provider import Provider, Rec, ok, on_page

from config import clock
from config.errors import BadParameter
from harvester.guard import Circle, Rounds
from harvester.oai.tokens import ways
from harvester.oai.windows import DAWN, Window
from harvester.tables import source_run

TODAY = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


@pytest.fixture
def night(monkeypatch):
    """Sets the clock to so many days after the first night."""
    return lambda days: monkeypatch.setattr(clock, "now", lambda: TODAY + timedelta(days=days))


def hundred(**more):
    return Provider([Rec(f"oai:x:{n}", f"Judul nomor {n}") for n in range(100)], page=25, **more)


def promising(provider: Provider, size: int) -> None:
    provider.size = size


def test_a_list_shorter_than_promised_stays_partial(house):
    house.serve(hundred(size=200))
    for _night in range(3):
        report = house.harvest()
        assert (report.exit_code, report.sources[0].status, report.sources[0].error.code) == (
            4,
            "partial",
            "incomplete-list",
        )
        assert "200" in report.sources[0].error.message
    assert len(house.alive()) == 100


def test_a_small_shortfall_that_stays_the_same_is_a_habit(house):
    provider = house.serve(hundred(size=103))
    assert [house.one().status, house.one().status] == ["partial", "ok"]
    assert house.one(full=True).status == "ok"
    provider.size = 104
    assert house.one(full=True).status == "partial"


def test_no_habit_while_something_is_missing_that_was_there(house):
    provider = house.serve(hundred())
    house.one()
    provider.lists_only = True
    del provider.records[50:52]
    provider.size = 100
    assert [house.one(full=True).status for _night in range(3)] == ["partial"] * 3
    assert len(house.alive()) == 100


def test_a_person_lets_a_short_list_through(house):
    house.serve(hundred(size=200))
    house.one()
    assert house.one(accept_drop=True).status == "ok"
    assert house.one().mode == "incremental"


def test_a_person_lets_a_large_drop_through(house):
    provider = house.serve(hundred())
    house.one()
    del provider.records[10:]
    held = house.harvest()
    assert held.sources[0].status == "ok"  # an increment shows nothing
    held = house.harvest(full=True)
    assert (held.exit_code, held.sources[0].status, held.sources[0].deleted) == (6, "held", 0)
    report = house.harvest("a", accept_drop=True)
    assert (report.exit_code, report.sources[0].status, report.sources[0].deleted) == (0, "ok", 90)
    assert len(house.alive()) == 10
    assert house.one().mode == "incremental"


def test_a_record_that_the_list_lacks_and_the_server_still_gives_is_not_gone(house):
    provider = house.serve(hundred(tell_size=False))
    house.one()

    def lists_lack_seven(p, args, _query):
        if args["verb"] not in ("ListRecords", "ListIdentifiers"):
            return None
        fewer = Provider([r for r in p.records if r.id != "oai:x:7"], page=p.page, tell_size=False)
        return ok(fewer.document(args))

    provider.faults.append(lists_lack_seven)
    report = house.one(full=True)
    assert (report.status, report.error.code, report.deleted) == ("partial", "still-there", 0)
    assert "oai:x:7" in report.error.message
    assert house.one(accept_drop=True).deleted == 1


def test_a_server_that_gives_any_identifier_proves_nothing(house):
    provider = house.serve(hundred(tell_size=False))
    house.one()
    del provider.records[7]
    provider.faults.append(
        lambda p, args, _q: (
            ok(p.wrap(f"<GetRecord>{Rec(args['identifier']).xml()}</GetRecord>"))
            if args["verb"] == "GetRecord"
            else None
        )
    )
    assert (report := house.one(full=True)).status == "ok"
    assert report.deleted == 1


@pytest.mark.parametrize(
    ("keeps", "settings", "due"),
    [
        ("persistent", "", {30, 31}),
        ("transient", "", {7, 8, 30}),
        ("no", "", {1, 2}),
        ("persistent", ", sweep: 2", {2, 3}),
        ("no", ", sweep: 5", {5}),
        ("transient", ", sweep: 0", {1, 2}),
    ],
)
def test_full_sweeps_have_a_schedule_of_their_own(house, night, keeps, settings, due):
    night(0)
    provider = hundred(date="2026-11-25T01:00:00Z")
    provider.keeps = keeps
    house.serve(provider, more=settings)
    assert house.one().mode == "full"
    for days in due:
        night(0)
        night(min(due) - 1)
        if min(due) > 1:
            assert house.one(dry_run=True).mode == "incremental"
        night(days)
        assert house.one(dry_run=True).mode == "full"


def test_a_server_that_ignores_from_is_found_out_and_swept_from_then_on(house, night):
    night(0)
    provider = house.serve(hundred(date="2026-11-25T01:00:00Z"))
    for record in provider.records:
        record.date = "2020-01-01T00:00:00Z"
    house.one()
    ignoring = lambda p, args, _q: ok(p.document({**args, "from": ""})) if "from" in args else None  # noqa: E731
    provider.faults.append(ignoring)
    provider.records[3].title = "Judul yang lain"
    night(1)
    found_out = house.one()
    assert (found_out.mode, found_out.status, found_out.changed) == ("full", "ok", 1)
    with house.database.read() as connection:
        learned = connection.execute(sa.select(source_run.c.learned).order_by(source_run.c.run_id.desc())).scalars()
        assert "ignored:2026-11-26" in learned.first()
    provider.asked.clear()
    night(2)
    assert house.one().mode == "full"
    assert not [query for query in provider.asked if "from=" in query]
    provider.faults.clear()
    night(40)
    house.one()
    night(41)
    assert house.one().mode == "incremental"


def test_a_server_that_refuses_from_is_read_in_full(house):
    provider = house.serve(hundred())
    house.one()
    provider.faults.append(
        lambda p, args, _q: ok(p.wrap('<error code="badArgument">from?</error>')) if "from" in args else None
    )
    report = house.one()
    assert (report.mode, report.status, report.unchanged) == ("full", "ok", 100)


def test_a_format_that_cannot_be_disseminated_gives_way_to_the_next(house):
    provider = house.serve(hundred())
    names = "".join(
        f"<metadataFormat><metadataPrefix>{p}</metadataPrefix></metadataFormat>" for p in ("marcxml", "oai_dc")
    )

    def pretends(p, args, _query):
        if args["verb"] == "ListMetadataFormats":
            return ok(p.wrap(f"<ListMetadataFormats>{names}</ListMetadataFormats>"))
        refused = args.get("metadataPrefix") == "marcxml"
        return ok(p.wrap('<error code="cannotDisseminateFormat">no</error>')) if refused else None

    provider.faults.append(pretends)
    assert (house.one().status, len(house.alive())) == ("ok", 100)
    provider.asked.clear()
    house.one(full=True)
    assert not [query for query in provider.asked if "metadataPrefix=marcxml" in query]


def test_a_server_that_is_ill_on_the_first_night_is_not_said_to_lack_a_format(house):
    provider = house.serve(hundred())
    names = "".join(
        f"<metadataFormat><metadataPrefix>{p}</metadataPrefix></metadataFormat>" for p in ("marcxml", "oai_dc")
    )
    provider.faults.append(
        lambda p, args, _q: (
            ok(p.wrap(f"<ListMetadataFormats>{names}</ListMetadataFormats>"))
            if args["verb"] == "ListMetadataFormats"
            else None
        )
    )
    gives = ("Identify", "ListMetadataFormats")
    ill = lambda p, args, _q: None if args["verb"] in gives else (500, {}, b"oops")  # noqa: E731
    provider.faults.append(ill)
    assert house.one().status == "failed"
    provider.faults.remove(ill)
    provider.asked.clear()
    house.one()
    assert "metadataPrefix=marcxml" in provider.lists[0]


def test_a_window_that_was_lost_before_a_kill_is_not_forgotten(house, monkeypatch):
    records = [Rec(f"oai:x:{n}", f"Judul nomor {n}", date=f"20{n % 20:02}-05-15T00:00:00Z") for n in range(60)]
    provider = house.serve(Provider(records, page=30))
    provider.lists_only = True
    poisoned = lambda p, args, _q: (500, {}, b"oops") if "Judul nomor 35<" in p.document(args) else None  # noqa: E731
    provider.faults.append(poisoned)
    from harvester.oai import listing

    def pulled(*_):
        raise OSError("the plug was pulled")

    with monkeypatch.context() as patch:
        patch.setattr(listing, "lost_windows", pulled)
        assert house.one().status == "partial"
    assert len(house.alive()) == 58
    assert house.one().status != "ok"
    provider.faults.clear()
    assert house.one().status == "ok"
    assert len(house.alive()) == 60


def test_a_great_growth_is_read_in_full_and_counts_nothing_twice(house):
    provider = house.serve(hundred())
    house.one()
    provider.records += [Rec(f"oai:x:n{n}", f"Judul baru {n}", date="2026-11-20T12:00:00Z") for n in range(40)]
    report = house.one()
    assert (report.mode, report.status, report.added, report.duplicates) == ("full", "ok", 40, 0)


def test_an_answer_of_many_records_is_stored_in_parts(house):
    provider = house.serve(Provider([Rec(f"oai:x:{n}", f"Judul {n}") for n in range(1800)], page=1000))
    report = house.one()
    assert (report.status, report.added, report.duplicates) == ("ok", 1800, 0)
    assert len(provider.lists) == 2


def test_a_stop_within_a_large_answer_loses_and_doubles_nothing(house, monkeypatch):
    provider = house.serve(Provider([Rec(f"oai:x:{n}", f"Judul {n}") for n in range(1800)], page=900))
    from harvester.ledger import Ledger

    commit, left = Ledger.commit, [4]

    def breaks_off(self, page, totals):
        left[0] -= 1
        if left[0] == 0:
            raise OSError("the plug was pulled")
        return commit(self, page, totals)

    monkeypatch.setattr(Ledger, "commit", breaks_off)
    assert house.one().status == "partial"
    monkeypatch.setattr(Ledger, "commit", commit)
    provider.asked.clear()
    again = house.one()
    assert (again.status, again.duplicates, len(house.alive())) == ("ok", 0, 1800)
    assert len(provider.lists) == 1


def test_one_poisoned_record_costs_only_itself(house):
    provider = house.serve(hundred())

    def poisoned(p, args, _query):
        if args["verb"] == "ListIdentifiers":
            return None
        document = p.document(args)
        return (500, {}, b"oops") if "Judul nomor 60<" in document else None

    provider.faults.append(poisoned)
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "records-unreachable")
    assert "oai:x:60" in report.error.message
    assert house.alive() == {f"oai:x:{n}" for n in range(100)} - {"oai:x:60"}
    provider.faults.clear()
    assert house.one().status == "ok"
    assert len(house.alive()) == 100


def test_a_list_of_identifiers_that_is_short_itself_completes_nothing(house):
    provider = house.serve(hundred(tell_size=False))
    few = Provider(provider.records[:10], page=25)
    provider.faults.append(lambda p, args, _q: ok(few.document(args)) if args["verb"] == "ListIdentifiers" else None)
    provider.faults.append(on_page(2, lambda *_: (500, {}, b"oops"), times=999))
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "http-error")


def test_a_list_that_is_too_much_at_once_is_cut_by_date(house):
    provider = house.serve(
        Provider([Rec(f"oai:x:{n}", date=f"20{n % 25:02}-0{n % 9 + 1}-15T00:00:00Z") for n in range(200)], page=500)
    )

    def too_much(p, args, _query):
        if args["verb"] != "ListRecords":
            return None
        return (413, {}, b"too much") if p.document(args).count("<record>") > 60 else None

    provider.faults.append(too_much)
    report = house.one()
    assert (report.status, report.added) == ("ok", 200)
    assert len(provider.lists) < 40


def test_a_server_that_never_gave_a_page_is_not_asked_in_other_ways(house):
    provider = house.serve(hundred())
    provider.faults.append(lambda p, args, _q: (500, {}, b"oops") if args["verb"].startswith("List") else None)
    assert house.one().error.code == "http-error"
    assert len(provider.asked) < 30


def test_a_stateful_server_is_never_asked_twice_for_a_page(house):
    provider = house.serve(hundred())
    at, struck = [0], []

    def counts_its_answers(p, args, _query):
        if args["verb"] != "ListRecords":
            return None
        if "resumptionToken" not in args:
            at[0] = 0
        rows = p.records[at[0] : at[0] + 25]
        at[0] += 25
        if at[0] == 75 and not struck:
            struck.append(True)
            return 503, {}, b"busy"
        token = "<resumptionToken>more</resumptionToken>" if at[0] < 100 else "<resumptionToken/>"
        return ok(p.wrap(f"<ListRecords>{''.join(r.xml() for r in rows)}{token}</ListRecords>"))

    provider.faults.append(counts_its_answers)
    assert (house.one().status, len(house.alive())) == ("ok", 100)


def test_an_empty_list_on_the_first_night_earns_no_date(house):
    provider = house.serve(hundred())
    records, provider.records = provider.records, []
    assert house.one().added == 0
    provider.records = records
    assert house.one().added == 100


def test_a_late_page_error_does_not_hide_what_came(house):
    provider = house.serve(hundred())
    provider.lists_only = True
    provider.faults.append(on_page(3, lambda *_: ok("<html>oops</html>"), times=99))
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "html-instead-of-xml")
    assert len(house.alive()) == 75


def test_accept_drop_wants_a_source(house):
    from click.testing import CliRunner

    from harvester.cli import harvest as command

    house.serve(hundred())
    result = CliRunner().invoke(command, ["--accept-drop"], obj=None)
    assert isinstance(result.exception, BadParameter) or result.exit_code == 2


def test_windows_are_cut_in_the_middle_and_lose_nothing():
    today = date(2026, 11, 25)
    left, right = Window().halves(date(2020, 1, 1), today)
    assert left == Window(None, "2023-06-14")
    assert right == Window("2023-06-14", None)
    assert Window("2026-11-24", None).halves(DAWN, today) is None
    older, _newer = Window(None, "2019-01-01").halves(date(2026, 1, 1), today)  # earliestDatestamp lies
    assert older.until < "2010"
    window, cuts = Window(), 0
    while halves := window.halves(date(2020, 1, 1), today):
        window, cuts = halves[cuts % 2], cuts + 1
    assert 5 < cuts < 20


@pytest.mark.parametrize(
    ("datestamp", "excluded"),
    [
        ("2026-01-01T00:00:00Z", False), ("2025-12-31", False), ("2025-12-30", True), ("2026-02-02T12:00:00Z", False),
        ("2026-02-03", True), ("", None), (None, None), ("0000-00-00", None), ("01/02/2026", None),
    ],
)  # fmt: skip
def test_what_a_window_excludes(datestamp, excluded):
    assert Window("2026-01-01", "2026-02-01").excludes(datestamp) is excluded


def test_ways_to_send_a_token():
    assert [name for name, _arguments in ways("abc", "oai_dc")] == ["encoded", "prefix"]
    assert [name for name, _arguments in ways("a%2Fb", "oai_dc")] == ["encoded", "verbatim", "twice", "prefix"]
    assert next(ways("a%2Fb", "oai_dc", "verbatim"))[0] == "verbatim"
    assert dict(ways("a/b", "oai_dc"))["prefix"] == {"resumptionToken": "a/b", "metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(("before", "length"), [(0, 1), (5, 3), (40, 16), (100, 37), (700, 300)])
def test_every_circle_is_found(before, length):
    circle = Circle()
    for step in range(before + 4 * max(before, length) + 4):
        sign = str(step if step < before else before + (step - before) % length)
        if circle.closes(sign):
            assert step >= before + length
            return
    raise AssertionError


def test_a_page_may_come_twice_but_not_for_ever():
    rounds = Rounds()
    assert [rounds.close(str(n), "the same page") for n in range(6)] == [False, False, False, True, True, True]
    one_text = Rounds()
    assert not any(one_text.close("next", str(n)) for n in range(1000))
