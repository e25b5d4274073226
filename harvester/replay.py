"""Quarantined records, read again without network: what this Induk can mend, and an older one could not, comes back.

It changes what a record says, never when its source showed it: dates, lists and what they lack are those of harvests.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from config import clock, locks
from config.database import Database
from config.errors import Locked
from config.i18n import N_, _
from config.model import Consortium
from harvester import carve
from harvester.before import keep_versions, queue
from harvester.completeness import failure
from harvester.files import marc
from harvester.ledger import Ledger, counts_of, sets_of
from harvester.namespaces import declarations
from harvester.packing import pack, pack_json, unpack
from harvester.page import Item
from harvester.past import close_abandoned
from harvester.problems import QUARANTINE
from harvester.record import Problem
from harvester.report import Report, SourceReport
from harvester.runner import choose, close_run, open_run
from harvester.scan import AFTER, RECORDS, Slice
from harvester.tables import page, raw_record, source_run

BATCH = 200
"""Records that are read again in one transaction."""

OF_XML = frozenset({"bad-xml", "no-identifier", "no-metadata"})
OF_MARC = frozenset({"no-terminator", "too-short"})
"""Reasons that may be none any more. Rows of tables are kept as they were understood: only a better file helps them."""

SHARED = frozenset({"no-metadata"})
"""Reasons that the indexer gives, too."""

TO_INDEX = N_("`induk index` takes it into the catalogue.")
SHOW = N_("Show the library what cannot be read: `induk export raw --source {source} --payload`.")


class Replayed(SourceReport, kw_only=True):
    """What became of the quarantine of one source.

    Attributes:
        looked_at: records in quarantine.
        freed: those that can be read now; `duplicates` of them were there already under their identifier.
        queued: those that the indexer had set aside, which it tries again.
        unreadable: the others, by reason.
    """

    looked_at: int = 0
    freed: int = 0
    queued: int = 0
    unreadable: dict[str, int] = msgspec.field(default_factory=dict)


def replay(consortium: Consortium, database: Database, sources: Sequence[str] = ()) -> Report:
    """Read the quarantine of every source again, or of those named; it is a run that `induk undo` takes back.

    Where there is nothing in quarantine, there is no run either.

    Raises:
        BadParameter: a source is not known.
    """
    chosen = choose(consortium, sources)
    started = clock.stamp()
    with database.read() as connection:
        set_aside = sa.select(raw_record.c.source).where(_in_quarantine()).distinct()
        filled = set(connection.execute(set_aside).scalars())
    run = open_run(database, "replay", started) if any(source.id in filled for _member, source in chosen) else None
    results: list[SourceReport] = []
    for member, source in chosen:
        report = Replayed(source=source.id, member=member.id, mode="replay")
        if run is not None and source.id in filled:
            try:
                with locks.hold(database, consortium.data, f"source-{source.id}"):
                    close_abandoned(database, source.id)
                    Replay(database, run, report).all()
            except Locked as error:
                report.status, report.error = "skipped", failure("locked", error.message)
        report.next = _next(report)
        results.append(report)
    report_of_all = Report(run=run, started=started, finished=clock.stamp(), sources=results)
    if run is not None:
        close_run(database, report_of_all)
    return report_of_all


def _next(report: Replayed) -> str:
    if report.error:
        return _("Start it again when the other run is done.")
    if report.freed or report.queued:
        return _(TO_INDEX)
    return _(SHOW, source=report.source) if report.unreadable else _("Nothing to do.")


def _in_quarantine() -> sa.ColumnElement[bool]:
    return raw_record.c.problem.is_not(None) & raw_record.c.deleted.is_(False)


class Replay:
    """The quarantine of one source, read again under its lock; `report` is brought up to date."""

    def __init__(self, database: Database, run: int, report: Replayed) -> None:
        self.database, self.run, self.report = database, run, report
        self.ledger = Ledger(database, run, report.member, report.source)
        self._names: dict[int, bytes] = {}
        self._replaced: set[int] = set()

    def all(self) -> None:
        """Every record in it, some hundreds in a transaction; each is looked at once."""
        opened = {"run_id": self.run, "source": self.report.source, "sweep": self.run, "mode": "replay"}
        with self.database.write() as connection:
            connection.execute(sa.insert(source_run).values(**opened, status="running", started=clock.stamp()))
        last, working = 0, True
        while working:
            some = sa.select(raw_record).where(raw_record.c.source == self.report.source, _in_quarantine())
            with self.database.write() as connection:
                rows = connection.execute(
                    some.where(raw_record.c.id > last).order_by(raw_record.c.id).limit(BATCH)
                ).all()
                working = len(rows) == BATCH
                for row in rows:
                    if row.id not in self._replaced:  # else it is no longer what it was when the rows were read
                        self._look_at(connection, row)
                    last = row.id
                ids = pack_json([row.identifier for row in rows])
                self.ledger.line(connection, request="replay", records=len(rows), ids=ids)
                self.ledger.write(connection, **counts_of(self.report))
        self.ledger.finish("done", self.report, None, None, over=True)

    def _look_at(self, connection: sa.Connection, row: Any) -> None:
        report = self.report
        code = msgspec.json.decode(row.problem, type=Problem).code
        report.looked_at += 1
        items = self._again(connection, row, code)
        wrong = next((item.problem.code for item in items if item.problem), None if items else code)
        same = len(items) == 1 and items[0].sha256 == row.sha256 and items[0].format == row.format
        if code not in QUARANTINE or (wrong is None and code in SHARED and same):
            queue(connection, raw_record.c.id == row.id)
            report.queued += 1
            report.unchanged += 1
        elif wrong is None:
            self._free(connection, row, items)
            report.freed += 1
        else:
            report.unreadable[wrong] = report.unreadable.get(wrong, 0) + 1
            report.quarantined += 1

    def _again(self, connection: sa.Connection, row: Any, code: str) -> list[Item]:
        """What this Induk makes of the bytes; nothing where it has no other way to read them than last time."""
        payload = unpack(row.payload) if row.payload else b""
        if code in OF_XML:
            # a record without an end may have been cut off, and what is cut off is not to be taken for whole
            cut = RECORDS.close.search(payload) is None
            return carve.items([Slice(self._names_around(connection, row), payload, cut=cut)], row.format)
        if code in OF_MARC and row.format == "marc21":
            return list(marc.records(payload))
        return []

    def _names_around(self, connection: sa.Connection, row: Any) -> bytes:
        """The namespaces in force where the record stood, by the frames of the answers of its run."""
        run = row.changed_run
        if run not in self._names:
            here = (page.c.run_id == run) & (page.c.source == row.source) & page.c.frame.is_not(None)
            frame = connection.execute(sa.select(page.c.frame).where(here).order_by(page.c.number).limit(1)).scalar()
            self._names[run] = declarations(AFTER.split(unpack(frame), maxsplit=1)[0]) if frame else b""
        return self._names[run]

    def _free(self, connection: sa.Connection, row: Any, items: Sequence[Item]) -> None:
        """Put what was read in the place of the record; each identifier has one row, and the newer word counts."""
        placed = False
        for found in items:
            item = _under_its_number(found, row.identifier)
            self.report.repaired += bool(item.repairs)
            for kind in item.repairs:
                self.report.repairs[kind] = self.report.repairs.get(kind, 0) + 1
            here = (raw_record.c.source == row.source) & (raw_record.c.identifier == item.identifier)
            there = connection.execute(sa.select(raw_record).where(here)).first()
            if there is not None and (there.id != row.id or placed):
                self._join(connection, there, row, item)
            elif placed:
                self._add(connection, row, item)
            else:
                self._write(connection, row.id, self._stamped(_content(item, identifier=item.identifier)))
                self.report.changed += 1
                placed = True
        if not placed:  # it is there under its own name: its bytes stay, the catalogue does without them
            self._write(connection, row.id, self._stamped({"deleted": True}))

    def _join(self, connection: sa.Connection, there: Any, row: Any, item: Item) -> None:
        """Records with the identifier of another, whose bytes count if its source showed them later."""
        self.report.duplicates += 1
        if there.id == row.id or row.confirmed <= there.confirmed:
            return
        shown = {"confirmed": row.confirmed, "sweep": max(row.sweep, there.sweep)}
        same = there.sha256 == item.sha256 and there.deleted == item.deleted and there.problem is None
        self._replaced.add(there.id)
        self._write(connection, there.id, shown if same else self._stamped(_content(item)) | shown)

    def _stamped(self, values: dict[str, Any]) -> dict[str, Any]:
        return values | {"changed": clock.stamp(), "changed_run": self.run}

    def _write(self, connection: sa.Connection, record_id: int, values: dict[str, Any]) -> None:
        queue(connection, raw_record.c.id == record_id)
        keep_versions(connection, self.run, [record_id], payload=True)
        connection.execute(sa.update(raw_record).where(raw_record.c.id == record_id).values(values))

    def _add(self, connection: sa.Connection, row: Any, item: Item) -> None:
        """One more record, which stood in the bytes of another."""
        kept = {name: getattr(row, name) for name in ("source", "member", "first_seen", "confirmed", "sweep")}
        content = {"payload": pack(item.payload), "sha256": item.sha256, "format": item.format}
        values = self._stamped(kept | content | _content(item, identifier=item.identifier, created_run=self.run))
        key = connection.execute(sa.insert(raw_record).values(values)).inserted_primary_key
        assert key is not None
        queue(connection, raw_record.c.id == key[0])
        self.report.added += 1


def _under_its_number(item: Item, identifier: str) -> Item:
    """The item as its row is called, where that is one of several of the same name: `ID#2`."""
    numbered = re.fullmatch(re.escape(item.identifier) + r"#\d+", identifier)
    return msgspec.structs.replace(item, identifier=identifier) if numbered else item


def _content(item: Item, **more: Any) -> dict[str, Any]:
    """The columns that change with what a record says; a deletion keeps the content that was there last."""
    values = {"datestamp": item.datestamp, "deleted": item.deleted, "sets": sets_of(item), "problem": None} | more
    if item.deleted:
        return values
    return values | {
        "format": item.format,
        "sha256": item.sha256,
        "payload": pack(item.payload),
        "repairs": json.dumps(item.repairs) if item.repairs else None,
    }
