"""Which of many records of one publication is the best: the base of the merged one, and the one to copy."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from indexer import quality
from indexer.record import BibRecord, Description


class Candidate(NamedTuple):
    """A source record with what it came as and since when we have it."""

    record: BibRecord
    format: str
    first_seen: str


class Rank(NamedTuple):
    """Why a record is preferred; the smallest is the best."""

    untitled: bool
    mangled: bool
    format: int
    empty_fields: int
    first_seen: str
    id: str


FIELDS = tuple(name for name in Description.__struct_fields__ if name not in ("issues", "holdings", "identifiers"))
"""What is counted when records are compared by how much they say."""


def rank(candidate: Candidate) -> Rank:
    """How good a record is as the base of a union record."""
    title = candidate.record.title or ""
    return Rank(
        not title or quality.is_filler("title", title),
        quality.is_mangled(title),
        _poverty(candidate.format),
        len(FIELDS) - filled(candidate.record),
        candidate.first_seen,
        candidate.record.id,
    )


def filled(record: BibRecord) -> int:
    """How many of `FIELDS` say something."""
    return sum(bool(getattr(record, name)) for name in FIELDS)


def _poverty(format: str) -> int:
    """How little a format can say: MARC under any of its names, MODS, the rest."""
    return 0 if "marc" in format else 1 if "mods" in format else 2


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A record in its place: what it came as, how many of so many fields it fills, since when it is here.

    `behind` is the name in `Rank` of what put it behind the one before it; None for the best.
    """

    id: str
    format: str
    filled: int
    of: int
    first_seen: str
    behind: str | None


def standings(candidates: Iterable[Candidate]) -> list[Standing]:
    """The records of a publication, best first, and what decided."""
    ranked = sorted(candidates, key=rank)
    return [
        Standing(
            id=each.record.id,
            format=each.format,
            filled=filled(each.record),
            of=len(FIELDS),
            first_seen=each.first_seen,
            behind=_decisive(ranked[place - 1], each) if place else None,
        )
        for place, each in enumerate(ranked)
    ]


def _decisive(better: Candidate, worse: Candidate) -> str | None:
    """The first thing in which the second of two is worse."""
    pairs = zip(Rank._fields, rank(better), rank(worse), strict=True)
    return next((name for name, one, other in pairs if one != other), None)
