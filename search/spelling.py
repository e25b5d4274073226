"""`Did you mean …?`: the words of a query that nobody wrote so, as they stand in the titles that came nearest."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from rapidfuzz.distance import OSA

from config.fields import BY_PREFIX
from indexer.engines.plan import slips_of
from indexer.engines.query import And, Node, Or, Word
from indexer.normalise import stems
from indexer.normalise.text import words
from indexer.record import UnionRecord
from search.meanings import meant

LOOKED_AT = 10
"""The first hits, whose words are suggested."""

COMMONER = 10
"""A suggested word is in so many times as many titles as the one that was typed."""

_TOKEN = re.compile(r'"[^"]*"?|[()]|[^\s()"]+')
_PREFIXED = re.compile(r"(-?)(?:([^\W\d_]+):)?(.+)", re.DOTALL)
_EDGES = re.compile(r"^\W+|\W+$")

Known = Callable[[str, str | None], int]
"""In how many titles a word stands just so, in a field or in any."""


def did_you_mean(typed: str, node: Node, records: Sequence[UnionRecord], known: Known) -> str | None:
    """The query with its slips mended, everything else as it was; None if there is nothing to mend.

    Args:
        typed: the query as it was written.
        node: what was read of it.
        records: the first hits of the query with slips, best first.
        known: how many titles have a word.
    """
    texts = [{field: _words(record, field, _SAID) for field in _SAID} for record in records[:LOOKED_AT]]
    languages = [record.languages for record in records[:LOOKED_AT]]
    slipped = [leaf for leaf in dict.fromkeys(_leaves(node)) if _nowhere(leaf, texts, languages)]
    mended = _together(slipped, texts)
    for leaf, better in list(mended.items()):
        typed_in = known(leaf.text, leaf.field)
        if typed_in and typed_in * COMMONER > known(better, leaf.field):
            del mended[leaf]
    suggested = _written(typed, {leaf.text: better for leaf, better in mended.items()})
    return suggested if words(suggested) != words(typed) else None


_Texts = dict[str | None, dict[str, str]]
"""Field (None is all) → folded word → as it is written, of one record."""

_Said = dict[str | None, Callable[[UnionRecord], Iterator[str | None]]]

_SAID: _Said = {
    "title": lambda record: iter((record.title, record.subtitle, record.part_title)),
    "creator": lambda record: (creator.name for creator in record.creators),
    "subject": lambda record: iter(record.subjects),
    None: lambda record: (text for field in ("title", "creator", "subject") for text in _SAID[field](record)),
}
"""What is suggested from."""

_SEARCHED: _Said = {
    **_SAID,
    None: lambda record: chain(
        _SAID[None](record), record.alternative_titles, record.series,
        (record.publisher, record.summary, record.host.title if record.host else None),
    ),
}  # fmt: skip
"""What a word may have been found in."""


def slippable(node: Node) -> bool:
    """Whether a query has a word that may have slips."""
    return any(True for _leaf in _leaves(node))


def strays(node: Node, records: Sequence[UnionRecord]) -> bool:
    """Whether a word of a query is in none of its hits, in their languages: it was found because in some other language
    it would be a form of one of their words (in Danish `daner` is one of `dan`).
    """
    texts = [{field: _words(record, field, _SEARCHED) for field in _SEARCHED} for record in records]
    languages = [record.languages for record in records]
    return any(meant(leaf) == leaf and _nowhere(leaf, texts, languages) for leaf in _leaves(node))


def _words(record: UnionRecord, field: str | None, said: _Said) -> dict[str, str]:
    """The words of a record, each as it is written first."""
    found: dict[str, str] = {}
    for text in said[field](record):
        for token in re.split(r"[\s/\-‐‑–—]+", text or ""):
            folded = words(token)
            if len(folded) == 1:
                found.setdefault(folded[0], _EDGES.sub("", token))
    return found


def _leaves(node: Node) -> Iterator[Word]:
    """The words that may have slips: alone, wanted, in a field of which hits are looked at."""
    match node:
        case Word() if node.field in _SAID and len(found := words(node.text)) == 1 and slips_of(found[0]):
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)


def _nowhere(leaf: Word, texts: Sequence[_Texts], languages: Sequence[tuple[str, ...]]) -> bool:
    """Whether none of the hits has the word, as it is or inflected by the rules of its languages."""
    folded = words(leaf.text)[0]
    return not any(
        folded in text[leaf.field] or _has(text[leaf.field], set(stems.forms(folded, spoken)), spoken)
        for text, spoken in zip(texts, languages, strict=True)
    )


def _has(text: Iterable[str], forms: set[str], spoken: tuple[str, ...]) -> bool:
    return any(not forms.isdisjoint(stems.forms(word, spoken)) for word in text)


def _together(slipped: Sequence[Word], texts: Sequence[_Texts]) -> dict[Word, str]:
    """For each slipped word the one that most of the hits have instead; all of them from one hit at least."""
    near = [{leaf: one for leaf in slipped if (one := _nearest(leaf, text))} for text in texts]
    counts: dict[Word, Counter[str]] = {leaf: Counter() for leaf in slipped}
    for hit in near:
        for leaf, (better, distance) in hit.items():
            counts[leaf][better.casefold()] += 6 // distance
    best = max(
        enumerate(near),
        key=lambda pair: (
            len(pair[1]), sum(counts[leaf][better.casefold()] for leaf, (better, _slips) in pair[1].items()), -pair[0]
        ),
        default=(0, {}),
    )[1]  # fmt: skip
    return {leaf: better for leaf, (better, _slips) in best.items()}


def _nearest(leaf: Word, text: _Texts) -> tuple[str, int] | None:
    """The word of a hit that is the fewest slips away, as it is written, and how many they are."""
    folded = words(leaf.text)[0]
    most = slips_of(folded)
    found = [
        (distance, written)
        for word, written in text[leaf.field].items()
        if 0 < (distance := OSA.distance(folded, word, score_cutoff=most)) <= most
    ]
    distance, written = min(found, default=(0, ""))
    return (written, distance) if written else None


def _written(typed: str, mended: dict[str, str]) -> str:
    """The query with words exchanged where they stand for themselves: not in quotes, not behind a minus."""
    return _TOKEN.sub(lambda match: _exchanged(match[0], mended), typed)


def _exchanged(token: str, mended: dict[str, str]) -> str:
    if token[0] in '"()':
        return token
    match = _PREFIXED.fullmatch(token)
    if match is None or match[1]:
        return token
    word = match[3] if match[2] is None or match[2].casefold() in BY_PREFIX else token
    better = mended.get(word) or mended.get(word.lstrip("+"))
    if better is None:
        return token
    return token[: len(token) - len(word.lstrip("+"))] + (better.lower() if word.lower() == word else better)
