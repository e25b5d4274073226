"""Whole harvests of a provider on loopback, its faults included."""

import re
import threading
from datetime import date

import pytest
from provider import Provider, Rec, error, metadata, ok, on_page, packed

from config.errors import BadParameter, ConfigError
from harvester import web
from harvester.runner import harvest

TWELVE = {f"oai:x:{n}" for n in range(12)}


def test_takes_every_page_and_says_who_asks(house, count):
    provider = house.serve()
    report = house.harvest()
    assert (report.exit_code, report.sources[0].status) == (0, "ok")
    assert count(report.sources[0]) == (12, 0, 0, 0, 0, 0)
    assert house.alive() == TWELVE
    assert len(provider.lists) == 3
    assert report.sources[0].requests == len(provider.asked) == 5
    assert set(provider.agents) == {"Induk/0.1.0 (+https://katalog.example.org; katalog@example.org)"}


def test_a_second_run_changes_nothing(house, count):
    house.serve()
    house.one()
    assert count(house.one(full=True)) == (0, 0, 12, 0, 0, 0)


def test_the_second_run_asks_from_the_first_servers_date_less_a_day(house, count):
    provider = house.serve()
    house.one()
    provider.records.append(Rec("oai:x:new", date="2026-11-20T12:00:00Z"))
    provider.asked.clear()
    again = house.one()
    assert "from=2026-11-19" in provider.lists[0]
    assert (again.mode, count(again)) == ("incremental", (1, 0, 0, 0, 0, 0))


def test_no_records_match_is_no_change(house, count):
    house.serve()
    house.one()
    again = house.one()
    assert (again.mode, again.status, count(again)) == ("incremental", "ok", (0,) * 6)


def test_a_servers_clock_that_runs_ahead_never_moves_the_date_beyond_ours(house):
    provider = house.serve(Provider([Rec("oai:x:1")], date="2999-01-01T00:00:00Z"))
    house.one()
    house.one()
    assert "from=2999" not in provider.lists[-1]


def test_content_decides_what_changed_not_the_date(house, count):
    provider = house.serve()
    house.one()
    provider.records[0].date = provider.records[1].date = "2026-11-20T12:00:00Z"
    provider.records[1].title = "Judul baru"
    assert count(house.one()) == (0, 1, 1, 0, 0, 0)


def test_a_header_deletes_in_every_mode_and_the_last_bytes_stay(house, count):
    provider = house.serve()
    house.one()
    provider.records[3] = Rec("oai:x:3", date="2026-11-20T12:00:00Z", deleted=True)
    assert count(house.one()) == (0, 0, 0, 1, 0, 0)
    gone = house.records()["oai:x:3"]
    assert gone.deleted
    assert b"Judul 3" in gone.payload
    assert count(house.one(full=True)) == (0, 0, 12, 0, 0, 0)
    provider.records[3] = Rec("oai:x:3", "Judul 3", date="2026-11-20T12:00:00Z")
    assert count(house.one()) == (0, 1, 0, 0, 0, 0)


def test_a_full_sweep_finds_what_is_gone(house, count):
    provider = house.serve()
    house.one()
    del provider.records[2]
    assert count(house.one()) == (0,) * 6
    assert count(house.one(full=True)) == (0, 0, 11, 1, 0, 0)
    assert house.alive() == TWELVE - {"oai:x:2"}


def test_a_sweep_that_lost_too_much_is_held_back(house):
    provider = house.serve()
    house.one()
    del provider.records[2:9]
    report = house.harvest(full=True)
    assert (report.exit_code, report.sources[0].status, report.sources[0].deleted) == (6, "held", 0)
    assert report.sources[0].error.code == "dropped-too-many"
    assert report.sources[0].error.advice
    assert house.alive() == TWELVE
    house.sources["a"] += ", drop_limit: 0.9"
    assert house.one(full=True).deleted == 7


