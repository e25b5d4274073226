"""What running programs did on loopback and no harvest had met before: each test says which, and what it answered."""

import json

import pytest
from provider import Provider, Rec, error, ok, on_page

import induk
from config.cli import run

BROKEN = '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><request>x</request><ListRecords>'
PAGE = "<!DOCTYPE html><html><body>{}: Attempt to read property on null</body></html>"


def test_a_hidden_book_costs_its_page_little_and_the_others_nothing(house):
    """SLiMS 9 `oai.php`: status 500, the start of an answer, then a web page that is never the same twice."""
    provider = house.serve()
    failed = []

    def fails(_provider, _args):
        failed.append(1)
        return 500, {}, (BROKEN + PAGE.format(len(failed))).encode()

    provider.faults += [
        on_page(1, fails, times=99),
        lambda p, args, _q: fails(p, args) if args.get("identifier") == "oai:x:7" else None,
    ]
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "records-unreachable")
    assert "oai:x:7" in report.error.message
    assert house.alive() == {f"oai:x:{n}" for n in range(12)} - {"oai:x:7"}
    assert len(failed) <= 5 + 5 + 2  # in the list, beside the identifiers, alone


def test_records_that_slip_by_where_no_size_is_told_are_found(house):
    """`oaipmh` 4.0.0 counts from the beginning and tells no size: rows that vanish move the others up a page."""
    provider = house.serve(Provider([Rec(f"oai:x:{n:02}", f"Judul {n}") for n in range(20)], tell_size=False))

    def vanish(p, args):
        del p.records[:3]
        return ok(p.document(args))

    provider.faults.append(on_page(2, vanish))
    assert house.one().status == "ok"
    assert house.alive() == {f"oai:x:{n:02}" for n in range(20)}


def test_an_increment_without_a_size_is_looked_at_once(house):
    provider = house.serve(Provider([Rec(f"oai:x:{n}") for n in range(9)], tell_size=False))
    house.one()
    provider.asked.clear()
    assert house.one().mode == "incremental"
    assert not [query for query in provider.asked if "ListIdentifiers" in query]


@pytest.mark.parametrize(("spec", "code"), [("2010", 0), ("1999", 4)])
def test_a_set_that_has_records_is_there_though_it_is_not_listed(house, monkeypatch, capsys, spec, code):
    """SLiMS 9 `oai2.php` lists `class:activity` and the like, and its sets are the years of its books."""
    monkeypatch.setenv("INDUK_CONFIG", str(house.config))
    monkeypatch.setenv("INDUK_LANG", "en")
    provider = house.serve(Provider([Rec("oai:x:1")]))
    provider.records[0].raw = provider.records[0].xml().replace("</header>", "<setSpec>2010</setSpec></header>")
    sets = "<ListSets><set><setSpec>class:activity</setSpec></set></ListSets>"
    provider.faults += [
        lambda p, args, _q: ok(p.wrap(sets)) if args["verb"] == "ListSets" else None,
        lambda p, args, _q: ok(p.wrap(error("noRecordsMatch"))) if args.get("set") == "1999" else None,
    ]
    house.sources["a"] += f", set: '{spec}'"
    house.consortium  # noqa: B018 (writes the file)
    assert run(induk.cli, ["check", "--json"]) == code
    failure = json.loads(capsys.readouterr().out)["sources"][0]["error"]
    assert failure is None or "class:activity" in failure["message"]


def test_records_that_are_counted_and_never_given_are_this_servers_way(house):
    """`oai_repo` 0.5.2 counts and names records that lack the format, leaves them out, and gives an empty GetRecord."""
    provider = house.serve(Provider([Rec(f"oai:x:{n}") for n in range(40)]))
    for n in (2, 28):
        provider.records[n].raw = ""
    first = house.one()
    assert (first.status, first.error.code) == ("partial", "incomplete-list")
    assert house.one().status == "ok"
    assert len(house.alive()) == 38
