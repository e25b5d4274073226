"""What `induk check` finds out by asking: the conformance card, and the address of a site."""

import json
import re
import socketserver
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pytest
from provider import Answer, Provider, Rec, error, ok

import induk
from config import clock
from config.cli import run
from harvester import probe
from harvester.oai.client import Client
from harvester.oai.conformance import examine
from harvester.oai.discover import GUESSES, bare, places
from harvester.oai.exam import REQUESTS, Exam, Facts, Spent
from harvester.oai.shown import ROOTS
from harvester.oai.trials import BY_WAY, TRIALS
from harvester.web import Manners, Web

CAPTURES = Path(__file__).parents[3] / "shared" / "data" / "captures"
MOST = 3 + REQUESTS
NAMESPACE = 'xmlns="http://www.openarchives.org/OAI/2.0/"'


def twelve() -> list[Rec]:
    return [Rec(f"oai:x:{n}", f"Judul {n}", f"2026-01-{n + 1:02}T00:00:00Z") for n in range(12)]


@dataclass
class Server(Provider):
    """A provider that does everything as it should, except for its `habits`."""

    records: list[Rec] = field(default_factory=twelve)
    habits: frozenset[str] = frozenset()
    earliest: str = "2026-01-01T00:00:00Z"
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    last: str = "<resumptionToken/>"
    way: str = "encoded"

    def document(self, args: dict[str, str]) -> str:
        say = {
            "Identify": self.says_who,
            "ListMetadataFormats": lambda _: super(Server, self).document({"verb": "ListMetadataFormats"}),
            "ListSets": lambda _: self.wrap("<ListSets><set><setSpec>buku</setSpec></set></ListSets>"),
            "GetRecord": self.one,
            "ListRecords": self.many,
            "ListIdentifiers": self.many,
        }.get(args.get("verb", ""))
        return self.wrap(error("badVerb")) if say is None else say(args)

    def says_who(self, _args: dict[str, str]) -> str:
        base = "http://localhost:80/" if "base" in self.habits else self.url
        mail = "" if "no-mail" in self.habits else "<adminEmail>a@example.org</adminEmail>"
        return self.wrap(
            f"<Identify><repositoryName>Uji</repositoryName><baseURL>{base}</baseURL><protocolVersion>2.0</protocolVersion>"
            f"{mail}<earliestDatestamp>{self.earliest}</earliestDatestamp><deletedRecord>{self.keeps}</deletedRecord>"
            f"<granularity>{self.granularity}</granularity><compression>gzip</compression></Identify>"
        )

    def one(self, args: dict[str, str]) -> str:
        wanted = args["identifier"]
        if "first-record" in self.habits:
            wanted = self.records[1].id
        found = next((record.xml() for record in self.records if record.id == wanted), None)
        if found is None and "empty-record" in self.habits:
            return self.wrap("<GetRecord><record><header/></record></GetRecord>")
        return self.wrap(f"<GetRecord>{found}</GetRecord>" if found else error("idDoesNotExist"))

    def many(self, args: dict[str, str]) -> str:
        at, since, until, spec = 0, args.get("from", ""), args.get("until", "9"), args.get("set", "")
        if token := args.get("resumptionToken"):
            if self.way == "prefix" and "metadataPrefix" not in args:
                return self.wrap(error("badArgument"))
            parts = token.split("%7C" if self.way == "twice" else "|")
            if len(parts) != 3:
                return self.wrap(error("badResumptionToken"))
            at, since = int(parts[0]), parts[1]
        rows = [record for record in self.records if record.date >= since or "from" in self.habits]
        rows = [record for record in rows if record.date[:10] <= until or "until" in self.habits]
        rows = rows[:4] if spec and "set" not in self.habits else rows
        if not rows:
            return self.wrap(error("noRecordsMatch"))
        shown, onward = rows[at : at + self.page], at + self.page
        size = f' completeListSize="{len(rows)}"' if self.tell_size else ""
        onto = f"{onward}|{'' if 'forgets' in self.habits else since}|{spec}"
        token = self.last if at else ""
        if onward < len(rows):
            token = f"<resumptionToken{size}>{self.shape(onto)}</resumptionToken>"
        verb = args["verb"]
        bodies = [record.xml() for record in shown]
        if "no-dates" in self.habits:
            bodies = [re.sub("<datestamp>.*?</datestamp>", "", body) for body in bodies]
        if verb == "ListIdentifiers":
            bodies = [re.sub(r"<metadata>.*</metadata>|</?record>", "", body) for body in bodies]
            bodies = [body.replace("oai:x:", "") for body in bodies] if "short-names" in self.habits else bodies
        return self.wrap(f"<{verb}>{''.join(bodies)}{token}</{verb}>")

    def shape(self, token: str) -> str:
        coded = self.way in ("verbatim", "twice") or (self.way == "dated" and token.split("|")[1])
        return token.replace("|", "%7C") if coded else token

    def answer(self, path: str, query: str) -> Answer:
        if self.way == "twice":
            query = re.sub(r"(?<=resumptionToken=)[^&]*", lambda found: unquote(found[0]), query)
        return super().answer(path, query)


