"""Text: cleaned, folded (`folding`), its articles and its spelling (`skeletons`)."""

from indexer.normalise.folding import clean, encoded_once, fold, words
from indexer.normalise.skeletons import skeleton
from indexer.normalise.tables import remembered, table

__all__ = ["clean", "encoded_once", "fold", "skeleton", "sortable", "strip_article", "words"]

_UNSORTED = (("\x98", "\x9c"), ("\x88", "\x89"), ("<<", ">>"), ("¬", "¬"), ("<", ">"))
"""Pairs of marks around what is not sorted: ISO 6630 in MARC 21, in UNIMARC and PICA, RAK-WB, Allegro, old UNIMARC."""


@remembered()
def _articles() -> dict[str, frozenset[str]]:
    return {code: frozenset(fold(text).split()) for code, text in table("articles").items()}


def strip_article(folded: str, language: str | None) -> str:
    """Folded text without its initial article, if its language (ISO 639-2/B) has that article.

    Without a language only articles that are hardly a word elsewhere go. `Al-` is never an article: catalogues in
    Indonesia file under it. A title that is nothing but an article stays.
    """
    first, _, rest = folded.partition(" ")
    return rest if rest and first in _articles().get(language or "any", ()) else folded


def sortable(raw: str) -> str:
    """A title as it came without what a cataloguer marked at its front as not to be sorted: `\x98Der\x9c Prozess`.

    Only marks count here, the words do not: `strip_article` looks at those.
    """
    text = raw.lstrip()
    for start, end in _UNSORTED:
        if text.startswith(start):
            marked, found, rest = text[len(start) :].partition(end)
            if found and rest.strip() and len(marked) <= _LONGEST_ARTICLE:
                return rest.lstrip()
    return raw


_LONGEST_ARTICLE = 20
