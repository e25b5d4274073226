"""Sockets: one request after the other, and answers that may be cut, held back, dripped or torn off."""

import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 403: "Forbidden", 503: "Service Unavailable"}


@dataclass
class Ask:
    """A request; what the provider made of it is noted here for its faults: the works shown, the place in the list."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    port: int = 0
    args: dict[str, str] = field(default_factory=dict)
    shown: list[Any] = field(default_factory=list)
    cursor: Any = None
    at: float = field(default_factory=time.monotonic)

    @property
    def verb(self) -> str:
        return self.args.get("verb", "")

    @property
    def cookies(self) -> dict[str, str]:
        parts = (part.strip().partition("=") for part in self.headers.get("cookie", "").split(";"))
        return {name: value for name, _, value in parts if name}


Manner = Callable[["Line", bytes, bytes], None]


@dataclass
class Reply:
    """An answer: `manner` sends it in another way than whole and at once."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    manner: Manner | None = None
    length: bool = True


class Answerer(Protocol):
    """Who gives the answers."""

    def handle(self, ask: Ask) -> Reply: ...


class Line(socketserver.StreamRequestHandler):
    """One connection, kept alive until an answer ends it."""

    timeout = 20
    server: "Wire"

    def handle(self) -> None:
        with suppress(OSError):  # the other side may leave at any time
            if isinstance(self.connection, ssl.SSLSocket):
                self.connection.do_handshake()
            while (ask := self._ask()) is not None and self._answer(ask):
                pass

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def _ask(self) -> Ask | None:
        line = self.rfile.readline(65536).decode("latin-1").split()
        if len(line) < 2:
            return None
        headers: dict[str, str] = {}
        while (row := self.rfile.readline(65536).decode("latin-1").strip()) != "":
            name, _, value = row.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        parts = urlsplit(line[1])
        ask = Ask(line[0], parts.path, parts.query, headers, self.server.server_address[1])
        sent = body.decode() if ask.method == "POST" else ask.query
        for name, value in parse_qsl(sent, keep_blank_values=True):
            ask.args.setdefault(name, value)
        return ask

    def _answer(self, ask: Ask) -> bool:
        reply = self.server.answerer.handle(ask)
        closes = reply.manner is not None or not reply.length
        headers = {"Content-Type": "text/xml; charset=utf-8", **reply.headers}
        if reply.length:
            headers.setdefault("Content-Length", str(len(reply.body)))
        if closes:
            headers["Connection"] = "close"
        head = f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Status')}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value != "")
        (reply.manner or whole)(self, head.encode("latin-1") + b"\r\n", reply.body)
        return not closes


def whole(line: Line, head: bytes, body: bytes) -> None:
    """Everything at once."""
    line.connection.sendall(head + body)


def reset(line: Line, _head: bytes, _body: bytes) -> None:
    """The connection is torn down before a byte was sent."""
    line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.connection.close()


def closed(_line: Line, _head: bytes, _body: bytes) -> None:
    """The connection is closed before a byte was sent."""


def part(share: float) -> Manner:
    """Only so much of the body; the headers promise all of it."""

    def send(line: Line, head: bytes, body: bytes) -> None:
        line.connection.sendall(head + body[: int(len(body) * share)])

    return send


def torn(line: Line, head: bytes, body: bytes) -> None:
    """Half of the body, then the connection is torn down."""
    line.connection.sendall(head + body[: len(body) // 2])
    reset(line, head, body)


def chunked(share: float) -> Manner:
    """In chunks; where only a share of it is sent, the last chunk never comes."""

    def send(line: Line, head: bytes, body: bytes) -> None:
        shown = body[: int(len(body) * share)]
        parts = [shown[at : at + 700] for at in range(0, len(shown), 700)]
        sent = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)
        head = head.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")
        line.connection.sendall(head + sent + (b"0\r\n\r\n" if share == 1 else b""))

    return send


def half_a_head(line: Line, head: bytes, body: bytes) -> None:
    """The first headers, and then nothing any more."""
    line.connection.sendall(head[:40])
    hang(line, head, body)


def hang(line: Line, _head: bytes, _body: bytes) -> None:
    """Not a byte, until the server is closed or the other side has gone."""
    line.connection.settimeout(0.05)
    for _round in range(400):
        if line.server.closing.is_set():
            return
        try:
            if not line.connection.recv(1):
                return
        except TimeoutError:
            continue


def drip(line: Line, head: bytes, body: bytes) -> None:
    """A byte now and then, for ever as it seems."""
    line.connection.sendall(head)
    for at in range(400):
        if line.server.closing.wait(0.05):
            return
        line.connection.sendall(body[at : at + 1])


def slowly(line: Line, head: bytes, body: bytes) -> None:
    """In ten pieces, with a little pause before each."""
    line.connection.sendall(head)
    step = len(body) // 10 + 1
    for at in range(0, len(body), step):
        line.server.closing.wait(0.03)
        line.connection.sendall(body[at : at + step])


class Wire(socketserver.ThreadingTCPServer):
    """A server on loopback at a port of its own."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 32

    def __init__(self, answerer: Answerer, secure: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.answerer = answerer
        self.closing = threading.Event()
        self.secure = secure

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self.secure:
            connection = self.secure.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not self.closing.is_set():
            super().handle_error(request, client_address)


@contextmanager
def serving(answerer: Answerer, secure: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server that gives these answers until the block ends."""
    server = Wire(answerer, secure)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if secure else ''}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
