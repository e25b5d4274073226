"""One answer from the wire to the file: packing, breaking off, sizes, statuses, and who is told what."""

import gzip
import hashlib
import io
import logging
import zlib
from pathlib import Path

import pytest
from raw_server import RawServer, chunked, http

from harvester import answer as answers
from harvester.answer import charset, speaks_oai
from harvester.faults import Fault
from harvester.inflate import STEP, Unreadable, unpacked
from harvester.web import Answer, Manners, Web

PAGE = b'<?xml version="1.0"?><OAI-PMH>' + b"<record>Ilmu perpustakaan</record>" * 500 + b"</OAI-PMH>"
QUICK = Manners(connect=1, idle=1, whole=3, backoff=0.01, longest_wait=0.05)
RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(PAGE) + RAW.flush()


@pytest.fixture
def serve():
    """A server of these replies, and a session that asks it."""
    made: list[RawServer | Web] = []

    def open_(*replies, manners=QUICK, tls=None, **more):
        server, web = RawServer(*replies, tls=tls), Web("katalog@example.org", manners=manners, **more)
        made.extend((web, server))
        return server, web

    yield open_
    for each in made:
        each.close()


def fault_of(web: Web, url: str, **more) -> Fault:
    with pytest.raises(Fault) as caught:
        web.get(url, **more)
    return caught.value


def test_an_answer_says_all_about_itself(serve):
    server, web = serve(http(PAGE, Content_Type='text/xml; charset="ISO-8859-1"'))
    with web.get(server.url) as answer:
        assert (answer.url, answer.status, answer.charset) == (server.url, 200, "iso-8859-1")
        assert (answer.size, answer.wire, answer.sha256) == (len(PAGE), len(PAGE), hashlib.sha256(PAGE).hexdigest())
        assert (answer.file.tell(), answer.start(7), answer.content, answer.file.tell()) == (0, PAGE[:7], PAGE, 0)
        assert answer.fault is None
    assert answer.file.closed
    assert (web.requests, web.received) == (1, len(PAGE))


@pytest.mark.parametrize(
    ("said", "name"),
    [("text/xml", None), ("text/xml; charset=UTF-8", "utf-8"), ("text/xml;charset = 'x'", "x"), ("", None)],
)
def test_charset(said, name):
    assert charset(said) == name


def test_small_answers_stay_in_memory_and_large_ones_go_to_the_folder(serve, tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "IN_MEMORY", 2000)
    server, web = serve(http(b"x" * 2000), http(PAGE), http(PAGE), folder=tmp_path)
    with web.get(server.url) as small, web.get(server.url) as large:
        assert isinstance(small.file, io.BytesIO)
        assert Path(f"/dev/fd/{large.file.fileno()}").exists()
        assert (large.content, large.start(5), large.sha256) == (PAGE, PAGE[:5], hashlib.sha256(PAGE).hexdigest())
    tmp_path.rmdir()
    with pytest.raises(FileNotFoundError):
        web.get(server.url)


PACKED = {
    "gzip": ("gzip", gzip.compress(PAGE)),
    "gzip unasked": ("", gzip.compress(PAGE)),
    "says gzip and is not": ("gzip", PAGE),
    "zlib": ("deflate", zlib.compress(PAGE)),
    "raw deflate": ("deflate", DEFLATED),
    "says deflate and is not": ("deflate", PAGE),
    "says deflate and is gzip": ("deflate", gzip.compress(PAGE)),
    "packed twice": ("gzip", gzip.compress(gzip.compress(PAGE))),
    "in two members": ("gzip", gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:])),
    "padded": ("gzip", gzip.compress(PAGE) + b"\0" * 600),
    "says br and is not": ("br", PAGE),
}


@pytest.mark.parametrize("name", PACKED)
def test_bytes_and_not_the_header_say_how_it_is_packed(serve, name):
    encoding, wire = PACKED[name]
    server, web = serve(http(wire, **({"Content_Encoding": encoding} if encoding else {})))
    with web.get(server.url) as answer:
        assert (answer.content, answer.wire, answer.fault) == (PAGE, len(wire), None)
    assert len(server.asked) == 1


@pytest.mark.parametrize("size", [1, 3, 700])
def test_packed_bytes_may_come_in_any_pieces(serve, size):
    wire = gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:])
    server, web = serve(chunked(*(wire[at : at + size] for at in range(0, len(wire), size))))
    with web.get(server.url) as answer:
        assert answer.content == PAGE


