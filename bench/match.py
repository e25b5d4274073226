"""`make bench-match`: how well the matcher merges labelled records, beside two peers, and how fast."""

import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from pathlib import Path

import sqlalchemy as sa

from bench import peers, records
from bench.measure import Measure, of_clusters, of_pairs
from bench.records import Labelled
from config.database import Database
from config.model import Consortium
from harvester.record import RawRecord
from harvester.tables import raw_change, raw_record
from indexer import intake, matching
from indexer.clustering import cluster
from indexer.dedup import judge, keys, traits
from indexer.dedup.cluster import Join, components
from indexer.dedup.traits import Traits
from indexer.reader import Reader
from indexer.tables import bib_record, edge

BATCH = 500
LINE = "{name:24} pairs {pairs}   clusters {clusters}   mixed {mixed:4}   {speed:>9}"

Same = Callable[[str, str], bool]


def main() -> int:
    """Measure and print; 0 also where the records are absent."""
    if not (records.FOLDER / "goldfinch-dev.mrc.gz").exists():
        print(f"bench-match: the labelled records are not at {records.FOLDER}; nothing was measured.")
        return 0
    labelled = records.load()
    seen = {i: traits.of(record) for i, record in labelled.records.items()}
    print(f"{len(seen)} records, {len(labelled.pairs)} labelled pairs, {len(set(labelled.clusters.values()))} clusters")
    _peer("Gold Rush key", labelled, *_by_key({i: peers.gold_rush(t) for i, t in seen.items()}))
    _peer("RecordManager rules", labelled, *_by_rules(seen))
    _ours(labelled, seen)
    return 0


def _ours(labelled: Labelled, seen: Mapping[str, Traits]) -> None:
    verdicts = {(a, b): judge.opinion(seen[a], seen[b]).verdict for a, b, _label in labelled.pairs}
    pairs = of_pairs(labelled.pairs, (verdicts[a, b] == judge.SAME for a, b, _label in labelled.pairs))
    with tempfile.TemporaryDirectory() as folder:
        found, seconds, unsure = _index(Path(folder))
    clusters, mixed = of_clusters(found, labelled.clusters)
    _print("Induk", pairs, clusters, mixed, f"{len(found) / seconds:.0f}/s")
    doubtful = sum(verdict == judge.UNSURE for verdict in verdicts.values())
    print(f"{'':24} unsure: {doubtful} of the labelled pairs, {unsure} pairs of the whole catalogue")
    print("speed: records per CPU second of this process; ours reads MARC, normalises, matches and groups in SQLite")


def _index(folder: Path) -> tuple[dict[str, str], float, int]:
    """The steps of the indexer up to the union ids, in a store of their own: record → union id, CPU seconds, doubts."""
    settings = Consortium.model_validate(
        {
            "consortium": {"name": "bench"},
            "data": folder,
            "members": [{"id": "gold", "name": "gold", "sources": [{"type": "file", "path": "-", "format": "marc21"}]}],
        }
    )
    database = Database.open(settings.database_url)
    _fill(database, records.raw())
    feeds, reader = intake.Feeds(settings, {"gold"}), Reader()
    steps: tuple[Callable[[sa.Connection], int], ...] = (
        lambda connection: intake.take(connection, feeds, reader, BATCH).total,
        lambda connection: matching.match(connection, reader, BATCH),
        lambda connection: cluster(connection, reader, BATCH),
    )
    started = time.process_time()
    for step in steps:
        working = True
        while working:
            with database.write() as connection:
                working = step(connection) > 0
    seconds = time.process_time() - started
    with database.read() as connection:
        rows = connection.execute(sa.select(bib_record.c.id, bib_record.c.union_id)).all()
        doubts = sa.select(sa.func.count()).select_from(edge).where(edge.c.verdict == judge.UNSURE)
        unsure = connection.execute(doubts).scalar_one()
    database.close()
    return {row.id.partition(":")[2]: row.union_id for row in rows}, seconds, unsure


def _fill(database: Database, found: Iterable[RawRecord]) -> None:
    now = "2026-01-01T00:00:00Z"
    rows = [
        {
            "source": raw.source, "identifier": raw.identifier, "member": raw.member, "format": raw.format,
            "deleted": False, "sets": "[]", "sha256": "", "payload": zlib.compress(raw.payload, 1), "first_seen": now,
            "changed": now, "confirmed": now, "sweep": 1, "created_run": 1, "changed_run": 1,
        }
        for raw in found
    ]  # fmt: skip
    with database.write() as connection:
        connection.execute(sa.insert(raw_record), rows)
        connection.execute(sa.insert(raw_change).from_select(["record_id"], sa.select(raw_record.c.id)))


def _by_key(by_record: Mapping[str, str]) -> tuple[Same, dict[str, str]]:
    return lambda a, b: by_record[a] == by_record[b], dict(by_record)


def _by_rules(seen: Mapping[str, Traits]) -> tuple[Same, dict[str, str]]:
    blocks: dict[str, list[str]] = {}
    for i, record in seen.items():
        for key in keys.keys(record):
            blocks.setdefault(key, []).append(i)
    names = sorted(seen)
    number = {i: n for n, i in enumerate(names)}
    pairs = {pair for block in blocks.values() if len(block) <= 100 for pair in combinations(sorted(block), 2)}
    joins = [Join(number[a], number[b], 1.0) for a, b in pairs if peers.record_manager(seen[a], seen[b])]
    groups = {names[n]: names[part[0]] for part in components(range(len(names)), joins) for n in part}
    return lambda a, b: peers.record_manager(seen[a], seen[b]), groups


def _peer(name: str, labelled: Labelled, same: Same, groups: dict[str, str]) -> None:
    pairs = of_pairs(labelled.pairs, (same(a, b) for a, b, _label in labelled.pairs))
    clusters, mixed = of_clusters(groups, labelled.clusters)
    _print(name, pairs, clusters, mixed, "")


def _print(name: str, pairs: Measure, clusters: Measure, mixed: int, speed: str) -> None:
    print(LINE.format(name=name, pairs=pairs, clusters=clusters, mixed=mixed, speed=speed))


if __name__ == "__main__":
    sys.exit(main())
