"""What is written while a list is read: one transaction per page, so that a crash loses nothing and doubles nothing."""

import json
from collections.abc import Sequence
from copy import copy
from functools import cache, lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from config import clock
from config.database import Compiled, Database, bulk_insert
from harvester.before import HEAD, batches, keep_versions, queue, queue_new
from harvester.compare import Outcome, compare
from harvester.forget import forget
from harvester.packing import pack, pack_json, unpack
from harvester.page import Item, Listing, Page
from harvester.report import NUMBERS, Counts, Failure
from harvester.tables import page as page_table
from harvester.tables import raw_record, source_run

# Statements of every page, made once: to make one takes longer than to run it.
HERE = sa.update(source_run).where(
    source_run.c.run_id == sa.bindparam("this_run"), source_run.c.source == sa.bindparam("this_source")
)
BLANK_LINE = {column.name: None for column in page_table.columns if column.name != "id"} | {"bytes": 0, "sha256": ""}
CONFIRM = sa.update(raw_record).where(raw_record.c.id.in_(sa.bindparam("ids", expanding=True)))


class Ledger:
    """The writing of one source in one run.

    Args:
        dry: compare and count, but write nothing.

    Attributes:
        sweep: the number of the list, which is that of the run that began it.
        full: the list shows everything, not only what changed.
    """

    def __init__(self, database: Database, run_id: int, member: str, source: str, *, dry: bool = False) -> None:
        self.database = database
        self.run_id = run_id
        self.member = member
        self.source = source
        self.dry = dry
        self.sweep = run_id
        self.full = True
        self.number = 0

    def write(self, connection: sa.Connection, **values: Any) -> None:
        """Bring the source's line of the log up to date."""
        connection.execute(HERE, {"this_run": self.run_id, "this_source": self.source, **values})

    def begin(self, checkpoint: dict[str, Any] | None) -> None:
        """Open the source's line in the log; a checkpoint that is not used yet is carried over."""
        if self.dry:
            return
        before = checkpoint or {}
        with self.database.write() as connection:
            connection.execute(
                sa.insert(source_run).values(
                    run_id=self.run_id,
                    source=self.source,
                    sweep=before.get("sweep", self.run_id),
                    mode=before.get("mode", "full"),
                    status="running",
                    since=before.get("since"),
                    scope=before.get("scope"),
                    checkpoint=json.dumps(before) if before else None,
                    started=clock.stamp(),
                )
            )

    def describe(self, listing: Listing, checkpoint: dict[str, Any] | None) -> None:
        """Note which list is read; a resumed one keeps the sweep that it began with."""
        if listing.resumed and checkpoint:
            self.sweep = int(checkpoint["sweep"])
        if not self.dry:
            with self.database.write() as connection:
                self.write(
                    connection,
                    sweep=self.sweep,
                    mode=listing.mode,
                    since=listing.since,
                    scope=listing.scope,
                    checkpoint=json.dumps(checkpoint) if listing.resumed else None,
                )

    def commit(self, page: Page, totals: Counts) -> Counts:
        """Store a page, its records, the counts and the checkpoint: all of it, or nothing.

        Args:
            totals: what the run counted so far; it is brought up to date.

        Returns:
            the counts of this page.
        """
        with self.database.read() if self.dry else self.database.write() as connection:
            outcome = compare(
                page.items,
                self._known(connection, [item.identifier for item in page.items]),
                self.member,
                self.sweep,
                payloads=lambda ids: _payloads(connection, ids),
                repeated=page.repeated,
                full=self.full,
            )
            outcome.counts.bytes = page.size
            after = copy(totals)
            after.repairs = dict(totals.repairs)
            after.add(outcome.counts)
            if not self.dry:
                self._store(connection, outcome)
                self._log(connection, page, outcome)
                checkpoint = {**page.checkpoint, "sweep": self.sweep} if page.checkpoint else None
                self.write(connection, checkpoint=json.dumps(checkpoint) if checkpoint else None, **counts_of(after))
        totals.add(outcome.counts)  # what was not written does not count
        return outcome.counts

    def shown(self, identifiers: Sequence[str]) -> set[str]:
        """Those of some identifiers that this list has shown, and whole; all of them where nothing is written."""
        if self.dry:
            return set(identifiers)
        with self.database.read() as connection:
            rows = self._known(connection, identifiers)
        return {name for name, row in rows.items() if row.sweep == self.sweep and row.problem is None}

    def _known(self, connection: sa.Connection, identifiers: Sequence[str]) -> dict[str, Any]:
        rows: dict[str, Any] = {}
        for some in batches(identifiers):
            statement = _known(len(some), connection.dialect)
            rows.update({row.identifier: row for row in statement.run(connection, (self.source, *some))})
        return rows

    def _store(self, connection: sa.Connection, outcome: Outcome) -> None:
        now = clock.stamp()
        for some in batches([row.id for row, _ in outcome.changed]):
            queue(connection, raw_record.c.id.in_(some))
        if outcome.new:
            newest = _newest(connection.dialect).run(connection, ()).scalar() or 0
            born = {"source": self.source, "first_seen": now, "created_run": self.run_id} | self._seen(now)
            rows = [{"identifier": item.identifier, **_content(item), **born} for item in outcome.new]
            bulk_insert(connection, raw_record, rows)
            queue_new(connection, self.source, newest)
        if outcome.changed or outcome.respelled:
            rows_to_keep = [row.id for row, _ in (*outcome.changed, *outcome.respelled)]
            keep_versions(connection, self.run_id, rows_to_keep, payload=True)
            for row, item in outcome.changed:
                connection.execute(sa.update(raw_record).where(raw_record.c.id == row.id).values(self._row(item, now)))
            for row, item in outcome.respelled:
                values = _content(item) | {"confirmed": now, "sweep": self.sweep}
                connection.execute(sa.update(raw_record).where(raw_record.c.id == row.id).values(values))
        fresh = [row.id for row, item in outcome.same if row.datestamp == item.datestamp and row.sets == sets_of(item)]
        for some in batches(fresh):
            connection.execute(CONFIRM, {"ids": list(some), "confirmed": now, "sweep": self.sweep})
        known = set(fresh)
        for row, item in outcome.same:
            if row.id not in known:
                values = {"confirmed": now, "sweep": self.sweep, "datestamp": item.datestamp, "sets": sets_of(item)}
                connection.execute(sa.update(raw_record).where(raw_record.c.id == row.id).values(values))

    def _row(self, item: Item, now: str) -> dict[str, Any]:
        """The columns that change with the content; a deletion keeps the content that was there last."""
        gone = {"datestamp": item.datestamp, "deleted": True, "sets": sets_of(item)}
        return (gone if item.deleted else _content(item)) | self._seen(now)

    def _seen(self, now: str) -> dict[str, Any]:
        """What this list and run leave on each record that they write."""
        return {
            "member": self.member, "changed": now, "confirmed": now, "sweep": self.sweep, "changed_run": self.run_id,
        }  # fmt: skip

    def _log(self, connection: sa.Connection, page: Page, outcome: Outcome) -> None:
        seen = [[row.id, row.confirmed, row.sweep, row.datestamp, row.sets] for row, _ in outcome.same]
        self.line(
            connection,
            request=page.request,
            token_in=page.token_in,
            token_out=page.token_out,
            bytes=page.size,
            sha256=page.sha256,
            records=len(page.items),
            seen=pack_json(seen) if seen else None,
            ids=pack_json([item.identifier for item in page.items]),
            frame=pack(page.frame) if page.frame else None,
        )

    def line(self, connection: sa.Connection, **values: Any) -> None:
        """A line of the ledger: what was asked for, and what came."""
        self.number += 1
        here = {"run_id": self.run_id, "source": self.source, "number": self.number, "fetched": clock.stamp()}
        bulk_insert(connection, page_table, [{**BLANK_LINE, **here, **values}])

    def finish(
        self,
        status: str,
        totals: Counts,
        error: Failure | None,
        high_water: str | None,
        *,
        over: bool,
        listing: Listing | None = None,
        shortfall: int | None = None,
    ) -> None:
        """Close the source's line.

        Args:
            high_water: where the next harvest may start; only after a complete list.
            over: the list is not to be gone on with.
            listing: what was read, and what was learned while reading it.
            shortfall: records fewer than promised; None: the list did not come to its end.
        """
        if self.dry:
            return
        values: dict[str, Any] = {
            "status": status, "high_water": high_water, "finished": clock.stamp(), "shortfall": shortfall
        }  # fmt: skip
        if listing is not None:
            values["learned"] = json.dumps(listing.learned) if listing.learned else None
            values["fingerprint"] = listing.fingerprint
            values |= {"mode": listing.mode, "scope": listing.scope}
        if over:
            values["checkpoint"] = None
        if error:
            values |= {"error_code": error.code, "error_message": error.message, "error_advice": error.advice}
        with self.database.write() as connection:
            self.write(connection, **values, **counts_of(totals))
            forget(connection, self.source)