def test_a_sweep_that_was_held_back_is_owed_until_one_passes(house):
    provider = house.serve()
    house.one()
    del provider.records[2:9]
    house.one(full=True)
    again = house.harvest()
    assert (again.exit_code, again.sources[0].mode, again.sources[0].status) == (6, "full", "held")
    house.sources["a"] += ", drop_limit: 0.9"
    assert [(s.mode, s.status, s.deleted) for s in (house.one(), house.one())] == [
        ("full", "ok", 7),
        ("incremental", "ok", 0),
    ]


def test_a_sweep_that_came_to_no_end_is_owed_but_not_by_a_server_that_was_down(house):
    provider = house.serve()
    provider.lists_only = True
    house.one()
    provider.size = 15
    assert house.one(full=True).error.code == "incomplete-list"
    provider.size = None
    assert [house.one().mode, house.one().mode] == ["full", "incremental"]
    there = house.sources["a"]
    house.sources["a"] = "type: oai-pmh, url: 'http://127.0.0.1:9/oai', pause: 0"
    assert house.one().error.code == "unreachable"
    house.sources["a"] = there
    assert house.one().mode == "incremental"


def test_a_server_that_keeps_no_deletions_is_swept_in_full(house):
    provider = house.serve()
    provider.keeps = "no"
    house.one()
    del provider.records[3:5]
    report = house.one()
    assert (report.mode, report.status, report.deleted) == ("full", "ok", 2)


def test_a_dead_member_does_not_disturb_a_good_one(house):
    house.serve()
    house.sources["dead"] = "type: oai-pmh, url: 'http://127.0.0.1:9/oai', pause: 0"
    report = house.harvest()
    assert report.exit_code == 4
    assert [(s.source, s.status) for s in report.sources] == [("a", "ok"), ("dead", "failed")]
    assert report.sources[1].error.code == "unreachable"
    assert house.harvest("dead").exit_code == 5


def test_a_web_page_instead_of_xml(house):
    page = ok("<!DOCTYPE html><html><body>Selamat datang</body></html>")
    house.serve().faults.append(lambda *_: page)
    report = house.one()
    assert (report.status, report.error.code) == ("failed", "html-instead-of-xml")


def test_another_answer_than_xml_is_not_called_xml(house):
    house.serve().faults.append(lambda *_: ok('{"error": "no"}'))
    error = house.one().error
    assert error.code == "not-oai-pmh"
    assert "XML" not in error.message + error.advice


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://no-such-host.invalid/oai", r"cannot be reached: [^()\[\]]+\.$"),
        ("http://127.0.0.1:9/oai", r"cannot be reached: Connection refused\.$"),
        ("https://{here}/oai", r"the secure connection failed: [^()\[\]]+\.$"),
    ],
)
def test_why_nobody_answers_is_said_in_whole_words(house, url, why):
    address = url.format(here=house.serve().base.partition("//")[2])
    house.sources["a"] = f"type: oai-pmh, url: '{address}', pause: 0"
    assert re.search(why, house.one().error.message)


def test_an_error_page_on_the_second_page_is_asked_for_again(house):
    provider = house.serve()
    provider.faults.append(on_page(1, lambda *_: ok("<html>maintenance</html>")))
    assert house.one().status == "ok"
    assert house.alive() == TWELVE


@pytest.mark.parametrize("after", ["0", "Sat, 21 Nov 2026 01:00:00 GMT", "soon", "99999999"])
def test_a_busy_server_is_asked_again(house, after):
    provider = house.serve()
    provider.faults.append(on_page(1, lambda *_: (503, {"Retry_After": after}, b"busy"), times=2))
    assert house.one().status == "ok"
    assert house.alive() == TWELVE


def test_a_server_error_that_stays_is_partial_and_the_next_run_goes_on(house):
    provider = house.serve()
    provider.lists_only = True
    provider.faults.append(on_page(2, lambda *_: (500, {}, b"oops"), times=99))
    first = house.harvest()
    assert (first.exit_code, first.sources[0].status, first.sources[0].error.code) == (4, "partial", "http-error")
    assert len(house.alive()) == 10
    provider.faults.clear()
    provider.asked.clear()
    second = house.one()
    assert (second.status, second.added, second.mode) == ("ok", 2, "full")
    assert house.alive() == TWELVE


