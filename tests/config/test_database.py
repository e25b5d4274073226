"""The store: migrations that equal the tables, durable transactions, errors that a person can act on."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import harvester.tables
import indexer.tables  # noqa: F401  (declares its tables)
import search.staff.tables  # noqa: F401
from config import locks
from config.database import HEAD, MIGRATIONS, NEW, Database, metadata, upsert
from config.errors import ConfigError, Locked, StoreError
from config.migrations.snapshot import statements


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    yield database
    database.close()


def test_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_new_store_is_what_the_migrations_make(database: Database, tmp_path: Path) -> None:
    migrated = Database(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    migrated.upgrade()
    assert statements(migrated) == statements(database) == NEW.read_text(encoding="utf-8")
    migrated.close()


def test_head_is_the_newest_migration() -> None:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(settings).get_current_head() == HEAD


def test_a_second_opening_changes_nothing(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        connection.execute(upsert(connection, harvester.tables.raw_change).values(record_id=7))
    again = Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    with again.read() as connection:
        assert connection.execute(sa.select(harvester.tables.raw_change.c.record_id)).scalars().all() == [7]
    again.close()


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as connection:
        connection.execute(upsert(connection, harvester.tables.raw_change).values(record_id=7))
        raise RuntimeError
    with database.read() as connection:
        assert connection.execute(sa.select(harvester.tables.raw_change)).all() == []


def test_a_store_of_a_newer_program_is_refused(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer Induk"):
        Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")


def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "induk.sqlite").write_bytes(b"PK\x03\x04 not a database, but long enough to be looked at" * 40)
    with pytest.raises(StoreError) as caught:
        Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    assert caught.value.advice


def test_a_full_disk_is_said_in_one_sentence(database: Database) -> None:
    with pytest.raises(StoreError, match="disk is full") as caught, database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(100_000):
            connection.execute(upsert(connection, harvester.tables.raw_change).values(record_id=number))
    assert caught.value.exit_code == 1


def test_a_store_held_by_another_program_is_locked(database: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "induk.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database.close()
    impatient = sa.create_engine(database.url, connect_args={"timeout": 0.05})
    database.engine = impatient
    sa.event.listen(impatient, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with pytest.raises(Locked), database.write():
        pass
    other.close()


def test_an_address_that_is_none_is_an_error_of_configuration() -> None:
    with pytest.raises(ConfigError):
        Database("not an address")
    with pytest.raises(ConfigError):
        Database("mysql+nothing://x")


def test_a_lock_excludes_and_dies_with_its_process(database: Database, tmp_path: Path) -> None:
    code = (
        "import sys, fcntl, os, signal\n"
        f"file = open({str(tmp_path / 'locks' / 'index')!r}, 'a+')\n"
        "fcntl.flock(file, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with locks.hold(database, tmp_path, "index"):
        pass
    holder = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin and holder.stdout
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Locked) as caught, locks.hold(database, tmp_path, "index"):
            pass
        assert caught.value.exit_code == 75
        with locks.hold(database, tmp_path, "source-other"):
            pass
    finally:
        holder.kill()
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()
    with locks.hold(database, tmp_path, "index"):
        pass
