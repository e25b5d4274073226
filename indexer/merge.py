"""Many records of one publication, merged into one, by a declared policy per field.

The best record comes first: MARC before MODS before the rest, then the fullest, then the oldest. What is one statement
(title with subtitle and part, publisher with place, year with its date) comes whole from one record, never from two.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from indexer.normalise import names, text
from indexer.record import BibRecord, Creator, Description, Holding, Identifiers, UnionRecord


class Candidate(NamedTuple):
    """A source record with what it came as and since when we have it."""

    record: BibRecord
    format: str
    first_seen: str


class Rank(NamedTuple):
    """Why a record is preferred; the smallest is the best."""

    untitled: bool
    format: int
    empty_fields: int
    first_seen: str
    id: str


UNSPECIFIC = "contributor"

Rule = Callable[[Sequence[BibRecord], str], Any]


def rank(candidate: Candidate) -> Rank:
    """How good a record is as the base of a union record."""
    filled = sum(bool(getattr(candidate.record, name)) for name in _FIELDS)
    return Rank(
        not candidate.record.title,
        _poverty(candidate.format),
        len(_FIELDS) - filled,
        candidate.first_seen,
        candidate.record.id,
    )


def merge(union_id: str, candidates: Iterable[Candidate]) -> UnionRecord:
    """The union record of these source records (at least one), whatever the order in which they are given."""
    ranked = sorted(candidates, key=rank)
    records = [candidate.record for candidate in ranked]
    values = {name: rule(records, name) for name, rule in POLICY.items()}
    for group in TOGETHER:
        source = _stating(records, group)
        values |= {name: getattr(source, name) for name in group}
    return UnionRecord(
        id=union_id,
        members=tuple(sorted({record.member for record in records})),
        records=tuple(record.id for record in records),
        first_seen=min(candidate.first_seen for candidate in ranked),
        **values,
    )


def _stating(records: Sequence[BibRecord], group: Sequence[str]) -> BibRecord:
    """The best record with the first field of a group that any has; better one that does not write it IN CAPITALS."""
    for name in group:
        having = [record for record in records if getattr(record, name)]
        if having:
            return next((record for record in having if not str(getattr(record, name)).isupper()), having[0])
    return records[0]


def _poverty(format: str) -> int:
    """How little a format can say: MARC under any of its names, MODS, the rest."""
    return 0 if "marc" in format else 1 if "mods" in format else 2


def _first(records: Sequence[BibRecord], name: str) -> Any:
    return next((value for record in records if (value := getattr(record, name))), None)


def _longest(records: Sequence[BibRecord], name: str) -> Any:
    return max((getattr(record, name) for record in records if getattr(record, name)), key=len, default=None)


def _most_frequent(records: Sequence[BibRecord], name: str) -> Any:
    """Of equally frequent values the one of the better record."""
    counted = Counter(value for record in records if (value := getattr(record, name)))
    return counted.most_common(1)[0][0] if counted else None


def _all(records: Sequence[BibRecord], name: str) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(value for record in records for value in getattr(record, name)))


def _all_folded(records: Sequence[BibRecord], name: str) -> tuple[str, ...]:
    """Every text once, as the best record writes it."""
    found: dict[str, str] = {}
    for value in _all(records, name):
        found.setdefault(text.fold(value), value)
    return tuple(found.values())


def _classes(records: Sequence[BibRecord], name: str) -> dict[str, str]:
    return {scheme: number for record in reversed(records) for scheme, number in getattr(record, name).items()}


def _creators(records: Sequence[BibRecord], name: str) -> tuple[Creator, ...]:
    """Every person once, in the fullest form of the name, in the order of the best record.

    Two names are one when their family names and roles agree and the other names do, initials standing for names. A
    mere `contributor` (Dublin Core knows no other word) gives way to what the same person did by another record.
    """
    found: list[tuple[names.Name, Creator]] = []
    for creator in _all(records, name):
        parsed = names.parse(creator.name)
        for i, (known, kept) in enumerate(found):
            if (kept.role, kept.kind) == (creator.role, creator.kind) and _same_name(known, parsed):
                if sum(map(len, parsed.given)) > sum(map(len, known.given)):
                    found[i] = parsed, creator
                break
        else:
            found.append((parsed, creator))
    precise = [parsed for parsed, creator in found if creator.role != UNSPECIFIC]
    return tuple(
        creator
        for parsed, creator in found
        if creator.role != UNSPECIFIC or not any(_same_name(parsed, other) for other in precise)
    )


def _same_name(a: names.Name, b: names.Name) -> bool:
    if a.family != b.family:
        return False
    return all(x == y or (min(len(x), len(y)) == 1 and x[0] == y[0]) for x, y in zip(a.given, b.given, strict=False))


def _identifiers(records: Sequence[BibRecord], name: str) -> Identifiers:
    kinds = Identifiers.__struct_fields__
    found = {k: tuple(dict.fromkeys(n for r in records for n in getattr(getattr(r, name), k))) for k in kinds}
    return Identifiers(**found)


def _urls(records: Sequence[BibRecord], name: str) -> tuple[Any, ...]:
    found: dict[str, Any] = {}
    for link in _all(records, name):
        found.setdefault(link.url, link)
    return tuple(found.values())


def _holdings(records: Sequence[BibRecord], name: str) -> tuple[Holding, ...]:
    """All of them, each with its record; a record that names none still means that its member has it."""
    return tuple(
        msgspec.structs.replace(holding, record=record.id)
        for record in records
        for holding in record.holdings or (Holding(member=record.member),)
    )


TOGETHER: tuple[tuple[str, ...], ...] = (
    ("title", "subtitle", "part_number", "part_title", "title_sort"),
    ("publisher", "place"),
    ("year", "date_text"),
)
"""Statements that come whole from one record: the best that has their first field, and does not shout it."""

POLICY: dict[str, Rule] = {
    "alternative_titles": _all_folded,
    "creators": _creators,
    "edition": _first,
    "extent": _first,
    "series": _all_folded,
    "languages": _all,
    "type": _most_frequent,
    "carrier": _most_frequent,
    "subjects": _all_folded,
    "classification": _classes,
    "summary": _longest,
    "host": _first,
    "isbns": _all,
    "issns": _all,
    "identifiers": _identifiers,
    "urls": _urls,
    "holdings": _holdings,
    "issues": _all,
}
"""Field → how its values become one."""

_FIELDS = tuple(name for name in Description.__struct_fields__ if name not in ("issues", "holdings", "identifiers"))
