"""Serving the application with uvicorn, on a socket that is ours before anything else is started."""

import errno
import gc
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import click
import uvicorn
from fastapi import FastAPI

from config.errors import IndukError
from config.i18n import _
from search.service import Catalogue

BACKLOG = 2048

FINISH = 10
"""Seconds that requests have to come to an end when the server is stopped."""


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket at `host` and `port`, closed at the end of the `with` block.

    Raises:
        IndukError: there is no such address, or the port is taken or reserved.
    """
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise _refused(host, port, error) from error
    with listener:
        yield listener


def address_of(listener: socket.socket) -> str:
    """Where a browser finds a listening socket."""
    host, port = listener.getsockname()[:2]
    name = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{name}:{port}/"


def settle() -> None:
    """Put what is there before the first request out of the garbage collector's sight: it lives as long as the process,
    and to go through all of it costs a request many times what it takes.
    """
    gc.collect()
    gc.freeze()


def announce(catalogue: Catalogue, listener: socket.socket) -> None:
    """Say on stderr where it is served, and what is missing if there is nothing to search yet."""
    click.echo(_("Serving at {address} (Ctrl+C stops).", address=address_of(listener)), err=True)
    try:
        catalogue.ready()
    except IndukError as error:
        click.echo(str(error), err=True)


def settings(application: FastAPI) -> uvicorn.Config:
    """How the application is served. Addresses are not logged: they hold what people search for."""
    return uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=_proxies(application),
        backlog=BACKLOG,
        timeout_graceful_shutdown=FINISH,
    )


def _proxies(application: FastAPI) -> list[str]:
    """Who is believed when it says for whom it asks; nobody, where the application is not a catalogue's."""
    consortium = getattr(application.state, "consortium", None)
    return list(consortium.serve.proxies) if consortium else []


def run(application: FastAPI, listener: socket.socket) -> None:
    """Serve until a signal stops it, and finish what was begun."""
    announce(application.state.catalogue, listener)
    settle()
    try:
        uvicorn.Server(settings(application)).run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn has closed everything and hands the signal on
        return


def _refused(host: str, port: int, error: OSError) -> IndukError:
    if error.errno == errno.EADDRINUSE:
        return IndukError(
            _("Port {port} at {host} is taken by another program.", port=port, host=host),
            _("Choose another with --port, or stop the other program."),
            code="port-busy",
        )
    if error.errno == errno.EACCES:
        return IndukError(
            _("Port {port} may not be used by this user.", port=port),
            _("Choose a port above 1023 with --port."),
            code="port-reserved",
        )
    return IndukError(
        _("Nothing can listen at {host}: {problem}.", host=host, problem=error.strerror or error),
        _("Give an address of this machine with --host."),
        code="bad-address",
    )