def test_an_answer_that_breaks_off_is_asked_for_again(house):
    provider = house.serve()

    def half(p, args):
        body = p.document(args).encode()
        return 200, {"Content_Length": str(len(body))}, body[: len(body) // 2]

    provider.faults += [on_page(0, half), on_page(1, lambda p, a: ok(p.document(a)[:-200]))]
    assert house.one().status == "ok"
    assert house.alive() == TWELVE


def test_an_answer_that_always_breaks_off_gives_its_whole_records(house):
    provider = house.serve()
    provider.lists_only = True
    provider.faults.append(on_page(1, lambda p, a: ok(p.document(a).partition("Judul 8")[0]), times=99))
    report = house.one()
    assert (report.status, report.error.code, report.quarantined) == ("partial", "truncated", 1)
    assert house.alive() == {f"oai:x:{n}" for n in range(8)}
    provider.faults.clear()
    provider.asked.clear()
    assert house.one().status == "ok"
    assert house.alive() == TWELVE


def test_a_member_that_hangs_holds_up_nobody(house, monkeypatch):
    monkeypatch.setattr(web, "USUAL", web.Manners(connect=1, idle=0.1, backoff=0.01, attempts=2))
    release = threading.Event()
    house.serve(name="hangs").faults.append(lambda *_: release.wait(5) and None)
    house.serve(name="good")
    report = house.harvest()
    release.set()
    assert [(s.status, s.error and s.error.code) for s in report.sources] == [("failed", "timeout"), ("ok", None)]


def test_packed_without_saying_so(house):
    house.serve().faults.append(lambda p, args, _q: ok(packed(p.document(args))))
    assert house.one().status == "ok"


def test_says_packed_and_is_not(house):
    provider = house.serve()
    provider.faults.append(on_page(1, lambda p, a: ok(p.document(a), Content_Encoding="gzip")))
    assert house.one().status == "ok"


def test_one_broken_record_costs_only_itself(house, count):
    broken = f"<record><header><identifier>oai:x:4</identifier></header>{metadata('a')}<x xmlns:xml='y'/></record>"
    provider = house.serve()
    provider.records[4].raw = broken
    provider.records[6].title = "x"
    provider.records[6].raw = provider.records[6].xml().replace(">x<", ">Ilmu & seni\x0b&eacute;&nbsp;p < 0.05<")
    report = house.one()
    assert (report.status, count(report), report.repaired) == ("ok", (11, 0, 0, 0, 1, 0), 1)
    assert house.alive() == TWELVE - {"oai:x:4"}
    quarantined, mended = house.records()["oai:x:4"], house.records()["oai:x:6"]
    assert (quarantined.payload, quarantined.problem.code) == (broken.encode(), "bad-xml")
    assert "Ilmu &amp; seni é p &lt; 0.05".replace("é ", "é\u00a0") in mended.payload.decode()
    assert set(mended.repairs) == {"bare-ampersand", "illegal-character", "html-entity", "bare-less-than"}
    assert count(house.one(full=True)) == (0, 0, 11, 0, 1, 0)


def test_a_record_without_identifier_keeps_the_list_from_being_complete(house):
    provider = house.serve()
    house.one()
    provider.records[4].raw = f"<record>{metadata('a')}</record>"
    report = house.one(full=True)
    assert (report.status, report.error.code, report.quarantined, report.deleted) == ("partial", "bad-xml", 1, 0)
    assert house.alive() == TWELVE


def test_a_living_record_without_metadata_is_set_aside(house):
    provider = house.serve()
    provider.records[0].raw = "<record><header><identifier>oai:x:0</identifier></header></record>"
    assert house.one().quarantined == 1
    assert house.records()["oai:x:0"].problem.code == "no-metadata"


def test_an_endless_loop_is_left(house):
    provider = house.serve(Provider([Rec(f"oai:x:{n}") for n in range(5)]))
    provider.lists_only = True
    body = provider.wrap(
        f"<ListRecords>{provider.records[0].xml()}<resumptionToken>same</resumptionToken></ListRecords>"
    )
    provider.faults.append(lambda p, args, _q: ok(body) if args["verb"] == "ListRecords" else None)
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "loop")
    assert len(provider.lists) == 3


