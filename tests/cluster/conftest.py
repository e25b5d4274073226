"""The fixture `cluster`: one for the whole run. If it cannot be started the tests fail; they are not skipped."""

import os
from collections.abc import Iterator

import pytest

from tests.cluster.cluster import Cluster, OwnCluster


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the cluster, before `-m` chooses."""
    for item in items:
        if "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker("cluster")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Three nodes: `urls`, `wait(status)`, `kill(n)`, `start(n)`. What a test leaves dead is started after it."""
    given = os.environ.get("INDUK_OPENSEARCH_URLS", "").replace(",", " ").split()
    running = Cluster(tuple(url.rstrip("/") for url in given)) if given else OwnCluster()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(autouse=True)
def _healed(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that failed between `kill` and `start` must not fail those after it."""
    yield
    if "cluster" in request.fixturenames:
        request.getfixturevalue("cluster").heal()