def only_verbatim(server: Server) -> Server:
    """A token that came encoded has to come back as it went."""
    server.way = "verbatim"
    server.faults.append(lambda p, a, query: ok(p.wrap(error("noRecordsMatch"))) if "%257C" in query else None)
    return server


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """A test server that sends header and body apart would wait for a client that waits before it says thanks."""
    monkeypatch.setattr(socketserver.StreamRequestHandler, "disable_nagle_algorithm", True)


@pytest.fixture
def type_in(house, monkeypatch, capsys):
    monkeypatch.setenv("INDUK_CONFIG", str(house.config))
    monkeypatch.setenv("INDUK_LANG", "en")
    monkeypatch.setattr(probe, "PATIENCE", Manners(connect=1, idle=0.3, first_contact=0.3, whole=3, attempts=1))

    def call(*words):
        house.consortium  # noqa: B018 (writes the file)
        code = run(induk.cli, ["check", *words])
        return code, capsys.readouterr().out

    return call


@pytest.fixture
def card(house, type_in):
    def look(server, more=""):
        house.serve(server, more=more)
        code, out = type_in("--json")
        assert code == 0, out
        assert len(server.asked) <= MOST
        return json.loads(out)["sources"][0]

    return look


def verdicts(card):
    return {finding["test"]: finding["verdict"] for finding in card["conformance"]}


HONEST = {**dict.fromkeys(TRIALS, "yes"), "last-token": "unknown"}
del HONEST["set"]


def now(**more):
    return Server(date=clock.stamp(), **more)


def test_a_server_that_does_everything_right(card):
    found = card(now())
    assert verdicts(found) == HONEST
    assert all(finding["note"] for finding in found["conformance"])
    assert found["conformance"][list(HONEST).index("token")]["way"] == "encoded"
    assert found["plan"] == "Only what changed is asked for, and everything every 30 days."


@pytest.mark.parametrize(
    ("server", "different"),
    [
        ({"date": "2001-01-01T00:00:00Z"}, {"clock": "no"}),
        ({"date": "2026-11-21 08:47:31"}, {"clock": "no"}),
        ({"habits": {"no-mail"}}, {"identify": "no"}),
        ({"habits": {"base"}}, {"base-url": "no"}),
        ({"granularity": "yyyy-mm-dd"}, {"granularity": "no", "dates": "no"}),
        ({"earliest": ""}, {"earliest": "no", "identify": "no"}),
        ({"earliest": "2026-01-03T00:00:00Z"}, {"earliest": "no"}),
        ({"keeps": "no"}, {"deletions": "no"}),
        ({"keeps": "sometimes"}, {"deletions": "unknown"}),
        ({"tell_size": False}, {"size": "no"}),
        ({"habits": {"from"}}, {"from": "no", "window": "unknown"}),
        ({"habits": {"until"}}, {"until": "no"}),
        ({"habits": {"forgets"}}, {"window": "no"}),
        ({"habits": {"short-names"}}, {"identifiers": "no"}),
        ({"habits": {"first-record"}}, {"get-record": "no", "unknown-id": "no"}),
        ({"habits": {"empty-record"}}, {"unknown-id": "no"}),
        ({"page": 6}, {"last-token": "yes"}),
        ({"page": 6, "last": ""}, {"last-token": "no"}),
        ({"page": 20, "tell_size": False}, {"size": "unknown", "token": "unknown", "window": "unknown"}),
        ({"way": "prefix"}, {"token": "no"}),
        ({"way": "twice"}, {"token": "no"}),
        ({"records": []}, dict.fromkeys(HONEST, "unknown")),
    ],
    ids=str,
)
def test_each_habit_shows_where_it_belongs(card, server, different):
    habits = frozenset(server.pop("habits", ()))
    found = verdicts(card(now(habits=habits, **server) if "date" not in server else Server(habits=habits, **server)))
    if server.get("records") == []:
        said = ("identify", "clock", "granularity", "earliest", "base-url", "deletions", "compression")
        different = {**dict.fromkeys(HONEST, "unknown"), **dict.fromkeys((*said, "well-formed", "unknown-id"), "yes")}
        different["unknown-verb"] = "yes"
    assert {test: verdict for test, verdict in found.items() if verdict != HONEST[test]} == {
        test: verdict for test, verdict in different.items() if verdict != HONEST[test]
    }


