"""Take a run back: the store is then as it was before, and the indexer is told."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import sqlalchemy as sa

from config import locks
from config.database import Database
from config.errors import BadParameter, HeldBack, IndukError
from config.i18n import _
from config.model import Consortium
from harvester.before import batches, queue
from harvester.forget import KEPT
from harvester.packing import unpack
from harvester.renames import FORMER
from harvester.tables import page, raw_alias, raw_record, raw_version, run, source_run


def undo(consortium: Consortium, database: Database, run_id: int) -> dict[str, int]:
    """Take back what one run did: added records go, changed and deleted ones are as before.

    Returns:
        how many records were `removed` and `restored`.

    Raises:
        BadParameter: there is no such run, or it is undone already.
        IndukError: a later run read the same sources and must be undone first.
        HeldBack: it is too old; what was before it is no longer kept.
        Locked: the run is still at work.
    """
    with database.read() as connection:
        sources = _sources(connection, run_id)
    with ExitStack() as held:
        for source in sources:
            held.enter_context(locks.hold(database, consortium.data, f"source-{source}"))
        connection = held.enter_context(database.write())
        _is_newest(connection, run_id, sources)
        _is_remembered(connection, run_id)
        removed = _remove(connection, run_id)
        restored = _restore(connection, run_id)
        _confirm_as_before(connection, run_id)
        connection.execute(sa.update(source_run).where(source_run.c.run_id == run_id).values(status="undone"))
        connection.execute(sa.update(run).where(run.c.id == run_id).values(status="undone"))
    return {"removed": removed, "restored": restored}


def _sources(connection: sa.Connection, run_id: int) -> list[str]:
    status = connection.execute(sa.select(run.c.status).where(run.c.id == run_id)).scalar()
    if status is None:
        raise BadParameter(_("There is no run {run}.", run=run_id), _("`induk runs` lists them."), field="run")
    if status == "undone":
        raise BadParameter(_("Run {run} is undone already.", run=run_id), field="run")
    return list(
        connection.execute(
            sa.select(source_run.c.source).where(source_run.c.run_id == run_id).order_by(source_run.c.source)
        ).scalars()
    )


def _is_newest(connection: sa.Connection, run_id: int, sources: list[str]) -> None:
    later = connection.execute(
        sa.select(sa.func.max(source_run.c.run_id)).where(
            source_run.c.source.in_(sources), source_run.c.run_id > run_id, source_run.c.status != "undone"
        )
    ).scalar()
    if later is not None:
        raise IndukError(
            _("Run {later} read the same sources after run {run}.", later=later, run=run_id),
            _("Undo run {later} first.", later=later),
        )


def _is_remembered(connection: sa.Connection, run_id: int) -> None:
    forgotten = sa.select(source_run.c.source).where(source_run.c.run_id == run_id, source_run.c.forgotten.is_(True))
    if connection.execute(forgotten).first() is not None:
        raise HeldBack(
            _("Run {run} is too old to be undone.", run=run_id),
            _("What undoes a run is kept for the newest {kept} runs of a source.", kept=KEPT),
            code="forgotten",
        )


def _remove(connection: sa.Connection, run_id: int) -> int:
    born = raw_record.c.created_run == run_id
    queue(connection, born)
    return connection.execute(sa.delete(raw_record).where(born)).rowcount


def _restore(connection: sa.Connection, run_id: int) -> int:
    """Put records back as they were; those that gave their identifier to an older one after all the others."""
    ids = connection.execute(sa.select(raw_version.c.record_id).where(raw_version.c.run_id == run_id)).scalars().all()
    connection.execute(sa.delete(raw_alias).where(raw_alias.c.run_id == run_id))
    away: list[int] = []
    for some in batches(ids):
        queue(connection, raw_record.c.id.in_(some))
        for record_id, values in _before(connection, run_id, some):
            here = raw_record.c.id == record_id
            if not connection.execute(sa.update(raw_record).where(here).values(values)).rowcount:
                away.append(record_id)
    for some in batches(away):
        rows = [{"id": record_id, **values} for record_id, values in _before(connection, run_id, some)]
        connection.execute(sa.insert(raw_record), rows)
        queue(connection, raw_record.c.id.in_(some))
    connection.execute(sa.delete(raw_version).where(raw_version.c.run_id == run_id))
    return len(ids)


def _before(connection: sa.Connection, run_id: int, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """What some records were before a run; whom their old identifiers stood for before is put back by the way."""
    of_run = (raw_version.c.run_id == run_id) & raw_version.c.record_id.in_(ids)
    for version in connection.execute(sa.select(raw_version).where(of_run)).all():
        values = json.loads(version.row)
        if version.payload is not None:
            values["payload"] = version.payload
        if FORMER in values:
            record_id, its_run = values.pop(FORMER)
            named = {name: values[name] for name in ("source", "identifier")}
            connection.execute(sa.insert(raw_alias).values(record_id=record_id, run_id=its_run, **named))
        yield version.record_id, values


def _confirm_as_before(connection: sa.Connection, run_id: int) -> None:
    """What the run said anew of unchanged records is taken back, the last page first: the oldest word counts."""
    statement = (
        sa.select(page.c.seen).where(page.c.run_id == run_id, page.c.seen.is_not(None)).order_by(page.c.id.desc())
    )
    update = (
        sa.update(raw_record)
        .where(raw_record.c.id == sa.bindparam("record"))
        .values({name: sa.bindparam(f"old_{name}") for name in ("confirmed", "sweep", "datestamp", "sets")})
    )
    for seen in connection.execute(statement).scalars().all():
        names = ("record", "old_confirmed", "old_sweep", "old_datestamp", "old_sets")
        rows = [dict(zip(names, row, strict=True)) for row in json.loads(unpack(seen))]
        connection.execute(update, rows)
