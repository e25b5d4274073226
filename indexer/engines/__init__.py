"""Search engines behind one small synchronous protocol."""

from config.model import Consortium
from indexer.engines.base import Engine


def open_engine(consortium: Consortium) -> Engine:
    """The engine that the configuration names, over `data/index` or a cluster; nothing is done before it is used."""
    if consortium.engine.type == "tantivy":
        from indexer.engines.tantivy.engine import TantivyEngine

        return TantivyEngine(consortium.data / "index")

    if consortium.engine.type == "opensearch":
        from indexer.engines.opensearch.engine import OpenSearchEngine

        return OpenSearchEngine(map(str, consortium.engine.url), consortium.engine.index)

    from indexer.engines.whoosh.engine import WhooshEngine

    return WhooshEngine(consortium.data / "index")
