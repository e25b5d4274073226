"""A hit as it stands in a list: what is told of the record, and where it fits the query."""

from indexer.engines.base import Hit
from indexer.record import UnionRecord
from search.highlight import MARKED, Fits, mark
from search.schemas import Card, Creator

_TOLD = ("id", "title", "subtitle", "part_number", "part_title", "publisher", "place", "year", "edition", "type",
         "carrier", "languages")  # fmt: skip


def card(record: UnionRecord, hit: Hit, visible: set[str], fits: Fits, base: str) -> Card:
    """`record` as a hit; of its members the `visible` ones; `base` stands before `/record/ID`."""
    texts = ((name, getattr(record, name)) for name in MARKED)
    return Card(
        **{name: getattr(record, name) for name in _TOLD},
        creators=tuple(Creator(name=c.name, role=c.role, kind=c.kind) for c in record.creators),
        members=tuple(member for member in record.members if member in visible),
        score=round(hit.score, 4),
        highlights={name: marked for name, text in texts if text and (marked := mark(text, fits, record.languages))},
        url=f"{base}/record/{record.id}",
    )