@pytest.mark.parametrize("way", BY_WAY)
def test_the_way_of_a_token_is_found_and_kept(card, way):
    server = only_verbatim(now()) if way == "verbatim" else now(way=way)
    found = card(server)
    ways = {finding["test"]: finding["way"] for finding in found["conformance"] if "way" in finding}
    assert ways == {"token": way, "window": way}
    assert verdicts(found)["window"] == "yes"


def test_only_the_tokens_of_a_list_from_a_date_came_encoded(card):
    """SLiMS 9 `oai2.php`: `100____oai_dc`, but `100__+AND+input_date+%3E%3D+%272026-01-01%27__oai_dc`."""
    server = only_verbatim(now())
    server.way = "dated"
    found = {finding["test"]: finding for finding in card(server)["conformance"]}
    assert (found["token"]["verdict"], found["token"]["way"]) == ("yes", "encoded")
    assert (found["window"]["verdict"], found["window"]["way"]) == ("yes", "verbatim")
    assert found["window"]["note"].endswith("only when it is sent as it came.")


def test_tokens_that_lead_nowhere(card):
    server = now()
    server.faults.append(lambda p, a, _q: ok(p.wrap(error("badResumptionToken"))) if "resumptionToken" in a else None)
    found = verdicts(card(server))
    assert (found["token"], found["window"], found["last-token"]) == ("no", "unknown", "unknown")


def test_a_set_that_is_ignored(card):
    assert verdicts(card(now(), more=", set: buku"))["set"] == "yes"


def test_a_set_that_holds_everything(card):
    assert verdicts(card(now(habits=frozenset({"set"})), more=", set: buku"))["set"] == "no"


def test_records_that_had_to_be_repaired_and_strange_content(card):
    server = now()
    server.records[0].raw = server.records[0].xml().replace("Judul 0", "Tom & Jerry")
    found = card(server)
    assert verdicts(found)["well-formed"] == "no"
    assert "1 were repaired" in found["conformance"][list(HONEST).index("well-formed")]["note"]


def test_content_that_is_not_of_its_format(card):
    server = now()
    for record in server.records:
        record.raw = record.xml().replace("oai_dc:dc", "oai_dc:thesis")
    assert verdicts(card(server))["format"] == "no"
    assert {"oai_dc", "marcxml"} <= set(ROOTS)


def test_one_trial_that_fails_ends_nothing(card):
    server = now()
    server.faults.append(lambda p, a, _q: (500, {}, b"Fatal error") if a.get("verb") == "GetRecord" else None)
    server.faults.append(lambda p, a, _q: ok("<html>") if "until" in a or a.get("verb") == "ListIdentifiers" else None)
    found = verdicts(card(server))
    assert found == {
        **HONEST, "until": "unknown", "identifiers": "unknown", "get-record": "no", "unknown-id": "no",
    }  # fmt: skip


