"""Where a hit fits the query: the words found, marked in the title and its parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape
from rapidfuzz.distance import OSA

from indexer.engines.plan import slips_of
from indexer.engines.query import And, Favour, Most, Node, Or, Phrase, Prefix, Similar, Word
from indexer.normalise import stems
from indexer.normalise.text import words

MARKED = ("title", "subtitle", "part_title")
"""What is marked of a record; all of it is searched as the field `title`."""

_TOKEN = re.compile(r"\S+")
_PUNCTUATION = ".,:;!?()[]{}<>\"'“”‘’«»/–—-…"


@dataclass(frozen=True, slots=True)
class Fits:
    """What a query looks for in titles, folded as the index folds.

    Attributes:
        whole: words that are wanted just so (in quotes) or in any form.
        forms: what the forms of a wanted word share.
        starts: beginnings.
        slips: words that may have slips of the pen, and how many.
    """

    whole: frozenset[str]
    forms: frozenset[str]
    starts: tuple[str, ...]
    slips: tuple[tuple[str, int], ...]

    def __call__(self, written: str, languages: tuple[str, ...] = ()) -> bool:
        """Whether a written word of a record in these languages is one that the query looks for."""
        return any(self._fits(word, languages) for word in words(written))

    def _fits(self, word: str, languages: tuple[str, ...]) -> bool:
        return (
            word in self.whole
            or (bool(self.starts) and word.startswith(self.starts))
            or not self.forms.isdisjoint(stems.forms(word, languages))
            or any(OSA.distance(word, wanted, score_cutoff=most) <= most for wanted, most in self.slips)
        )


def fitting(node: Node) -> Fits:
    """What `node` looks for in titles."""
    whole: set[str] = set()
    forms: set[str] = set()
    starts: list[str] = []
    slips: dict[str, int] = {}
    for leaf in _leaves(node):
        folded = words(leaf.text)
        if isinstance(leaf, Prefix):
            starts.extend(folded)
            continue
        whole.update(folded)
        if not isinstance(leaf, Phrase):
            forms.update(form for word in folded for form in stems.any_forms(word))
        if isinstance(leaf, Similar):
            slips |= {word: most for word in folded if (most := slips_of(word))}
    return Fits(frozenset(whole), frozenset(forms), tuple(starts), tuple(slips.items()))


def mark(text: str, fits: Fits, languages: tuple[str, ...] = ()) -> str | None:
    """`text` as HTML, everything escaped, fitting words inside `<mark>`; None if none fits.

    `languages` are those of the record (ISO 639-2/B): a word is known by its form in them.
    """
    pieces: list[Markup] = []
    end = 0
    for token in _TOKEN.finditer(text):
        core = token.group().strip(_PUNCTUATION)
        if not core or not fits(core, languages):
            continue
        first = text.index(core, token.start())
        pieces += [escape(text[end:first]), Markup("<mark>{}</mark>").format(core)]
        end = first + len(core)
    return str(Markup("").join([*pieces, escape(text[end:])])) if pieces else None


def _leaves(node: Node) -> Iterator[Word | Similar | Phrase | Prefix]:
    match node:
        case Word() | Similar() | Phrase() | Prefix():
            if node.field in (None, "title"):
                yield node
        case And(parts) | Or(parts) | Most(parts, _):
            for part in parts:
                yield from _leaves(part)
        case Favour(part, _):
            yield from _leaves(part)
