"""Where a hit fits the query: the words found, marked in the title and its parts."""

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

from indexer.engines.query import And, Node, Not, Or, Phrase, Prefix, Word
from indexer.normalise.text import words

MARKED = ("title", "subtitle", "part_title")
"""What is marked of a record; all of it is searched as the field `title`."""

_TOKEN = re.compile(r"\S+")
_PUNCTUATION = ".,:;!?()[]{}<>\"'“”‘’«»/–—-…"

Fits = Callable[[str], bool]


def fitting(node: Node) -> Fits:
    """Whether a written word is one that the query looks for in titles, folded as the index folds."""
    whole: set[str] = set()
    begun: list[str] = []
    for leaf in _leaves(node):
        folded = words(leaf.text)
        if isinstance(leaf, Prefix):
            begun.extend(folded)
        else:
            whole.update(folded)
    starts = tuple(begun)
    return lambda token: any(word in whole or (starts and word.startswith(starts)) for word in words(token))


def mark(text: str, fits: Fits) -> str | None:
    """`text` as HTML, everything escaped, fitting words inside `<mark>`; None if none fits."""
    pieces: list[Markup] = []
    end = 0
    for token in _TOKEN.finditer(text):
        core = token.group().strip(_PUNCTUATION)
        if not core or not fits(core):
            continue
        first = text.index(core, token.start())
        pieces += [escape(text[end:first]), Markup("<mark>{}</mark>").format(core)]
        end = first + len(core)
    return str(Markup("").join([*pieces, escape(text[end:])])) if pieces else None


def _leaves(node: Node) -> Iterator[Word | Phrase | Prefix]:
    match node:
        case Word() | Phrase() | Prefix():
            if node.field in (None, "title"):
                yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not():
            return
