"""What a page says of records that the store knows: new, changed, unchanged, deleted, shown twice."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from harvester.page import Item
from harvester.report import Counts
from harvester.xml import NotXml, canonical, child, children, strict

ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")


class Outcome(msgspec.Struct):
    """What is to be written.

    Attributes:
        new: items without a row.
        changed: rows that another content replaces.
        respelled: rows whose content is only spelled otherwise.
        same: rows that are only confirmed.
    """

    new: list[Item] = []
    changed: list[tuple[Any, Item]] = []
    respelled: list[tuple[Any, Item]] = []
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


def compare(
    items: Iterable[Item],
    known: Mapping[str, Any],
    member: str,
    sweep: int,
    *,
    payloads: Callable[[list[int]], Mapping[int, bytes]] | None = None,
    repeated: bool = False,
    full: bool = False,
) -> Outcome:
    """Sort the items of a page.

    Args:
        known: identifier → row of `raw_record`, for those that have one.
        member: whose source it is now; a source that moved to another member changes all its records.
        sweep: the list they are in: a row that bears it was shown by this list before.
        payloads: gives the stored bytes of rows; without it another hash is another content.
        repeated: this stretch of the list was walked before: what it showed then is no duplicate.
        full: the list shows everything, so that a deletion in it counts whatever its date.
    """
    outcome = Outcome()
    counts = outcome.counts
    items = [_believed(item, known.get(item.identifier)) if item.says_deleted else item for item in items]
    collapsed, counts.duplicates = collapse(items)
    if not known:
        outcome.new = list(collapsed.values())
        _count_new(counts, outcome.new)
        return outcome
    spelled = _respelled(collapsed.values(), known, payloads) if payloads else set()
    for item in collapsed.values():
        row = known.get(item.identifier)
        again = row is not None and row.sweep == sweep
        differs = row is None or row.member != member or (_differs(row, item) and row.id not in spelled)
        if again and (not differs or item.deleted or _is_older(item, row)):
            counts.duplicates += not repeated
            continue
        if row is not None and item.deleted and not row.deleted and not full and _is_older(item, row):
            item, differs = _still_living(row), False  # a tombstone of before the record that we have
        _count_repairs(counts, item)
        if row is None:
            outcome.new.append(item)
        elif differs:
            outcome.changed.append((row, item))
        elif row.id in spelled:
            outcome.respelled.append((row, item))
        else:
            outcome.same.append((row, item))
        if row is not None and again and row.changed_run >= sweep and not item.problem:
            _count_again(counts, row, repeated=repeated)
        else:
            _count(counts, item, known=row is not None, again=again, differs=differs)
    return outcome


def _believed(item: Item, row: Any) -> Item:
    """A record that comes whole and says of itself that it is deleted, as what we take it for.

    It is a deletion where we hold the record as it was before. What we never saw otherwise is shown, and says so: in
    real files one in some thousand living records has this mark by mistake.
    """
    if row is not None and (row.deleted or row.sha256 != item.sha256):
        return msgspec.structs.replace(item, deleted=True)
    return msgspec.structs.replace(item, repairs=(*item.repairs, "says-deleted"))


def _count_new(counts: Counts, items: list[Item]) -> None:
    """Count records of a page of which nothing was known: a first harvest has many."""
    counts.quarantined = sum(item.problem is not None for item in items)
    counts.deleted = sum(item.deleted and item.problem is None for item in items)
    counts.added = len(items) - counts.quarantined - counts.deleted
    for item in items:
        if item.repairs:
            _count_repairs(counts, item)


def _count_repairs(counts: Counts, item: Item) -> None:
    counts.repaired += bool(item.repairs)
    for kind in item.repairs:
        counts.repairs[kind] = counts.repairs.get(kind, 0) + 1


def _respelled(
    items: Iterable[Item], known: Mapping[str, Any], payloads: Callable[[list[int]], Mapping[int, bytes]]
) -> set[int]:
    """The rows whose content has another hash and means the same: some servers shuffle their attributes."""
    doubtful = {
        row.id: item
        for item in items
        if (row := known.get(item.identifier)) is not None
        and not row.deleted and not item.deleted and not item.problem and not row.problem
        and row.sha256 != item.sha256 and row.format == item.format and item.payload[:1] == b"<"
    }  # fmt: skip
    stored = payloads(list(doubtful)) if doubtful else {}
    return {record for record, item in doubtful.items() if same_content(stored.get(record, b""), item.payload)}


def same_content(one: bytes, other: bytes) -> bool:
    """Whether two records in XML describe with the same words, whatever is around them and however they are spelled."""
    try:
        return canonical(_description(strict(one))) == canonical(_description(strict(other)))
    except NotXml:
        return False


def _description(record: Any) -> Any:
    """The first element of the metadata; a record without any is its own."""
    return next(children(child(record, "metadata")), record)


def _differs(row: Any, item: Item) -> bool:
    """A record changed when its content did; dates prove nothing. A deletion brings no content of its own."""
    return bool(row.deleted != item.deleted or (not item.deleted and row.sha256 != item.sha256))


def _is_older(item: Item, row: Any) -> bool:
    """Whether both have dates that can be compared, and the one that comes now is of before the one we have."""
    ours, theirs = (row.datestamp or "").strip(), (item.datestamp or "").strip()
    if not (ISO.fullmatch(ours) and ISO.fullmatch(theirs)) or len(ours) != len(theirs):
        return False
    return bool(theirs < ours <= row.confirmed)  # a date of the future is none


def _still_living(row: Any) -> Item:
    """The record as it is stored, shown again."""
    return Item(
        identifier=row.identifier, format=row.format, payload=b"", sha256=row.sha256, datestamp=row.datestamp,
        sets=tuple(json.loads(row.sets)),
    )  # fmt: skip


def _count_again(counts: Counts, row: Any, *, repeated: bool) -> None:
    """What this list said of a record first, broken or deleted, gives way to what it says now."""
    counts.duplicates += not repeated
    if row.problem:
        counts.quarantined -= 1
        counts.added += 1
    elif row.deleted:
        counts.deleted -= 1
        counts.unchanged += 1


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
