"""The words of two titles: which of one stand for which of the other, in any spelling or division."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from rapidfuzz.distance import OSA

from indexer.dedup.traits import Traits
from indexer.normalise import text
from indexer.normalise.tables import remembered, table


def unmatched(a: Traits, b: Traits) -> tuple[str, ...]:
    """The words of the title of `a` that no word of the title of `b` can stand for, in any spelling or division."""
    return _unmatched(a.words, b.words, a.full, b.full)


@remembered(1 << 8)  # several rules ask it of one pair
def _unmatched(words: frozenset[str], others: frozenset[str], title: str, other_title: str) -> tuple[str, ...]:
    rest = words - others
    if not rest:
        return ()
    own, tokens = title.split(), other_title.split()
    joined = {first + second for first, second in pairwise(tokens)}
    return tuple([word for word in rest if word not in joined and not _stands_in(word, others, own)])


def _stands_in(word: str, others: frozenset[str], own: Sequence[str]) -> bool:
    """Whether a word of the other title is this one; a slip may be behind the first letter, or swap the first two."""
    if len(word) < _LONG or word.isdecimal():
        return False
    return any(
        (other[0] in word[:2] and _alike(word, other)) or (word in other and _part_of(word, other, own))
        for other in others
    )


_LONG = 4
"""Letters from which on a word may be written otherwise, or be a part of a longer one."""

_ENDING = 3
_STEM, _OF_WORD = 6, 0.65
"""Words are alike that have so many first letters in common, and so large a part of the longer one."""

_A_SLIP_IN = 6
"""So many letters go to one slip: `fibres` and `fibers` are one word, `mikro` and `makro` are two."""


def _alike(word: str, other: str) -> bool:
    shorter, longer = (word, other) if len(word) <= len(other) else (other, word)
    if len(shorter) < _LONG or other.isdecimal():
        return False
    return (_same_stem(shorter, longer) or _slip(word, other) or _same_sound(word, other)) and not _opposite(
        word, other
    )


def _same_stem(shorter: str, longer: str) -> bool:
    """`report` and `reports`, `biography` and `biographical`."""
    if shorter[0] != longer[0]:
        return False
    if longer.startswith(shorter) and len(longer) - len(shorter) <= _ENDING:
        return True
    return longer.startswith(shorter[: max(_STEM, ceil(_OF_WORD * len(longer)))])


def _slip(word: str, other: str) -> bool:
    """A letter too many, too few or out of place; another letter in a long word only: it makes others of short ones."""
    apart = abs(len(word) - len(other))
    slips = max(len(word), len(other)) // _A_SLIP_IN
    if apart <= slips and OSA.distance(word, other, score_cutoff=slips) <= slips:
        return True
    if apart > 1 or max(len(word), len(other)) <= _LONG or OSA.distance(word, other, score_cutoff=1) > 1:
        return False
    return apart == 1 or sorted(word) == sorted(other)


def _same_sound(word: str, other: str) -> bool:
    return word[0] == other[0] and text.skeleton(word) == text.skeleton(other)


def _opposite(word: str, other: str) -> bool:
    """Whether two words differ by beginnings that say the contrary: `microeconomics`, `macroeconomics`."""
    return any(
        x.startswith(one) and y.startswith(contrary) and x[len(one) :] == y[len(contrary) :]
        for one, contrary in _opposites()
        for x, y in ((word, other), (other, word))
    )


@remembered()
def _opposites() -> list[tuple[str, str]]:
    return list(table("decisive")["opposites"].items())


def _part_of(word: str, other: str, words: Sequence[str]) -> bool:
    """Whether `other` is this word and another of its title in one: `kerjasama` for `kerja sama`."""
    if len(other) < len(word) + 2:
        return False
    return (other.startswith(word) and other[len(word) :] in words) or (
        other.endswith(word) and other[: -len(word)] in words
    )
