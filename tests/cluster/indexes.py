"""Our engine on the cluster of the tests, with indexes that are gone afterwards."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from indexer.engines.opensearch.engine import OpenSearchEngine
from tests.cluster.cluster import Cluster
from tests.contract.engines import URLS, in_the_cluster


@contextmanager
def opened(cluster: Cluster) -> Iterator[Callable[[Path], OpenSearchEngine]]:
    """Opens engines, each on an index of its own; what they made is removed at the end."""
    made: list[OpenSearchEngine] = []

    def make(folder: Path) -> OpenSearchEngine:
        made.append(in_the_cluster(folder))
        return made[-1]

    os.environ[URLS] = " ".join(cluster.urls)
    try:
        yield make
    finally:
        for engine in made:
            engine.close()
            for url in cluster.alive():
                with requests.Session() as web:
                    web.trust_env = False
                    if web.delete(f"{url}/{engine.index}-g*", timeout=60).ok:
                        break
        del os.environ[URLS]
