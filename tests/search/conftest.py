"""The small catalogue of `shelf` in a real store with a real index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from shelf import UNIONS, YAML, fill
from starlette.testclient import TestClient

from config import i18n, loader
from config.database import Database
from config.model import Consortium
from indexer.document import to_document
from indexer.engines import open_engine
from indexer.engines.base import Engine
from search.app import create_app
from search.service import Catalogue


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with i18n.speaking("en"):
        yield


@pytest.fixture(scope="session")
def consortium(tmp_path_factory: pytest.TempPathFactory) -> Consortium:
    path: Path = tmp_path_factory.mktemp("catalogue") / "induk.yaml"
    path.write_text(YAML, encoding="utf-8")
    return loader.load(path)


@pytest.fixture(scope="session")
def database(consortium: Consortium) -> Iterator[Database]:
    opened = Database.open(consortium.database_url)
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def engine(consortium: Consortium) -> Iterator[Engine]:
    opened = open_engine(consortium)
    opened.rebuild([to_document(record) for record, _bibs in UNIONS])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def catalogue(consortium: Consortium, database: Database, engine: Engine) -> Catalogue:
    return Catalogue(consortium, database, engine)


@pytest.fixture(scope="session")
def client(consortium: Consortium, database: Database, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(consortium, database, engine), follow_redirects=False) as opened:
        yield opened
