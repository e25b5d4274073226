"""What is wrong with records, kept where it can be counted: maintained with the records, never looked for in them."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import sqlalchemy as sa

from config.database import bulk_insert
from indexer import queues
from indexer.record import BibRecord
from indexer.tables import bib_record, record_isbn, record_issue

Counts = Counter[tuple[str, str]]
"""(member, code) → records."""


def note(connection: sa.Connection, fresh: Mapping[int, BibRecord], known: Collection[int]) -> None:
    """Write down what is wrong with records, and their ISBNs, in the place of what was there.

    Args:
        connection: the transaction that stores the records too.
        fresh: the records that are new or changed, by row id.
        known: the row ids that may have something written down already.
    """
    forget(connection, [record_id for record_id in fresh if record_id in known])
    issues, isbns = [], []
    for record_id, record in fresh.items():
        key = {"member": record.member, "record_id": record_id}
        issues += [key | {"code": code} for code in sorted({issue.code for issue in record.issues})]
        of_sets = {issue.value for issue in record.issues if issue.code == "isbn-of-set"}
        isbns += [key | {"isbn": int(isbn)} for isbn in dict.fromkeys(record.isbns) if isbn not in of_sets]
    for table, rows in ((record_issue, issues), (record_isbn, isbns)):
        if rows:
            bulk_insert(connection, table, rows)


def forget(connection: sa.Connection, record_ids: Collection[int]) -> None:
    """Take away what was written down about records."""
    for part in queues.chunks(record_ids):
        for table in (record_issue, record_isbn):
            connection.execute(sa.delete(table).where(table.c.record_id.in_(part)))


def counts(connection: sa.Connection) -> Counts:
    """How many records of each member have a fault of their own."""
    columns = record_issue.c.member, record_issue.c.code
    rows = connection.execute(sa.select(*columns, sa.func.count()).group_by(*columns))
    return Counter({(member, code): number for member, code, number in rows})


def sizes(connection: sa.Connection) -> dict[str, int]:
    """Member → its records."""
    rows = connection.execute(sa.select(bib_record.c.member, sa.func.count()).group_by(bib_record.c.member))
    return dict(rows.all())


def records(connection: sa.Connection, member: str | None, code: str | None) -> Iterator[int]:
    """The rows of records that have a fault of their own: any, or this one; of every member, or of this one."""
    statement = sa.select(record_issue.c.record_id).distinct().order_by(record_issue.c.record_id)
    if member is not None:
        statement = statement.where(record_issue.c.member == member)
    if code is not None:
        statement = statement.where(record_issue.c.code == code)
    yield from connection.execute(statement).scalars()