@cache
def _newest(dialect: sa.Dialect) -> Compiled:
    return Compiled(sa.select(sa.func.max(raw_record.c.id)), dialect)


@lru_cache(maxsize=64)
def _known(n: int, dialect: sa.Dialect) -> Compiled:
    """Finds the rows of a source and `n` identifiers."""
    names: list[sa.BindParameter[str]] = [sa.bindparam(f"name{i}") for i in range(n)]
    mine = raw_record.c.source == sa.bindparam("this_source")
    return Compiled(sa.select(*HEAD).where(mine, raw_record.c.identifier.in_(names)), dialect)


def _content(item: Item) -> dict[str, Any]:
    return {
        "format": item.format,
        "datestamp": item.datestamp,
        "deleted": item.deleted,
        "sets": sets_of(item),
        "sha256": item.sha256,
        "payload": pack(item.payload),
        "problem": msgspec.json.encode(item.problem).decode() if item.problem else None,
        "repairs": json.dumps(item.repairs) if item.repairs else None,
    }


def sets_of(item: Item) -> str:
    """The setSpecs as they are stored."""
    return _as_json(item.sets)


@lru_cache(maxsize=1024)
def _as_json(sets: tuple[str, ...]) -> str:
    return json.dumps(sets, ensure_ascii=False)


def counts_of(totals: Counts) -> dict[str, Any]:
    """The counts as columns of `source_run`."""
    return {field: getattr(totals, field) for field in NUMBERS} | {
        "repairs": json.dumps(totals.repairs) if totals.repairs else None
    }


def _payloads(connection: sa.Connection, ids: Sequence[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for some in batches(ids):
        statement = sa.select(raw_record.c.id, raw_record.c.payload).where(raw_record.c.id.in_(some))
        found.update({row.id: unpack(row.payload) for row in connection.execute(statement) if row.payload})
    return found
