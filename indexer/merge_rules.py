"""The rules of merging: of the values of a field, which are kept, in whose words, and who else says so.

Everywhere a text that can be read goes before one with lost letters, and that before one IN CAPITALS; among equals the
better record decides, so that nothing depends on the order of arrival.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from indexer import quality
from indexer.normalise import imprint, numbers, text
from indexer.record import BibRecord, Host, Says

VAGUE = frozenset({"other"})
"""Types and carriers that give way to any other."""


class Chosen(NamedTuple):
    """The value of a field, and who says so; of a field that has parts, by part."""

    value: Any
    says: Says | Mapping[str, Says] = ()


class Sources:
    """The records to be merged, best first, and what was chosen so far."""

    def __init__(self, records: Sequence[BibRecord]) -> None:
        self.records = records
        self.chosen: dict[str, Any] = {}

    @cached_property
    def doubted(self) -> list[frozenset[str]]:
        """Of each record the fields that it had better not decide."""
        return [quality.doubted(record.issues) for record in self.records]

    def stating(self, name: str) -> list[tuple[int, Any]]:
        """The places of the records that have the field, and what each says."""
        return [(place, value) for place, record in enumerate(self.records) if (value := getattr(record, name))]


Rule = Callable[[Sources, str], Chosen]
Order = Callable[[Sources, str, int, Any], tuple[int, ...]]
"""How bad a value is (sources, field, place of its record, value); the least is chosen."""


def legible(sources: Sources, name: str, place: int, value: Any) -> tuple[int, ...]:
    """Doubtful or mangled values last, then those in capitals, then by record."""
    return (*faults(name, value, name in sources.doubted[place]), place)


def of_that_year(sources: Sources, name: str, place: int, value: Any) -> tuple[int, ...]:
    """As `legible`, but the word of records that agree with the chosen year before that of others."""
    mangled, loud = faults(name, value, name in sources.doubted[place])
    return mangled, _discord(sources, place), loud, place


def faults(name: str, value: Any, doubted: bool = False) -> tuple[int, int]:
    """What is wrong with a value: whether letters were lost or its record raises doubt; whether it shouts."""
    if not isinstance(value, str):
        return int(doubted), 0
    loud = value.isupper() if name == "title" else quality.is_shouted(value)
    return int(doubted or quality.is_mangled(value)), int(loud)


def together(sources: Sources, group: Sequence[str], order: Order) -> dict[str, Chosen]:
    """A statement, whole from the record that says the first field of the group that any has."""
    for name in group:
        if having := sources.stating(name):
            best = min(having, key=lambda had: order(sources, name, *had))[0]
            return {each: _single(sources, each, best) for each in group}
    return {name: Chosen(None) for name in group}


def edition(sources: Sources, name: str) -> Chosen:
    """The best record's that agrees with the chosen year or tells none: with another's year it would be no edition."""
    return _best(sources, name, [had for had in sources.stating(name) if _discord(sources, had[0]) < 2])


def extent(sources: Sources, name: str) -> Chosen:
    """The best record's; rather one that agrees with the chosen year."""
    return _best(sources, name, sources.stating(name))


def longest(sources: Sources, name: str) -> Chosen:
    """The longest text that can be read."""
    having = sources.stating(name)
    if not having:
        return Chosen(None)
    best = min(having, key=lambda had: (faults(name, had[1])[0], -len(had[1]), had[0]))
    return _single(sources, name, best[0])


def fullest(sources: Sources, name: str) -> Chosen:
    """The one that says most, whole from one record; if several say as much, the better record's."""
    having = sources.stating(name)
    if not having:
        return Chosen(None)
    best = min(having, key=lambda had: (-sum(map(bool, msgspec.structs.astuple(had[1]))), had[0]))
    return _single(sources, name, best[0])


def most_frequent(sources: Sources, name: str) -> Chosen:
    """What most records say, vague words aside; of equally frequent values that of the better record."""
    having = sources.stating(name)
    telling = [had for had in having if had[1] not in VAGUE] or having
    if not telling:
        return Chosen(None)
    best = Counter(value for _place, value in telling).most_common(1)[0][0]
    return Chosen(best, tuple(place for place, value in having if value == best))


def _best(sources: Sources, name: str, having: Sequence[tuple[int, Any]]) -> Chosen:
    if not having:
        return Chosen(None)
    return _single(sources, name, min(having, key=lambda had: of_that_year(sources, name, *had))[0])


def _single(sources: Sources, name: str, best: int) -> Chosen:
    """The value of that record, and all who say the same."""
    value = getattr(sources.records[best], name)
    if not value:
        return Chosen(None)
    having = sources.stating(name)
    same = {place for place, had in having if had == value}
    if len(same) < len(having):
        key = _comparable(name, value)
        same |= {place for place, had in having if place not in same and _comparable(name, had) == key}
    return Chosen(value, (best, *sorted(same - {best})))


def _comparable(name: str, value: Any) -> Any:
    """What two records have in common when they say the same: `PT Gramedia` and `Gramedia`, `458 hlm.` and `458 p.`"""
    if isinstance(value, Host):
        return text.fold(value.title or ""), value.volume, value.issue
    if not isinstance(value, str):
        return value
    return (_KEYS[name](value) if name in _KEYS else None) or text.fold(value) or value


_KEYS: dict[str, Callable[[str], Any]] = {
    "publisher": imprint.publisher_key,
    "place": imprint.place_key,
    "extent": numbers.pages,
}


def _discord(sources: Sources, place: int) -> int:
    """How a record stands to the chosen year: it says the same, none, another."""
    year, own = sources.chosen["year"], sources.records[place].year
    return 0 if year is None or own == year else 1 if own is None else 2
