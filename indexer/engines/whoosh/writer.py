"""Rows into segments, and segments into fewer.

Documents are deleted by number, never by Whoosh's `update_document`, which opens a searcher for each.
"""

from collections.abc import Collection, Iterable
from itertools import accumulate
from pathlib import Path
from typing import Any

from indexer.engines.rows import Row
from indexer.engines.whoosh import arrays, inner
from indexer.engines.whoosh.cache import Cache, Numbers
from indexer.engines.whoosh.columns import Columns
from indexer.engines.whoosh.invert import Inverter
from indexer.engines.whoosh.merge import merged
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.storage import SyncedStorage

TIER = 4
"""Segments of one size (up to 1,000 documents, up to 10,000, up to `LARGEST`) that may stand side by side."""

LARGEST = 50_000
"""Documents of the largest segment that is written: what it needs in memory is about half a gigabyte."""


def write(
    generation: Path, rows: Iterable[Row], gone: Collection[str] = (), *, within: Collection[str] = ()
) -> set[str]:
    """Delete the documents with an id in `gone`, add `rows`, commit: all of it or nothing.

    Args:
        generation: the generations.
        rows: the new documents. Of two with one id the later one counts.
        gone: ids whose older documents go.
        within: ids whose older documents go if one of the rows has them.

    Returns:
        The ids of the rows.

    Raises:
        OSError: the files could not be written; the index is as it was.
    """
    storage = SyncedStorage(generation)
    try:
        infos = inner.segments(generation)
        fresh, ids = _added(storage, generation, rows)
        _delete(generation, infos, gone or ids.intersection(within))
        infos += fresh
        inner.commit(storage, inner.commit_number(generation) + 1, [info for info in infos if info.doc_count()])
        return ids
    finally:
        storage.release()


def crowd(generation: Path) -> int:
    """How many documents wait to be put together with others of their kind."""
    return sum(info.doc_count() for info in _crowded(inner.segments(generation)))


def tidy(generation: Path) -> None:
    """Put segments of one size together where there are more than `TIER` of them, and those that are half empty: no
    more at once than `LARGEST` documents. What is left is done after the next commit.
    """
    storage = SyncedStorage(generation)
    try:
        crowded = {info.segment_id() for info in _crowded(inner.segments(generation))}
        snapshot = Snapshot(generation, None, Cache(0))
        infos = inner.segments(generation)
        chosen = [leaf for leaf, info in zip(snapshot.leaves, infos, strict=True) if info.segment_id() in crowded]
        if chosen:
            content, size = merged(chosen)
            kept = [info for info in infos if info.segment_id() not in crowded]
            fresh = [_stored(storage, generation, content, size)] if size else []
            inner.commit(storage, inner.commit_number(generation) + 1, [*kept, *fresh])
    finally:
        storage.release()


def _added(storage: SyncedStorage, generation: Path, rows: Iterable[Row]) -> tuple[list[Any], set[str]]:
    inverter, columns = Inverter(), Columns()
    numbers: dict[str, int] = {}
    outdated = []
    for row in rows:
        if row.id in numbers:
            outdated.append(numbers[row.id])
        numbers[row.id] = inverter.size
        inverter.add(row)
        columns.add(row)
    if not inverter.size:
        return [], set()
    info = _stored(storage, generation, inverter.content() | columns.content(), inverter.size)
    for number in outdated:
        info.delete_document(number)
    return [info], set(numbers)


def _stored(storage: SyncedStorage, generation: Path, content: dict[str, Numbers], size: int) -> Any:
    info = inner.write(storage, content, size)
    arrays.write(inner.arrays_file(generation, info), content)
    return info


def _delete(generation: Path, infos: Iterable[Any], gone: Collection[str]) -> None:
    if not gone:
        return
    for info in infos:
        segment = Segment(generation, info, Cache(0))
        for identity in gone:
            for document in segment.any_of("id", (identity,)).tolist():
                info.delete_document(document)


def _tier(size: int) -> int:
    return max(3, len(str(max(size - 1, 0))))


def _crowded(infos: Iterable[Any]) -> list[Any]:
    """The segments to be put together into one: the half empty ones, and the small ones of a size that has too many."""
    infos = sorted(infos, key=lambda info: info.doc_count())
    tiers: dict[int, list[Any]] = {}
    for info in infos:
        tiers.setdefault(_tier(info.doc_count()), []).append(info)
    crowded = [info for info in infos if info.doc_count() * 2 < info.doc_count_all()]
    crowded += [info for tier in tiers.values() if len(tier) > TIER for info in tier if info not in crowded]
    sums = accumulate(info.doc_count() for info in crowded)
    fitting = [info for info, total in zip(crowded, sums, strict=True) if total <= LARGEST]
    alone = len(fitting) == 1 and fitting[0].doc_count() == fitting[0].doc_count_all()
    return [] if alone else fitting
