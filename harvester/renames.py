"""Records whose source gave them other identifiers: a renamed host, a library that changed its software.

They are recognised by what they say (`harvester.likeness`). The record keeps its row, its first day and thereby its
place in the catalogue; the old identifier becomes an alias, since public ids are permanent.
"""

import json
from array import array
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from config import clock
from config.database import upsert
from harvester.before import BATCH, keep_versions, queue
from harvester.ledger import Ledger
from harvester.likeness import pairs
from harvester.report import Counts
from harvester.tables import raw_alias, raw_record, raw_version

TAKEN = ("identifier", "member", "format", "datestamp", "sets", "sha256", "payload", "problem", "repairs")
"""Columns that the older row takes from the newer one."""

FORMER = "alias"
"""Where the version of a record keeps whom its old identifier stood for before: row and run."""


def carry_over(ledger: Ledger, totals: Counts) -> None:
    """Give missing records the identifiers of new ones that say the same; `totals` is brought up to date.

    Each batch is a transaction. Where the program ends between two, the next full list finds the pairs that are left.
    """
    older, newer = pairs(ledger)
    for start in range(0, len(older), BATCH):
        some = slice(start, start + BATCH)
        with ledger.database.write() as connection:
            added = totals.added - _carry(connection, ledger, dict(zip(newer[some], older[some], strict=True)))
            carried = totals.carried + len(newer[some])
            ledger.write(connection, carried=carried, added=added)
        totals.carried, totals.added = carried, added


def _carry(connection: sa.Connection, ledger: Ledger, older: Mapping[int, int]) -> int:
    """Put newer rows into the places of older ones (newer → older); gives how many of them this run had added."""
    both = [*older.values(), *older]
    queue(connection, raw_record.c.id.in_(both))
    keep_versions(connection, ledger.run_id, both, payload=True)
    _note_aliases(connection, ledger, array("q", older.values()))
    rows = connection.execute(sa.select(raw_record).where(raw_record.c.id.in_(older))).all()
    connection.execute(sa.delete(raw_record).where(raw_record.c.id.in_(older)))
    now = clock.stamp()
    names = ("changed", "confirmed", "sweep", "changed_run", *TAKEN)
    move = (
        sa.update(raw_record)
        .where(raw_record.c.id == sa.bindparam("older"))
        .values({name: sa.bindparam(f"new_{name}") for name in names})
    )
    moved = {"new_changed": now, "new_confirmed": now, "new_sweep": ledger.sweep, "new_changed_run": ledger.run_id}
    connection.execute(
        move,
        [{"older": older[row.id], **moved, **{f"new_{name}": getattr(row, name) for name in TAKEN}} for row in rows],
    )
    return sum(row.created_run == ledger.run_id for row in rows)


def _note_aliases(connection: sa.Connection, ledger: Ledger, ids: "array[int]") -> None:
    """Let the identifiers that rows give up stand for them; an older alias of the same row stays as it is."""
    named = sa.select(raw_record.c.id, raw_record.c.identifier).where(raw_record.c.id.in_(ids))
    names = {row.identifier: row.id for row in connection.execute(named)}
    known = (raw_alias.c.source == ledger.source) & raw_alias.c.identifier.in_(names)
    for row in connection.execute(sa.select(raw_alias).where(known)).all():
        if row.record_id == names[row.identifier]:
            del names[row.identifier]
        else:
            _remember(connection, ledger.run_id, names[row.identifier], row)
    if names:
        statement = upsert(connection, raw_alias)
        held = {name: statement.excluded[name] for name in ("record_id", "run_id")}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["source", "identifier"], set_=held),
            [
                {"source": ledger.source, "identifier": name, "record_id": record_id, "run_id": ledger.run_id}
                for name, record_id in names.items()
            ],
        )


def _remember(connection: sa.Connection, run_id: int, record_id: int, alias: Any) -> None:
    """Write into the version of a row whom its old identifier stood for before, for `induk undo`."""
    here = (raw_version.c.run_id == run_id) & (raw_version.c.record_id == record_id)
    kept = json.loads(connection.execute(sa.select(raw_version.c.row).where(here)).scalar_one())
    row = json.dumps(kept | {FORMER: [alias.record_id, alias.run_id]})
    connection.execute(sa.update(raw_version).where(here).values(row=row))
