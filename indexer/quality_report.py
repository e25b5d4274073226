"""What is wrong with the records of each library: counted, and listed for handing out."""

from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec
import sqlalchemy as sa

from indexer import quality_shelf, quality_store, queues, store
from indexer.record import BibRecord
from indexer.store import BATCH


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """So many records of a member, `records` of `of`, have this fault."""

    member: str
    code: str
    records: int
    of: int

    @property
    def share(self) -> float:
        """In percent."""
        return 100 * self.records / self.of


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with one record, for its library; `url` is where the library shows the record itself."""

    member: str
    id: str
    title: str | None
    code: str
    field: str | None
    value: str | None
    note: str | None
    url: str | None


def counts(connection: sa.Connection) -> list[Count]:
    """How many records of each member have each fault, by member, the most frequent first."""
    sizes = quality_store.sizes(connection)
    counted = quality_store.counts(connection)
    for code, find in _BETWEEN.items():
        counted.update((member, code) for member in find(connection).values())
    return sorted(
        (
            Count(member=member, code=code, records=number, of=sizes[member])
            for (member, code), number in counted.items()
        ),
        key=lambda count: (count.member, -count.records, count.code),
    )


def faults(connection: sa.Connection, member: str | None = None, code: str | None = None) -> Iterator[Fault]:
    """What is wrong with the records of a member, or of all; of one kind, or of any. By record, in order of arrival.

    Only records that have something wrong are read.
    """
    for part in queues.chunks(sorted(_rows(connection, member, code)), BATCH):
        for record in store.by_row(connection, part).values():
            yield from _faults(record, code)


def _rows(connection: sa.Connection, member: str | None, code: str | None) -> set[int]:
    between: Iterable[Iterable[int]] = (
        find(connection, member) for name, find in _BETWEEN.items() if code in (None, name)
    )
    return {*quality_store.records(connection, member, code), *chain.from_iterable(between)}


def _faults(record: BibRecord, code: str | None) -> Iterator[Fault]:
    title = ": ".join(filter(None, (record.title, record.subtitle))) or None
    url = next((link.url for link in record.urls if link.kind == "record"), None)
    for issue in record.issues:
        if code in (None, issue.code):
            yield Fault(
                member=record.member,
                id=record.id,
                title=title,
                code=issue.code,
                field=issue.field,
                value=issue.value,
                note=issue.note,
                url=url,
            )


_BETWEEN = {quality_shelf.DUPLICATE: quality_shelf.duplicates, quality_shelf.SEVERAL: quality_shelf.on_several}
"""Code → what finds the records: faults that lie between records of one library."""
