"""How much one client may ask: the buckets, what routes cost, who is a client, and the answer to who asked too much."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from lxml import html
from starlette.routing import Route
from starlette.testclient import TestClient

import induk
from config import loader
from config.errors import ConfigError
from config.model import Serve
from search.app import create_app
from search.pace.bucket import Buckets
from search.pace.clients import client_of
from search.pace.costs import COSTS, SEARCHES, USUAL, cost, dearest

ONE, TWO = ("203.0.113.5", 40000), ("203.0.113.6", 40000)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_bucket_empties_waits_and_fills_again():
    clock = Clock()
    buckets = Buckets(rate=2, burst=10, now=clock)
    assert [buckets.take("a", 4) for _time in range(3)] == [0, 0, 1.0]
    assert buckets.take("b", 4) == 0  # somebody else is not concerned
    clock.now = 0.5
    assert buckets.take("a", 4) == 0.5  # what was refused cost nothing
    clock.now = 1.0
    assert buckets.take("a", 4) == 0
    clock.now = 1e6
    assert [buckets.take("a", 5) for _time in range(3)] == [0, 0, 2.5]  # it never holds more than `burst`


def test_what_costs_more_than_a_bucket_holds_takes_a_full_one():
    clock = Clock()
    buckets = Buckets(rate=1, burst=10, now=clock)
    assert buckets.take("a", 50) == 0 and buckets.take("a", 50) == 10


def test_only_so_many_clients_are_remembered_those_seen_last():
    buckets = Buckets(rate=1, burst=10, most=3, now=Clock())
    buckets.take("busy", 10)
    for number in range(100):
        buckets.take(f"new{number}", 1)
        assert buckets.take("busy", 1) == 1
    assert len(buckets) == 3


@pytest.mark.parametrize(("path", "query", "price"), [
    ("/healthz", "", 0), ("/static/induk.css", "v=1", 0), ("/robots.txt", "", 0), ("/widget/induk-search.js", "", 0),
    ("/", "", 4), ("/search", "q=x", 4), ("/search", "q=x&member=a&member=b&type=book", 8),
    ("/api/v1/search", "subject=x", 6), ("/search.atom", "q=x&%6dember=a", 6),
    ("/record/aaaa", "", 2), ("/record/a%2Fb/c", "member=x", 2), ("/libraries/usu.atom", "", 2),
    ("/sitemap-records.xml", "from=a", 40), ("/oai", "", 10), ("/nowhere", "", USUAL), ("/staticx", "", USUAL),
    ("/a" * 5000, "", USUAL), ("", "", USUAL),
])  # fmt: skip
def test_what_a_request_costs(path, query, price):
    assert cost(path, query.encode()) == price


def test_a_facet_search_costs_more_than_a_record_and_nothing_costs_more_than_the_smallest_bucket():
    assert cost("/search", b"q=x&type=book") > cost("/search", b"q=x") > cost("/record/a", b"") > 0
    Serve(burst=100.0)  # the smallest that is taken: see test_a_setting_that_cannot_be_used_is_named
    assert dearest() <= 100


def test_every_path_of_the_table_exists(client):
    known = {route.path for route in client.app.routes if isinstance(route, Route)} | {"/static", "/metrics"}
    known |= {"/api/v1/search", "/api/v1/suggest", "/api/v1/records", "/api/v1/browse", "/api/v1/similar"}
    assert {path for path in COSTS if not any(one == path or one.startswith(f"{path}/") for one in known)} == set()
    assert set(SEARCHES) <= set(COSTS)


@pytest.mark.parametrize(("host", "client"), [
    ("203.0.113.5", "203.0.113.5"), ("::ffff:203.0.113.5", "203.0.113.5"), ("10.1.2.3", "10.1.2.3"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::ff", "2001:db8:1:2::/64"),
    ("fe80::1%eth0", "fe80::/64"), ("127.0.0.1", None), ("::1", None), ("testclient", None), ("", None), (None, None),
    ("1.2.3.4, 5.6.7.8", None),
])  # fmt: skip
def test_who_is_a_client(host, client):
    assert client_of(host) == client


@pytest.fixture
def small(consortium, database, engine):
    """The application with a small bucket that does not fill again, and what makes a client at an address."""
    serve = Serve(rate=0.001, burst=100.0, unlimited=("192.0.2.0/24",))
    app = create_app(consortium.model_copy(update={"serve": serve}), database, engine)
    return lambda address: TestClient(app, client=address, follow_redirects=False)


def spend(client):
    """Ask until the bucket has less than a search costs."""
    for _time in range(25):
        assert client.get("/search?q=pengantar").status_code == 200


def test_who_asks_too_much_is_told_when_to_come_again_and_nobody_else_is(small):
    greedy, other = small(ONE), small(TWO)
    spend(greedy)
    page = greedy.get("/search?q=pengantar", headers={"Accept-Language": "id"})
    assert page.status_code == 429 and page.headers["content-type"] == "text/html; charset=utf-8"
    assert int(page.headers["retry-after"]) > 60 and page.headers["cache-control"] == "no-store"
    assert "Content-Security-Policy" in page.headers and page.headers["content-language"] == "id"
    tree = html.fromstring(page.text)
    assert tree.get("lang") == "id" and "Terlalu banyak permintaan" in tree.xpath("//h1")[0].text_content()
    assert page.headers["retry-after"] in tree.xpath("//main")[0].text_content()
    for free in ("/healthz", "/readyz", "/static/induk.css", "/robots.txt", "/opensearch.xml"):
        assert greedy.get(free).status_code == 200
    assert other.get("/search?q=pengantar").status_code == 200


def test_programs_are_told_in_json_and_browsers_of_other_sites_may_read_it(small):
    greedy = small(ONE)
    spend(greedy)
    answer = greedy.get("/api/v1/search", headers={"Accept-Language": "en", "Origin": "https://library.example"})
    assert answer.status_code == 429 and answer.headers["access-control-allow-origin"] == "*"
    error = answer.json()["error"]
    assert error["code"] == "too-many-requests" and error["message"].startswith(
        "Too many requests came from your address"
    )
    preflight = {"Origin": "https://library.example", "Access-Control-Request-Method": "GET"}
    assert greedy.options("/api/v1/search", headers=preflight).status_code == 200
    assert "429" in greedy.app.openapi()["paths"]["/api/v1/search"]["get"]["responses"]


def test_the_machine_itself_and_networks_that_are_named_ask_as_much_as_they_like(small):
    for address in (("192.0.2.77", 1), ("127.0.0.1", 1)):
        friend = small(address)
        spend(friend)
        assert friend.get("/search?q=pengantar").status_code == 200


def test_a_rate_of_nothing_is_no_limit(consortium, database, engine):
    app = create_app(consortium.model_copy(update={"serve": Serve(rate=0.0, burst=100.0)}), database, engine)
    client = TestClient(app, client=ONE)
    spend(client)
    assert client.get("/search?q=pengantar").status_code == 200


def test_a_proxy_that_nobody_declared_is_told_of_once(small, capsys):
    hidden = small(ONE)
    spend(hidden)
    for _time in range(3):
        assert hidden.get("/search", headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    lines = capsys.readouterr().err.splitlines()
    assert len([line for line in lines if "proxy-not-declared" in line]) == 1
    assert "203.0.113.5" not in "".join(lines)


SETTINGS = """
consortium: {name: Uji}
serve: {rate: 0.001, burst: 100, proxies: [%s]}
"""


@pytest.mark.parametrize(("proxies", "believed"), [("127.0.0.1", True), ("10.0.0.0/8", False)])
def test_only_a_proxy_that_is_declared_is_believed(tmp_path: Path, proxies: str, believed: bool) -> None:
    """A real server: a declared proxy asks for somebody with a bucket; another one only for the machine itself."""
    (tmp_path / "induk.yaml").write_text(SETTINGS % proxies, encoding="utf-8")
    environment = {
        **os.environ,
        "INDUK_CONFIG": str(tmp_path / "induk.yaml"),
        "INDUK_LANG": "en",
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "induk", "serve", "--port", "0"],
        env=environment, stderr=subprocess.PIPE, text=True, cwd=Path(induk.__file__).parent,
    ) as server:  # fmt: skip
        try:
            assert server.stderr is not None
            address = server.stderr.readline().split()[2]

            def ask(forwarded: str) -> int:
                asked = urllib.request.Request(f"{address}sitemap-records.xml", headers={"X-Forwarded-For": forwarded})
                try:
                    with urllib.request.urlopen(asked, timeout=20) as answer:
                        return int(answer.status)
                except urllib.error.HTTPError as error:
                    error.close()
                    return error.code

            said = [ask("198.51.100.7, 203.0.113.9") for _time in range(3)]
            assert said == [200, 200, 429 if believed else 200]
            assert ask("203.0.113.9, 203.0.113.10") == 200
        finally:
            server.terminate()


@pytest.mark.parametrize(
    "value", ["proxies: [nginx]", "unlimited: [10.0.0.1/8]", "rate: -1", "burst: 99", "proxies: 127.0.0.1"]
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, value: str) -> None:
    path = tmp_path / "induk.yaml"
    path.write_text(f"consortium: {{name: Uji}}\nserve: {{{value}}}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=value.partition(":")[0]):
        loader.load(path)