BROKEN = {
    "cut": ("gzip", gzip.compress(PAGE)[:-20]),
    "spoilt": ("gzip", gzip.compress(PAGE)[:60] + b"\xff" * 60 + gzip.compress(PAGE)[120:]),
    "of an unknown kind": ("br", b"\x1b\x03\xff\x00"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_unpacked_is_asked_for_unpacked(serve, name):
    encoding, wire = BROKEN[name]
    server, web = serve(http(wire, Content_Encoding=encoding), http(PAGE))
    with web.get(server.url) as answer:
        assert answer.content == PAGE
    assert [server.header(n, "Accept-Encoding") for n in (0, 1)] == ["gzip, deflate", "identity"]


def test_a_bomb_never_gets_large(serve):
    bomb = gzip.compress(b"\0" * 30_000_000)
    pieces = list(unpacked([bomb]))
    assert (sum(map(len, pieces)), max(map(len, pieces))) == (30_000_000, STEP)
    server, web = serve(http(gzip.compress(bomb)), manners=Manners(max_bytes=1_000_000))
    assert fault_of(web, server.url).code == "too-large"
    assert len(server.asked) == 1


def test_unpacking_says_what_is_wrong():
    assert list(unpacked([])) == []
    with pytest.raises(Unreadable):
        list(unpacked([gzip.compress(b"x")[:-1]]))


def test_too_large_is_known_from_the_first_header_or_while_it_comes(serve):
    def endless(_server: RawServer, connection) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    said = http(Content_Length="99999999999")
    for reply in (said, endless):
        server, web = serve(reply, manners=Manners(max_bytes=500_000))
        assert fault_of(web, server.url).code == "too-large"
        assert (len(server.asked), web.received <= 500_000 + STEP) == (1, True)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"hello\r\n\r\n", "unreachable"),
        (b"HTTP/1.1 abc\r\n\r\n", "unreachable"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n", "unreachable"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "http-error"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<OAI-PMH>", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n<OAI-PMH>", "truncated"),
        (http(b"busy", "503 Busy", Retry_After="\u00b2"), "http-error"),
    ],
)
def test_nonsense_is_a_fault_in_one_line(serve, reply, code):
    server, web = serve(closing(reply))
    fault = fault_of(web, server.url)
    assert (fault.code, "\n" in fault.message) == (code, False)


def cut(at: int) -> bytes:
    return http(PAGE[:at], Content_Length=str(len(PAGE))).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


def closing(reply: bytes):
    return lambda _server, connection: connection.sendall(reply)


@pytest.mark.parametrize(
    "reply", [closing(cut(9000)), closing(chunked(PAGE[:9000], end=b""))], ids=["length", "chunks"]
)
def test_an_answer_that_breaks_off_is_asked_for_again(serve, reply):
    server, web = serve(reply, http(PAGE))
    with web.get(server.url) as answer:
        assert (answer.content, answer.fault) == (PAGE, None)
    assert len(server.asked) == 2


def test_one_that_always_breaks_off_is_a_fault_or_the_part_that_came(serve):
    server, web = serve(closing(cut(9000)))
    assert fault_of(web, server.url).code == "truncated"
    assert len(server.asked) == 2  # the same cut twice: it will not be better the third time
    with web.get(server.url, attempts=1, part=True) as answer:
        assert (answer.content, answer.fault and answer.fault.code) == (PAGE[:9000], "truncated")
    assert len(server.asked) == 3


def test_one_that_breaks_off_elsewhere_each_time_gets_all_attempts(serve):
    server, web = serve(*(closing(cut(9000 + n)) for n in range(9)))
    assert fault_of(web, server.url).code == "truncated"
    assert len(server.asked) == QUICK.attempts


def test_a_half_packed_answer_is_given_as_far_as_it_came(serve):
    server, web = serve(http(gzip.compress(PAGE)[:-30]))
    with web.get(server.url, attempts=1, part=True) as answer:
        assert answer.fault
        assert PAGE.startswith(answer.content)


