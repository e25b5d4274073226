"""Wider queries for one that found nothing: words in other fields, with slips of the pen, most of the words.

What a person insisted on stays: words in quotes, words not wanted, beginnings, years, libraries and other filters.
Each attempt is one request of the engine, made only if the one before found nothing: a query that finds something
costs one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from config.fields import BY_NAME
from indexer.engines.query import And, Node, Or, Phrase, Prefix, Word
from search import relevance
from search.query import numbers
from search.tolerant import every, least, relaxed

Way = Literal["", "number", "fields", "similar", "most", "some"]
"""How a query was widened: not at all, to numbers one figure away, its words in any field, all of them with slips, most
of them with slips, some of them with slips. What pages say of each: `search.labels.WAYS`.
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A query to ask, and how it differs from what was typed."""

    node: Node
    way: Way = ""

    @property
    def slips(self) -> bool:
        """Whether words were looked for with slips of the pen."""
        return self.way in ("similar", "most", "some")


def attempts(node: Node, typed: str = "") -> Iterator[Attempt]:
    """What to ask, one after the other until something is found: at most four, as a rule three.

    `typed` is the query as it was written.
    """
    yield Attempt(relevance.ranked(node, typed))
    if near := numbers.near(typed):
        yield Attempt(Or(tuple(Word(number, "isbn") for number in near)), "number")
    anywhere = unfielded(node)
    if anywhere is not None:
        yield Attempt(relevance.ranked(anywhere), "fields")
    most = relaxed(node)
    if most is not None:
        yield Attempt(most, "similar" if most == relaxed(node, every) else "most")
    some = relaxed(anywhere or node, least)
    if some is not None and some != most:
        yield Attempt(some, "some")


def unfielded(node: Node) -> Node | None:
    """The query with its words in any field; None if none had a prefix."""
    found = _everywhere(node)
    return None if found == node else found


def _everywhere(node: Node) -> Node:
    match node:
        case Word() | Phrase() | Prefix() if node.field and not _is_filter(node.field):
            return replace(node, field=None)
        case And(parts):
            return And(tuple(_everywhere(part) for part in parts))
        case Or(parts):
            return Or(tuple(_everywhere(part) for part in parts))
        case _:
            return node


def _is_filter(field: str) -> bool:
    return BY_NAME[field].facet and BY_NAME[field].kind != "text"
