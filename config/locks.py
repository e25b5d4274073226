"""One writer at a time, by a lock that a crash cannot leave behind.

With SQLite: `flock` on a file in the data folder, which the kernel drops with the process. With PostgreSQL: an advisory
lock of a connection, which the server drops with it, so that two machines exclude each other too.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from config.database import Database
from config.errors import Locked
from config.i18n import _


@contextmanager
def hold(database: Database, folder: Path, name: str) -> Iterator[None]:
    """Hold the lock `name` (`index`, `source-uinsu`) for the `with` block.

    Raises:
        Locked: another process holds it.
    """
    with _file_lock(folder, name) if database.is_sqlite else _advisory_lock(database, name):
        yield


def is_free(database: Database, folder: Path, name: str) -> bool:
    """Whether nobody holds the lock `name` at this moment."""
    try:
        with hold(database, folder, name):
            return True
    except Locked:
        return False


def _refuse(name: str, owner: str = "") -> Locked:
    return Locked(
        _("Another run is at work on `{name}`{owner}.", name=name, owner=owner),
        _("Wait until it is done; `induk runs` shows what is going on."),
    )


@contextmanager
def _file_lock(folder: Path, name: str) -> Iterator[None]:
    (folder / "locks").mkdir(parents=True, exist_ok=True)
    with (folder / "locks" / name).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            pid = file.read().strip()
            raise _refuse(name, f" (pid {pid})" if pid else "") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def _advisory_lock(database: Database, name: str) -> Iterator[None]:
    number = int.from_bytes(hashlib.sha256(f"induk:{name}".encode()).digest()[:8], "big", signed=True)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(number))).scalar():
            raise _refuse(name)
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(number)))
