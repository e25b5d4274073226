"""Whether the files of an index agree."""

from config.i18n import _
from indexer.engines.whoosh.snapshot import Snapshot


def check(snapshot: Snapshot) -> tuple[str, ...]:
    """What is wrong, in words."""
    ids = snapshot.ids()
    live = [text for text, alive in zip(ids, (a for leaf in snapshot.leaves for a in leaf.live), strict=True) if alive]
    twice = len(live) - len(set(live))
    return (_("{count} documents are there twice.", count=twice),) if twice else ()
