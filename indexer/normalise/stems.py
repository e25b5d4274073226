"""What the inflections and spellings of a word share, for searching: `pembelajaran` and `belajar` are found by `ajar`.

Stems are Snowball's (snowballstem.org), each language by its own rules. Words of Indonesia and of Arabic are also taken
back to one spelling (`skeletons`), so that Soekarno finds Sukarno, and fiqh finds fikih.
"""

import re
import threading
from functools import lru_cache
from typing import Any

import Stemmer

from indexer.normalise.skeletons import skeleton, today
from indexer.normalise.tables import remembered

LANGUAGES: dict[str, str] = {
    "ara": "arabic", "cat": "catalan", "cze": "czech", "dan": "danish", "dut": "dutch", "eng": "english",
    "est": "estonian", "fin": "finnish", "fre": "french", "ger": "german", "gre": "greek", "hin": "hindi",
    "hun": "hungarian", "ind": "indonesian", "ita": "italian", "may": "indonesian", "nor": "norwegian",
    "per": "persian", "pol": "polish", "por": "portuguese", "rum": "romanian", "rus": "russian", "spa": "spanish",
    "swe": "swedish", "tam": "tamil", "tur": "turkish",
}  # fmt: skip
"""ISO 639-2/B → the stemmer of that language; other languages are searched unstemmed."""

SPELLED = frozenset(("ind", "may", "jav", "sun", "min", "ace", "btk", "bug", "mad", "ban", "ara", "per", "urd"))
"""Languages whose words were, or are, spelled in several ways in Latin letters."""

_LONGEST = 60
_TWICE = re.compile(r"([^\W\d_]{3,})2")


@remembered(1 << 17)
def form(word: str, language: str | None) -> str:
    """The form under which a folded word of a language (ISO 639-2/B) is found; the word itself where there is none.

    A word without a known language, and a name, is only taken back to one spelling.
    """
    if len(word) > _LONGEST:
        return word
    if language in SPELLED or language is None:
        if (twice := _TWICE.fullmatch(word)) is not None:
            word = twice[1]  # anak2: reduplication, as notes and old titles write it
        word = today(word)
    stemmed = _stemmed(word, language) if language in LANGUAGES else word
    return skeleton(stemmed) or stemmed if language in SPELLED or language is None else stemmed


@remembered(1 << 17)
def forms(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The forms of a folded word in a record of these languages: as each of them inflects it, and as it is spelled."""
    return tuple(dict.fromkeys([form(word, None), *(form(word, language) for language in languages)]))


@remembered(1 << 14)
def any_forms(word: str) -> tuple[str, ...]:
    """The forms of a folded word whose language nobody knows, because somebody typed it; in order."""
    return tuple(sorted({form(word, None), word, *(form(word, language) for language in (*LANGUAGES, "jav"))}))


_lock = threading.Lock()  # a stemmer holds the word it works at


def _stemmed(word: str, language: str | None) -> str:
    with _lock:
        return _stemmer(LANGUAGES[language or ""]).stemWord(word) or word


@lru_cache(len(LANGUAGES))
def _stemmer(name: str) -> Any:
    return Stemmer.Stemmer(name, 0)  # what it would remember is remembered here
