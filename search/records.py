"""The records of the union catalogue, as far as they may be shown today."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from config import clock
from config.database import Database
from config.errors import NotFound
from config.i18n import _
from config.model import Consortium, Member
from indexer import copying, store
from indexer.record import BibRecord, UnionRecord
from search import export, labels


@dataclass(frozen=True, slots=True)
class Found:
    """The union record that an id leads to; `redirected` if the id was another one."""

    record: UnionRecord
    redirected: bool


class Records:
    """Reads union records. Members outside their agreement are left out: their holdings, and what only they have."""

    def __init__(self, consortium: Consortium, database: Database) -> None:
        self.consortium = consortium
        self.database = database

    def active(self) -> tuple[Member, ...]:
        """The libraries shown today."""
        return self.consortium.active(clock.now().date())

    def record(self, any_id: str) -> Found:
        """The union record of a union id, a merged-away one or a source record's id, with what is shown of it.

        Raises:
            NotFound: there is none, or none of its libraries takes part today.
        """
        with self.database.read() as connection:
            resolved = store.resolve(connection, any_id)
            record = store.union(connection, resolved.union_id) if resolved else None
        shown = self.shown(record) if record else None
        if resolved is None or shown is None:
            raise NotFound(
                _("There is no record {id}.", id=any_id[:200]),
                _("It may have been withdrawn by its library. Search for its title."),
                code="no-such-record",
            )
        return Found(shown, resolved.redirected)

    def shown(self, record: UnionRecord) -> UnionRecord | None:
        """A union record without what members outside their agreement hold; None if nobody else has it."""
        visible = {member.id for member in self.active()}
        if visible.issuperset(record.members):
            return record
        members = tuple(member for member in record.members if member in visible)
        holdings = tuple(holding for holding in record.holdings if holding.member in visible)
        return msgspec.structs.replace(record, members=members, holdings=holdings) if members else None

    def sources(self, union_id: str) -> list[BibRecord]:
        """The source records that a union record was merged from, of members shown today."""
        visible = {member.id for member in self.active()}
        with self.database.read() as connection:
            return [record for record in store.bibs_of(connection, union_id) if record.member in visible]

    def download(self, record: UnionRecord, format: str) -> export.Download:
        """A union record as a file; in MARC the best library's own record, never the mixture of all.

        Raises:
            BadParameter: we do not write that format.
        """
        if format in copying.FORMATS:
            visible = {member.id for member in self.active()}
            with self.database.read() as connection:
                copied = copying.best(connection, record.id, record.records, format, visible)
            if copied is not None:
                return export.copy(copied, format, record.id)
        return export.download(record, format)

    def original(self, public_id: str, format: str) -> export.Download | None:
        """A library's own MARC record under its own id, if it takes part today and the record came as MARC."""
        if format not in copying.FORMATS:
            return None
        with self.database.read() as connection:
            record = store.bib(connection, public_id)
            visible = record is not None and record.member in {member.id for member in self.active()}
            body = copying.original(connection, record.id, format) if record and visible else None
        if record is None or body is None:
            return None
        return export.copy(copying.Copy(body, record.id, record.member, own=True), format, record.id)

    def records(self, ids: Iterable[str]) -> dict[str, UnionRecord]:
        """The union records of these ids, as `shown`; those that nobody shows are left out."""
        with self.database.read() as connection:
            found = store.unions(connection, ids)
        return {union_id: record for union_id, one in found.items() if (record := self.shown(one))}

    def label(self, field: str, value: str) -> str:
        """What to call a value of a facet."""
        if field == "member":
            member = self.consortium.member(value)
            return member.name if member else value
        if field == "language":
            return labels.language(value)
        table = {"type": labels.TYPES, "carrier": labels.CARRIERS}.get(field)
        return labels.named(table, value) if table else value
