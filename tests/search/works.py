"""A catalogue of the works that a test names, in a real store with a real index."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from config import loader
from config.database import Database
from indexer.document import to_document
from indexer.engines import open_engine
from indexer.normalise.text import fold
from indexer.record import Creator, Holding, UnionRecord
from indexer.tables import union_record
from search.service import Catalogue

MEMBERS = ["satu", "dua", "tiga", "empat"]
YAML = """
consortium: {name: Jaringan Uji, url: "https://katalog.example.org", languages: [id, en]}
data: data
members:
""" + "".join(
    f"  - {{id: {name}, name: Perpustakaan {name}, sources: [{{type: file, path: {name}.csv, format: csv}}]}}\n"
    for name in MEMBERS
)
EMBEDDED = ["whoosh", "tantivy"]
"""Engines that need nothing but a folder."""

LEFT = (
    YAML
    + """
  - id: keluar
    name: Perpustakaan yang keluar
    agreement: {until: 2020-12-31}
    sources: [{type: file, path: keluar.csv, format: csv}]
"""
)
"""The same with a library outside its agreement."""


def work(
    union_id: str, title: str | None, *creators: str, held: Iterable[str] = ("satu",), **values: Any
) -> UnionRecord:
    """A union record; `held` names the libraries that have it, `mark` its call number there."""
    members = tuple(held)
    mark = values.pop("mark", None)
    return UnionRecord(
        id=union_id,
        title=title,
        title_sort=values.pop("title_sort", fold(title) if title else None),
        creators=tuple(Creator(name=name) for name in creators),
        members=members,
        records=tuple(f"{member}:{union_id}" for member in members),
        holdings=tuple(Holding(member=member, call_number=mark, record=f"{member}:{union_id}") for member in members),
        first_seen="2026-11-01T00:00:00Z",
        **values,
    )


@contextmanager
def catalogue(folder: Path, works: Iterable[UnionRecord], yaml: str = YAML) -> Iterator[Catalogue]:
    """The catalogue of these works."""
    path = folder / "induk.yaml"
    path.write_text(yaml, encoding="utf-8")
    consortium = loader.load(path)
    database, engine = Database.open(consortium.database_url), open_engine(consortium)
    records = list(works)
    rows = [
        {"id": one.id, "first_seen": one.first_seen, "changed": one.first_seen, "deleted": False,
         "data": msgspec.json.encode(one)} for one in records
    ]  # fmt: skip
    with database.write() as connection:
        connection.execute(sa.insert(union_record), rows)
    engine.rebuild([to_document(one) for one in records])
    try:
        yield Catalogue(consortium, database, engine)
    finally:
        engine.close()
        database.close()
