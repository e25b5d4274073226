"""What follows a record to the public id that its source gives it anew: its union record, and what people said of it.

The harvester keeps the row of a renamed record and takes away the one that had come under the new id; here that one
may have been indexed already.
"""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from config.database import upsert
from harvester import store as raw_store
from indexer import queues
from indexer.dedup import judgement
from indexer.tables import bib_record, union_redirect


def in_the_way(connection: sa.Connection, names: Mapping[str, int]) -> list[int]:
    """The rows of source records that still bear public ids which are those of others now (public id → row)."""
    columns = bib_record.c.id, bib_record.c.record_id
    return [
        row.record_id
        for part in queues.chunks(names)
        for row in connection.execute(sa.select(*columns).where(columns[0].in_(part)))
        if row.record_id != names[row.id]
    ]


def inherit(connection: sa.Connection, left: Mapping[str, str | None], names: Mapping[str, int]) -> None:
    """Let the union records of rows that are gone live on in those of the rows that bear their public ids now.

    Args:
        left: the public ids of the rows that are gone, and their union ids.
        names: the public ids of the rows that were written, and these.
    """
    here = {names[name]: union_id for name, union_id in left.items() if union_id and name in names}
    for part in queues.chunks(here):
        columns = bib_record.c.record_id, bib_record.c.union_id
        for record_id, union_id in connection.execute(sa.select(*columns).where(columns[0].in_(part))).all():
            if union_id is None:
                of_record = sa.update(bib_record).where(bib_record.c.record_id == record_id)
                connection.execute(of_record.values(union_id=here[record_id]))
            elif union_id != here[record_id]:
                _redirect(connection, here[record_id], union_id)


def _redirect(connection: sa.Connection, old: str, target: str) -> None:
    """Let a union id that has no records any more lead to another."""
    if connection.execute(sa.select(bib_record.c.id).where(bib_record.c.union_id == old).limit(1)).first() is None:
        statement = upsert(connection, union_redirect).values(id=old, target=target)
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"target": target}))


def follow(connection: sa.Connection, before: Mapping[str, int], names: Mapping[str, int]) -> None:
    """Let judgements name records as they are called now, but where an old id is that of another record.

    Args:
        before: the public ids under which rows were indexed until now, and these.
        names: the public ids of the rows that were written, and these.
    """
    now = {record_id: name for name, record_id in names.items()}
    old = {**raw_store.aliases(connection, now), **before}
    moved = {name: now[row] for name, row in old.items() if row in now and now[row] != name}
    spoken_of = judgement.named(connection, moved)
    judgement.rename(connection, {name: moved[name] for name in _left_alone(connection, spoken_of, old)})


def _left_alone(connection: sa.Connection, spoken_of: Iterable[str], old: Mapping[str, int]) -> Iterable[str]:
    return [name for name in spoken_of if raw_store.row_id(connection, name) in (None, old[name])]
