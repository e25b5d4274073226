"""From what was asked to what is asked of the engine: the same hits, the likeliest first.

A record stands high whose title is what was typed, then one whose title holds the words side by side and in their
order, then one that has them anywhere; the weights of the fields are those of `config.fields`. The starting weights are
those of the research on relevance, section 7; `bench/search_known.py` says what each change of them does.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from indexer.engines.query import And, Everything, Favour, Node, Not, Or, Phrase, Range, Word
from indexer.engines.rows import HELD
from search.meanings import articles, meant, year

EXACT = 60.0
"""What a title adds that is the whole query, for each of its words: more than a word can weigh in all fields together,
so that `Hamlet` stands before all that is written about it.
"""

OTHERS = 4.0
"""What a title and an author (or a year) add that are the whole query between them, of what they weigh: people type
both in any order, and the author's words alone are in many records.
"""

PHRASE = 1.0
"""What all words in their order add of what they weigh as words: as much again, for a part of a title, copied."""

PAIR = 0.3
"""The same for two words in their order: people leave some out, or turn parts round."""

MARK = 10.0
"""The same for a call number that is what was typed: who types one wants no other."""

HOLDINGS = 0.3
"""What each level of `indexer.engines.rows.HELD` adds for each word: five levels are a tenth of what a word usually
weighs. More libraries decide between titles that fit alike, and never against a better fit.
"""

SPLITS = 3
"""So many words before or behind a title are tried as author and year."""

PAIRS = 8
TEXTS = 4
_SHORT = 3
"""A pair of words of so few letters each is in too many titles to tell anything."""

_HELD = Or(tuple(Word(level, "held") for level in HELD))

Extra = tuple[Node, float]


def ranked(node: Node, typed: str = "") -> Node:
    """What finds the same as `node`, best first.

    `typed` is the query as it was written, for titles with signs in them that the query's language has a use for.
    """
    if isinstance(node, Everything | Range | Not):
        return node
    texts = list(islice(_texts(node), TEXTS))
    words = max((len(text) for text in texts), default=1)
    extras = [extra for text in texts for extra in _extras(text)]
    if texts and typed:
        extras.append((Word(typed, "exact_title"), EXACT * words))
    extras += [(part, MARK) for part in _marks(node)]
    extras += [(part, 1.0) for part in articles(node)]
    extras.append((_HELD, HOLDINGS * words))
    return Favour(meant(node), tuple(dict.fromkeys(extras)))


def near(node: Node) -> tuple[Extra, ...]:
    """What tells the likeliest of those that need not have all words: the order in which they were typed, holdings."""
    order = tuple(extra for text in islice(_texts(node), TEXTS) for extra in _order(text))
    return (*order, (_HELD, HOLDINGS))


def _texts(node: Node) -> Iterator[tuple[str, ...]]:
    """The words that may be a title, as they follow each other: those of a query, or of each of its alternatives."""
    match node:
        case Word() | Phrase() if node.field in (None, "title"):
            yield (node.text,)
        case And(parts):
            if text := tuple(word for part in parts for word in _words(part)):
                yield text
        case Or(parts):
            for part in parts:
                yield from _texts(part)


def _words(part: Node) -> Iterator[str]:
    match part:
        case Word() | Phrase() if part.field in (None, "title"):
            yield part.text
        case And(parts):
            for inner in parts:
                yield from _words(inner)


def _extras(text: Sequence[str]) -> Iterator[Extra]:
    yield Word(" ".join(text), "exact_title"), EXACT * len(text)
    for at in range(1, min(SPLITS, len(text) - 1) + 1):
        yield _and_others(text[:-at], text[-at:]), OTHERS
        yield _and_others(text[at:], text[:at]), OTHERS
    yield from _order(text)


def _and_others(title: Sequence[str], rest: Sequence[str]) -> Node:
    """A title that is some of the words, while the others name its author or its year."""
    others = (
        Or((Word(word, "creator"), known)) if (known := year(Word(word))) else Word(word, "creator") for word in rest
    )
    return And((Word(" ".join(title), "exact_title"), *others))


def _order(text: Sequence[str]) -> Iterator[Extra]:
    if len(text) > 1:
        yield Phrase(" ".join(text), "title"), PHRASE
    if len(text) > 2:
        telling = (pair for pair in pairwise(text) if max(map(len, pair)) > _SHORT)
        for pair in islice(telling, PAIRS):
            yield Phrase(" ".join(pair), "title"), PAIR


def _marks(node: Node) -> Iterator[Phrase]:
    if isinstance(node, Or):
        yield from (part for part in node.parts if isinstance(part, Phrase) and part.field == "call_number")
