"""What kind of thing a record describes, from dc:type, GMD, RDA terms and the words of repositories."""

from functools import lru_cache
from typing import Any, NamedTuple

from indexer.normalise.tables import table
from indexer.normalise.text import fold


class Kind(NamedTuple):
    """A type and a carrier of the catalogue (`indexer.record`), or the news that the word was a status and no type."""

    type: str | None = None
    carrier: str | None = None
    is_status: bool = False


_NOTHING = Kind()


def _known() -> dict[str, Kind]:
    """Folded phrase to kind: types and carriers are listed apart, and a phrase may be in both."""
    content: dict[str, Any] = table("kinds")
    known = {fold(word): Kind(is_status=True) for word in content["status"]}
    known |= {fold(word): _NOTHING for word in content["nothing"]}
    for slot in ("type", "carrier"):
        for value, phrases in content[slot].items():
            for phrase in phrases:
                key = fold(phrase)
                known[key] = known.get(key, _NOTHING)._replace(**{slot: value})
    return known


_KNOWN = _known()
_LONGEST = max(key.count(" ") + 1 for key in _KNOWN)


@lru_cache(maxsize=1 << 13)
def kind_of(s: str) -> Kind:
    """The kind that `s` names: the longest phrase of `config/tables/kinds.yaml` in it, or in the end of an address.

    `Text` and what nobody knows give an empty kind.
    """
    text = s.strip()
    if "/" in text and " " not in text:
        text = text.rstrip("/").rpartition("/")[2]
    words = fold(text).split()
    for length in range(min(len(words), _LONGEST), 0, -1):
        for start in range(len(words) - length + 1):
            found = _KNOWN.get(" ".join(words[start : start + length]))
            if found is not None:
                return found
    return _NOTHING
