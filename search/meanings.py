"""What a typed word may stand for besides itself: a year, an Arabic article apart or attached, one word for two, the
beginning of a line of Chinese.
"""

import re
from collections.abc import Iterator, Sequence

from config.fields import BY_NAME
from indexer.engines.query import And, Node, Or, Phrase, Prefix, Range, Word
from indexer.normalise.text import words
from search import arabic

_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_HYPHENED = re.compile(r"[^\W_]+[-‐‑–][^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Scripts without blanks between words (Thai, Lao, Burmese, Khmer, Chinese, Japanese): a title is one long word."""


def meant(node: Node) -> Node:
    """The query with what its words may stand for besides themselves."""
    match node:
        case Word():
            return _or(node, _alone(node))
        case And(parts):
            return And(tuple(_all(parts)))
        case Or(parts):
            return Or(tuple(meant(part) for part in parts))
        case _:
            return node


def is_text(leaf: Word | Phrase) -> bool:
    """Whether words are looked for in texts, not a whole value."""
    return leaf.field is None or BY_NAME[leaf.field].kind == "text"


def year(leaf: Word) -> Range | None:
    """The year that a word without a prefix may be."""
    if leaf.field is None and _YEAR.fullmatch(leaf.text):
        return Range("year", int(leaf.text), int(leaf.text))
    return None


def articles(node: Node) -> Iterator[Word]:
    """The Arabic articles that `meant` does not want of a record: `al` of `al jazair`, but of `al capone` too."""
    if isinstance(node, And):
        texts = _Texts(node.parts)
        yield from (part for at, part in enumerate(node.parts) if isinstance(part, Word) and texts.is_article(at))


class _Texts:
    """The folded words of each part of a query, none for what is no word in a text."""

    def __init__(self, parts: Sequence[Node]) -> None:
        self._words = [words(part.text) if isinstance(part, Word) and is_text(part) else [] for part in parts]
        self._fields = [part.field if isinstance(part, Word) else "" for part in parts]

    def at(self, place: int, beside: int) -> list[str]:
        """The words at `place`, if they are looked for in the same field as those at `beside`."""
        inside = 0 <= place < len(self._words)
        return self._words[place] if inside and self._fields[place] == self._fields[beside] else []

    def is_article(self, place: int) -> bool:
        """Whether an article stands there, before its word."""
        here, following = self.at(place, place), self.at(place + 1, place)
        return len(here) == 1 and bool(following) and arabic.article(here[0], following[0])

    def before(self, place: int) -> str | None:
        """The article before a word."""
        return (
            self.at(place - 1, place)[0] if place and self.at(place - 1, place) and self.is_article(place - 1) else None
        )

    def after(self, place: int) -> str | None:
        """The word that follows behind an article, which stands apart or has a hyphen."""
        following = self.at(place + 1, place)
        if self.is_article(place + 1) and following:
            following = [*following, *self.at(place + 2, place)]
        return following[1] if len(following) == 2 and arabic.article(*following) else None


def _all(parts: Sequence[Node]) -> Iterator[Node]:
    """An article that stands before its word is not wanted of a record, which may have it otherwise."""
    texts = _Texts(parts)
    for place, part in enumerate(parts):
        if texts.is_article(place):
            continue
        if not isinstance(part, Word) or not is_text(part):
            yield meant(part)
        elif (whole := year(part)) and len(parts) > 1:
            yield Or((part, whole))
        else:
            beside = tuple(Word(word, part.field) for word in _beside(texts, place))
            yield _or(part, (*_alone(part), *beside))


def _beside(texts: _Texts, place: int) -> Iterator[str]:
    """What a word may be because of those beside it."""
    here = texts.at(place, place)
    if len(here) == 1 and (first := texts.before(place)):
        yield from arabic.attached(first, here[0])
    if len(here) == 1 and (following := texts.after(place)):
        yield from arabic.grown(here[0], following)
    elif len(here) == 1 and texts.at(place + 1, place) and (bare := arabic.bare(here[0])):
        yield bare
    noun = here[-1:] if texts.before(place) or (len(here) == 2 and arabic.article(*here)) else []
    previous = texts.at(place - (2 if texts.before(place) else 1), place) if place else []
    if noun and len(previous) == 1:
        yield from arabic.grown(previous[0], noun[0])[-1:]


def _or(leaf: Word, others: Sequence[Node]) -> Node:
    return Or(tuple(dict.fromkeys((leaf, *others)))) if others else leaf


def _alone(leaf: Word) -> tuple[Node, ...]:
    """What a word may be, whatever stands beside it."""
    found = words(leaf.text) if is_text(leaf) else []
    if len(found) == 2 and _HYPHENED.fullmatch(leaf.text):
        first, second = found
        if arabic.article(first, second):
            return tuple(Word(word, leaf.field) for word in (second, *arabic.attached(first, second)))
        return (Word(first + second, leaf.field),) if first != second else ()
    if len(found) != 1:
        return ()
    if len(found[0]) > 1 and _UNSPACED.fullmatch(found[0]):
        return (Prefix(leaf.text, leaf.field),)
    others: list[Node] = [Phrase(phrase, leaf.field) for phrase in arabic.apart(found[0])]
    if two := arabic.parted(found[0]):
        others.append(And(tuple(Word(word, leaf.field) for word in two)))
    return tuple(others)
