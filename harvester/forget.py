"""How far back a run can be taken back: what serves older ones goes, so that the store does not grow for ever."""

import sqlalchemy as sa

from harvester.tables import page, raw_record, raw_version, source_run

KEPT = 30
"""So many runs of a source can be undone, the newest first: a month of nights."""


def forget(connection: sa.Connection, source: str) -> None:
    """Drop the pages of old runs of a source and what serves to undo them; the runs stay in the log."""
    mine = (source_run.c.source == source) & source_run.c.forgotten.is_(False)
    newest = sa.select(source_run.c.run_id).where(mine).order_by(source_run.c.run_id.desc())
    old = connection.execute(newest.offset(KEPT)).scalars().all()
    if not old:
        return
    of_source = (page.c.source == source) & page.c.run_id.in_(old)
    of_this = sa.exists().where(raw_record.c.id == raw_version.c.record_id, raw_record.c.source == source)
    connection.execute(sa.delete(raw_version).where(raw_version.c.run_id.in_(old), of_this))
    connection.execute(sa.delete(page).where(of_source))
    remembered = sa.select(source_run.c.run_id).where(source_run.c.forgotten.is_(False))
    connection.execute(
        sa.update(source_run).where(source_run.c.source == source, source_run.c.run_id.in_(old)).values(forgotten=True)
    )
    # of rows that are gone nobody can tell whose they were: they go when all sources of their run are forgotten
    connection.execute(
        sa.delete(raw_version).where(raw_version.c.run_id.in_(old), raw_version.c.run_id.not_in(remembered))
    )