GARBAGE = [
    b"", b"<html>", b"<OAI-PMH", b"<OAI-PMH></OAI-PMH>", b"\x00\xff\xfe", b"{}", b"<OAI-PMH><ListRecords/></OAI-PMH>",
    b"<OAI-PMH><ListRecords><record/><resumptionToken>x</resumptionToken></ListRecords></OAI-PMH>",
    b"<OAI-PMH><ListIdentifiers><header/></ListIdentifiers><GetRecord/></OAI-PMH>",
    b"<OAI-PMH><error/><error code='x'>y</error></OAI-PMH>",
]  # fmt: skip


@pytest.mark.parametrize("said", GARBAGE, ids=lambda said: said[:40])
def test_garbage_in_place_of_answers_ends_no_check(card, said):
    server = now()
    harmless = ("verb=Identify", "verb=ListMetadataFormats", "verb=ListRecords&metadataPrefix=oai_dc")
    server.faults.append(lambda p, a, query: None if query in harmless else ok(said))
    found = card(server)
    assert [finding["test"] for finding in found["conformance"]] == list(HONEST)
    assert found["status"] == "ok"


@pytest.mark.parametrize(
    "date",
    [
        "0000-00-00",
        "0001-01-01",
        "9999-12-31T23:59:59Z",
        "2026-13-45T99:99:99Z",
        "2026-01-01T12:99:00Z",
        "2007-11-29 16:13:11",
        "x",
        " ",
    ],
)
def test_odd_dates_end_no_check(card, date):
    records = [Rec(f"oai:x:{n}", date=date) for n in range(12)]
    found = card(Server(records=records, date=date, earliest=date))
    assert [finding["test"] for finding in found["conformance"]] == list(HONEST)
    assert verdicts(found)["clock"] == "no"


def test_a_server_that_hangs_ends_the_card_early(card, house):
    server, release = now(), threading.Event()
    house.stack.callback(release.set)
    server.faults.append(lambda p, a, _q: release.wait(5) and None if "from" in a else None)
    found = card(server)
    last = found["conformance"][-1]
    assert (last["test"], last["verdict"]) == ("from", "unknown")
    assert "did not answer" in last["note"]
    assert found["status"] == "ok"
    assert "unknown-verb" not in verdicts(found)


def test_requests_run_out_and_nothing_more_is_asked(house):
    server = house.serve(now())
    web = Web(manners=Manners(connect=1, idle=1, whole=3, attempts=1))
    try:
        client = Client(server.url, web)
        exam = Exam(client, Facts(url=server.url, identify=client.harvest(verb="Identify")), requests=1)
        assert exam.first is exam.first
        with pytest.raises(Spent):
            TRIALS["unknown-verb"].look(exam)
        assert len(server.asked) == 2
    finally:
        web.close()


def test_the_card_for_people_ends_in_what_will_be_done(house, type_in):
    house.serve(now(keeps="no"))
    out = type_in("a")[1]
    assert "its clock is right: Its time is UTC and right." in out
    assert out.rstrip().endswith("= Swept in full each time, because it keeps no deletions.")


@pytest.mark.parametrize(
    ("server", "more", "plan"),
    [
        ({"habits": {"from"}}, "", "Swept in full each time, because it ignores `from`"),
        ({"habits": {"forgets"}}, "", "Swept in full each time, because its tokens forget `from`"),
        ({}, ", profile: omeka", "Swept in full each time, because Omeka does not show"),
        ({"keeps": "transient"}, "", "Only what changed is asked for, and everything every 7 days."),
        ({}, ", sweep: 3", "Only what changed is asked for, and everything every 3 days."),
        ({}, ", sweep: 0", "Swept in full each time, because `sweep` is 0"),
        (
            {"habits": {"from", "no-dates"}},
            "",
            "Only what changed is asked for, but it ignores `from` and gives no dates",
        ),
        ({"keeps": "no"}, ", profile: none", "Only what changed is asked for, and everything every 30 days."),
    ],
)
def test_what_will_be_done_and_why(card, server, more, plan):
    habits = frozenset(server.pop("habits", ()))
    assert card(now(habits=habits, **server), more=more)["plan"].startswith(plan)


# Answers of real servers


