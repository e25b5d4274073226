"""Languages, from whatever stands in the field: codes of three standards, names, several at once."""

import re
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from indexer.normalise.tables import inverted, table
from indexer.normalise.text import fold

_TABLE = table("languages")
_CODES = inverted(_TABLE["codes"])
_KNOWN = _CODES | {other: code for code, others in _TABLE["other_codes"].items() for other in others}
_WRITTEN = {fold(form): code for code, forms in _TABLE["written"].items() for form in forms}
_NOISE = re.compile(r"^(?:bahasa|basa|language|lang|in|text in|teks)\s+|\s+(?:language|languages|text)$")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_BETWEEN = re.compile(r"[;,/|&+]|\s(?:dan|and|und|et)\s")
_LOCALE = re.compile(r"([a-z]{2,3})[-_](?:[a-z]{2}|[a-z]{4}|[0-9]{3})(?:[-_.@].*)?")


@cache
def _names() -> dict[str, str]:
    """Folded English and Indonesian names of languages (CLDR), with our own, to their codes."""
    found: dict[str, str] = {}
    for locale in ("en", "id"):
        for tag, name in Locale(locale).languages.items():
            if code := _CODES.get(tag.split("_")[0]):
                found.setdefault(fold(name), code)
    return found | _WRITTEN


def _one(text: str) -> tuple[str, ...]:
    """The language of one code or name, or of codes glued together (`engind`, MARC 041 before 2001)."""
    if code := _KNOWN.get(text):
        return (code,)
    if match := _LOCALE.fullmatch(text):
        return _one(match[1])
    folded = fold(text)
    name = _NOISE.sub("", folded)
    if code := _names().get(folded) or _names().get(name) or _KNOWN.get(name):
        return (code,)
    if text.isascii() and text.isalpha() and len(text) % 3 == 0 and len(text) <= 60:
        glued = [_KNOWN.get(text[i : i + 3]) for i in range(0, len(text), 3)]
        if all(glued):
            return tuple(code for code in glued if code)
    return ()


@lru_cache(maxsize=1 << 12)
def languages(s: str) -> tuple[str, ...]:
    """The languages in `s` as ISO 639-2/B codes, in order, each once; none for `und`, `zxx`, `|||` and nonsense."""
    text = " ".join((_ASIDE.sub(" ", s).strip(" .[]") or s).lower().strip(" .()[]").split())
    found = _one(text)
    if not found:
        pieces = [piece.strip(" .()[]") for piece in _BETWEEN.split(text)]
        if len(pieces) == 1 and all(2 <= len(word) <= 3 for word in text.split()):
            pieces = text.split()
        if len(pieces) > 1:
            found = tuple(code for piece in pieces for code in _one(piece))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1 << 12)
def label(code: str, ui_language: str) -> str:
    """The name of a language for people who read `ui_language` (`id`, `en`, …); the code itself where none is known."""
    own: dict[str, str] = _TABLE["labels"].get(code, {})
    if name := own.get(ui_language) or _cldr(code, ui_language):
        return name
    return own.get("en") or _cldr(code, "en") or code


def _cldr(code: str, ui_language: str) -> str | None:
    try:
        names = Locale.parse(ui_language).languages
    except (UnknownLocaleError, ValueError):
        return None
    for tag in (*reversed(_TABLE["codes"].get(code, [])), code):
        if tag in names:
            return str(names[tag])
    return None
