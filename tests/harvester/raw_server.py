"""A server on loopback that says exactly what it is told to say, byte by byte: http.server is too polite for that."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable

Reply = bytes | Callable[["RawServer", socket.socket], None]


class RawServer:
    """Answers the n-th request with the n-th reply, and every later one with the last.

    A reply without a length closes the connection, as do all that are callables.
    """

    def __init__(self, *replies: Reply, tls: ssl.SSLContext | None = None) -> None:
        self.replies = replies
        self.asked: list[str] = []
        self.connections = 0
        self.over = threading.Event()
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.base = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self.url = f"{self.base}/oai?verb=Identify"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def paths(self) -> list[str]:
        return [request.split(" ")[1] for request in self.asked]

    def header(self, number: int, name: str) -> str | None:
        lines = self.asked[number].split("\r\n")[1:]
        found = [line.partition(": ")[2] for line in lines if line.lower().startswith(name.lower() + ":")]
        return found[0] if found else None

    def _accept(self) -> None:
        while True:
            try:
                connection, _where = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)
            self.connections += 1
        with contextlib.suppress(OSError), connection:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                while (request := self._read(connection)) and not self.over.is_set():
                    with self._lock:
                        self.asked.append(request)
                        reply = self.replies[min(len(self.asked), len(self.replies)) - 1]
                    if callable(reply):
                        reply(self, connection)
                        return
                    connection.sendall(reply)
                    if b"Content-Length" not in reply and b"\r\n0\r\n\r\n" not in reply:
                        return

    def _read(self, connection: socket.socket) -> str:
        found = b""
        while not found.endswith(b"\r\n\r\n"):
            piece = connection.recv(1)
            if not piece:
                return ""
            found += piece
        return found.decode("latin-1")

    def close(self) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)


def http(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; `Content_Length` may lie."""
    said = {"Content-Length": str(len(body)), **{key.replace("_", "-"): value for key, value in headers.items()}}
    head = "".join(f"{key}: {value}\r\n" for key, value in said.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body


def to(location: str, status: str = "302 Found", **headers: str) -> bytes:
    """A redirect."""
    return http(b"elsewhere", status, Location=location, **headers)


def drip(start: bytes, every: float = 0.02) -> Callable[[RawServer, socket.socket], None]:
    """`start`, then a byte now and then, for ever."""

    def reply(server: RawServer, connection: socket.socket) -> None:
        connection.sendall(start)
        while not server.over.wait(every):
            connection.sendall(b"x")

    return reply


def hang(start: bytes = b"") -> Callable[[RawServer, socket.socket], None]:
    """`start`, then nothing."""

    def reply(server: RawServer, connection: socket.socket) -> None:
        connection.sendall(start)
        server.over.wait(20)

    return reply


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """An answer in chunks."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body + end