def test_who_asks(serve):
    server, web = serve(http(PAGE))
    web.get(server.url).close()
    assert (server.header(0, "User-Agent"), server.header(0, "From")) == (
        "Induk/0.1.0 (katalog@example.org)",
        "katalog@example.org",
    )
    for contact, agent, sender in (
        ("", "Induk/0.1.0", None),
        ("+https://k.example.org", "Induk/0.1.0 (+https://k.example.org)", None),
        ("+https://k.org; a@k.org\r\nX: y", "Induk/0.1.0 (+https://k.org; a@k.org X: y)", "a@k.org"),
    ):
        other = Web(contact)
        other.get(server.url).close()
        other.close()
        assert (server.header(-1, "User-Agent"), server.header(-1, "From")) == (agent, sender)


def test_cookies_come_back(serve):
    server, web = serve(http(PAGE, Set_Cookie="node=2; Path=/"), http(PAGE))
    for _ in range(2):
        web.get(server.url).close()
    assert (server.header(0, "Cookie"), server.header(1, "Cookie")) == (None, "node=2")


def test_one_connection_serves_many_requests(serve):
    server, web = serve(http(PAGE), http(gzip.compress(PAGE)), chunked(PAGE), http(PAGE, "500 Oops"), http(PAGE))
    for _ in range(4):
        web.get(server.url).close()
    assert (len(server.asked), server.connections) == (5, 1)


ERROR = b'<?xml version="1.0"?>\n<OAI-PMH><error code="badResumptionToken"/></OAI-PMH>'


def test_an_error_of_the_protocol_inside_one_of_http_is_an_answer(serve):
    server, web = serve(http(b"\xef\xbb\xbf \r\n" + b"\n" * 3000 + ERROR, "422 Unprocessable"))
    with web.get(server.url) as answer:
        assert (answer.status, speaks_oai(answer)) == (422, True)
    assert len(server.asked) == 1
    server, web = serve(http(ERROR, "500 Oops"))
    web.get(server.url).close()
    assert len(server.asked) == QUICK.attempts


def test_other_errors_of_ours_are_answers(serve):
    server, web = serve(http(b"<html>no</html>", "404 Not Found"))
    with web.get(server.url) as answer:
        assert (answer.status, speaks_oai(answer)) == (404, False)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("401 Unauthorized", "refused"),
        ("403 Forbidden", "refused"),
        ("413 Too Large", "too-many-records"),
        ("414 Too Long", "too-many-records"),
    ],
)
def test_what_no_patience_makes_better(serve, status, code):
    server, web = serve(http(b"<html>no</html>", status))
    assert fault_of(web, server.url).code == code
    assert len(server.asked) == 1


CHALLENGES = {
    "header": http(b"x", "403 Forbidden", Cf_Mitigated="challenge"),
    "cloudflare": http(b"<!DOCTYPE html><html><head><title>Just a moment...</title>", "503 Busy"),
    "anubis": http(b"<html><title>Making sure you&#39;re not a bot!</title>"),
    "imunify": http(b"<HTML><title>One moment</title><p>Imunify360 bot-protection", "429 Slow Down"),
    "aws": http(b"", "202 Accepted", X_Amzn_Waf_Action="challenge"),
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_test_for_people_is_seen_once_and_told(serve, name):
    server, web = serve(CHALLENGES[name])
    fault = fault_of(web, server.url)
    assert (fault.code, "User-Agent" in (fault.advice or ""), len(server.asked)) == ("bot-challenge", True, 1)


@pytest.mark.parametrize(
    "body",
    [
        b'<html><title>Katalog</title><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></html>',
        b"<OAI-PMH><dc:title>&lt;html&gt; Just a moment... <html></dc:title></OAI-PMH>",
        b"<p>verify you are human</p>",
    ],
)
def test_other_pages_are_no_test_for_people(serve, body):
    server, web = serve(http(body))
    with web.get(server.url) as answer:
        assert answer.content == body


def test_nothing_secret_is_said(serve, caplog):
    caplog.set_level(logging.DEBUG)
    server, web = serve(http(b"busy", "503 Busy"), http(b"no", "500 Oops"))
    secret = server.url.replace("//", "//user:s3cret@")
    fault = fault_of(web, secret)
    assert "s3cret" not in f"{fault.message} {fault.advice} {fault.__cause__!r} {caplog.text}"
    answer: Answer
    server, web = serve(http(PAGE))
    with web.get(server.url.replace("//", "//user:s3cret@")) as answer:
        assert answer.url == server.url
