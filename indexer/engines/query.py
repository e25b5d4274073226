"""A query as a small tree of values. Parsers build it (`search/query`), engines compile it.

`field` is a name of `config.fields`; None means all fields that have a weight. Texts are as the person wrote them: the
engine folds them the same way as it folded the records.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record."""


@dataclass(frozen=True, slots=True)
class Word:
    """All words of `text`, each somewhere in the field, as it is or inflected."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """All words of `text`, each as it is, inflected, or with a slip of the pen, somewhere in the field."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of `text` side by side in one field."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word that begins with `text`."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """A year from `low` to `high`, both included; None is open."""

    field: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class And:
    """All of `parts`."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of `parts`."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Most:
    """At least so many of `parts`; the more of them, the better."""

    parts: tuple["Node", ...]
    minimum: int


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but `part`."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Favour:
    """What `part` finds; what the `extras` find of it stands higher, by as much as their factor says."""

    part: "Node"
    extras: tuple[tuple["Node", float], ...]


EVERYTHING = Everything()

_YEARS = re.compile(r"(\d{1,4})?(?:(-)(\d{1,4})?)?")


def years(field: str, text: str) -> Range | None:
    """The range that a person writes as `1995`, `1990-1999`, `1990-` or `-1999`; None where it is none of these."""
    match = _YEARS.fullmatch(text.strip())
    if match is None or not (match[1] or match[3]):
        return None
    low = int(match[1]) if match[1] else None
    high = int(match[3]) if match[3] else None
    return Range(field, low, high if match[2] else low)


Node = Everything | Word | Similar | Phrase | Prefix | Range | And | Or | Most | Not | Favour
