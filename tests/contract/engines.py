"""The engines that keep the contract, each opened for a folder of its own."""

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from indexer.engines.base import Engine
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.tantivy.engine import TantivyEngine
from indexer.engines.whoosh.engine import WhooshEngine

URLS = "INDUK_CONTRACT_URLS"
"""The environment variable in which tests/cluster says where the cluster is, to processes that it starts too."""


def in_the_cluster(folder: Path) -> OpenSearchEngine:
    """OpenSearch has no folder; each folder stands for an index."""
    name = f"contract-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    return OpenSearchEngine(os.environ[URLS].split(), name)


ENGINES: Mapping[str, Callable[[Path], Engine]] = {"whoosh": WhooshEngine, "tantivy": TantivyEngine}
"""Those that need nothing but the folder."""

EVERY: Mapping[str, Callable[[Path], Engine]] = {**ENGINES, "opensearch": in_the_cluster}
