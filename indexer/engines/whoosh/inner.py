"""The only module that knows the inner side of Whoosh 2.7.4: its codec `whoosh3`, its segments and their table.

Whoosh writes posting by posting through five objects each; here a segment's arrays are written term by term into the
same files, which Whoosh reads as its own. Its pickles are read, hence the marker (`generations`).
"""

import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from pickle import dumps
from typing import Any
from zlib import compress

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3PerDocWriter, W3Segment, W3TermInfo
from whoosh.index import TOC, clean_files
from whoosh.system import pack_int, pack_long, pack_uint, pack_ushort
from whoosh.util.numeric import length_to_byte

from indexer.engines.bm25 import LENGTHS
from indexer.engines.whoosh import schema
from indexer.engines.whoosh.arrays import Content, Texts
from indexer.engines.whoosh.names import TEXTS, WHOLE
from indexer.engines.whoosh.storage import SyncedStorage

INDEX = "MAIN"
BLOCK = 128
"""Postings of a block, as in Whoosh."""

_LEVEL, _SHORT = 3, 80  # zlib's level, and bytes of a block below which it is not worth it
_BYTES = np.array([length_to_byte(min(length, 2**31 - 1)) for length in LENGTHS], np.uint8)


def commit_number(generation: Path) -> int:
    """The number of the last commit in a generation's folder, -1 when there is none."""
    return int(TOC._latest_generation(SyncedStorage(generation), INDEX))


def segments(generation: Path) -> list[Any]:
    """Whoosh's segments of the last commit."""
    storage = SyncedStorage(generation)
    try:
        return list(TOC.read(storage, INDEX, schema=_SCHEMA).segments)
    finally:
        storage.release()


def create(generation: Path) -> None:
    """Make an empty Whoosh index in a generations."""
    TOC.create(SyncedStorage(generation), schema.schema(), INDEX)


def commit(storage: SyncedStorage, number: int, content: Sequence[Any]) -> None:
    """Make these segments the index, on disk, as commit `number`; files of others, and of killed writers, go."""
    for unfinished in Path(storage.folder).glob("*.toc.*"):
        unfinished.unlink()
    shutil.rmtree(Path(storage.folder, f"{INDEX}.tmp"), ignore_errors=True)
    TOC(schema.schema(), list(content), number).write(storage, INDEX)
    clean_files(storage, INDEX, number, list(content))


def arrays_file(generation: Path, info: Any) -> Path:
    """Where the arrays of a segment are."""
    return generation / str(info.make_filename(".arrays"))


def write(storage: SyncedStorage, content: Content, size: int) -> Any:
    """Write a segment of so many documents into Whoosh's files; returns what stands for it in the table."""
    info = W3Segment(W3Codec(), INDEX)
    _write_documents(storage, info, content, size)
    writer = W3FieldWriter(W3Codec(), storage, info)
    for name in (*TEXTS, *WHOLE):
        if len(content[f"{name}/docs"]):
            _write_field(writer, name, content)
    writer.close()
    info.set_doc_count(size)
    return info


def _write_documents(storage: SyncedStorage, info: Any, content: Content, size: int) -> None:
    writer = W3PerDocWriter(W3Codec(), storage, info)
    writer._indoc = None
    writer._doccount = size
    writer._create_column("c_id", schema.ID_COLUMN)
    add = writer._get_column("c_id").add
    for number, identity in enumerate(Texts(content, "id/texts")):
        add(number, identity)
    writer._fieldlengths = {name: int(content[f"{name}/total"][0]) for name in TEXTS}
    writer.close()
    for name in TEXTS:
        with storage.create_file(W3Codec.column_filename(info, f"_{name}_len")) as file:
            file.write(_BYTES[content[f"{name}/length"]].tobytes())


def _write_field(writer: Any, name: str, content: Content) -> None:
    """All terms of a field, in order."""
    writer.start_field(name, _SCHEMA[name])
    file, add, begin = writer._postfile, writer._tindex.add, pack_ushort(writer._fieldid)
    pack, at = W3TermInfo._struct.pack, file.tell()
    postings = _Postings(name, content)
    for term, (start, end, head) in zip(Texts(content, f"{name}/vocab"), postings.terms(), strict=True):
        if end - start == 1:
            add(begin + term, pack(1, *head) + postings.single(start))
            continue
        data = WHOOSH3_HEADER_MAGIC + b"".join(postings.blocks(start, end))
        file.write(data)
        add(begin + term, pack(0, *head) + pack_long(at) + pack_int(len(data)))
        at += len(data)
    writer.finish_field()


class _Postings:
    """The postings of a field as Whoosh wants them."""

    def __init__(self, name: str, content: Content) -> None:
        docs, self._at = content[f"{name}/docs"].astype(np.int64), content[f"{name}/at"]
        self._docs: list[int] = docs.tolist()
        steps = np.diff(docs, prepend=0)
        steps[self._at[:-1]] = docs[self._at[:-1]]
        self._steps: list[int] = steps.tolist()
        self._counted = name in TEXTS
        self._times = content[f"{name}/times"] if self._counted else np.ones(len(docs), np.uint16)
        self._lengths = _BYTES[content[f"{name}/length"]][docs] if self._counted else np.zeros(len(docs), np.uint8)
        self._values = self._times.astype(">u4").tobytes() if self._counted else b""

    def terms(self) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
        """Of each term: where its postings begin and end, and what `W3TermInfo` says of it."""
        at, docs = self._at, self._docs
        begins = at[:-1]
        sums = np.add.reduceat(self._times.astype(np.float64), begins).tolist()
        most = np.maximum.reduceat(self._times, begins).tolist()
        low, high = (f.reduceat(self._lengths, begins).tolist() for f in (np.minimum, np.maximum))
        ends = at.tolist()
        for number, (start, end) in enumerate(pairwise(ends)):
            head = (sums[number], end - start, low[number], high[number], most[number], docs[start], docs[end - 1])
            yield start, end, head

    def single(self, at: int) -> bytes:
        """A term with one posting: it stands in the table of terms."""
        times = int(self._times[at])
        return dumps(((self._docs[at],), (float(times),), (pack_uint(times) if self._counted else b"",)), 2)

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """A term with several."""
        for begin in range(start, end, BLOCK):
            stop = min(begin + BLOCK, end)
            times, lengths = self._times[begin:stop], self._lengths[begin:stop]
            ids = (self._docs[begin], *self._steps[begin + 1 : stop])
            most = int(times.max())
            same = most == int(times.min())
            weights = None if same and most == 1 else float(most) if same else tuple(times.astype(float).tolist())
            data = dumps((ids, weights, self._values[4 * begin : 4 * stop] if self._counted else None), 2)
            level = _LEVEL if len(data) >= _SHORT else 0
            data = compress(data, level) if level else data
            shape = (stop - begin, self._docs[stop - 1], float(most), level, int(lengths.min()), int(lengths.max()))
            told = dumps(shape, 2)
            size = len(told) + len(data)
            yield pack_int(-size if stop == end else size) + told + data


_SCHEMA = schema.schema()