def test_empty_pages_for_ever_are_left(house):
    provider = house.serve()
    provider.lists_only = True
    numbers = iter(range(1000))
    provider.faults.append(
        lambda p, args, _q: (
            ok(p.wrap(f"<ListRecords><resumptionToken>{next(numbers)}</resumptionToken></ListRecords>"))
            if args["verb"] == "ListRecords"
            else None
        )
    )
    assert house.one().error.code == "loop"
    assert len(provider.lists) == 20


def test_a_server_that_uses_one_token_text_for_all_pages_is_followed(house):
    provider = house.serve()
    pages = iter([provider.records[:5], provider.records[5:10], provider.records[10:]])

    def stateful(p, args, _query):
        if args["verb"] != "ListRecords":
            return None
        rows = next(pages)
        token = "<resumptionToken>next</resumptionToken>" if len(rows) == 5 else ""
        return ok(p.wrap(f"<ListRecords>{''.join(r.xml() for r in rows)}{token}</ListRecords>"))

    provider.faults.append(stateful)
    assert house.one().status == "ok"
    assert house.alive() == TWELVE


def test_a_short_list_deletes_nothing_and_does_not_move_the_date(house):
    provider = house.serve()
    provider.lists_only = True
    house.one()
    provider.faults.append(
        on_page(
            1,
            lambda p, _a: ok(
                p.wrap(f'<ListRecords>{p.records[5].xml()}<resumptionToken completeListSize="12"/></ListRecords>')
            ),
            times=9,
        )
    )
    report = house.one(full=True)
    assert (report.status, report.error.code, report.deleted) == ("partial", "incomplete-list", 0)
    assert house.alive() == TWELVE


def test_a_token_on_the_last_full_page_leads_to_the_end(house):
    provider = house.serve(Provider([Rec(f"oai:x:{n}") for n in range(10)], tell_size=False))
    last = "".join(record.xml() for record in provider.records[5:]) + "<resumptionToken>t|10|</resumptionToken>"
    provider.faults.append(on_page(1, lambda p, _a: ok(p.wrap(f"<ListRecords>{last}</ListRecords>"))))
    assert house.one().status == "ok"
    assert len(house.alive()) == 10


def test_a_dead_token_begins_the_list_anew_once(house):
    provider = house.serve()
    dead = on_page(2, lambda p, _a: ok(p.wrap(error("badResumptionToken"))))
    provider.faults.append(dead)
    assert house.one().status == "ok"
    assert house.alive() == TWELVE


def test_a_token_that_never_works_is_partial(house):
    provider = house.serve()
    provider.lists_only = True
    provider.faults.append(on_page(2, lambda p, _a: ok(p.wrap(error("badResumptionToken"))), times=99))
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "oai-error")
    assert "badResumptionToken" in report.error.message
    assert "format" not in report.error.advice


def test_slims_tokens_that_are_encoded_already_are_sent_as_they_came(house):
    """SLiMS 9 oai2.php (recorded): it understands its token only when it is not encoded again."""
    provider = house.serve()
    provider.token = lambda at, _since: f"t%7C{at}%7C+"

    def refuse_encoded_again(p, _args, query):
        return ok(p.wrap(error("noRecordsMatch"))) if "%257C" in query else None

    provider.faults.append(refuse_encoded_again)
    assert house.one().status == "ok"
    assert house.alive() == TWELVE


def test_software_that_cannot_tell_changes_is_swept_in_full(house):
    provider = house.serve(Provider([Rec("a")], identify="<adminEmail>admin@slims.web.id</adminEmail>"))
    assert [house.one().mode, house.one().mode] == ["full", "full"]
    house.sources["a"] += ", profile: none"
    assert house.one().mode == "incremental"
    assert "verb=Identify" not in provider.asked[-2]


def test_another_format_begins_anew(house):
    provider = house.serve()
    house.one()
    house.sources["a"] += ", format: mods"
    assert house.one().mode == "full"
    assert "metadataPrefix=mods" in provider.lists[-3]


