"""What kind of thing a record describes, from dc:type, GMD, RDA terms and the words of repositories."""

import re
from typing import Any, NamedTuple

from indexer.normalise.folding import fold
from indexer.normalise.tables import remembered, table


class Kind(NamedTuple):
    """A type and a carrier of the catalogue (`indexer.record`), or the news that the word was a status and no type."""

    type: str | None = None
    carrier: str | None = None
    is_status: bool = False


_NOTHING = Kind()
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _key(phrase: str) -> str:
    """Folded, with the humps of `bachelorThesis` as blanks."""
    return fold(_HUMP.sub(" ", phrase))


class _Phrases(NamedTuple):
    kinds: dict[str, Kind]
    longest: int


@remembered()
def _phrases() -> _Phrases:
    """Phrase to kind: types and carriers are listed apart, and a phrase may be in both."""
    content: dict[str, Any] = table("kinds")
    known = {_key(phrase): Kind(is_status=True) for phrase in content["status"]}
    for slot in ("type", "carrier"):
        for value, phrases in content[slot].items():
            for key in map(_key, phrases):
                known[key] = known.get(key, _NOTHING)._replace(**{slot: value})
    return _Phrases(known, max(key.count(" ") + 1 for key in known))


@remembered(1 << 13)
def kind_of(s: str) -> Kind:
    """The kind that `s` names: the longest phrase of `config/tables/kinds.yaml` in it, or the end of an address.

    `Text` and what nobody knows give an empty kind.
    """
    text = s.strip()
    kinds, longest = _phrases()
    if "/" in text and " " not in text:
        return kinds.get(_key(text.rstrip("/").rpartition("/")[2]), _NOTHING)
    words = _key(text).split()
    status = _NOTHING
    for length in range(min(len(words), longest), 0, -1):
        for start in range(len(words) - length + 1):
            found = kinds.get(" ".join(words[start : start + length]), _NOTHING)
            if found.type or found.carrier or (found.is_status and length == len(words)):
                return found
            status = status if status.is_status else found
    return status
