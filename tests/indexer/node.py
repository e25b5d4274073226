"""A server on loopback that answers as a node of a cluster is told to, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, dict[str, str], Any]


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    authorization: str | None
    body: bytes


@dataclass
class Standin:
    """The server: its address, what it was asked, and the answers still to be given, the last one for ever."""

    url: str
    replies: list[Reply]
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def standin(*replies: Reply, handle: Callable[[Asked], Reply] | None = None) -> Iterator[Standin]:
    """A server for the block; `handle` instead of `replies` makes an answer from a request."""
    node = Standin("", list(replies))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path, self.headers.get("Authorization"), body)
            node.asked.append(asked)
            if handle:
                status, headers, content = handle(asked)
            else:
                status, headers, content = node.replies.pop(0) if len(node.replies) > 1 else node.replies[0]
            data = json.dumps(content).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        node.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield node
        finally:
            server.shutdown()
            thread.join()
