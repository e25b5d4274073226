"""What earlier runs know of a source, read from the log; what was undone never happened."""

import json
from typing import Any

import sqlalchemy as sa

from config import clock
from config.database import Database
from config.i18n import _
from harvester.faults import ADVICE
from harvester.page import Past
from harvester.tables import raw_record, run, source_run

UNFINISHED = ("running", "partial", "failed")


def harvests(source: str) -> sa.Select[Any]:
    """The harvests of a source, the newest first; neither what was undone, nor what only read the quarantine again."""
    counts = (source_run.c.status != "undone") & (source_run.c.mode != "replay")
    return sa.select(source_run).where(source_run.c.source == source, counts).order_by(source_run.c.run_id.desc())


def past(connection: sa.Connection, source: str) -> Past:
    """What the log says of a source: its last complete list, an unfinished one after it, whether a sweep is owed."""
    runs = harvests(source).where(source_run.c.status != "skipped")
    opened = runs.where(source_run.c.scope.is_not(None))
    full = opened.where(source_run.c.mode == "full")
    newest = connection.execute(runs.limit(1)).first()
    complete = connection.execute(runs.where(source_run.c.high_water.is_not(None)).limit(1)).first()
    swept = connection.execute(full.limit(1)).first()
    passed = connection.execute(full.where(source_run.c.status == "ok").limit(1)).first()
    ended = connection.execute(full.where(source_run.c.shortfall.is_not(None)).limit(1)).first()
    last = connection.execute(opened.limit(1)).first()
    checkpoint = None
    if newest is not None and newest.checkpoint and newest.status in UNFINISHED:
        checkpoint = json.loads(newest.checkpoint)
    living = sa.select(sa.func.count()).where(raw_record.c.source == source, raw_record.c.deleted.is_(False))
    return Past(
        high_water=complete.high_water if complete else None,
        scope=complete.scope if complete else None,
        checkpoint=checkpoint,
        living=connection.execute(living).scalar_one(),
        owed=swept is not None and swept.status != "ok",
        swept=passed.finished if passed else None,
        sweep=passed.sweep if passed else None,
        last_scope=last.scope if last else None,
        shortfall=ended.shortfall if ended and last and ended.scope == last.scope else 0,
        learned=json.loads(last.learned) if last and last.learned else {},
        fingerprint=passed.fingerprint if passed else None,
    )


def close_abandoned(database: Database, source: str) -> None:
    """End what a killed process left open; call it while the source's lock is held, so that no living run is meant."""
    open_here = (source_run.c.source == source) & (source_run.c.status == "running")
    with database.read() as connection:
        abandoned = connection.execute(sa.select(source_run.c.run_id).where(open_here)).scalars().all()
    if not abandoned:
        return
    with database.write() as connection:
        connection.execute(
            sa.update(source_run)
            .where(open_here)
            .values(
                status="partial",
                finished=clock.stamp(),
                error_code="interrupted",
                error_message=_("The run was killed."),
                error_advice=_(ADVICE["interrupted"]),
            )
        )
        still_open = sa.select(source_run.c.run_id).where(source_run.c.status == "running")
        connection.execute(
            sa.update(run)
            .where(run.c.id.in_(abandoned), run.c.status == "running", run.c.id.not_in(still_open))
            .values(status="interrupted", finished=clock.stamp())
        )
