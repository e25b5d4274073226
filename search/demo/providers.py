"""Servers on loopback, each in a thread of its own, on a port that the system chooses."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from config.errors import IndukError
from config.i18n import _

HOST = "127.0.0.1"
STARTING = 20.0
"""Seconds that a server may take until it listens."""

LEAVING = 2
"""Seconds that it gives to requests that are still being answered when it is told to end."""


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application as long as the block lasts; gives its address, `http://127.0.0.1:PORT`.

    Raises:
        IndukError: it does not start.
    """
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port = listener.getsockname()[1]
        server = _Server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            if not server.ready.wait(STARTING):
                raise IndukError(
                    _("A server of the demo did not start."), _("Look whether programs may listen on 127.0.0.1.")
                )
            yield f"http://{HOST}:{port}"
        finally:
            server.should_exit = True
            thread.join(STARTING)


def settings(app: Any) -> uvicorn.Config:
    """How every server of the demo runs: quiet, and gone soon after it is told to go."""
    return uvicorn.Config(app, ws="none", log_level="warning", timeout_graceful_shutdown=LEAVING)


class _Server(uvicorn.Server):
    def __init__(self, app: Any) -> None:
        super().__init__(settings(app))
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()
