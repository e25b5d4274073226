"""Copy cataloguing: one library's own MARC record of a publication, never a mixture of several."""

from collections.abc import Container, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from pymarc import Field, Indicators, Subfield

from config import __version__
from harvester import store as raw_store
from harvester.tables import raw_record
from indexer import formats, store
from indexer.formats import marc21, marcxml, unimarc_write, xml
from indexer.issues import Issues
from indexer.record import BibRecord
from indexer.tables import bib_record

FORMATS = ("marc", "marcxml", "unimarc")


class Copy(NamedTuple):
    """The bytes of a record, whose it is, and whether they are the library's own or made from its other format."""

    body: bytes
    id: str
    member: str
    own: bool


def best(
    connection: sa.Connection, union_id: str, records: Sequence[str], format: str, members: Container[str] | None = None
) -> Copy | None:
    """The record to copy of a publication: the best that came as MARC, else MARC made of the best one that there is.

    Args:
        connection: the store.
        union_id: the publication.
        records: its source records, best first (`UnionRecord.records`).
        format: one of `FORMATS`; records in UNIMARC are copied as `unimarc` and nothing else.
        members: only records of these.

    Returns:
        None when none of these members has a record.
    """
    columns = bib_record.c.id, bib_record.c.member, raw_record.c.format
    joined = bib_record.join(raw_record, raw_record.c.id == bib_record.c.record_id)
    rows = connection.execute(sa.select(*columns).select_from(joined).where(bib_record.c.union_id == union_id))
    place = {public_id: number for number, public_id in enumerate(records)}
    shown = sorted(
        (row for row in rows if members is None or row.member in members),
        key=lambda row: (place.get(row.id, len(place)), row.id),
    )
    for row in shown:
        if "marc" in row.format and (body := original(connection, row.id, format)) is not None:
            return Copy(body, row.id, row.member, own=True)
    record = store.bib(connection, shown[0].id) if shown else None
    return Copy(made(record, format), record.id, record.member, own=False) if record else None


def of(connection: sa.Connection, record: BibRecord, format: str) -> Copy:
    """The MARC record of one source record: its own, else one made of it."""
    body = original(connection, record.id, format)
    if body is not None:
        return Copy(body, record.id, record.member, own=True)
    return Copy(made(record, format), record.id, record.member, own=False)


def original(connection: sa.Connection, public_id: str, format: str) -> bytes | None:
    """A library's own record, untouched; None where it did not come as MARC."""
    raw = raw_store.get(connection, public_id)
    return formats.write_original(raw, format) if raw else None


def made(record: BibRecord, format: str) -> bytes:
    """MARC made of a record that came in another format, and marked as such.

    MARC 21, 884 (Description Conversion Information): $a process, $k identifier of the source, $q agency. UNIMARC, 830
    (General Cataloguer's Note): the same in $a. What would not fit into ISO 2709 with the mark goes without it.
    """
    process = f"Induk {__version__}"
    if format == "unimarc":
        unimarc = unimarc_write.from_record(record)
        unimarc.add_ordered_field(_field("830", (("a", f"{process}: {record.id} ({record.member})"),)))
        return unimarc_write.encode(unimarc) or formats.write(record, format)
    whole = formats.write(record, "marc")
    marc = marc21.decode(whole, Issues())
    marc.add_ordered_field(_field("884", (("a", process), ("k", record.id), ("q", record.member))))
    return xml.document(marcxml.to_element(marc)) if format == "marcxml" else marc21.encode(marc) or whole


def _field(tag: str, parts: Sequence[tuple[str, str]]) -> Field:
    return Field(tag=tag, indicators=Indicators(" ", " "), subfields=[Subfield(*part) for part in parts])
