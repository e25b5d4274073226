"""Text cleaned for the eye, and folded for comparing and searching.

There is one folding for matching, indexing and querying (ARCHITECTURE, decision 11). It follows the habit of library
systems (the marks of ALA-LC romanisation vanish) and keeps the vowel signs of Indic and
South-East Asian scripts, without which their words are different words.
"""

import re
import unicodedata

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

# Small letters and blanks, byte for byte: ASCII is most of what comes, and bytes are translated ten times as fast
_ASCII = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_ASCII_DROPPED = b"'`"


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
    if not value.isascii() and _TWICE.search(value):
        for encoding in ("latin-1", "cp1252"):
            try:
                return value.encode(encoding).decode()
            except UnicodeError:
                continue
    return value


def clean(s: str) -> str:
    """`s` for display: NFC, no control or invisible characters, single blanks, none at the ends."""
    if s.isascii():
        if s.isprintable():
            return " ".join(s.split()) if "  " in s else s.strip()
    else:
        s = unicodedata.normalize("NFC", s)
    if not s.isprintable():
        s = _INVISIBLE.sub("", s)
    return " ".join(s.split()) if _UNEVEN.search(s) else s.strip()


def fold(s: str) -> str:
    """`s` for comparing: lower case, no accents, no punctuation, words with single blanks between.

    Apostrophes, ayn and hamza vanish (`Qur'an` is `quran`), `&` is `and`, `+` is `plus`; folding twice changes nothing.
    """
    if s.isascii() and s.isprintable():
        if "&" in s or "+" in s:
            s = s.replace("&", " and ").replace("+", " plus ")
        return " ".join(s.encode("ascii").translate(_ASCII, _ASCII_DROPPED).decode("ascii").split())
    s = unicodedata.normalize("NFKD", s.translate(_SIGNS)).translate(_SIGNS).casefold()
    s = unicodedata.normalize("NFKD", s).translate(_FOLDING)
    return unicodedata.normalize("NFC", " ".join(s.split()))


def decimal_digits(s: str) -> str:
    """`s` with the digits of all scripts as those of ASCII: `١٤٢٥` is `1425`."""
    if s.isascii():
        return s
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in s)


def words(s: str) -> list[str]:
    """The folded words of `s`, in order."""
    return fold(s).split()