@dataclass
class Replay(Provider):
    """Captured answers of one program: the first whose request asks for the same, a later list for any token."""

    answers: dict[str, bytes] = field(default_factory=dict)

    def answer(self, path: str, query: str) -> Answer:
        self.asked.append(query)
        verb = query.partition("&")[0]
        kind = next((k for k in ("resumptionToken", "from", "until", "identifier") if f"{k}=" in query), "")
        if kind == "identifier" and "999999999" in query:
            kind = "unknown"
        body = self.answers.get(f"{verb} {kind}".strip())
        return ok(body) if body else (404, {}, b"")


def replay(folder: str, prefix: str, **files: str) -> Replay:
    found = {}
    for key, name in files.items():
        content = (CAPTURES / folder / f"{prefix}{name}.http").read_bytes().replace(b"\r\n", b"\n")
        verb, _, kind = key.partition("_")
        found[f"verb={verb} {kind}".strip()] = content.partition(b"\n\n")[2]
    return Replay(answers=found)


USUAL = {"Identify": "Identify", "ListMetadataFormats": "ListMetadataFormats", "ListIdentifiers": "ListIdentifiers"}


@pytest.mark.real
@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures of ../shared/data are not here")
@pytest.mark.parametrize(
    ("folder", "prefix", "files", "expected", "plan"),
    [
        (
            "slims9",
            "oai-",
            {"ListRecords": "ListRecords-p1", "ListRecords_resumptionToken": "ListRecords-last", "Nothing": "badVerb",
             "ListRecords_from": "ListRecords-p1", "ListRecords_until": "ListRecords-p1", **USUAL,
             "ListIdentifiers": "ListIdentifiers-335"},
            {"clock": "no", "earliest": "no", "dates": "no", "from": "no", "until": "no", "token": "yes", "size": "yes",
             "last-token": "no", "identifiers": "yes", "format": "yes", "unknown-verb": "yes"},
            "Swept in full each time, because SLiMS oai.php does not show",
        ),
        (
            "slims9",
            "oai2-",
            {"ListRecords": "ListRecords", "ListRecords_resumptionToken": "ListRecords-p4-last", "Nothing": "badVerb",
             "ListRecords_until": "until-empty", "GetRecord": "GetRecord", "GetRecord_unknown": "GetRecord-missing",
             "GetRecord_identifier": "GetRecord", **USUAL},
            {"dates": "yes", "until": "yes", "token": "unknown", "identifiers": "yes", "get-record": "yes",
             "unknown-id": "yes", "unknown-verb": "yes"},
            "Swept in full each time, because SLiMS oai2.php does not show",
        ),
        (
            "eprints34",
            "",
            {"ListRecords": "ListRecords-oai_dc-p1", "ListRecords_until": "until-empty", "Nothing": "badverb",
             "ListRecords_from": "until-empty", "GetRecord_identifier": "GetRecord", **USUAL,
             "GetRecord_unknown": "GetRecord-missing"},
            {"identify": "yes", "earliest": "yes", "dates": "yes", "from": "yes", "until": "yes", "deletions": "yes",
             "identifiers": "yes", "get-record": "yes", "unknown-id": "yes", "unknown-verb": "yes"},
            "Only what changed is asked for, and everything every 30 days.",
        ),
        (
            "omeka-classic",
            "",
            {"ListRecords": "ListRecords-p1", "ListRecords_until": "empty", "Nothing": "badverb", **USUAL},
            {"identify": "yes", "deletions": "no", "compression": "yes", "until": "yes", "format": "yes"},
            "Swept in full each time, because it keeps no deletions",
        ),
    ],
    ids=["slims-oai", "slims-oai2", "eprints", "omeka"],
)  # fmt: skip
def test_captured_servers(house, type_in, folder, prefix, files, expected, plan):
    files = {key: name for key, name in files.items() if (CAPTURES / folder / f"{prefix}{name}.http").exists()}
    server = house.serve(replay(folder, prefix, **files))
    path = {"slims9": f"/{prefix[:-1]}.php", "eprints34": "/cgi/oai2", "omeka-classic": "/oai-pmh-repository/request"}
    house.sources["a"] = f"type: oai-pmh, url: '{server.base}{path[folder]}', pause: 0"
    found = json.loads(type_in("--json")[1])["sources"][0]
    assert found["status"] == "ok", found["error"]
    assert {test: verdicts(found).get(test) for test in expected} == expected
    assert found["plan"].startswith(plan)
    assert len(server.asked) <= MOST


