"""Words of Arabic in Latin letters: the article apart, attached, as it is spoken, or grown into the word before it.

`ʻUlūm al-Dīn` is written `ulum ad-din`, `ulum addin`, `ulumuddin`; `Fatḥ al-Bārī` is `fathul bari`. Words here are
folded.
"""

import re

from indexer.normalise import tables

_SHORTEST = 3
"""Letters at least of a word that something is grown onto."""

_SUN = frozenset("tdrzsn")
"""Letters as which the article is spoken before words that begin so (`sh`, `th` and `dh` begin with them too)."""

_GROWN = re.compile(r"([a-z]{3,}?)(?:ul|[ui]([tdrzsn])(?=\2))([a-z]{3,})")
_ENDED = re.compile(r"([a-z]{3,})ul")


def article(first: str, following: str) -> bool:
    """Whether a word is the article before `following`, as it is written or as it is spoken."""
    return first == "al" or (first in _articles() and following[:1] == first[1])


def apart(word: str) -> tuple[str, ...]:
    """How a word with an attached article may be written: `alhisab` as `al hisab`, `addin` as `ad din` and `al din`."""
    for first in ("al", *sorted(_articles(), key=len, reverse=True)):
        rest = word[len(first) :]
        if word.startswith(first) and len(rest) >= _SHORTEST and article(first, rest) and rest.isalpha():
            return tuple(dict.fromkeys((f"{first} {rest}", f"al {rest}")))
    return ()


def attached(first: str, word: str) -> tuple[str, ...]:
    """A word with the article that stands before it: `din` after `ad` is `addin` and `aldin`."""
    return tuple(dict.fromkeys((f"{first}{word}", f"al{word}")))


def parted(word: str) -> tuple[str, str] | None:
    """The two words that are grown into one: `ulumuddin` is `ulum` and `din`, `abdulkarim` is `abd` and `karim`."""
    match = _GROWN.fullmatch(word)
    return (match[1], match[3]) if match else None


def grown(word: str, following: str) -> tuple[str, ...]:
    """What a word may be that stands before an article and another word: `ulum` is `ulumul`, `ulumud`, `ulumuddin`."""
    if not word.isalpha() or len(word) < _SHORTEST or not following:
        return ()
    spoken = following[0] if following[0] in _SUN else "l"
    return tuple(dict.fromkeys((f"{word}ul", f"{word}u{spoken}", f"{word}u{spoken}{following}")))


def bare(word: str) -> str | None:
    """A word without the ending and the article that are grown onto it: `fathul` is `fath`."""
    match = _ENDED.fullmatch(word)
    return match[1] if match else None


@tables.remembered()
def _articles() -> frozenset[str]:
    return tables.words("spelling", "articles")
