"""Other editions: the same work in another union record, and the other volumes of a work in several.

The same work is a whole title that is the same, and an author who is; where nobody is named, the publisher. That is
less than makes two records one, and said of a link only: a wrong one costs a look, not a holding.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.engines.base import Request
from indexer.engines.query import And, Node, Not, Or, Phrase, Word
from indexer.engines.rows import words
from indexer.normalise.text import fold
from indexer.record import UnionRecord
from search.highlight import fitting
from search.query import simple
from search.record_page.fields import quoted
from search.schemas import Card
from search.service import Catalogue

MOST = 12
CREATORS, TITLES = 4, 4


@dataclass(frozen=True, slots=True)
class Others:
    """Other editions, other volumes (newest first), how many there are beyond those, and the search that shows them."""

    editions: tuple[Card, ...] = ()
    volumes: tuple[Card, ...] = ()
    more: int = 0
    search: tuple[tuple[str, str], ...] = ()


def others(catalogue: Catalogue, record: UnionRecord, base: str = "") -> Others:
    """The other editions and volumes of a record, nothing of members outside their agreement.

    Raises:
        EngineError: there is no readable index.
        StoreError: the store cannot be read.
    """
    wanted = query(record)
    if wanted is None:
        return Others()
    found = catalogue.asked(Request(wanted, sort="-year", limit=MOST))
    cards = catalogue.cards(found.hits, fitting(simple.NOTHING), base)
    part = fold(record.part_number or "")
    return Others(
        editions=tuple(card for card in cards if fold(card.part_number or "") == part),
        volumes=tuple(card for card in cards if fold(card.part_number or "") != part),
        more=max(0, found.total - len(found.hits)),
        search=(("q", f"title:{quoted(record.title or '')}"), ("sort", "-year")),
    )


def query(record: UnionRecord) -> Node | None:
    """What finds other editions of a record; None where it does not say enough."""
    titles = tuple(Word(title, "exact_title") for title in _titles(record))
    makers = tuple(_makers(record))
    if not titles or not makers:
        return None
    return And((Or(titles), Or(makers), Not(Word(record.id, "identifier"))))


def _titles(record: UnionRecord) -> list[str]:
    stated = [record.title, *record.alternative_titles][:TITLES]
    return [title for title in stated if title and words(title)]


def _makers(record: UnionRecord) -> Iterator[Phrase]:
    named = [creator.name for creator in record.creators[:CREATORS] if words(creator.name)]
    for name in named:
        yield Phrase(name, "creator")
    if not named and record.publisher and words(record.publisher):
        yield Phrase(record.publisher, "publisher")
