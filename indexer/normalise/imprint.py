"""Keys for places and publishers: what is left when spelling, legal form and the words for `unknown` are taken off."""

import re
from typing import Any, NamedTuple

from indexer.normalise.folding import fold
from indexer.normalise.skeletons import today
from indexer.normalise.tables import remembered, table, words

_ASIDE = re.compile(r"\([^()]*\)")
_SOLD_BY = re.compile(r"[;|]|[:,\[(]?\s{0,3}\bfor sale by\b", re.I)
_ALSO = re.compile(r"\s?[(\[=].*", re.S)
_LETTER = re.compile(r"[^\W\d_]")
_FIRST = re.compile(r"[;:/&+]|\s(?:dan|and|und|et)\s")


class _Words(NamedTuple):
    """The lists of `imprint.yaml`: written form → key, and words."""

    unknown: frozenset[str]
    unknown_phrases: tuple[str, ...]
    first_words: frozenset[str]
    places: dict[str, str]
    towns: frozenset[str]
    countries: frozenset[str]
    here: frozenset[str]
    place_noise: frozenset[str]
    spellings: dict[str, str]
    legal: frozenset[str]
    legal_behind: frozenset[str]
    publishers: dict[str, str]
    not_publishers: frozenset[str]


@remembered()
def _words() -> _Words:
    content = table("imprint")
    return _Words(
        unknown=frozenset(fold(form) for form in content["unknown"]),
        unknown_phrases=tuple(fold(form) for form in content["unknown_phrases"]),
        first_words=frozenset(fold(form).split()[0] for form in content["unknown_phrases"]),
        places=_keys(content["places"]),
        towns=words("imprint", "towns"),
        countries=words("imprint", "countries"),
        here=words("imprint", "here"),
        place_noise=words("imprint", "place_noise"),
        spellings={
            fold(f): fold(word) for word, forms in content["spellings"].items() for f in str(forms or "").split()
        },
        legal=words("imprint", "legal"),
        legal_behind=words("imprint", "legal_behind"),
        publishers=_keys(content["publishers"]),
        not_publishers=frozenset(fold(form) for form in content["publisher_noise"]),
    )


def _keys(lists: dict[str, Any]) -> dict[str, str]:
    """`{key: [written, …]}` as folded written form → key; a key that is no guess stands for itself."""
    found = {fold(key): key for key in lists if not key.endswith("?")}
    return found | {fold(form): key for key, forms in lists.items() for form in forms or []}


def _known(folded: str) -> bool:
    lists = _words()
    if folded in lists.unknown or not _LETTER.search(folded):
        return False
    said = not lists.first_words.isdisjoint(folded.split())
    return not (said and any(phrase in folded for phrase in lists.unknown_phrases))


@remembered(1 << 14)
def place_key(s: str) -> str | None:
    """The folded name now used for the first place in `s`; None where it says that the place is not known.

    A name that once meant a place but may mean another one ends in a question mark: `Batavia` gives `jakarta?`, unless
    what stands beside it decides: `Batavia, N.Y.`, `Batavia [Jakarta]`.
    """
    if not _known(fold(s)):
        return None
    lists = _words()
    first = _without_country(_FIRST.split(s.strip(" [](){};:,&+"))[0])
    for text in (first, first.partition(",")[0], _ALSO.sub("", first).partition(",")[0]):
        folded = fold(text)
        if found := lists.places.get(folded):
            return _decided(found, folded, first[len(text) :]) if found.endswith("?") else found
    kept = [word for word in folded.split() if word not in lists.place_noise] or folded.split()
    key = " ".join(kept)
    if not _known(key):
        return None
    if found := lists.places.get(key):
        return found
    now = " ".join(map(today, kept))
    known = now in lists.towns or now in lists.places or any(map(_is_old, kept))
    return lists.places.get(now, now) if known else key


def _without_country(text: str) -> str:
    """`Jakarta-Indonesia` without what is behind the hyphen."""
    head, hyphen, tail = text.rpartition("-")
    return head if hyphen and head and fold(tail) in _words().countries else text


def _decided(guess: str, folded: str, beside: str) -> str:
    """Which place a name with a question mark is, by what stands beside it."""
    lists = _words()
    qualifier = fold(beside)
    if lists.places.get(qualifier) == guess.rstrip("?"):
        return guess.rstrip("?")
    return guess if not qualifier or not lists.here.isdisjoint(qualifier.split()) else folded


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


@remembered(1 << 14)
def publisher_key(s: str) -> str | None:
    """The folded name of the first publisher in `s` without its legal form; None where it is said to be unknown."""
    folded = fold(_SOLD_BY.split(_ASIDE.sub(" ", s).strip(" ;") or s)[0]).removeprefix("the ")
    if not _known(folded):
        return None
    lists = _words()
    if folded.startswith("united states "):
        folded = "us " + folded[14:]
    tokens = [_spelled(token, lists) for token in _initials_joined(folded.split())]
    if len(tokens) > 1 and tokens[-1] == "up":
        tokens[-1] = "university"
    kept = [token for token in tokens if token not in lists.legal] or tokens
    while len(kept) > 1 and (kept[-1] == "and" or kept[-1] in lists.legal_behind):
        kept.pop()
    key = " ".join(kept)
    if tokens[0] in lists.legal and (noise := next(filter(folded.startswith, lists.not_publishers), None)):
        key = key.removeprefix(noise.split()[-1]).strip() or key
    return lists.publishers.get(" ".join(tokens)) or lists.publishers.get(key, key)


def _spelled(token: str, lists: _Words) -> str:
    """A word in the spelling of today, where it is one of the table or has the marks that only old Indonesian has."""
    if found := lists.spellings.get(token):
        return found
    return today(token) if _is_old(token) else token


def _is_old(word: str) -> bool:
    """Whether a word has a mark that only old Indonesian has; `oe` is in names of other languages too."""
    return "dj" in word or "tj" in word
