"""Whether the files of an index are whole, and agree with each other."""

import json
import mmap
import zlib
from collections.abc import Iterator
from pathlib import Path

from tantivy import Query

from config.i18n import _
from indexer.engines.tantivy.snapshot import Snapshot

_MAGIC = 1337
_END = 8
"""Each file ends in: JSON with the checksum of what stands before, its length, 1337 (tantivy, `footer.rs`)."""


def check(snapshot: Snapshot, generation: Path) -> tuple[str, ...]:
    """Read all files; what is wrong, in words."""
    segments = json.loads((generation / "meta.json").read_text("utf-8"))["segments"]
    return (*_damaged(generation, segments), *_counts(snapshot, segments), *_twice(snapshot))


def _damaged(generation: Path, segments: list[dict[str, object]]) -> Iterator[str]:
    """Files that are not as they were written."""
    for segment in segments:
        files = sorted(generation.glob(str(segment["segment_id"]).replace("-", "") + ".*"))
        if not files:
            yield _("The file {name} is missing.", name=segment["segment_id"])
        for file in files:
            if not _whole(file):
                yield _("The file {name} is damaged.", name=file.name)


def _whole(file: Path) -> bool:
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as data:
        length, magic = (int.from_bytes(data[-at : len(data) - at + 4], "little") for at in (_END, _END // 2))
        if magic != _MAGIC or length > len(data) - _END:
            return False
        end = len(data) - _END - length
        with memoryview(data) as view, view[:end] as body:
            return bool(zlib.crc32(body) == json.loads(data[end : end + length])["crc"])


def _counts(snapshot: Snapshot, segments: list[dict[str, object]]) -> Iterator[str]:
    written, gone = 0, 0
    for segment in segments:
        deletes = segment["deletes"]
        written += int(str(segment["max_doc"]))
        gone += int(deletes["num_deleted_docs"]) if isinstance(deletes, dict) else 0
    if written - gone != snapshot.count:
        yield _("The index should have {wanted} records, but has {count}.", wanted=written - gone, count=snapshot.count)
    if gone > max(snapshot.count, _SMALL):
        yield _("More than half of the index are replaced records; `induk index --rebuild` makes it small again.")


_SMALL = 10_000


def _twice(snapshot: Snapshot) -> Iterator[str]:
    frequent = snapshot.searcher.terms_with_prefix("id", "", Query.all_query(), _SOME)
    if twice := sum(times > 1 for _identity, times in frequent):
        yield _("{count} records are in the index twice.", count=twice)


_SOME = 1_000
