"""Where we let ourselves be sent, and who is told our password."""

import ssl
from pathlib import Path

import pytest
from pydantic import ValidationError
from raw_server import RawServer, http, to

from config.model import OaiPmhSource
from harvester.faults import Fault
from harvester.hosts import Hosts
from harvester.redirects import Moved, is_inside, may_go, may_know, origin, target
from harvester.web import Manners, Web

PAGE = b"<OAI-PMH>x</OAI-PMH>"
QUICK = Manners(connect=1, idle=1, whole=3, backoff=0.01, attempts=2)

# for localhost, signed by itself, until 2126
CERTIFICATE = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJ0kGDqyXQuB4MIMe
cPn1IWhqKLS+hd7CCqj9wQn1IWyhRANCAATXl/EHSgFFwxfX1zOazMUaZId8128s
I5sj8TKBIqblytfksEy+rat8rjRI2u4N3elfEjYV99jmRLZRh9VZqfeg
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUI5EAzlK/cUJ5Wi5D5U9P/tlb7HwwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTE4MTQwOFoYDzIxMjYxMTAx
MTgxNDA4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATXl/EHSgFFwxfX1zOazMUaZId8128sI5sj8TKBIqblytfksEy+rat8
rjRI2u4N3elfEjYV99jmRLZRh9VZqfego28wbTAdBgNVHQ4EFgQUTJNdnOrrHyLr
u8KWa8Kb9Q7MeBswHwYDVR0jBBgwFoAUTJNdnOrrHyLru8KWa8Kb9Q7MeBswDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAKJ9g0+6dsLTHzd/3IuA0JoPZh427P0I6o7xABM+WLS9AiAp
SiCgwif+EcJZdRK/o6h9ZMsGgzg7CKJrmPOoJEm4KA==
-----END CERTIFICATE-----
"""


@pytest.fixture
def serve():
    """Servers, and sessions that ask them."""
    made: list[RawServer | Web] = []

    def server(*replies, tls=None) -> RawServer:
        made.append(RawServer(*replies, tls=tls))
        return made[-1]

    def web(**more) -> Web:
        made.insert(0, Web(manners=QUICK, **more))
        return made[0]

    yield server, web
    for each in made:
        each.close()


def fault_of(web: Web, url: str) -> Fault:
    with pytest.raises(Fault) as caught:
        web.get(url)
    return caught.value


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed_and_the_question_is_asked_again(serve, status):
    server, web = serve
    there = server(http(PAGE))
    here = server(to(f"{there.base}/new", status))
    session = web()
    with session.get(here.url) as answer:
        assert (answer.content, answer.url) == (PAGE, f"{there.base}/new?verb=Identify")
    assert (there.paths, session.requests) == (["/new?verb=Identify"], 2)


def test_a_redirect_costs_one_start_of_its_host(serve):
    server, web = serve
    hosts = Hosts(lambda: 0.0)
    there = server(http(PAGE))
    here = server(to(f"{there.base}/new"))
    web(hosts=hosts, pause=3).get(here.url).close()
    assert (hosts.turn(f"127.0.0.1:{here.port}", 3), hosts.turn(f"127.0.0.1:{there.port}", 3)) == (3, 3)


def test_five_hops_are_enough(serve):
    server, web = serve
    here = server(*(to(f"/{n}") for n in range(5)), http(PAGE))
    web().get(here.url).close()
    assert here.paths[-1] == "/4?verb=Identify"
    again = server(to("/again"))
    assert (fault_of(web(), again.url).code, len(again.asked)) == ("http-error", 6)


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://h:x/", "", "http://["])
def test_other_targets_are_refused(serve, location):
    server, web = serve
    here = server(to(location))
    assert (fault_of(web(), here.url).code, len(here.asked)) == ("http-error", 1)


@pytest.mark.parametrize(
    ("url", "location", "there"),
    [
        ("http://h/oai?verb=Identify", "https://h/oai", "https://h/oai?verb=Identify"),
        ("http://h/oai?verb=Identify", "https://h/oai?verb=Identify", "https://h/oai?verb=Identify"),
        ("http://h/oai?verb=Identify", "/i.php?p=oai", "http://h/i.php?p=oai&verb=Identify"),
        ("http://h/i.php?p=oai&verb=X", "/j.php?p=oai", "http://h/j.php?p=oai"),
        ("http://h/oai", "oai/", "http://h/oai/"),
        ("http://h/a?x=%2B", "//g", "http://g/?x=%2B"),
        ("http://h/a?x=1", "https://u:p@g/a#top", "https://g/a?x=1"),
    ],
)
def test_target(url, location, there):
    assert target(url, location) == there


def test_what_moved_for_good_is_remembered(serve):
    server, web = serve
    there = server(http(PAGE))
    here = server(to(f"{there.base}/i.php?p=oai", "301 Moved"))
    session = web()
    session.get(here.url).close()
    session.get(f"{here.base}/oai?verb=ListRecords").close()
    assert (len(here.asked), there.paths[-1]) == (1, "/i.php?p=oai&verb=ListRecords")


@pytest.mark.parametrize(("status", "body"), [("302 Found", PAGE), ("301 Moved", b"<html>Home</html>")])
def test_what_moved_for_now_or_leads_home_is_not(serve, status, body):
    server, web = serve
    there = server(http(body))
    here = server(to(f"{there.base}/", status))
    session = web()
    for _ in range(2):
        session.get(here.url).close()
    assert (len(here.asked), len(there.asked)) == (2, 2)


def test_only_a_place_is_learnt_not_one_answer():
    moved = Moved()
    moved.learn("http://h/oai?verb=A", "http://h/cache/17?x=y")
    assert moved.now("http://h/oai?verb=B") == "http://h/oai?verb=B"
    moved.learn("http://h/oai", "http://h/oai/")
    assert (moved.now("http://h/oai"), moved.now("http://h/oai?a=b")) == ("http://h/oai/", "http://h/oai/?a=b")


def test_cookies_of_a_redirect_are_kept(serve):
    server, web = serve
    here = server(to("/again", Set_Cookie="node=2; Path=/"), http(PAGE))
    web().get(here.url).close()
    assert here.header(1, "Cookie") == "node=2"


def test_nobody_outside_sends_us_inside(serve, monkeypatch):
    server, web = serve
    inside = server(http(PAGE))
    proxy = server(to(f"{inside.base}/secret"))
    monkeypatch.setenv("http_proxy", proxy.base)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    fault = fault_of(web(), "http://katalog.invalid/oai?verb=Identify")
    assert (fault.code, "inside" in fault.message, inside.asked) == ("http-error", True, [])
    assert proxy.paths == ["http://katalog.invalid/oai?verb=Identify"]


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "::1", "[::ffff:10.0.0.1]", "0.0.0.0"],
)
def test_inside(host):
    assert is_inside(host)
    assert may_go("127.0.0.1", host)
    assert not may_go("8.8.8.8", host)


def test_outside():
    assert not is_inside("8.8.8.8")
    assert not is_inside("nobody.invalid")
    assert may_go("10.0.0.8", "8.8.8.8")


BASIC = "Basic cGVycHVzOnLDoWhhOnNpYQ=="  # perpus, ráha:sia


def declared(server: RawServer, auth: str | dict[str, str] | None = None, **more) -> OaiPmhSource:
    url = f"{server.base}/oai"
    if isinstance(auth, str):
        url, auth = url.replace("//", f"//{auth}@"), None
    return OaiPmhSource.model_validate({"id": "a", "type": "oai-pmh", "url": url, "pause": 0, "auth": auth, **more})


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        ({"username": "perpus", "password": "ráha:sia"}, BASIC),
        ("perpus:r%C3%A1ha%3Asia", BASIC),
        ({"token": "abc123"}, "Bearer abc123"),
        (None, None),
    ],
)
def test_credentials_go_to_the_host_that_they_are_for(serve, auth, header, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server, _web = serve
    elsewhere = server(http(PAGE))
    here = server(to("/b"), to(f"{elsewhere.base}/c"))
    source = declared(here, auth)
    session = Web.of(source, "", manners=QUICK)
    session.get(f"{source.url}?verb=Identify").close()
    session.close()
    assert [here.header(n, "Authorization") for n in (0, 1)] == [header, header]
    assert elsewhere.header(0, "Authorization") is None


@pytest.mark.parametrize(
    ("home", "there", "may"),
    [
        ("http://h/", "http://h:80/x", True),
        ("http://h/", "https://h/x", True),
        ("https://h/", "http://h/", False),
        ("http://h/", "http://h:8080/", False),
        ("http://h:8080/", "https://h/", False),
        ("http://h/", "https://g/", False),
        ("https://h/", "https://H/", True),
        ("https://h/", "https://h.evil.org/", False),
    ],
)
def test_who_may_know(home, there, may):
    assert may_know(origin(home), origin(there)) is may


def test_what_a_source_declares_is_checked_and_never_shown(serve):
    server, _web = serve
    here = server(http(PAGE))
    for wrong in ({"username": "a"}, {"token": "a", "username": "b", "password": "c"}, {}, {"token": "a b"}):
        with pytest.raises(ValidationError):
            declared(here, wrong)
    for wrong in ({"idle": 0}, {"idle": "60"}, {"never": 1}):
        with pytest.raises(ValidationError):
            declared(here, timeout=wrong)
    assert "s3cret" not in repr(declared(here, {"username": "a", "password": "s3cret"}))


@pytest.fixture
def secure(tmp_path: Path) -> ssl.SSLContext:
    file = tmp_path / "server.pem"
    file.write_text(CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_certificates_are_checked_unless_the_source_says_otherwise(serve, secure, monkeypatch, tmp_path):
    server, web = serve
    here = server(http(PAGE), tls=secure)
    session = web()
    fault = fault_of(session, here.url)
    assert (fault.code, session.requests, "certificate" in fault.message) == ("tls", 1, True)
    trusting = Web.of(declared(here, verify=False), "", manners=QUICK)
    trusting.get(here.url).close()
    trusting.close()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.pem"))
    web().get(here.url).close()


def test_a_secure_line_that_drips_is_cut_too(serve, secure):
    from raw_server import drip

    server, _web = serve
    here = server(drip(b"HTTP/1.1 200 OK\r\n\r\n"), tls=secure)
    session = Web(manners=Manners(idle=1, whole=0.3, backoff=0.01), verify=False)
    assert (fault_of(session, here.url).code, len(here.asked)) == ("timeout", 2)
    session.close()


def test_proxies_are_those_of_the_environment(serve, monkeypatch):
    server, web = serve
    proxy = server(http(PAGE))
    monkeypatch.setenv("http_proxy", proxy.base.replace("//", "//me:word@"))
    web().get("http://katalog.invalid/oai?verb=Identify").close()
    assert proxy.paths == ["http://katalog.invalid/oai?verb=Identify"]
    assert proxy.header(0, "Proxy-Authorization")
