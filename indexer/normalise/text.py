"""Text: cleaned for the eye, folded for comparing and searching.

There is one folding for matching, indexing and querying (ARCHITECTURE, decision 11). It follows the habit of library
systems (the marks of ALA-LC romanisation vanish) and keeps the vowel signs of Indic and
South-East Asian scripts, without which their words are different words.
"""

import re
import unicodedata
from functools import lru_cache

from indexer.normalise.tables import inverted, table
from indexer.normalise.tables import words as _words

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_UNEVEN = re.compile(r"\s\s|[^\S ]")

# Signs that compatibility decomposition would turn into letters or blanks, so they go before it
_DROPPED_SIGNS = "©®℗™℠\xad´`'‘’‛ʹʺʻʼʽʾʿˈˊˋ′″ʔʕ¿¡\u0098\u009c\u0088\u0089"
_SIGNS = {**dict.fromkeys(map(ord, _DROPPED_SIGNS)), ord("&"): " and ", ord("+"): " plus "}

# Letters that no decomposition splits
_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ŋ": "ng", "ħ": "h", "ə": "e",
    "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ơ": "o", "ư": "u",
    "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "", "ٱ": "ا",
}  # fmt: skip

# Accents and vowel points that readers leave out: Latin, Greek, Cyrillic, Hebrew, Arabic, Syriac
_MARKS = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06ED), (0x0711, 0x0711), (0x0730, 0x074A), (0x08D3, 0x08FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
)  # fmt: skip

_ASCII_SPACE = {code: " " for code in range(128) if not chr(code).isalnum()}


# The bytes of UTF-8 beyond ASCII, each taken for a character of Latin-1 or Windows-1252
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


class _Folding(dict[int, str]):
    """A table for `str.translate` that works out each character when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if char in _LETTERS:
            folded = _LETTERS[char]
        elif kind in ("Mn", "Me") and any(first <= code <= last for first, last in _MARKS):
            folded = ""
        elif kind == "Nd":
            folded = str(unicodedata.decimal(char))
        elif kind == "Cf" or kind == "Cs" or _INVISIBLE.match(char):
            folded = ""
        else:
            folded = char if char.isalnum() or kind[0] == "M" else " "
        self[code] = folded
        return folded


_FOLDING = _Folding()


def encoded_once(value: str) -> str:
    """A text that went through UTF-8 twice (SLiMS: `utf8_encode` of UTF-8) as it was before; others as they are.

    Only where all of it can be read so: `MÃ©layu` is `Mélayu`, and `Ã©` beside a `漢` is left alone.
    """
    if _TWICE.search(value):
        for encoding in ("latin-1", "cp1252"):
            try:
                return value.encode(encoding).decode()
            except UnicodeError:
                continue
    return value


def clean(s: str) -> str:
    """`s` for display: NFC, no control or invisible characters, single blanks, none at the ends."""
    if not s.isascii():
        s = unicodedata.normalize("NFC", s)
    if not s.isprintable():
        s = _INVISIBLE.sub("", s)
    return " ".join(s.split()) if _UNEVEN.search(s) else s.strip()


def fold(s: str) -> str:
    """`s` for comparing: lower case, no accents, no punctuation, words with single blanks between.

    Apostrophes, ayn and hamza vanish (`Qur'an` is `quran`), `&` is `and`, `+` is `plus`; folding twice changes nothing.
    """
    if s.isascii() and s.isprintable():
        s = s.lower()
        if "'" in s or "`" in s:
            s = s.replace("'", "").replace("`", "")
        if "&" in s or "+" in s:
            s = s.replace("&", " and ").replace("+", " plus ")
        return " ".join(s.translate(_ASCII_SPACE).split())
    s = unicodedata.normalize("NFKD", s.translate(_SIGNS)).translate(_SIGNS).casefold()
    s = unicodedata.normalize("NFKD", s).translate(_FOLDING)
    return unicodedata.normalize("NFC", " ".join(s.split()))


def words(s: str) -> list[str]:
    """The folded words of `s`, in order."""
    return fold(s).split()


_ARTICLES: dict[str, frozenset[str]] = {code: frozenset(text.split()) for code, text in table("articles").items()}


def strip_article(folded: str, language: str | None) -> str:
    """Folded text without its initial article, if its language (ISO 639-2/B) has that article.

    Without a language only articles that are hardly a word elsewhere go. `Al-` is never an article: catalogues in
    Indonesia file under it. A title that is nothing but an article stays.
    """
    first, _, rest = folded.partition(" ")
    return rest if rest and first in _ARTICLES.get(language or "any", ()) else folded


_VARIANTS = inverted(table("spelling")["variants"])
_RULES: list[tuple[re.Pattern[str], str]] = [(re.compile(a), b) for a, b in table("spelling")["rules"]]
_ARABIC_ARTICLES = _words("spelling", "articles")


@lru_cache(maxsize=1 << 16)
def _word_skeleton(word: str) -> str:
    word = _VARIANTS.get(word, word)
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word


def skeleton(s: str) -> str:
    """A second, coarser key that spelling variants share; never shown, never a reason to merge on its own.

    It unites the Indonesian spellings of 1901, 1947 and 1972 (`Soekarno`, `Djakarta`), the ways of writing Arabic in
    Latin letters (`Akhlaq`, `Achlak`), and the variants listed in `config/tables/spelling.yaml`; blanks go, so that
    `kerja sama` is `kerjasama`.
    """
    out = []
    parts = fold(s).split()
    for word, following in zip(parts, [*parts[1:], ""], strict=False):
        assimilated = word in _ARABIC_ARTICLES and following[:1] == word[1:2]
        out.append("al" if assimilated else _word_skeleton(word))
    return "".join(out)
