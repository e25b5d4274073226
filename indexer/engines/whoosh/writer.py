"""Rows into segments, with Whoosh's own writer.

What stock Whoosh must not be asked to do (docs/adr/0001-whoosh.md): `update_document`, which opens a searcher per call,
and `add_document` with a value that raises, which loses the batch. So rows come checked, and old documents are deleted
by number.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex, LockError
from whoosh.reading import SegmentReader

from config.errors import Locked
from config.i18n import _
from indexer.engines.rows import Row
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.folder import SyncedStorage
from indexer.engines.whoosh.schema import fields, schema
from indexer.engines.whoosh.segment import INDEX, Segment, contents

TIER = 4
"""Segments of one size (up to 1,000 documents, up to 10,000, up to `LARGEST`) that may stand side by side."""

LARGEST = 20_000
"""Segments with more documents are not rewritten, but when more than half of one is deleted."""

MEMORY = 256
"""Megabytes of postings that Whoosh collects before it writes a run to disk."""


def create(generation: Path) -> None:
    """Make an empty Whoosh index in a folder."""
    FileIndex.create(SyncedStorage(generation), schema(), INDEX)


def write(generation: Path, rows: Collection[Row], gone: Collection[str], *, merge: bool = True) -> None:
    """Delete the documents with an id in `gone`, add `rows`, commit: all of it or nothing.

    Raises:
        Locked: another process is writing this generation.
        OSError: the files could not be written; the index is as it was.
    """
    storage = SyncedStorage(generation)
    try:
        _write(storage, rows, gone, merge)
    except LockError:
        raise Locked(_("The search index is being written by another run."), _("Wait until it is done.")) from None
    finally:
        storage.release()


def _write(storage: SyncedStorage, rows: Collection[Row], gone: Collection[str], merge: bool) -> None:
    writer = FileIndex(storage, schema(), INDEX).writer(compound=False, limitmb=MEMORY)
    try:
        _delete(writer, Path(storage.folder), gone)
        for row in rows:
            writer.add_document(**fields(row))
        writer.commit(mergetype=_tiered if merge else _as_they_are)
    except BaseException:
        _give_up(writer)
        raise


def _give_up(writer: Any) -> None:
    """Let go of the lock whatever happened; what was written so far is removed by the next writer."""
    if writer.is_closed:
        return
    try:
        writer.cancel()
    except Exception:  # Whoosh closes files twice when it was interrupted in the middle
        writer.writelock.release()
        writer.is_closed = True


def _delete(writer: Any, generation: Path, gone: Collection[str]) -> None:
    if not gone:
        return
    base = 0
    for info in contents(generation):
        segment = Segment(generation, info, Cache(0))
        for identity in gone:
            for document in segment.postings("id", identity)[0]:
                writer.delete_document(base + int(document))
        base += segment.size


def _tier(size: int) -> int:
    return max(3, len(str(max(size - 1, 0))))


def _as_they_are(writer: Any, segments: Sequence[Any]) -> list[Any]:
    return [one for one in segments if one.doc_count()]


def _tiered(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's merge policy: puts together segments of one size once there are more than `TIER` of them."""
    alive = _as_they_are(writer, segments)
    tiers: dict[int, list[Any]] = {}
    for one in alive:
        if one.doc_count_all() <= LARGEST:
            tiers.setdefault(_tier(one.doc_count_all()), []).append(one)
    crowded = [one for tier in tiers.values() if len(tier) > TIER for one in tier]
    merged = crowded + [one for one in alive if one not in crowded and one.doc_count() * 2 < one.doc_count_all()]
    for one in merged:
        reader = SegmentReader(writer.storage, writer.schema, one)
        writer.add_reader(reader)
        reader.close()
    return [one for one in alive if one not in merged]
