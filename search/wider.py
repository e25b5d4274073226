"""Wider searches than one that found nothing, or nothing but what comes near, written as a person would type them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.i18n import _
from indexer.engines.query import And, Node, Or, Phrase, Prefix, Word
from search import labels
from search.query import simple
from search.state import SearchState

WAYS = 10
"""How many filters are tried without: each is a search of its own."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """A wider search: what changes, the new search, how much it finds."""

    change: str
    state: SearchState
    total: int


def ways_out(
    state: SearchState,
    label: Callable[[str, str], str],
    count: Callable[[SearchState], int],
    *,
    other_words: bool = True,
) -> list[WayOut]:
    """The wider searches that find something just as it is asked: without filters, and with `other_words`.

    Args:
        state: what was searched.
        label: what to call a value of a filter.
        count: how much a search finds.
        other_words: whether the words may be looked for in other fields, or any of them for all.
    """
    wider = [*_less_filtered(state, label), *(_other_words(state) if other_words else ())]
    counted = (WayOut(change, other, count(other)) for change, other in wider)
    return [way for way in counted if way.total]


def _less_filtered(state: SearchState, label: Callable[[str, str], str]) -> list[tuple[str, SearchState]]:
    wider = [
        (
            _("without {filter}: {value}", filter=_(labels.FILTERS[field]), value=label(field, value)),
            state.without(field, value),
        )
        for field, values in state.filters
        for value in values
    ][:WAYS]
    return [*wider, (_("without any filter"), state.unfiltered())] if len(wider) > 1 else wider


def _other_words(state: SearchState) -> Iterator[tuple[str, SearchState]]:
    node = simple.parse(state.q)
    for change, words in ((_("in all fields"), unfielded(node)), (_("any of these words"), any_word(node))):
        if words and words != state.q:
            yield change, state.asking(words)
            if state.filters:
                yield f"{change}, {_('without any filter')}", state.asking(words).unfiltered()


def unfielded(node: Node) -> str | None:
    """The words of a query in all fields instead of the one that was named; None if none was named."""
    leaves = list(_leaves(node))
    if not any(leaf.field for leaf in leaves):
        return None
    return " ".join(_typed(leaf) for leaf in leaves)


def any_word(node: Node) -> str | None:
    """Any of the words of a query instead of all of them; None if there is but one."""
    words = list(dict.fromkeys(word for leaf in _leaves(node) for word in leaf.text.split()))
    return " OR ".join(words) if len(words) > 1 else None


def _leaves(node: Node) -> Iterator[Word | Phrase | Prefix]:
    """What is wanted in the query; nothing of what is not."""
    match node:
        case Word() | Phrase() | Prefix():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)


def _typed(leaf: Word | Phrase | Prefix) -> str:
    match leaf:
        case Phrase():
            return f'"{leaf.text}"'
        case Prefix():
            return f"{leaf.text}*"
        case _:
            return leaf.text
