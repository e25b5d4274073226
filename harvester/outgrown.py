"""When the catalogue has outgrown the search engine it uses."""

from collections.abc import Iterable

from config.i18n import _
from config.model import Consortium
from harvester.status import SourceStatus
from harvester.words import number

MANY = 500_000
"""Records above which the engine that needs nothing beside Python is no longer the best choice."""


def advice(consortium: Consortium, sources: Iterable[SourceStatus]) -> list[str]:
    """What to do about it, in one sentence; nothing where the engine fits."""
    records = sum(source.records for source in sources)
    if consortium.engine.type != "whoosh" or records <= MANY:
        return []
    return [
        _(
            "There are {records} records: above {many} the engine `tantivy` is the better one; it needs a quarter of"
            " the disk and less memory. Install it with `pip install 'induk[tantivy]'`, write `engine: tantivy`, and"
            " run `induk index --rebuild`.",
            records=number(records),
            many=number(MANY),
        )
    ]
