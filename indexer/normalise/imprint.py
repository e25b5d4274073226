"""Keys for places and publishers: what is left when spelling, legal form and the words for `unknown` are taken off."""

import re
from functools import lru_cache

from indexer.normalise.tables import table, words
from indexer.normalise.text import fold

_TABLE = table("imprint")
_UNKNOWN = frozenset(_TABLE["unknown"])
_PLACES: dict[str, str] = {fold(form): place for place, forms in _TABLE["places"].items() for form in forms}
_PLACE_NOISE = words("imprint", "place_noise")
_SPELLINGS: dict[str, str] = {
    form: word for word, forms in _TABLE["spellings"].items() for form in str(forms or "").split()
}
_LEGAL = words("imprint", "legal")
_PUBLISHERS: dict[str, str] = {form: name for name, forms in _TABLE["publishers"].items() for form in forms}
_ASIDE = re.compile(r"\([^()]*\)")
_SOLD_BY = re.compile(r"[;|]|[:,\[(]?\s{0,3}\bfor sale by\b", re.I)
_ALSO = re.compile(r"\s?[(\[=].*", re.S)


def _known(folded: str) -> bool:
    return bool(folded) and folded not in _UNKNOWN and any(char.isalpha() for char in folded)


@lru_cache(maxsize=1 << 14)
def place_key(s: str) -> str | None:
    """The folded name now used for the first place in `s`; None where it says that the place is not known.

    A name that once meant a place but may mean another one ends in a question mark: `Batavia` gives `jakarta?`.
    """
    if not _known(fold(s)):
        return None
    first = re.split(r"[;:/]|\s(?:dan|and|und|et)\s", s.strip(" [](){};:,"))[0]
    for text in (first, first.partition(",")[0], _ALSO.sub("", first).partition(",")[0]):
        folded = fold(text)
        if folded in _PLACES:
            return _PLACES[folded]
    kept = [word for word in folded.split() if word not in _PLACE_NOISE] or folded.split()
    key = " ".join(kept)
    return _PLACES.get(key, key) if _known(key) else None


def _initials_joined(tokens: list[str]) -> list[str]:
    """Single letters in a row as one word: `g p o` is `gpo`."""
    joined: list[str] = []
    open_run = False
    for token in tokens:
        single = len(token) == 1 and token.isalpha()
        if single and open_run:
            joined[-1] += token
        else:
            joined.append(token)
        open_run = single
    return joined


@lru_cache(maxsize=1 << 14)
def publisher_key(s: str) -> str | None:
    """The folded name of the first publisher in `s` without its legal form; None where it is said to be unknown."""
    folded = fold(_SOLD_BY.split(_ASIDE.sub(" ", s).strip(" ;") or s)[0]).removeprefix("the ")
    if not _known(folded):
        return None
    tokens = [_SPELLINGS.get(token, token) for token in _initials_joined(folded.split())]
    kept = [token for token in tokens if token not in _LEGAL] or tokens
    while len(kept) > 1 and kept[-1] == "and":
        kept.pop()
    key = " ".join(kept)
    return _PUBLISHERS.get(" ".join(tokens)) or _PUBLISHERS.get(key, key)
