"""`induk export`: the catalogue at any of its three stages, as a stream that never holds more than a batch."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from config.errors import BadParameter
from config.i18n import _
from harvester import store as raw_store
from harvester.record import RawRecord
from indexer import formats, store
from indexer.formats.refs_cells import cell, guarded
from indexer.record import BibRecord, UnionRecord

RAW_KEYS = (
    "id", "source", "member", "identifier", "format", "datestamp", "deleted", "sets", "sha256", "first_seen", "changed",
    "confirmed", "problem",
)  # fmt: skip
"""The keys of a raw line (CONTRACT, section 3)."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "raw": RAW_KEYS,
    "bib": ("id", *(name for name in BibRecord.__struct_fields__ if name != "id")),
    "union": ("id", *(name for name in UnionRecord.__struct_fields__ if name != "id")),
}
"""The columns of a table, per stage."""

Item = RawRecord | BibRecord | UnionRecord

_XML_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'


def export(
    connection: sa.Connection,
    stage: str,
    *,
    format: str = "jsonl",
    source: str | None = None,
    member: str | None = None,
    payload: bool = False,
    left_out: Counter[str] | None = None,
) -> Iterator[bytes]:
    """The records of a stage in pieces of bytes, ready to be written one after the other.

    Args:
        connection: the store.
        stage: `raw`, `bib` or `union`.
        format: one of `WRITERS`; raw records as MARC are those that came as that MARC, unchanged: `marc` and `marcxml`
            hold MARC 21, `unimarc` the others.
        source: only records of this source; a union record belongs to all sources that it was merged from.
        member: only records of this member.
        payload: raw lines with the record's bytes as text.
        left_out: counts, under the name of the stage, the living records that the format cannot hold.

    Raises:
        BadParameter: there is no such format, or `payload` of another stage.
    """
    if payload and stage != "raw":
        raise BadParameter(
            _("Only raw records have a payload; {stage} has none.", stage=stage),
            _("Leave --payload out, or export raw."),
            field="payload",
        )
    if format not in WRITERS:
        known = ", ".join(WRITERS)
        raise BadParameter(
            _("There is no format “{format}”; there are {known}.", format=format, known=known), field="format"
        )
    wants_bytes = payload or (stage == "raw" and format in ("marc", "marcxml", "unimarc"))
    items = _items(connection, stage, source, member, wants_bytes)
    return WRITERS[format](items, stage, payload, Counter() if left_out is None else left_out)


def _items(
    connection: sa.Connection, stage: str, source: str | None, member: str | None, payload: bool
) -> Iterator[Item]:
    if stage == "raw":
        return raw_store.records(connection, source=source, member=member, payload=payload)
    if stage == "bib":
        return store.all_bibs(connection, source=source, member=member)
    return (
        record
        for record in store.all_unions(connection, confirmed=True)
        if (member is None or member in record.members)
        and (source is None or any(i.startswith(f"{source}:") for i in record.records))
    )


def _plain(item: Item, payload: bool) -> dict[str, Any]:
    """A record as the contract shows it."""
    if not isinstance(item, RawRecord):
        plain: dict[str, Any] = msgspec.to_builtins(item)
        return plain
    values: dict[str, Any] = {name: msgspec.to_builtins(getattr(item, name)) for name in RAW_KEYS}
    return values | {"payload": item.payload.decode("utf-8", "replace")} if payload else values


def _jsonl(items: Iterable[Item], _stage: str, payload: bool, _left_out: Counter[str]) -> Iterator[bytes]:
    return (msgspec.json.encode(_plain(item, payload)) + b"\n" for item in items)


def _csv(items: Iterable[Item], stage: str, payload: bool, _left_out: Counter[str]) -> Iterator[bytes]:
    """A table; what is a list or an object stands in its cell as JSON."""
    names = COLUMNS[stage] + (("payload",) if payload and stage == "raw" else ())
    yield table_row(names)
    for item in items:
        values = _plain(item, payload)
        yield table_row(cell(values[name]) for name in names)


def table_row(values: Iterable[str]) -> bytes:
    """A line of a table; what a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection).

    Reading takes it away again (`indexer.formats.refs_cells`).
    """
    line = io.StringIO()
    csv.writer(line).writerow(map(guarded, values))
    return line.getvalue().encode()


def _marc(items: Iterable[Item], stage: str, _payload: bool, left_out: Counter[str]) -> Iterator[bytes]:
    return _written(items, stage, "marc", left_out)


def _unimarc(items: Iterable[Item], stage: str, _payload: bool, left_out: Counter[str]) -> Iterator[bytes]:
    return _written(items, stage, "unimarc", left_out)


def _marcxml(items: Iterable[Item], stage: str, _payload: bool, left_out: Counter[str]) -> Iterator[bytes]:
    yield _XML_HEAD
    for found in _written(items, stage, "marcxml", left_out):
        _declaration, separator, element = found.partition(b"?>")
        yield (element if separator else found).strip() + b"\n"
    yield b"</collection>\n"


def _written(items: Iterable[Item], stage: str, format: str, left_out: Counter[str]) -> Iterator[bytes]:
    """Every record in a format of MARC; of raw records those that came in it. What is left out and lives is counted."""
    for item in items:
        if not isinstance(item, RawRecord):
            yield formats.write(item, format)
        elif found := None if item.deleted else formats.write_original(item, format):
            yield found
        elif not item.deleted:
            left_out[stage] += 1


WRITERS: dict[str, Callable[[Iterable[Item], str, bool, Counter[str]], Iterator[bytes]]] = {
    "jsonl": _jsonl,
    "marc": _marc,
    "marcxml": _marcxml,
    "unimarc": _unimarc,
    "csv": _csv,
}
"""Format → what makes a stream of it."""
