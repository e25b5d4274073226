"""Rows into commits. Every segment is kept in the order of the ids (tantivy does so when it merges, too)."""

from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy

from indexer.engines import generations
from indexer.engines.rows import Row
from indexer.engines.tantivy.schema import document, schema

MEMORY = 128 << 20
"""Bytes that are collected before they become a segment."""


def create(generation: Path, rows: Iterable[Row]) -> None:
    """A new index of `rows`. Of two with one id the later one counts.

    Raises:
        Exception: whatever tantivy raises where the disk refuses.
    """
    index = tantivy.Index(schema(), path=str(generation), reuse=False, sort_by_field="id")
    writer = index.writer(MEMORY, 1)
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            writer.delete_documents_by_term("id", row.id)
        seen.add(row.id)
        writer.add_json(document(row))
    _commit(writer, generation)


def write(generation: Path, rows: Iterable[Row], gone: Collection[str]) -> None:
    """Delete the documents with an id in `gone`, add `rows`, commit: all of it or nothing.

    Raises:
        Exception: whatever tantivy raises where the disk refuses; the index is as it was.
    """
    writer = tantivy.Index.open(str(generation)).writer(MEMORY, 1)
    for identity in gone:
        writer.delete_documents_by_term("id", identity)
    for row in rows:
        writer.add_json(document(row))
    _commit(writer, generation)


def _commit(writer: tantivy.IndexWriter, generation: Path) -> None:
    """Commit, with the names on disk too: tantivy puts files and folder on disk before it renames the one
    that counts, but not that name.
    """
    writer.commit()
    generations.sync(generation)
    writer.wait_merging_threads()
    generations.sync(generation)
