"""A small consortium whose raw records the tests write themselves, as a harvest would."""

import hashlib
import json
import zlib
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from config.database import Database, upsert
from config.errors import EngineError
from config.model import Consortium
from harvester.tables import raw_change, raw_record
from indexer import pipeline, store
from indexer.engines.base import Document
from indexer.record import UnionRecord
from indexer.tables import bib_record, edge

START = "2026-01-01T00:00:00Z"


class Shelf:
    """A search engine that only remembers; `broken` makes its next write fail."""

    name = "shelf"

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.broken = False
        self.rebuilds = 0

    def update(self, documents: Iterable[Document], deleted: Iterable[str] = ()) -> int:
        if self.broken:
            raise EngineError("broken")
        self.documents = {i: d for i, d in self.documents.items() if i not in set(deleted)}
        self.documents |= {document["id"]: document for document in documents}
        return len(self.documents)

    def rebuild(self, documents: Iterable[Document]) -> int:
        self.rebuilds += 1
        self.documents = {}
        return self.update(documents)

    def count(self) -> int:
        return len(self.documents)

    def close(self) -> None:
        pass


def consortium(folder: Path, *, members: Iterable[str] = ("a", "b", "c"), until: str | None = None) -> Consortium:
    """Members a, b, c with a source each, of the same id; `until` ends the agreement of the last."""
    declared = [
        {"id": m, "name": m.upper(), "sources": [{"type": "file", "path": "x", "format": "csv"}]} for m in members
    ]
    if until:
        declared[-1]["agreement"] = {"until": until}
    return Consortium.model_validate({"consortium": {"name": "Uji"}, "data": folder, "members": declared})


class Night:
    """A store, an engine, and what a harvest does to them."""

    def __init__(self, folder: Path, settings: Consortium | None = None) -> None:
        self.settings = settings or consortium(folder)
        self.database = Database.open(self.settings.database_url)
        self.engine = Shelf()

    def close(self) -> None:
        """Give the store back."""
        self.database.close()

    def put(self, public_id: str, *, first_seen: str = START, format: str = "csv", **fields: object) -> None:
        """Add or change a raw record; `fields` are a row of a table."""
        payload = json.dumps({name: str(value) for name, value in fields.items()}, sort_keys=True).encode()
        self._write(public_id, payload, False, first_seen, format)

    def bytes(self, public_id: str, payload: bytes, format: str) -> None:
        """Add or change a raw record by its bytes."""
        self._write(public_id, payload, False, START, format)

    def delete(self, public_id: str) -> None:
        """What a full sweep does when a record is gone."""
        self._write(public_id, b"", True, START, "csv")

    def index(self, *, rebuild: bool = False) -> pipeline.IndexReport:
        return pipeline.index(self.settings, self.database, self.engine, rebuild=rebuild)

    def groups(self) -> dict[str, frozenset[str]]:
        """Union id → its source records."""
        with self.database.read() as connection:
            rows = connection.execute(sa.select(bib_record.c.union_id, bib_record.c.id)).all()
        found: dict[str, set[str]] = {}
        for union_id, public_id in rows:
            found.setdefault(union_id, set()).add(public_id)
        return {union_id: frozenset(records) for union_id, records in found.items()}

    def edges(self) -> set[tuple[frozenset[str], str, float]]:
        """What comparing found, by public ids."""
        with self.database.read() as connection:
            public = {row.record_id: row.id for row in connection.execute(sa.select(bib_record))}
            rows = connection.execute(sa.select(edge)).all()
        return {(frozenset({public[row.a], public[row.b]}), row.verdict, row.score) for row in rows}

    def parts(self) -> set[frozenset[str]]:
        """The groups without their ids."""
        return set(self.groups().values())

    def union_of(self, any_id: str) -> UnionRecord | None:
        with self.database.read() as connection:
            resolved = store.resolve(connection, any_id)
            return store.union(connection, resolved.union_id) if resolved else None

    def unions(self) -> dict[str, UnionRecord]:
        with self.database.read() as connection:
            return {record.id: record for record in store.all_unions(connection)}

    def _write(self, public_id: str, payload: bytes, deleted: bool, first_seen: str, format: str) -> None:
        source, _, identifier = public_id.partition(":")
        row = {
            "source": source, "identifier": identifier, "member": source, "format": format, "deleted": deleted,
            "sets": "[]", "sha256": hashlib.sha256(payload).hexdigest(), "payload": zlib.compress(payload),
            "first_seen": first_seen, "changed": first_seen, "confirmed": first_seen, "problem": None, "sweep": 1,
            "created_run": 1, "changed_run": 1,
        }  # fmt: skip
        changed = {name: row[name] for name in ("deleted", "sha256", "payload", "format", "problem")}
        with self.database.write() as connection:
            statement = upsert(connection, raw_record).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["source", "identifier"], set_=changed))
            record_id = connection.execute(
                sa.select(raw_record.c.id).where(raw_record.c.source == source, raw_record.c.identifier == identifier)
            ).scalar_one()
            connection.execute(upsert(connection, raw_change).values(record_id=record_id).on_conflict_do_nothing())


BOOK = {
    "title": "Pengantar ilmu perpustakaan",
    "author": "Sulistyo-Basuki",
    "publisher": "Gramedia",
    "place": "Jakarta",
    "year": 1991,
    "collation": "458 hlm.",
    "isbn": "979-403-042-2",
}
"""A book that many libraries have."""
