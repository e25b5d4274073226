"""The store: SQLite in WAL mode by default, PostgreSQL by one line of configuration; SQLAlchemy Core, no ORM.

Tables are declared by the rooms that own them, on the one `metadata` here; `migrations/` brings a store up to date.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import make_url

from config.errors import ConfigError, Locked, StoreError
from config.i18n import _

HEAD = "0005"
"""The newest migration: a store that bears this mark needs no look at alembic (a test keeps the two equal)."""

FRUGAL_KB, ROOMY_KB = 4096, 65536
"""Memory for pages of a SQLite store, for each connection."""

MIGRATIONS = Path(__file__).parent / "migrations"

NEW = MIGRATIONS / "new.sql"
"""What makes a new SQLite store; `make schema` writes it."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Database:
    """Connections to one store. Safe to share between threads; not across a fork."""

    def __init__(self, url: str) -> None:
        self._cache_kb = FRUGAL_KB
        try:
            self.url = make_url(url)
            if self.url.get_backend_name() == "sqlite" and self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine = sa.create_engine(self.url, **_options(self.url))
        except (sa.exc.ArgumentError, ImportError) as error:
            raise ConfigError(
                _("The database address cannot be used: {error}.", error=error),
                _("Write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME."),
            ) from error
        except OSError as error:
            raise StoreError(
                _("The data folder cannot be made: {error}.", error=error),
                _("Look at the permissions and the free space of the disk."),
            ) from error
        if self.is_sqlite:
            sa.event.listen(self.engine, "connect", self._prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)
            self.snapshots = self.engine
        else:  # by default each statement would see another state
            self.snapshots = self.engine.execution_options(isolation_level="REPEATABLE READ")

    @classmethod
    def open(cls, url: str) -> "Database":
        """The store at `url`, made if there is none, brought up to date if it is older than the program.

        Raises:
            ConfigError: the address cannot be used.
            StoreError: the store cannot be opened, or belongs to a newer program.
        """
        database = cls(url)
        try:
            database.migrate()
        except BaseException:
            database.close()
            raise
        return database

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite, whose one writer at a time is the reason for a few special cases."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the store and writes nothing."""
        with explained(), self.snapshots.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction: all that was written inside is there afterwards, or nothing of it."""
        with explained(), self.engine.connect() as connection:
            connection = connection.execution_options(induk_writes=True)
            with connection.begin():
                yield connection

    def migrate(self) -> None:
        """Bring the tables up to the newest version."""
        with self.read() as connection:
            found = _mark(connection)
        if found is None and self.is_sqlite:
            with self.write() as connection:
                if _is_blank(connection):
                    _make_new(connection)
                    return
        if found != HEAD:
            self.upgrade()

    def upgrade(self) -> None:
        """Run the migrations that are missing; `migrate` decides whether they are.

        Raises:
            StoreError: the store belongs to a newer program.
        """
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        settings = Config()
        settings.set_main_option("script_location", str(MIGRATIONS))
        settings.attributes["engine"] = self.engine
        try:
            with explained():
                command.upgrade(settings, "head")
        except CommandError as error:
            raise StoreError(
                _("The store at {url} was made by a newer Induk.", url=self.url.render_as_string()),
                _("Install the newer version again, or restore the backup of before."),
            ) from error

    def be_roomy(self) -> None:
        """Keep more of the store in memory from now on: for work that goes to and fro in all of it."""
        if self.is_sqlite and self._cache_kb != ROOMY_KB:
            self._cache_kb = ROOMY_KB
            self.engine.dispose()

    def _prepare_sqlite(self, connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cache = f"cache_size=-{self._cache_kb}"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", cache):
            connection.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def upsert(store: sa.Connection | str, table: sa.Table) -> Any:
    """An INSERT that knows ON CONFLICT, in the dialect of the store: of this connection, or of this name."""
    dialect = store if isinstance(store, str) else store.dialect.name
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as into_postgresql

        return into_postgresql(table)
    return sqlite_dialect.insert(table)


def bulk_insert(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows that have the same keys, without what an ordinary statement costs for each of them."""
    columns = tuple(rows[0])
    statement = _insert(table, columns, connection.dialect)
    statement.run(connection, [tuple([row[name] for name in statement.names]) for row in rows])


@cache
def _insert(table: sa.Table, columns: tuple[str, ...], dialect: sa.Dialect) -> "Compiled":
    return Compiled(sa.insert(table).values({name: sa.bindparam(name) for name in columns}), dialect)


class Compiled:
    """A statement that is run very often, made for one dialect once: to make one takes longer than to run it.

    Its values pass by what SQLAlchemy does with types: they have to be as the driver takes and gives them.

    Attributes:
        names: of its parameters, in their order.
    """

    def __init__(self, statement: sa.Executable, dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.positional: bool = compiled.positional
        self.names = tuple(compiled.positiontup or compiled.params)
        self._text = str(compiled)

    def run(self, connection: sa.Connection, values: Any) -> Any:
        """Run it with a tuple of values in the order of `names`, or with a list of such tuples."""
        if not self.positional:
            values = list(map(self._named, values)) if isinstance(values, list) else self._named(values)
        return connection.exec_driver_sql(self._text, values)

    def _named(self, values: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip(self.names, values, strict=True))


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the database driver says into an error that a person can act on."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        said = str(error.orig)
        if "locked" in said or "could not obtain lock" in said:
            raise Locked(
                _("The store is busy: another program holds it."),
                _("Wait until it is done; `induk runs` shows what is going on."),
            ) from error
        if "full" in said or "No space left" in said:
            raise StoreError(
                _("The disk is full; nothing of this step was written."), _("Make room and start again.")
            ) from error
        raise StoreError(
            _("The store cannot be used: {error}.", error=said.strip().rstrip(".")),
            _("Look at the folder's permissions and the disk, or at the database address in induk.yaml."),
        ) from error
    except OSError as error:
        import errno

        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreError(
                _("The disk is full; nothing of this step was written."), _("Make room and start again.")
            ) from error
        raise


def _options(url: sa.URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": 60, "check_same_thread": False}}
    return {"pool_pre_ping": True, "max_overflow": 70, "connect_args": {"connect_timeout": 10}}


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("induk_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_blank(connection: sa.Connection) -> bool:
    return connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0


def _make_new(connection: sa.Connection) -> None:
    """All tables at once, as the migrations make them (a test compares): alembic is large and slow for that."""
    for statement in NEW.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def _mark(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
