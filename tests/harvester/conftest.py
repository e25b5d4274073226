import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from provider import Provider, Rec, serving

from config import loader
from config.database import Database
from config.model import Consortium
from harvester import web
from harvester.record import RawRecord
from harvester.report import Report, SourceReport
from harvester.runner import harvest
from harvester.store import records as stored


class House:
    """A consortium in a folder of its own, with its store and its providers."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.sources: dict[str, str] = {}
        self.agreement = "{}"
        self._database: Database | None = None

    @property
    def config(self) -> Path:
        return self.folder / "induk.yaml"

    @property
    def consortium(self) -> Consortium:
        text = "consortium: {name: Uji, contact: katalog@example.org, url: 'https://katalog.example.org'}\nmembers:\n"
        for name, settings in self.sources.items():
            text += f"  - id: {name}-lib\n    name: {name}\n    agreement: {self.agreement}\n"
            text += f"    sources: [{{id: {name}, {settings}}}]\n"
        self.config.write_text(text)
        return loader.load(self.config)

    @property
    def database(self) -> Database:
        if self._database is None:
            self._database = Database.open(self.consortium.database_url)
            self.stack.callback(self._database.close)
        return self._database

    def serve(self, provider: Provider | None = None, name: str = "a", more: str = "") -> Provider:
        provider = provider or Provider([Rec(f"oai:x:{n}", f"Judul {n}") for n in range(12)])
        self.stack.enter_context(serving(provider))
        self.sources[name] = f"type: oai-pmh, url: '{provider.url}', pause: 0{more}"
        return provider

    def files(self, form: str, name: str = "f", more: str = "", **contents: bytes) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        for file, content in contents.items():
            (folder / file).write_bytes(content)
        self.sources[name] = f"type: file, format: {form}, path: '{name}/*'{more}"
        return folder

    def harvest(self, *names: str, **options: object) -> Report:
        return harvest(self.consortium, self.database, sources=names, **options)  # type: ignore[arg-type]

    def one(self, **options: object) -> SourceReport:
        return self.harvest(**options).sources[0]

    def records(self) -> dict[str, RawRecord]:
        with self.database.read() as connection:
            return {record.identifier: record for record in stored(connection, payload=True)}

    def alive(self) -> set[str]:
        return {name for name, record in self.records().items() if not record.deleted and not record.problem}

    def dump(self) -> list[tuple[object, ...]]:
        """Every raw record, with everything that is known of it."""
        with self.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM raw_record ORDER BY id").all()
        return [tuple(row) for row in rows]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as stack:
        yield House(tmp_path, stack)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No long waits: the same manners in small."""
    monkeypatch.setattr(web, "USUAL", web.Manners(connect=1, idle=1, whole=3, backoff=0.01, longest_wait=0.05))


@pytest.fixture
def count() -> Callable[[SourceReport], tuple[int, ...]]:
    return lambda s: (s.added, s.changed, s.unchanged, s.deleted, s.quarantined, s.duplicates)
