"""What is wrong with the records of each library: counted, and as a table to be sent to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse

from config.database import Database
from config.errors import BadParameter
from config.i18n import _
from config.model import Consortium
from indexer import quality_store
from indexer.export import table_row
from indexer.issues import ISSUES
from indexer.quality_report import Count, Fault, faults
from search.staff.desk import Desk, Visit

PIECE = 1 << 16
"""Bytes that are sent at once."""


@dataclass(frozen=True, slots=True)
class OfMember:
    """The faults of one library, the most frequent first: code, what it means, records, share in percent."""

    id: str
    name: str
    records: int
    faults: tuple[tuple[str, str, int, float], ...]


def by_member(consortium: Consortium, found: list[Count]) -> list[OfMember]:
    """The counts, library by library."""
    grouped: dict[str, list[Count]] = {}
    for count in found:
        grouped.setdefault(count.member, []).append(count)
    return [
        OfMember(
            id=member_id,
            name=member.name if (member := consortium.member(member_id)) else member_id,
            records=counts[0].of,
            faults=tuple((c.code, _(ISSUES[c.code]), c.records, round(c.share, 1)) for c in counts),
        )
        for member_id, counts in grouped.items()
    ]


def known(desk: Desk, member: str | None) -> None:
    """Refuse a member that is neither declared nor has records.

    Raises:
        BadParameter: it is none.
    """
    if member is None or desk.consortium.member(member):
        return
    with desk.database.read() as connection:
        if member in quality_store.sizes(connection):
            return
    raise BadParameter(_("There is no member `{name}`.", name=member[:64]), field="member")


def table(visit: Visit) -> Response:
    """Every fault of one library, or of one kind, as CSV; it is sent while it is read."""
    member, code = visit.request.path_params["member_id"], visit.request.query_params.get("code") or None
    known(visit.desk, member)
    if code is not None and code not in ISSUES:
        raise BadParameter(_("There is no issue `{name}`.", name=code[:40]), field="code")
    name = "-".join(filter(None, (member, code)))  # both are a-z 0-9 -
    return StreamingResponse(
        _pieces(visit.desk.database, member, code),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _pieces(database: Database, member: str, code: str | None) -> Iterator[bytes]:
    """The table; what a spreadsheet would run as a formula is guarded (`table_row`)."""
    names = Fault.__struct_fields__
    waiting = bytearray(table_row(names))
    with database.read() as connection:
        for fault in faults(connection, member, code):
            waiting += table_row(getattr(fault, name) or "" for name in names)
            if len(waiting) >= PIECE:
                yield bytes(waiting)
                waiting.clear()
    yield bytes(waiting)
