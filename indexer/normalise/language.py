"""Languages, from whatever stands in the field: codes of three standards, names, several at once."""

import re
from collections.abc import Collection
from typing import Any, NamedTuple

from babel import Locale, UnknownLocaleError

from indexer.normalise.folding import fold
from indexer.normalise.tables import inverted, remembered, table

_NOISE = re.compile(
    r"^(?:bahasa|basa|bhs|bhasa|b|language|lang|in|text in|teks|dalam bahasa|langue|lengua|sprache)\s+"
    r"|\s+(?:language|languages|text)$"
)
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_BETWEEN = re.compile(r"[;,/|&+]|\s?[-–]\s?|\s(?:dan|and|und|et|y|en|dengan)\s")
_LOCALE = re.compile(r"([a-z]{2,3})[-_](?:[a-z]{2}|[a-z]{4}|[0-9]{3})(?:[-_.@].*)?")


class _Languages(NamedTuple):
    """Codes to our codes, and folded names to them."""

    codes: dict[str, str]
    names: dict[str, str]


@remembered()
def _known() -> _Languages:
    """The register with other codes, and English and Indonesian names (CLDR) with our own."""
    content: dict[str, Any] = table("languages")
    register = inverted(content["codes"])
    names: dict[str, str] = {}
    for locale in ("en", "id"):
        for tag, name in Locale(locale).languages.items():
            if code := register.get(tag.split("_")[0]):
                names.setdefault(fold(name), code)
    codes = register | {other: code for code, others in content["other_codes"].items() for other in others}
    return _Languages(codes, names | {fold(form): code for code, forms in content["written"].items() for form in forms})


def names() -> Collection[str]:
    """Every name of a language that is known, folded."""
    return _known().names.keys()


def _one(text: str) -> tuple[str, ...]:
    """The language of one code or name, or of codes glued together (`engind`, MARC 041 before 2001)."""
    codes, names = _known()
    if code := codes.get(text):
        return (code,)
    if match := _LOCALE.fullmatch(text):
        return _one(match[1])
    folded = fold(text)
    name = _NOISE.sub("", folded)
    if code := names.get(folded) or names.get(name) or codes.get(name):
        return (code,)
    if text.isascii() and text.isalpha() and len(text) % 3 == 0 and len(text) <= 60:
        glued = [codes.get(text[i : i + 3]) for i in range(0, len(text), 3)]
        if all(glued):
            return tuple(code for code in glued if code)
    return ()


@remembered(1 << 12)
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


@remembered(1 << 12)
def label(code: str, ui_language: str) -> str:
    """The name of a language for people who read `ui_language` (`id`, `en`, …); the code itself where none is known."""
    own: dict[str, str] = table("languages")["labels"].get(code, {})
    if name := own.get(ui_language) or _cldr(code, ui_language):
        return name
    return own.get("en") or _cldr(code, "en") or code


def _cldr(code: str, ui_language: str) -> str | None:
    try:
        names = Locale.parse(ui_language).languages
    except (UnknownLocaleError, ValueError):
        return None
    for tag in (*reversed(table("languages")["codes"].get(code, [])), code):
        if tag in names:
            return str(names[tag])
    return None
