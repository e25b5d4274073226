"""What a full list shows by what it does not show: which records of a source are missing, and their end."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from config import clock
from harvester.before import BATCH, batches, keep_versions, queue
from harvester.ledger import Ledger
from harvester.packing import pack_json
from harvester.report import Counts
from harvester.tables import raw_record, source_run


def gone(ledger: Ledger) -> sa.ColumnElement[bool]:
    """The living records that the list of this ledger did not show."""
    of_source = raw_record.c.source == ledger.source
    return of_source & raw_record.c.deleted.is_(False) & (raw_record.c.sweep != ledger.sweep)


def missing(ledger: Ledger) -> tuple[int, int]:
    """How many living records this list did not show, and how many live in all."""
    living = (raw_record.c.source == ledger.source) & raw_record.c.deleted.is_(False)
    return _count(ledger, gone(ledger)), _count(ledger, living)


def shown(ledger: Ledger) -> int:
    """How many records this list has shown, in earlier runs too where it is gone on with."""
    return _count(ledger, (raw_record.c.source == ledger.source) & (raw_record.c.sweep == ledger.sweep))


def shown_twice(ledger: Ledger) -> int:
    """How many records this list showed once more than needed; a server that promises a size counts them, too."""
    mine = (source_run.c.source == ledger.source) & (source_run.c.sweep == ledger.sweep)
    with ledger.database.read() as connection:
        return connection.execute(sa.select(sa.func.sum(source_run.c.duplicates)).where(mine)).scalar() or 0


def some_missing(ledger: Ledger, limit: int) -> list[str]:
    """Identifiers of at most `limit` missing records, from all over them."""
    with ledger.database.read() as connection:
        ids = connection.execute(sa.select(raw_record.c.id).where(gone(ledger)).order_by(raw_record.c.id))
        chosen = spread(ids.scalars().all(), limit)
        names = sa.select(raw_record.c.identifier).where(raw_record.c.id.in_(chosen)).order_by(raw_record.c.id)
        return list(connection.execute(names).scalars())


def spread(values: Sequence[Any], limit: int) -> list[Any]:
    """At most `limit` of some values, from all over them."""
    step = max(1, -(-len(values) // limit))
    return list(values[::step])


def drop(ledger: Ledger, totals: Counts) -> None:
    """Mark as deleted what this full list did not show."""
    with ledger.database.write() as connection:
        ids = connection.execute(sa.select(raw_record.c.id).where(gone(ledger))).scalars().all()
        for some in batches(ids):
            queue(connection, raw_record.c.id.in_(some))
            keep_versions(connection, ledger.run_id, some, payload=False)
            connection.execute(
                sa.update(raw_record)
                .where(raw_record.c.id.in_(some))
                .values(deleted=True, changed=clock.stamp(), changed_run=ledger.run_id)
            )
        ledger.write(connection, deleted=totals.deleted + len(ids))
    totals.deleted += len(ids)


def confirm_all(ledger: Ledger, totals: Counts, last_list: int | None) -> None:
    """What `last_list` showed is shown again, as it is: the files are those of that list.

    What lives on from files of before, in a source that is not the whole catalogue, is confirmed by nothing.
    """
    last, working = 0, True
    names = ("id", "identifier", "confirmed", "sweep", "datestamp", "sets")
    of_source = (raw_record.c.source == ledger.source) & raw_record.c.deleted.is_(False)
    living = of_source & (raw_record.c.sweep == last_list)
    while working:
        with ledger.database.read() if ledger.dry else ledger.database.write() as connection:
            some = sa.select(*(raw_record.c[name] for name in names)).where(living, raw_record.c.id > last)
            rows = connection.execute(some.order_by(raw_record.c.id).limit(BATCH)).all()
            totals.unchanged += len(rows)
            working = len(rows) == BATCH
            if rows and not ledger.dry:
                last = rows[-1].id
                these = raw_record.c.id.in_([row.id for row in rows])
                connection.execute(
                    sa.update(raw_record).where(these).values(confirmed=clock.stamp(), sweep=ledger.sweep)
                )
                ledger.line(
                    connection,
                    request="unchanged",
                    records=len(rows),
                    ids=pack_json([row.identifier for row in rows]),
                    seen=pack_json([[row.id, row.confirmed, row.sweep, row.datestamp, row.sets] for row in rows]),
                )
            elif rows:
                last = rows[-1].id


def _count(ledger: Ledger, which: sa.ColumnElement[bool]) -> int:
    with ledger.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(raw_record).where(which)).scalar_one()
