"""The same night on PostgreSQL: tables, locks, harvest, merge and search on a real server of our own."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
import yaml
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import induk
from config import cli, loader, locks
from config.database import Database, metadata
from config.errors import Locked
from harvester import store as raw_store
from harvester.before import queue
from harvester.runner import harvest
from harvester.tables import raw_record
from harvester.undo import undo
from indexer import intake, matching, pipeline, queues
from indexer.dedup import judgement, traits
from indexer.engines import open_engine
from indexer.reader import Reader
from indexer.record import BibRecord
from indexer.tables import bib_change, bib_record, edge, match_record
from search.staff import attempts, journal, judging, sessions

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
psycopg = pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not BINARIES, reason="no PostgreSQL server is installed"),
]


def as_owner(folder: Path) -> list[str]:
    """PostgreSQL does not run as root: become its own user, if we are root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["runuser", "-u", "postgres", "--"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server that listens on a socket in a folder of its own, for this module only."""
    folder = Path(tempfile.mkdtemp(prefix="induk-pg-"))
    prefix = as_owner(folder)
    binaries = BINARIES[-1].parent
    environment = {**os.environ, "LC_ALL": "C"}
    subprocess.run(
        [
            *prefix,
            str(binaries / "initdb"),
            "-D",
            str(folder / "data"),
            "-A",
            "trust",
            "-U",
            "induk",
            "-E",
            "UTF8",
            "-N",
        ],
        check=True,
        capture_output=True,
        cwd="/",
        env=environment,
    )
    server = subprocess.Popen(
        [*prefix, str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses="],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment,
        start_new_session=True,
    )
    try:
        for _attempt in range(150):
            try:
                psycopg.connect(f"host={folder} user=induk dbname=postgres").close()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield f"postgresql+psycopg://induk@/postgres?host={folder}"
    finally:
        os.killpg(server.pid, signal.SIGINT)  # fast shutdown
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def test_migrations_make_exactly_the_declared_tables(url: str) -> None:
    database = Database.open(url)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_a_lock_excludes_another_machine(url: str, tmp_path: Path) -> None:
    here, there = Database(url), Database(url)
    with locks.hold(here, tmp_path, "index"):
        with pytest.raises(Locked), locks.hold(there, tmp_path / "elsewhere", "index"):
            pass
        with locks.hold(there, tmp_path, "source-a"):
            pass
    with locks.hold(there, tmp_path, "index"):
        pass
    here.close()
    there.close()


@pytest.fixture
def opened(url: str) -> Iterator[Database]:
    """The store, empty before and afterwards."""
    database = Database.open(url)
    try:
        empty(database)
        yield database
    finally:
        empty(database)
        database.close()


def empty(database: Database) -> None:
    with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(table))


def test_a_reader_sees_one_state(opened: Database) -> None:
    waiting = sa.select(sa.func.count()).select_from(bib_change)
    with opened.read() as reader:
        assert reader.execute(waiting).scalar_one() == 0
        with opened.write() as connection:
            queues.put(connection, bib_change, (1, 2))
        assert reader.execute(waiting).scalar_one() == 0


def test_what_staff_do_is_logged_and_taken_back(opened: Database) -> None:
    session = sessions.begin("rina", 0)
    with opened.write() as connection:
        for number in (1, 2):
            record = BibRecord(id=f"s:{number}", source="s", member="s", title="Buku")
            row = {"record_id": number, "id": record.id, "source": "s", "member": "s", "first_seen": ""}
            connection.execute(sa.insert(bib_record).values(row | {"data": msgspec.json.encode(record)}))
        line = judging.judge(connection, session, "same", "s:2", "s:1", "a note")
        judging.take_back(connection, session, line)
        for _attempt in range(attempts.MANY):
            attempts.failed(connection, "client")
    with opened.read() as connection:
        assert judgement.all_of(connection) == []
        entries, total = journal.page(connection, 0, 50)
        assert [entry.action for entry in entries] == ["take-back", "judge"] and total == 2
        assert attempts.must_wait(connection, "client") > 0 == attempts.must_wait(connection, "another")
        assert not journal.ended(connection, session)


def side_by_side(database: Database, first: sa.Connection, second: Callable[[], None]) -> None:
    """Let `second` run until it is done or waits for the open transaction of `first`, then commit that."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(second)
        waits = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        while not running.done():
            with database.read() as connection:
                if connection.execute(waits).scalar_one():
                    break
        first.commit()
        running.result(timeout=30)


def test_a_record_that_changes_while_it_is_indexed_is_indexed_again(opened: Database) -> None:
    row = {
        "source": "s", "identifier": "1", "member": "s", "format": "csv", "deleted": False, "sets": "[]",
        "sha256": "old", "payload": b"", "first_seen": "", "changed": "", "confirmed": "", "sweep": 1,
        "created_run": 1, "changed_run": 1,
    }  # fmt: skip
    with opened.write() as connection:
        connection.execute(sa.insert(raw_record).values(row))
        queue(connection, raw_record.c.source == "s")
    seen = []

    def index() -> None:
        with opened.write() as connection:
            changes = raw_store.changes(connection)
            seen.extend(raw.sha256 for _record_id, raw in changes if raw)
            raw_store.take(connection, [record_id for record_id, _raw in changes])

    with opened.engine.connect() as harvest:
        queue(harvest, raw_record.c.source == "s")
        harvest.execute(sa.update(raw_record).values(sha256="new"))
        side_by_side(opened, harvest, index)
    index()
    assert seen[-1] == "new"


def test_a_judgement_that_is_given_while_records_are_matched_is_not_overlooked(opened: Database) -> None:
    records = [BibRecord(id=f"s:{i}", source="s", member="s", title="Bumi manusia") for i in (1, 2)]
    with opened.write() as connection:
        for number, record in enumerate(records, 1):
            row = {"record_id": number, "id": record.id, "source": "s", "member": "s", "first_seen": ""}
            connection.execute(sa.insert(bib_record).values(row | {"data": intake.encode(record)}))
            seen = {"record_id": number, "position": 0, "keys": b"", "traits": traits.pack(traits.of(record))}
            connection.execute(sa.insert(match_record).values(seen))
        queues.put(connection, bib_change, (1, 2))

    def match() -> None:
        with opened.write() as connection:
            matching.match(connection, Reader(), 10)

    with opened.engine.connect() as person:
        judgement.remember(person, "different", "s:1", "s:2")
        side_by_side(opened, person, match)
    match()
    with opened.write() as connection:
        assert connection.execute(sa.select(edge.c.verdict)).scalars().all() == ["different"]


def test_a_night_and_the_next(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text(
        "id,title,author,publisher,year,isbn\n"
        "1,Pengantar ilmu perpustakaan,Sulistyo-Basuki,Gramedia,1991,979-403-121-4\n"
        "2,Bumi manusia,Pramoedya Ananta Toer,Hasta Mitra,1980,\n"
    )
    (tmp_path / "b.csv").write_text(
        "id,title,author,publisher,year,isbn\n"
        "9,PENGANTAR ILMU PERPUSTAKAAN,Sulistyo-Basuki,Gramedia Pustaka Utama,1991,\n"
    )
    configuration = {
        "consortium": {"name": "Dua", "languages": ["en"]},
        "database": url,
        "members": [
            {
                "id": name,
                "name": name,
                "sources": [
                    {
                        "type": "file",
                        "path": f"{name}.csv",
                        "format": "csv",
                        "complete": True,
                        "drop_limit": 1.0,
                        "columns": {
                            "identifier": "id",
                            "title": "title",
                            "creators": "author",
                            "publisher": "publisher",
                            "year": "year",
                            "isbns": "isbn",
                        },
                    }
                ],
            }
            for name in ("a", "b")
        ],
    }
    path = tmp_path / "induk.yaml"
    path.write_text(yaml.safe_dump(configuration))

    def call(*arguments: str) -> str:
        assert cli.run(induk.cli, [*arguments, "--config", str(path)]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    first = json.loads(call("run", "--json"))
    assert [source["added"] for source in first["sources"]] == [2, 1]
    found = json.loads(call("search", "pengantar perpustakaan", "--json"))
    assert found["total"] == 1
    assert sorted(found["records"][0]["members"]) == ["a", "b"]
    again = json.loads(call("run", "--json"))
    assert all(source["added"] == source["changed"] == source["deleted"] == 0 for source in again["sources"])
    (tmp_path / "b.csv").write_text(
        "id,title,author,publisher,year,isbn\n8,Atheis,Achdiat K. Mihardja,Balai Pustaka,1949,\n"
    )
    assert json.loads(call("run", "--json"))["sources"][1]["deleted"] == 1
    assert json.loads(call("search", "pengantar", "--json"))["records"][0]["members"] == ["a"]
    assert len(call("export", "union").splitlines()) == 3
    call("undo", "3")
    call("index")
    assert sorted(json.loads(call("search", "pengantar", "--json"))["records"][0]["members"]) == ["a", "b"]
    assert "same" in call("why", found["records"][0]["id"], "--json")


def test_renamed_records_keep_their_place(opened: Database, url: str, tmp_path: Path) -> None:
    configuration = {
        "consortium": {"name": "Satu"},
        "database": url,
        "members": [
            {
                "id": "a",
                "name": "a",
                "sources": [{"type": "file", "path": "a.csv", "format": "csv", "complete": True}],
            }
        ],
    }
    path = tmp_path / "induk.yaml"
    path.write_text(yaml.safe_dump(configuration))
    consortium = loader.load(path)

    def night(first: int, edited: str = "") -> int | None:
        titles = ["Bumi manusia", "Atheis", "Belenggu", "Sitti Nurbaya", "Layar terkembang", "Salah asuhan", "Olenka"]
        lines = [
            f"{first + n},{title}{edited if n == 1 else ''},Pengarang {title},Penerbit {title}"
            for n, title in enumerate(titles)
        ]
        (tmp_path / "a.csv").write_text("id,title,author,publisher\n" + "\n".join(lines))
        run = harvest(consortium, opened).run
        engine = open_engine(consortium)
        pipeline.index(consortium, opened, engine)
        engine.close()
        return run

    def unions() -> dict[str, str]:
        with opened.read() as connection:
            return {row.id: row.union_id for row in connection.execute(sa.select(bib_record))}

    night(11)
    before = unions()
    with opened.write() as connection:
        judgement.remember(connection, "same", "a:11", "a:12")
        rows = connection.execute(sa.select(raw_record).order_by(raw_record.c.id)).all()
    run = night(4011, " (edisi baru)")
    after = {f"a:{int(name[2:]) - 4000}": union for name, union in unions().items()}
    assert after == before | {"a:12": before["a:11"]}
    with opened.read() as connection:
        assert raw_store.get(connection, "a:12").identifier == "4012"
        assert [(made.a, made.b) for made in judgement.all_of(connection)] == [("a:4011", "a:4012")]
    undo(consortium, opened, run)
    with opened.read() as connection:
        assert connection.execute(sa.select(raw_record).order_by(raw_record.c.id)).all() == rows
