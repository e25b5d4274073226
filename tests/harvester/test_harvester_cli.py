"""The commands of the harvester, as they are typed."""

import io
import json
import os
import re
import signal
import threading
import zipfile

import pytest
from provider import Provider, Rec, error, metadata, ok

import induk
from config import i18n
from config.cli import run
from harvester import carve, grace
from harvester.oai.offer import READABLE
from harvester.record import RawRecord
from harvester.words import COMMANDS, MODES, STATES
from indexer.formats import read

MARC = (
    b"<record><leader>00000nam a2200000 a 4500</leader>"
    b'<datafield tag="245" ind1="0" ind2="0"><subfield code="a">Judul</subfield></datafield></record>'
)


@pytest.fixture
def type_in(house, monkeypatch, capsys):
    monkeypatch.setenv("INDUK_CONFIG", str(house.config))
    monkeypatch.setenv("INDUK_LANG", "en")

    def call(*words):
        house.consortium  # noqa: B018 (writes the file)
        code = run(induk.cli, list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_harvest_as_the_contract_has_it(house, type_in):
    house.serve()
    house.sources["dead"] = "type: oai-pmh, url: 'http://user:secret@127.0.0.1:9/oai', pause: 0"
    code, out, err = type_in("harvest", "--json")
    said = json.loads(out)
    assert code == 4
    assert said["run"] == 1
    good, dead = said["sources"]
    assert {"source", "status", "added", "changed", "unchanged", "deleted", "quarantined", "requests", "error"} <= set(
        good
    )
    assert (good["added"], good["error"], dead["status"]) == (12, None, "failed")
    assert set(dead["error"]) == {"code", "message", "advice"}
    assert "secret" not in out + err
    code, out, _err = type_in("harvest", "a")
    assert code == 0
    assert out.startswith("a: ok; 0 added")


def test_nothing_reached_unknown_source_and_help(house, type_in):
    house.sources["dead"] = "type: oai-pmh, url: 'http://127.0.0.1:9/oai', pause: 0"
    assert type_in("harvest")[0] == 5
    code, out, err = type_in("harvest", "nosuch")
    assert (code, out) == (2, "")
    assert "dead" in err
    for command in ("harvest", "check", "replay", "status", "runs", "undo"):
        code, out, _err = type_in(command, "--help")
        assert code == 0
        assert "induk " + command in out.partition("Examples")[2] or command == "undo"


def test_status_before_and_after(house, type_in):
    provider = house.serve()
    code, out, _err = type_in("status", "--json")
    assert code == 0
    assert json.loads(out)["sources"][0] == {
        **{"source": "a", "member": "a-lib", "type": "oai-pmh", "records": 0, "deleted": 0, "quarantined": 0},
        **dict.fromkeys(("last_success", "age", "last_run", "last_status", "error")),
        "resumes": False,
        "outside_agreement": False,
        "next": "`induk harvest a` fetches it for the first time.",
        "sweep": {"each": False, "date": None, "why": "no full list has passed yet"},
        "learned": {},
        "habits": [],
    }
    provider.records[0].deleted = True
    provider.records[1].raw = "<record><header><identifier>oai:x:1</identifier></header></record>"
    type_in("harvest")
    provider.faults.append(lambda *_: ok("<html>"))
    type_in("harvest")
    said = json.loads(type_in("status", "--json")[1])["sources"][0]
    assert (said["records"], said["deleted"], said["quarantined"]) == (10, 1, 1)
    assert said["last_success"]
    assert said["age"] >= 0
    assert (said["last_status"], said["error"]["code"]) == ("failed", "html-instead-of-xml")
    text = type_in("status")[1]
    assert "10 records" in text
    assert "induk check" in text


def test_the_words_of_the_log_are_translated(house, type_in, monkeypatch):
    house.serve()
    type_in("harvest")
    words = dict.fromkeys((*STATES, *COMMANDS, *MODES.values()), "~")
    monkeypatch.setattr(i18n, "_catalogue", lambda code: words if code == "id" else {})
    monkeypatch.setenv("INDUK_LANG", "id")
    first, second, third = type_in("runs")[1].splitlines()
    assert "  ~  ~  " in first
    assert second.startswith("    a: ~; 12 added")
    assert third.startswith("        ~, 5 requests")
    assert type_in("harvest")[1].startswith("a: ~;")
    assert "): ~  http" in type_in("check", "--offline")[1]


def test_runs_and_undo(house, type_in):
    house.serve()
    type_in("harvest")
    code, out, _err = type_in("undo", "1", "--json")
    assert (code, json.loads(out)) == (0, {"run": 1, "removed": 12, "restored": 0})
    said = json.loads(type_in("runs", "--json")[1])["runs"]
    assert (said[0]["run"], said[0]["status"], said[0]["sources"][0]["status"]) == (1, "undone", "undone")
    assert "undone" in type_in("runs")[1]
    assert type_in("undo", "1")[0] == 2
    assert type_in("undo", "8")[0] == 2


def test_status_says_who_takes_no_part(house, type_in):
    house.serve()
    assert "takes no part" not in type_in("status")[1]
    house.agreement = "{until: 2020-01-01}"
    assert "takes no part" in type_in("status")[1]
    assert json.loads(type_in("status", "--json")[1])["sources"][0]["outside_agreement"] is True


def test_check_says_who_a_source_is(house, type_in):
    house.serve(Provider([Rec("a"), Rec("b")], identify="<adminEmail>admin@slims.web.id</adminEmail>"))
    house.files("csv", a=b"id,judul\n1,a\n2,b\n")
    code, out, _err = type_in("check", "--json")
    slims, file = json.loads(out)["sources"]
    assert code == 0
    assert (slims["software"], slims["profile"], slims["format"]) == ("SLiMS oai.php", "slims-oai", "oai_dc")
    assert (slims["records"], slims["formats"], slims["name"]) == (2, ["oai_dc"], "Uji")
    assert len(slims["faults"]) == 4
    assert (file["files"], file["records"]) == (1, 2)
    assert "SLiMS oai.php" in type_in("check", "a")[1]


def test_check_finds_the_address_below_a_site(house, type_in):
    provider = house.serve()
    provider.base_only = True
    house.sources["a"] = f"type: oai-pmh, url: '{provider.base}/', pause: 0"
    answer = provider.answer
    provider.answer = lambda path, query: answer(path, query) if path == "/cgi/oai2" else ok("<html>hello</html>")
    code, out, _err = type_in("check", "--json")
    card = json.loads(out)["sources"][0]
    assert (code, card["status"], card["found"]) == (0, "ok", f"{provider.base}/cgi/oai2")


def test_check_guesses_on_past_an_address_that_leads_nowhere(house, type_in):
    provider = house.serve()
    house.sources["a"] = f"type: oai-pmh, url: '{provider.base}/', pause: 0"
    answer = provider.answer
    others = {"/cgi/oai2": answer, "/oai2.php": lambda *_: (302, {"Location": "http://127.0.0.1:9/"}, b"")}
    provider.answer = lambda path, query: others.get(path, lambda *_: ok("<html>hello</html>"))(path, query)
    card = json.loads(type_in("check", "--json")[1])["sources"][0]
    assert (card["status"], card["found"]) == ("ok", f"{provider.base}/cgi/oai2")


def test_check_goes_on_past_what_does_not_answer(house, type_in):
    house.serve().faults.append(lambda p, a, _q: ok(p.wrap(error("badVerb"))) if a["verb"] == "Identify" else None)
    house.sources["dead"] = "type: oai-pmh, url: 'http://127.0.0.1:9/oai', pause: 0"
    house.files("csv", a=b"id,judul\n1,a\n")
    code, out, _err = type_in("check", "--json")
    cards = json.loads(out)["sources"]
    assert [card["status"] for card in cards] == ["failed", "failed", "ok"]
    assert [card["error"] and card["error"]["code"] for card in cards] == ["oai-off", "unreachable", None]
    assert (code, type_in("check", "dead")[0]) == (4, 5)


def test_check_compares_format_and_set_with_what_is_offered(house, type_in):
    provider = house.serve(Provider([Rec("a")]))
    listed = "<ListSets><set><setSpec>buku</setSpec></set>{}</ListSets>"
    pages = {
        None: listed.format("<resumptionToken>2</resumptionToken>"),
        "2": listed.format("").replace("buku", "peta"),
    }

    def sets(p, args, _query):
        return ok(p.wrap(pages[args.get("resumptionToken")])) if args["verb"] == "ListSets" else None

    def asked(more):
        house.sources["a"] = f"type: oai-pmh, url: '{provider.url}', pause: 0{more}"
        code, out, _err = type_in("check", "--json")
        return code, json.loads(out)["sources"][0]["error"]

    provider.faults.append(sets)
    assert asked(", set: peta") == (0, None)
    code, wrong = asked(", set: nosuch")
    assert (code, wrong["code"]) == (4, "oai-error")
    assert "buku, peta" in wrong["message"]
    code, wrong = asked(", format: mods")
    assert (code, wrong["code"]) == (4, "oai-error")
    assert "oai_dc" in wrong["message"]
    provider.faults[:] = [
        lambda p, args, _q: ok(p.wrap(error("noSetHierarchy"))) if args["verb"] == "ListSets" else None
    ]
    assert asked(", set: peta")[0] == 4


def test_check_says_when_the_records_cannot_be_read(house, type_in):
    provider = house.serve(Provider([Rec("a")]))
    provider.records[0].raw = provider.records[0].xml().replace("oai_dc:dc", "lom:lom").replace(":oai_dc", ":lom")
    code, out, _err = type_in("check", "--json")
    assert code == 0  # what stands under oai_dc is taken for it
    provider.faults.append(lambda p, a, _q: ok(p.document(a).replace("Prefix>oai_dc", "Prefix>lom")))
    house.sources["a"] += ", format: lom"
    code, out, _err = type_in("check", "--json")
    card = json.loads(out)["sources"][0]
    assert (code, card["error"]["code"], card["records"]) == (4, "unreadable-format", 1)


def test_check_says_that_no_deletions_are_kept(house, type_in):
    house.serve().keeps = "no"
    assert "deletedRecord" in type_in("check")[1]
    house.sources["a"] += ", profile: none"
    assert "deletedRecord" not in type_in("check")[1]


@pytest.mark.parametrize("name", sorted(READABLE))
def test_what_check_takes_for_readable_is_read(name):
    payload = MARC if "marc" in name else metadata("Judul").encode()
    raw = RawRecord(source="a", member="a", identifier="1", format=name, payload=payload)
    assert read(raw).title == "Judul"


def test_check_can_be_stopped_while_a_server_hangs(house, type_in, monkeypatch):
    monkeypatch.setattr(grace, "GRACE", 0.05)
    provider, release = house.serve(), threading.Event()
    house.stack.callback(release.set)

    def fault(*_):
        os.kill(os.getpid(), signal.SIGINT)
        release.wait(20)

    provider.faults.append(fault)
    code, out, _err = type_in("check", "--json")
    assert (code, json.loads(out)["sources"][0]["error"]["code"]) == (130, "interrupted")
    assert len(provider.asked) == 1


def test_check_takes_a_file_that_is_cut_off_for_no_whole_catalogue(house, type_in):
    cut = b"00000nam a2200000 a 4500001000000000\x1e1\x1e\x1d00000nam"
    house.files("marc21", a=cut)
    code, out, _err = type_in("check", "--json")
    assert (code, json.loads(out)["sources"][0]["records"]) == (0, 2)
    house.files("marc21", more=", complete: true", a=cut)
    code, out, _err = type_in("check", "--json")
    assert (code, json.loads(out)["sources"][0]["error"]["code"]) == (4, "file-unreadable")


def test_check_offline_asks_nobody(house, type_in):
    provider = house.serve()
    code, out, _err = type_in("check", "--offline", "--json")
    assert (code, provider.asked) == (0, [])
    assert json.loads(out)["sources"][0]["status"] == "unchecked"
    house.sources["a"] += ", profile: nosuch"
    assert type_in("check", "--offline")[0] == 3


def test_columns_of_a_source_that_is_no_table_are_told_to_do_nothing(house, type_in):
    house.files("marc21", more=", columns: {title: Judul}", a=b"")
    code, out, _err = type_in("check", "--offline")
    assert code == 0
    assert "! `columns`" in out
    house.files("xlsx", more=", columns: {title: Judul}", a=b"")
    assert "! `columns`" not in type_in("check", "--offline")[1]


def test_check_counts_what_is_in_archives_and_names_what_cannot_be_read(house, type_in):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("satu.csv", "id,judul\n1,a\n2,b\n")
        archive.writestr("dua.csv", "id,judul\n3,c\n")
        archive.writestr("rusak.csv", "%PDF-1.4")
        archive.writestr("kosong.csv", "")
    house.files("csv", **{"a.zip": packed.getvalue()})
    code, out, _err = type_in("check", "--json")
    card = json.loads(out)["sources"][0]
    assert (code, card["records"], card["files"]) == (4, 3, 1)
    assert "a.zip/rusak.csv: It is a PDF" in card["error"]["message"]
    assert "a.zip/kosong.csv" in card["faults"][0]


def test_check_guesses_no_further_where_it_is_refused(house, type_in):
    provider = house.serve()
    provider.answer = lambda path, query: provider.asked.append(query) or (403, {}, b"go away")
    code, out, _err = type_in("check", "--json")
    assert (code, json.loads(out)["sources"][0]["error"]["code"], len(provider.asked)) == (4, "refused", 1)


def test_a_report_tells_everything_and_the_next_step(house, type_in):
    provider = house.serve(Provider([Rec(f"oai:x:{n}", "Judul") for n in range(4)]))
    provider.records[0].raw = provider.records[0].xml().replace("Judul", "Ibu & anak")
    provider.records[1].raw = "<record><header><identifier>oai:x:1</identifier></header></record>"
    house.files("csv", a=b"id,judul\n1,a\n")
    out = type_in("harvest")[1]
    block, files, total = re.split(r"\n(?=\S)", out.rstrip("\n"))
    first, mended, took, then = block.splitlines()
    assert first == "a: ok; 3 added, 0 changed, 0 unchanged, 0 deleted, 1 unreadable."
    assert mended.strip() == "1 repaired (bare & 1)"
    assert re.fullmatch(r"    full list, 3 requests, 1\.\d kB, \d.* s in all", took)
    assert then == (
        "    Next: Show the library the record that cannot be read: `induk export raw --source a --payload`."
    )
    assert files.startswith("f: ok; 1 added")
    assert total.startswith("2 sources (2 ok): 4 added, 0 changed, 0 unchanged, 0 deleted, 1 unreadable.")
    assert type_in("harvest", "a", "--dry-run")[1].endswith("Nothing was stored: it was a dry run.\n")


def test_replay_tells_what_became_of_the_quarantine(house, type_in, monkeypatch):
    provider = house.serve()
    assert type_in("replay")[:2] == (0, "Nothing is in quarantine.\n")
    for record in provider.records[:3]:
        record.raw = record.xml().replace("Judul", "Ibu & anak")
    provider.records[3].raw = "<record><header><identifier>oai:x:3</identifier></header></record>"
    with monkeypatch.context() as patch:
        patch.setattr(carve, "_mended", lambda _piece: None)
        type_in("harvest")
    code, out, _err = type_in("replay", "a")
    assert code == 0
    assert out.splitlines() == [
        "a: 4 looked at, 3 can be read now, 0 go to the indexer again, 1 (no-metadata 1) stay unreadable.",
        "    3 repaired (bare & 3)",
        "    Next: `induk index` takes it into the catalogue.",
    ]
    source = json.loads(type_in("replay", "--json")[1])["sources"][0]
    assert (source["looked_at"], source["freed"], source["unreadable"]) == (1, 0, {"no-metadata": 1})
    assert "replay  done" in type_in("runs")[1]
    assert type_in("replay", "nosuch")[0] == 2


def test_one_run_with_its_pages(house, type_in):
    provider = house.serve()
    type_in("harvest")
    out = type_in("runs", "1")[1]
    assert "3 pages" in out
    assert f"first: {provider.url}?verb=ListRecords&metadataPrefix=oai_dc" in out
    (found,) = json.loads(type_in("runs", "1", "--json")[1])["runs"]
    source = found["sources"][0]
    assert (source["pages"], source["repairs"], source["carried"], source["mode"]) == (3, {}, 0, "full")
    assert source["last_request"].endswith("t%7C10%7C")
    assert type_in("runs", "9")[0] == 2


def test_status_says_why_a_source_is_swept_each_night(house, type_in):
    def asked():
        said = json.loads(type_in("status", "--json")[1])["sources"][0]
        return said["sweep"]["each"], said["sweep"]["date"], said["sweep"]["why"]

    provider = house.serve()
    declared = house.sources["a"]
    type_in("harvest")
    each, date, why = asked()
    assert (each, len(date)) == (False, 10)
    assert "7 days" in why
    house.sources["a"] = declared + ", sweep: 3"
    assert asked()[2] == "`sweep` is 3"
    house.sources["a"] = declared + ", sweep: 0"
    assert asked() == (True, None, "`sweep` is 0")
    house.sources["a"] = declared + ", profile: inlislite"
    assert asked()[0] is True
    assert "INLISLite" in asked()[2]
    house.sources["a"] = declared
    provider.faults.append(lambda p, a, _q: ok(p.wrap(error("badArgument"))) if "from" in a else None)
    type_in("harvest")
    each, _date, why = asked()
    assert each is True
    assert "refuses `from`" in why
    out = type_in("status")[1]
    assert "known to refuse `from`" in out
    house.sources["a"] = declared.replace("/oai'", "/other'")
    assert asked()[2] == "another address is declared than last time"
    assert "known to refuse `from`" not in type_in("status")[1]
    house.files("csv", name="a", a=b"id,judul\n1,a\n")
    assert asked()[2].startswith("files are read")
