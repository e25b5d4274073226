"""Several processes on one port: each serves, one watches. What was opened before they part is theirs together.

The parent listens and opens the index, then forks; what the index maps into memory is there once for all. A worker that
ends is replaced. On SIGTERM or SIGINT the workers finish what they are at, and the parent ends after them; if the
parent dies, they end by themselves.
"""

import multiprocessing as mp
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from types import FrameType

import uvicorn
from fastapi import FastAPI

from config import logs
from config.database import Database
from config.errors import IndukError
from config.i18n import _
from config.model import Consortium
from indexer.engines import open_engine
from search.app import create_app
from search.server import BACKLOG, FINISH, announce, settings, settle
from search.service import Catalogue

log = logs.get("serve")

SHORT = 2.0
"""Seconds: a worker that did not live so long failed to start."""

FAILURES = 3
"""So many in a row that failed to start, and there is no use in trying on."""

_FORK = mp.get_context("fork")
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def run(consortium: Consortium, listener: socket.socket, number: int) -> None:
    """Serve with so many workers until a signal stops them.

    Raises:
        ConfigError, StoreError: the store cannot be opened.
        IndukError: workers end as soon as they begin.
    """
    engine = open_engine(consortium)
    database = Database.open(consortium.database_url)
    try:
        announce(Catalogue(consortium, database, engine), listener)
    finally:
        database.close()  # connections do not live through a fork
    forks = engine.forks
    if not forks:
        engine.close()

    def application() -> FastAPI:
        return create_app(
            consortium, Database.open(consortium.database_url), engine if forks else open_engine(consortium)
        )

    Workers(application, listener, number).run()


class Workers:
    """The parent: it starts workers, replaces those that end, and stops all of them."""

    def __init__(self, make: Callable[[], FastAPI], listener: socket.socket, number: int) -> None:
        self._make, self._listener, self._number = make, listener, number
        self._running: dict[mp.process.BaseProcess, float] = {}
        self._stopping = False
        self._failed = 0
        self._told, self._tell = _FORK.Pipe(duplex=False)
        self._alive, self._held = os.pipe()

    def run(self) -> None:
        """Serve until a signal comes, or until workers fail again and again."""
        before = {number: signal.signal(number, self._stop) for number in _SIGNALS}
        try:
            while not self._stopping and self._failed < FAILURES:
                while len(self._running) < self._number:
                    self._start()
                wait([self._told, *(one.sentinel for one in self._running)])
                self._bury()
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)
        if not self._stopping:
            raise IndukError(
                _("The processes that serve end as soon as they begin."),
                _("Look at the messages above; `induk serve` without --workers says more."),
                code="workers-fail",
            )

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self._stopping:
            self._stopping = True
            self._tell.send(None)

    def _start(self) -> None:
        """One more worker; a signal meanwhile waits until the new process knows what to do with it."""
        process = _FORK.Process(target=self._work, name="induk-worker")
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        self._running[process] = time.monotonic()

    def _bury(self) -> None:
        """Forget the workers that ended; they are replaced."""
        for process in [one for one in self._running if not one.is_alive()]:
            lived = time.monotonic() - self._running.pop(process)
            self._failed = self._failed + 1 if lived < SHORT else 0
            if not self._stopping:
                log.warning("worker-ended", pid=process.pid, code=process.exitcode)
            process.close()

    def _end(self) -> None:
        for process in self._running:
            process.terminate()
        until = time.monotonic() + FINISH + 1
        for process in self._running:
            process.join(max(0.0, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()

    def _work(self) -> None:
        """What a worker does, in its own process."""
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        os.close(self._held)
        threading.Thread(target=_end_with_parent, args=(self._alive,), daemon=True).start()
        config = settings(self._make())
        config.backlog = 1
        settle()
        _Server(config).run(sockets=[self._listener])


class _Server(uvicorn.Server):
    """Takes one connection at a time, so that each goes to a worker that has time; as many as before may wait."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets=sockets)
        for listener in sockets or ():
            listener.listen(BACKLOG)


def _end_with_parent(alive: int) -> None:
    """End this process once the parent, which holds the other end of the pipe, is gone."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)