def test_namespaces_as_they_come(house):
    provider = house.serve()
    for wrong in ('xmlns="https://www.openarchives.org/OAI/2.0/ "', ""):
        provider.faults[:] = [
            lambda p, args, _q, w=wrong: ok(p.document(args).replace('xmlns="http://www.openarchives.org/OAI/2.0/"', w))
        ]
        assert (house.one(full=True).status, house.alive()) == ("ok", TWELVE)


def test_text_around_the_document_and_a_wrong_declaration(house):
    provider = house.serve()
    provider.records[0].title = "Pengantar é"
    provider.faults.append(
        lambda p, args, _q: ok(
            "Notice: x in y.php\n" + p.document(args).replace("UTF-8", "ISO-8859-1") + "\n<!-- 1 s -->"
        )
    )
    assert house.one().status == "ok"
    assert "Pengantar é".encode() in house.records()["oai:x:0"].payload


def test_a_dtd_is_not_followed(house):
    bomb = '<!DOCTYPE OAI-PMH [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    provider = house.serve()
    provider.records[0].raw = provider.records[0].xml().replace("Judul 0", "&b;")
    provider.faults.append(lambda p, args, _q: ok(p.document(args).replace("?>\n", f"?>\n{bomb}", 1)))
    assert house.one().status == "ok"
    assert b"aaaa" not in house.records()["oai:x:0"].payload
    assert house.records()["oai:x:0"].repairs == ("bare-ampersand",)


def test_marcxml_records_inside_metadata_are_not_taken_for_records(house):
    marc = (
        '<metadata><record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader>'
        '<controlfield tag="001">{n}</controlfield></record></metadata>'
    )
    provider = house.serve(Provider([Rec(f"oai:k:{n}") for n in range(3)]))
    for n, record in enumerate(provider.records):
        body = marc.format(n=n) + ("<x xmlns:xml='y'/>" if n == 1 else "")
        record.raw = f"<record><header><identifier>{record.id}</identifier></header>{body}</record>"
    assert house.one().quarantined == 1
    assert house.alive() == {"oai:k:0", "oai:k:2"}
    assert house.records()["oai:k:0"].format == "marcxml"


def test_the_same_record_salvaged_or_read_strictly_is_unchanged(house, count):
    provider = house.serve()
    house.one()
    broken = f"{metadata('a')}<x xmlns:xml='y'/>"
    provider.records[4].raw = f"<record><header><identifier>oai:x:4</identifier></header>{broken}</record>"
    assert count(house.one(full=True)) == (0, 0, 11, 0, 1, 0)


def test_twins_the_living_one_counts_and_the_last_content_wins(house, count):
    provider = house.serve(Provider([Rec("a", "lama"), Rec("a", "baru"), Rec("a", deleted=True), Rec("b")], page=2))
    assert count(house.one()) == (2, 0, 0, 0, 0, 2)
    assert b"baru" in house.records()["a"].payload
    assert not house.records()["a"].deleted
    assert provider.lists


def test_limit_stops_early_and_is_never_complete(house):
    house.serve()
    report = house.harvest(limit=7)
    assert (report.exit_code, report.sources[0].status, report.sources[0].added) == (0, "partial", 7)
    assert house.one().mode == "full"


def test_a_dry_run_stores_nothing(house, count):
    house.serve()
    report = house.harvest(dry_run=True)
    assert (report.run, count(report.sources[0]), house.records()) == (None, (12, 0, 0, 0, 0, 0), {})


def test_outside_its_agreement_a_member_is_skipped(house):
    house.serve()
    member = house.consortium.members[0]
    agreement = member.agreement.model_copy(update={"until": date(2020, 1, 1)})
    lapsed = house.consortium.model_copy(update={"members": (member.model_copy(update={"agreement": agreement}),)})
    report = harvest(lapsed, house.database)
    source = report.sources[0]
    assert (report.exit_code, source.status, source.error.code) == (0, "skipped", "outside-agreement")


def test_an_unknown_source_or_profile_is_refused(house):
    house.serve()
    with pytest.raises(BadParameter, match="a"):
        house.harvest("b")
    house.sources["a"] += ", profile: nosuch"
    with pytest.raises(ConfigError, match="a-lib/a: `profile` is 'nosuch'"):
        house.harvest()