# Where a site answers

OJS = b"""<html><head><meta name="generator" content="Open Journal Systems 3.3.0.8"></head><body>
<a href="https://elsewhere.example/oai">x</a><a href="/index.php/jip/about">JIP</a><a href="/oai.xsl">s</a>
<a href="mailto:oai@example.org">m</a><a href="http://[bad/oai">b</a></body></html>"""


@pytest.mark.parametrize(
    ("url", "page", "expected"),
    [
        ("https://j.id/", OJS, ["https://j.id/index.php/index/oai", "https://j.id/index/oai"]),
        ("https://j.id/index.php/jtk/index", OJS, ["https://j.id/index.php/jtk/oai"]),
        ("https://r.id/", b'<a href="repo/oai/request?verb=Identify">OAI</a>', ["https://r.id/repo/oai/request"]),
        ("https://r.id/oai?verb=Identify", b"", ["https://r.id/oai"]),
        ("https://s.id/perpus/index.php?p=news", b'<meta name="generator" content="SLiMS 9">',
         ["https://s.id/perpus/oai2.php", "https://s.id/oai2.php", "https://s.id/perpus/oai.php"]),
        ("https://d.id/", b"<ds-app></ds-app>", ["https://d.id/server/oai/request", "https://d.id/oai/request"]),
        ("https://u:p@k.id/", b'<a href="http://k.id/x/oai">', ["http://u:p@k.id/x/oai"]),
    ],
)  # fmt: skip
def test_the_likeliest_places_come_first(url, page, expected):
    found = list(places(url, page))
    assert found[: len(expected)] == expected or (url.startswith("https://s.id") and set(expected) <= set(found[:6]))
    assert len(found) == len(set(found)) <= GUESSES
    assert url not in found
    assert not [place for place in found if "elsewhere" in place or place.endswith(".xsl")]


def test_an_address_is_freed_of_copied_arguments():
    assert bare("https://x/oai?verb=Identify&key=1#top") == "https://x/oai?key=1"


def test_check_reads_the_links_of_a_page(house, type_in):
    server = house.serve(now())
    answer, home = server.answer, b'<html><a href="/perpus/digital/oai-pmh?verb=Identify">OAI</a></html>'
    server.answer = lambda path, query: answer(path, query) if path == "/perpus/digital/oai-pmh" else ok(home)
    house.sources["a"] = f"type: oai-pmh, url: '{server.base}/', pause: 0"
    code, out = type_in("--json")
    found = json.loads(out)["sources"][0]
    assert (code, found["found"]) == (0, f"{server.base}/perpus/digital/oai-pmh")
    assert f"url: {server.base}/perpus/digital/oai-pmh" in type_in()[1]


def test_check_gives_up_soon_where_nothing_answers(house, type_in):
    server, seen = house.serve(now()), []
    server.answer = lambda path, query: seen.append(path) or ok("<html>nothing here</html>")
    house.sources["a"] = f"type: oai-pmh, url: '{server.base}/', pause: 0"
    code, out = type_in("--json")
    assert (code, json.loads(out)["sources"][0]["error"]["code"]) == (4, "html-instead-of-xml")
    assert len(seen) <= GUESSES + 2


def test_no_password_is_told(house, type_in):
    server = house.serve(now())
    answer = server.answer
    server.answer = lambda path, query: answer(path, query) if path == "/cgi/oai2" else ok("<html/>")
    house.sources["a"] = f"type: oai-pmh, url: '{server.base.replace('//', '//user:secret@')}/', pause: 0"
    out = type_in("--json")[1]
    assert json.loads(out)["sources"][0]["found"] == f"{server.base}/cgi/oai2"
    assert "secret" not in out + type_in()[1]


def test_examine_asks_for_the_first_page_itself(house):
    server = house.serve(now())
    web = Web(manners=Manners(connect=1, idle=1, whole=3, attempts=1))
    try:
        client = Client(server.url, web)
        found = examine(client, Facts(url=server.url, identify=client.harvest(verb="Identify")))
    finally:
        web.close()
    assert {finding.test: finding.verdict for finding in found} == HONEST
