"""What a page says of records that the store knows: new, changed, unchanged, deleted, shown twice."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from harvester.page import Item
from harvester.report import Counts


class Outcome(msgspec.Struct):
    """What is to be written: items without a row, rows that another content replaces, rows that are only confirmed."""

    new: list[Item] = []
    changed: list[tuple[Any, Item]] = []
    same: list[tuple[Any, Item]] = []
    counts: Counts = msgspec.field(default_factory=Counts)


def collapse(items: Iterable[Item]) -> tuple[dict[str, Item], int]:
    """One item per identifier, and how many were left out: the last one counts, but a living one beats a deletion.

    OJS before 3.4 lists removed articles as deleted and as living at once (pkp-lib 7901).
    """
    found: dict[str, Item] = {}
    left_out = 0
    for item in items:
        before = found.get(item.identifier)
        left_out += before is not None
        if before is None or before.deleted or not item.deleted:
            found[item.identifier] = item
    return found, left_out


def compare(items: Iterable[Item], known: Mapping[str, Any], member: str, sweep: int) -> Outcome:
    """Sort the items of a page.

    Args:
        known: identifier → row of `raw_record`, for those that have one.
        member: whose source it is now; a source that moved to another member changes all its records.
        sweep: the list they are in: a row that bears it was shown by this list before.
    """
    outcome = Outcome()
    counts = outcome.counts
    collapsed, counts.duplicates = collapse(items)
    for item in collapsed.values():
        row = known.get(item.identifier)
        counts.repaired += bool(item.repairs)
        again = row is not None and row.sweep == sweep
        differs = row is None or row.member != member or _differs(row, item)
        if row is None:
            outcome.new.append(item)
        elif again and (not differs or item.deleted):
            counts.duplicates += 1
            continue
        elif differs:
            outcome.changed.append((row, item))
        else:
            outcome.same.append((row, item))
        _count(counts, item, known=row is not None, again=again, differs=differs)
    return outcome


def _differs(row: Any, item: Item) -> bool:
    """A record changed when its content did; dates prove nothing. A deletion brings no content of its own."""
    return bool(row.deleted != item.deleted or (not item.deleted and row.sha256 != item.sha256))


def _count(counts: Counts, item: Item, *, known: bool, again: bool, differs: bool) -> None:
    if again:
        counts.duplicates += 1
    elif item.problem:
        counts.quarantined += 1
    elif not differs:
        counts.unchanged += 1
    elif item.deleted:
        counts.deleted += 1
    elif known:
        counts.changed += 1
    else:
        counts.added += 1
