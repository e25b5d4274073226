"""Fourth step: the union records that changed are merged anew from their source records."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from config import clock
from config.database import upsert
from harvester.tables import raw_record
from indexer import queues
from indexer.merge import merge
from indexer.ranking import Candidate, Standing, standings
from indexer.record import UnionRecord
from indexer.store import decode_bib
from indexer.tables import bib_record, union_change, union_record

encode = msgspec.json.Encoder(order="deterministic").encode


def merge_next(connection: sa.Connection, after: str, limit: int) -> str | None:
    """Merge the next changed union records behind `after`; call it in a transaction of its own.

    They stay in the queue until the search index has them too. A union record without any records becomes a tombstone.

    Returns:
        The last id that was merged, or None at the end of the queue.
    """
    batch = queues.head(connection, union_change, limit, after)
    if not batch:
        return None
    candidates = gather(connection, batch)
    stored = _stored(connection, batch)
    now = clock.stamp()
    rows = []
    for union_id in batch:
        before = stored.get(union_id)
        if union_id in candidates:
            record = merge(union_id, candidates[union_id])
            data = encode(record)
            if before is None or before.deleted or before.data != data:
                rows.append(_row(record, data, before.first_seen if before else record.first_seen, now))
        elif before is not None and not before.deleted:
            rows.append({**before._mapping, "changed": now, "deleted": True})
    if rows:
        statement = upsert(connection, union_record)
        changed = {name: statement.excluded[name] for name in ("changed", "deleted", "data")}
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed), rows)
    return str(batch[-1])


def gather(connection: sa.Connection, union_ids: Sequence[str]) -> dict[str, list[Candidate]]:
    """The source records of union records."""
    found: dict[str, list[Candidate]] = {}
    columns = bib_record.c.union_id, bib_record.c.data, bib_record.c.first_seen, raw_record.c.format
    joined = bib_record.join(raw_record, raw_record.c.id == bib_record.c.record_id)
    for part in queues.chunks(union_ids):
        for row in connection.execute(sa.select(*columns).select_from(joined).where(columns[0].in_(part))):
            found.setdefault(row.union_id, []).append(Candidate(decode_bib(row.data), row.format, row.first_seen))
    return found


def ranked(connection: sa.Connection, union_id: str | None) -> list[Standing]:
    """The source records of a union record, best first, and what decided."""
    return standings(gather(connection, [union_id]).get(union_id, [])) if union_id else []


def _stored(connection: sa.Connection, union_ids: Sequence[str]) -> dict[str, sa.Row[tuple[object, ...]]]:
    return {
        row.id: row
        for part in queues.chunks(union_ids)
        for row in connection.execute(sa.select(union_record).where(union_record.c.id.in_(part)))
    }


def _row(record: UnionRecord, data: bytes, first_seen: str, now: str) -> dict[str, object]:
    return {"id": record.id, "first_seen": first_seen, "changed": now, "deleted": False, "data": data}
