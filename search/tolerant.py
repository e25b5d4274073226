"""A query with slips of the pen allowed, and with words missing: what is wanted of a record that comes near.

How many words may be missing follows VuFind and Blacklight (`mm`; research on relevance, section 7).
"""

from collections.abc import Callable, Iterator, Sequence

from indexer.engines.query import And, Favour, Most, Node, Or, Phrase, Similar, Word
from indexer.normalise.text import words
from search import relevance
from search.meanings import is_text, meant, year

READ = 24
"""Words of a query that a wider one looks for."""

TOGETHER = 2.0
"""How much it adds to a record that it has all words, with slips, of what it has them for: a rare word with a slip
weighs no more than a common one, and must not lose against common words in their order.
"""

LONG = 7
"""Letters of a word that may be two without the blank between."""

_LONG_VOWELS = (("ee", "i"), ("oo", "u"))
"""Long vowels of Arabic as English writes them: `tafseer`, `noor`."""

_PART = 3
_LONGEST = 24


def every(number: int) -> int:
    """All of so many words."""
    return number


def usual(number: int) -> int:
    """How many of so many words are wanted: all of two, all but one of three to five, three quarters of more."""
    return number if number < 3 else number - 1 if number < 6 else number * 3 // 4


def least(number: int) -> int:
    """How many of so many words are wanted where hardly anything is found: half of them."""
    return max(1, number // 2)


def relaxed(node: Node, wanted: Callable[[int], int] = usual) -> Node | None:
    """The query with slips of the pen, and with words missing as `wanted` says; None where nothing can be relaxed."""
    made = _relaxed(node, wanted)
    return None if made == node else Favour(made, relevance.near(node))


def _relaxed(node: Node, wanted: Callable[[int], int]) -> Node:
    match node:
        case Word() if is_text(node):
            return _most((node,), wanted)
        case And(parts):
            return _all(parts, wanted)
        case Or(parts):
            return Or(tuple(_relaxed(part, wanted) for part in parts))
        case _:
            return node


def _all(parts: Sequence[Node], wanted: Callable[[int], int]) -> Node:
    """Most of the words in each field; everything else as it is."""
    leaves: dict[str | None, list[Word]] = {}
    others: list[Node] = []
    for part in _flat(parts):
        if isinstance(part, Word) and is_text(part):
            leaves.setdefault(part.field, []).append(part)
        else:
            others.append(_relaxed(part, wanted))
    most = [_most(found, wanted) for found in leaves.values()]
    wanted_all = (*most, *others)
    return wanted_all[0] if len(wanted_all) == 1 else And(wanted_all)


def _flat(parts: Sequence[Node]) -> Iterator[Node]:
    for part in parts:
        if isinstance(part, And):
            yield from _flat(part.parts)
        else:
            yield part


def _most(leaves: Sequence[Word], wanted: Callable[[int], int]) -> Node:
    texts = [leaf.text for leaf in leaves]
    similar = tuple(_similar(leaves, place) for place in range(min(len(leaves), READ)))
    found: Node = Most(similar, wanted(len(similar))) if len(similar) > 1 else similar[0]
    if len(similar) > 1:
        found = Favour(found, ((And(similar), TOGETHER),))
    whole = " ".join(texts)
    if leaves[0].field is None and any(char.isdigit() for char in whole):
        return Or((Favour(Phrase(whole, "call_number"), ((Phrase(whole, "call_number"), relevance.MARK),)), found))
    return found


def _similar(leaves: Sequence[Word], place: int) -> Node:
    """A word with slips, written together with its neighbour, or as two words."""
    leaf = leaves[place]
    found: list[Node] = [Similar(leaf.text, leaf.field)]
    if (known := year(leaf)) is not None and len(leaves) > 1:
        found.append(known)
    for first in (place - 1, place):
        if first >= 0 and first + 1 < len(leaves):
            found.append(Word("".join(words(leaves[first].text + leaves[first + 1].text)), leaf.field))
    other = meant(leaf)
    if isinstance(other, Or):
        found += [Similar(part.text, part.field) for part in other.parts[1:] if isinstance(part, (Word, Phrase))]
    found += [Phrase(two, leaf.field or "title") for two in _apart(leaf.text)]
    found += [Word(one, leaf.field) for one in _short_vowels(leaf.text)]
    return found[0] if len(found) == 1 else Or(tuple(dict.fromkeys(found)))


def _apart(text: str) -> list[str]:
    """A long word with a blank at each of its places."""
    folded = words(text)
    if len(folded) != 1 or not LONG <= len(folded[0]) <= _LONGEST or not folded[0].isalpha():
        return []
    word = folded[0]
    return [f"{word[:at]} {word[at:]}" for at in range(_PART, len(word) - _PART + 1)]


def _short_vowels(text: str) -> list[str]:
    """The word with the long vowels of Arabic written with one letter, if it has any."""
    word = text.casefold()
    for long, short in _LONG_VOWELS:
        word = word.replace(long, short)
    return [word] if word != text.casefold() else []
