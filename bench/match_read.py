"""Joins to be read by people: what becomes one of the real MARC records of seven libraries, whose truth nobody knows.

python -m bench.match_read      every union of several records, then every doubt, then every veto against a join
"""

import gzip
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa

from bench.figures import say
from bench.match_store import fill, index, opened
from bench.processes import folder
from bench.records import FOLDER
from harvester.record import RawRecord
from indexer import store
from indexer.dedup import judge
from indexer.record import BibRecord
from indexer.tables import bib_record, edge

MARC = FOLDER.parent / "marc"
_RECORD = re.compile(rb"<(?:\w+:)?record\b.*?</(?:\w+:)?record>", re.DOTALL)


def main() -> int:
    """Print them; 0 also where the records are absent."""
    once = {
        gzip.decompress(path.read_bytes()): path for path in sorted(MARC.glob("*.gz"), reverse=True)
    }  # one file is there twice
    files = {path.name.partition(".")[0].replace("_", "-"): path for path in once.values()}
    formats = {name: "marc21" if path.name.endswith(".mrc.gz") else "marcxml" for name, path in files.items()}
    with folder() as place, opened(place, formats) as (settings, database):
        for name, path in files.items():
            fill(database, _raw(name, formats[name], path))
        index(settings, database)
        with database.read() as connection:
            total, several = _unions(connection)
            say(f"{total} records; {len(several)} unions of several")
            for union in several:
                _tell(union, store.bibs_of(connection, union))
            for verdict, what in ((judge.UNSURE, "doubtful"), (judge.DIFFERENT, "forbidden")):
                for score, pair in _pairs(connection, verdict):
                    _tell(f"{what}, {score:.2f}", pair)
    return 0


def _raw(name: str, format: str, path: Path) -> Iterator[RawRecord]:
    with gzip.open(path) as file:
        data = file.read()
    payloads = _RECORD.findall(data) if format == "marcxml" else [part + b"\x1d" for part in data.split(b"\x1d")[:-1]]
    for number, payload in enumerate(payloads):
        yield RawRecord(source=name, member=name, identifier=str(number), format=format, payload=payload)


def _unions(connection: sa.Connection) -> tuple[int, list[str]]:
    rows = connection.execute(sa.select(bib_record.c.union_id, sa.func.count()).group_by(bib_record.c.union_id)).all()
    return sum(size for _union, size in rows), sorted(union for union, size in rows if size > 1)


def _pairs(connection: sa.Connection, verdict: str) -> Iterator[tuple[float, list[BibRecord]]]:
    rows = connection.execute(sa.select(edge).where(edge.c.verdict == verdict).order_by(edge.c.score.desc())).all()
    for row in rows:
        names = connection.execute(
            sa.select(bib_record.c.id).where(bib_record.c.record_id.in_((row.a, row.b)))
        ).scalars()
        yield row.score, [found for name in names.all() if (found := store.bib(connection, name))]


def _tell(head: str, records: Iterable[BibRecord]) -> None:
    say(f"\n{head}")
    for record in records:
        title = " : ".join(filter(None, (record.title, record.subtitle, record.part_number, record.part_title)))
        name = record.creators[0].name if record.creators else ""
        imprint = f"{record.edition or ''} | {record.publisher or ''}, {record.date_text or ''} | {record.extent or ''}"
        say(f"  {record.id:24} {title[:110]} | {name[:30]} | {imprint} | {record.carrier or ''} {record.type or ''}")


if __name__ == "__main__":
    sys.exit(main())
