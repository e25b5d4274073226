"""How long we wait, how often we ask again, and how soon we stop."""

import email.utils
import socket
import threading
import time
from datetime import timedelta

import pytest
from raw_server import RawServer, drip, hang, http

from config.clock import now
from config.model import OaiPmhSource
from harvester.faults import Fault
from harvester.grace import Overdue, wait_for
from harvester.hosts import IN_VAIN, Hosts
from harvester.manners import of_source
from harvester.web import USUAL, Manners, Web

PAGE = b"<OAI-PMH>x</OAI-PMH>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"
QUICK = Manners(idle=5, whole=20, backoff=0.01, longest_wait=0.05)
SHORT = Manners(connect=1, first_byte=0.15, idle=0.15, whole=0.3, backoff=0.01, longest_wait=0.05)


def closed(_server: RawServer, _connection: socket.socket) -> None:
    """No answer at all."""


class Waits(threading.Event):
    """A stop that is never set and notes how long it was waited for, without waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.append(timeout or 0)
        return self.is_set()


@pytest.fixture
def serve():
    """A server of these replies, and a session that asks it; at the end no request is still under way."""
    made: list[RawServer | Web] = []

    def open_(*replies, manners=QUICK, **more):
        server, web = RawServer(*replies), Web(manners=manners, **more)
        made.extend((web, server))
        return server, web

    before = threading.active_count()
    yield open_
    for each in made:
        each.close()
    ends = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < ends:
        time.sleep(0.01)
    assert threading.active_count() <= before


def fault_of(web: Web, url: str, **more) -> Fault:
    with pytest.raises(Fault) as caught:
        web.get(url, **more)
    return caught.value


SLOW = {
    "no byte": (hang(), "did not answer"),
    "half a header": (hang(b"HTTP/1.1 200 OK\r\nContent-"), "did not answer"),
    "headers that drip": (drip(b"HTTP/1.1 200 OK\r\nX-Long: "), "did not answer"),
    "a body that stops": (hang(HEAD + b"<OAI"), "did not end"),
    "a body that drips": (drip(HEAD), "did not end"),
    "a body without length that drips": (drip(b"HTTP/1.1 200 OK\r\n\r\n"), "did not end"),
    "chunks that drip": (drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n999\r\n"), "did not end"),
}


@pytest.mark.parametrize("name", SLOW)
def test_every_slowness_ends(serve, name):
    reply, said = SLOW[name]
    server, web = serve(reply, manners=SHORT)
    fault = fault_of(web, server.url)
    assert (fault.code, said in fault.message, len(server.asked)) == ("timeout", True, 2)


def test_slow_but_alive_is_waited_for(serve):
    def alive(_server, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for at in range(len(PAGE)):
            time.sleep(0.01)
            connection.sendall(PAGE[at : at + 1])

    server, web = serve(alive, manners=Manners(idle=5, whole=20))
    with web.get(server.url) as answer:
        assert answer.content == PAGE


def test_headers_may_take_longer_than_a_piece(serve):
    def late(server, connection):
        server.over.wait(0.3)
        connection.sendall(http(PAGE))

    server, web = serve(late, manners=Manners(first_byte=20, idle=0.05))
    web.get(server.url).close()
    assert len(server.asked) == 1


def test_a_connection_that_never_stands_ends():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        where = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:  # nobody takes them: the next finds no room
            one.setblocking(False)
            one.connect_ex(where)
        web = Web(manners=Manners(connect=0.1, backoff=0.01))
        assert fault_of(web, f"http://127.0.0.1:{where[1]}/").code == "timeout"
        assert web.requests == 2
        web.close()
        for one in waiting:
            one.close()


def test_a_member_that_never_answered_gets_a_short_limit_and_two_attempts(serve):
    limits = Manners(first_contact=0.1, idle=30)
    assert (limits.headers_within(known=False), limits.headers_within(known=True)) == (0.1, 30)
    assert Manners(idle=0.05).headers_within(known=False) == 0.05
    server, web = serve(hang(), manners=Manners(first_contact=0.1, backoff=0.01))
    assert (fault_of(web, server.url).code, len(server.asked)) == ("timeout", 2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    down = Web(manners=QUICK)
    assert (fault_of(down, nobody).code, down.requests) == ("unreachable", 2)
    down.close()


def test_a_member_that_answered_is_asked_again_unless_it_was_slow(serve):
    server, web = serve(http(PAGE), closed, closed, closed, http(PAGE), hang(), manners=Manners(idle=0.4, backoff=0.01))
    web.get(server.url).close()
    web.get(server.url).close()
    assert len(server.asked) == 5
    assert (fault_of(web, server.url).code, len(server.asked)) == ("timeout", 7)


def test_the_caller_may_allow_one_attempt_only(serve):
    server, web = serve(http(b"oops", "500 Oops"), http(PAGE))
    assert fault_of(web, server.url, attempts=1).code == "http-error"
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", ["408 Slow", "425 Early", "429 Many", "500 Oops", "502 Bad", "503 Busy", "504 Late"])
def test_what_passes_is_asked_again(serve, status):
    server, web = serve(http(b"oops", status), http(b"oops", status), http(PAGE))
    with web.get(server.url) as answer:
        assert answer.content == PAGE
    assert len(server.asked) == 3


def test_retry_after_is_obeyed_in_both_forms_up_to_a_limit(serve):
    date = email.utils.format_datetime(now() + timedelta(seconds=90), usegmt=True)
    for told, least, most in (("7", 7, 7), (date, 80, 90), ("99999", 300, 300), ("0", 0.8, 1.2), ("soon", 0.8, 1.2)):
        stop = Waits()
        server, web = serve(http(b"busy", "503 Busy", Retry_After=told), http(PAGE), manners=USUAL, stop=stop)
        web.get(server.url).close()
        assert least <= stop.asked[0] <= most, told


def test_without_retry_after_waits_grow_and_stay_bounded(serve):
    stop = Waits()
    manners = Manners(attempts=6, longest_wait=10)
    server, web = serve(http(b"busy", "502 Bad", Retry_After="0"), manners=manners, stop=stop)
    assert fault_of(web, server.url).code == "http-error"
    bounds = [(0.8, 1.2), (1.6, 2.4), (3.2, 4.8), (6.4, 9.6), (10, 10)]
    assert [low <= wait <= high for wait, (low, high) in zip(stop.asked, bounds, strict=True)] == [True] * 5


def test_busy_hosts_are_asked_less_often(serve):
    hosts = Hosts(lambda: 0.0)
    server, web = serve(http(b"busy", "503 Busy"), http(PAGE), manners=USUAL, stop=Waits(), hosts=hosts, pause=3)
    web.get(server.url).close()
    host = f"127.0.0.1:{server.port}"
    assert (hosts.turn(host, 3), hosts.turn(host, 3)) == (9, 13.5)


def test_a_host_asked_in_vain_is_left_alone(serve):
    server, web = serve(http(PAGE), closed)
    web.get(server.url).close()
    for _ in range(3):
        fault_of(web, server.url, attempts=1)
    asked = len(server.asked)
    fault = fault_of(web, server.url)
    assert (fault.code, len(server.asked)) == ("unreachable", asked)


def test_many_failures_in_a_row_are_enough(serve):
    server, web = serve(http(b"oops", "500 Oops"))
    for _ in range(IN_VAIN["failing"] + 2):
        assert fault_of(web, server.url, attempts=1).code == "http-error"
    assert len(server.asked) == IN_VAIN["failing"]


def test_the_time_spent_waiting_is_counted(serve):
    hosts = Hosts(lambda: 0.0)
    server, web = serve(http(PAGE), http(b"busy", "503 Busy"), http(PAGE), pause=0.05, hosts=hosts)
    for _ in range(2):
        web.get(server.url).close()
    assert (web.requests, web.received, web.waited >= 0.05) == (3, 2 * len(PAGE) + 4, True)


def test_stopping_cuts_a_request_off(serve, monkeypatch):
    monkeypatch.setattr("harvester.grace.GRACE", 0.05)
    stop = threading.Event()
    server, web = serve(lambda s, _c: (stop.set(), s.over.wait(20)), manners=USUAL, stop=stop)
    began = time.monotonic()
    assert fault_of(web, server.url).code == "interrupted"
    assert time.monotonic() - began < 5
    assert fault_of(web, server.url).code == "interrupted"
    assert web.requests == 1


def test_stopping_ends_a_wait(serve):
    stop = threading.Event()

    def busy(_server, connection):
        connection.sendall(http(b"busy", "503 Busy", Retry_After="100"))
        threading.Timer(0.05, stop.set).start()

    server, web = serve(busy, manners=USUAL, stop=stop)
    began = time.monotonic()
    assert fault_of(web, server.url).code == "interrupted"
    assert (time.monotonic() - began < 5, web.requests) == (True, 1)


def test_what_comes_too_late_is_given_back():
    go, dropped, gone = threading.Event(), [], threading.Event()

    def late() -> str:
        go.wait(5)
        return "late"

    with pytest.raises(Overdue):
        wait_for(late, threading.Event(), left=lambda: 0, drop=lambda found: (dropped.append(found), gone.set()))
    go.set()
    assert gone.wait(5)
    assert dropped == ["late"]


def test_a_source_may_have_limits_of_its_own():
    source = OaiPmhSource.model_validate(
        {"id": "a", "type": "oai-pmh", "url": "http://x.org/", "timeout": {"first_byte": 200, "whole": 5}}
    )
    limits = of_source(source, USUAL)
    assert (limits.connect, limits.first_byte, limits.idle, limits.whole) == (15, 200, 60, 5)
    assert limits.headers_within(known=False) == 200
