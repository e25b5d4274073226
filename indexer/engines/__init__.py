"""Search engines behind one small synchronous protocol."""

from config.model import Consortium
from indexer.engines.base import Engine


def open_engine(consortium: Consortium) -> Engine:
    """The engine that the configuration names, over `data/index`; nothing is read or made before it is used."""
    from indexer.engines.whoosh.engine import WhooshEngine

    return WhooshEngine(consortium.data / "index")
