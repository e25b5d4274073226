"""More like this: other works with the subjects of a record, the words of its title, by its authors.

What two records share weighs by how rare it is (the engine's BM25): a subject of ten records more than one of
thousands. At least one subject, one author, or two words of the title must be the same. Other editions of the record
itself, which have its title, are no news and left out; of a work that comes in several editions the first stands for
all.
"""

from collections.abc import Iterator
from itertools import islice

from indexer.engines.base import Request
from indexer.engines.query import And, Favour, Most, Node, Not, Or, Phrase, Word
from indexer.engines.rows import HELD, words
from indexer.normalise.text import fold
from indexer.record import UnionRecord
from search.highlight import fitting
from search.query import simple
from search.schemas import Card
from search.service import Catalogue

MOST = 6
LOOKED_AT = 24
SUBJECTS, CREATORS, WORDS = 8, 4, 12
SHORTEST = 4
"""Letters of a word of the title that tells something; shorter ones are mostly `dan`, `di`, `the`, `of`."""

LIKE = {"subject": 3.0, "creator": 1.0}
"""What a subject and an author add of what they weigh in a search: there a word of the title weighs four and two times
as much, here they all count alike.
"""

HELD_MORE = 0.3
"""What each level of holdings adds: a tie-breaker, as in `search.relevance`."""


def similar(catalogue: Catalogue, record: UnionRecord, base: str = "") -> tuple[Card, ...]:
    """At most `MOST` records like `record`, the most alike first, nothing of members outside their agreement.

    Raises:
        EngineError: there is no readable index.
        StoreError: the store cannot be read.
    """
    wanted = query(record)
    if wanted is None:
        return ()
    hits = catalogue.asked(Request(wanted, limit=LOOKED_AT)).hits
    cards = catalogue.cards(hits, fitting(simple.NOTHING), base)
    return tuple(islice(_works(cards, {_work(record.title)}), MOST))


def query(record: UnionRecord) -> Node | None:
    """What finds records like this one; None where it says nothing that another may say too."""
    alike = tuple(_alike(record))
    if not alike:
        return None
    others = [Not(Word(record.id, "identifier"))]
    others += [Not(Word(title, "exact_title")) for title in [record.title] if title and words(title)]
    more = [(one, LIKE[one.field or ""]) for one in alike if isinstance(one, Phrase)]
    return Favour(And((Or(alike), *others)), (*more, *((Word(level, "held"), HELD_MORE) for level in HELD)))


def _alike(record: UnionRecord) -> Iterator[Node]:
    for subject in record.subjects[:SUBJECTS]:
        if words(subject):
            yield Phrase(subject, "subject")
    for creator in record.creators[:CREATORS]:
        if words(creator.name):
            yield Phrase(creator.name, "creator")
    told = tuple(Word(word, "title") for word in _telling(record))
    if len(told) > 1:
        yield Most(told, 2)


def _telling(record: UnionRecord) -> list[str]:
    """Words of the title that tell something: the long ones, each once."""
    title = words(" ".join(filter(None, (record.title, record.subtitle, record.part_title))))
    return list(islice((word for word in dict.fromkeys(title) if len(word) >= SHORTEST and word.isalpha()), WORDS))


def _works(cards: tuple[Card, ...], seen: set[str]) -> Iterator[Card]:
    for card in cards:
        if (work := _work(card.title)) not in seen:
            seen.add(work)
            yield card


def _work(title: str | None) -> str:
    return fold(title or "")
