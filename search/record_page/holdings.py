"""What each library has of a record: a row for each holding, where to see it there, how fresh that is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config import clock
from config.i18n import N_, _
from indexer.record import BibRecord, Holding, UnionRecord
from search.links import safe_url
from search.record_page.freshness import GRACE_DAYS, SWEEP_DAYS, Confirmed, confirmed, limits
from search.records import Records

CALL_NUMBER = N_("Call number")
COLUMNS: Mapping[str, str] = {
    "call_number": CALL_NUMBER,
    "location": N_("Location"),
    "copies": N_("Copies"),
    "status": N_("Status"),
}
"""What is told of a holding: attribute and heading; a column in which a library tells nothing is left out."""

SHOWN = 10
"""So many rows of a library are seen at once; the others are behind `more`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A holding in the columns of its library; `stale` if it was not confirmed for too long."""

    cells: tuple[str, ...]
    stale: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What one library has: its rows, where its own catalogue shows it, when it was last confirmed."""

    member: str
    name: str
    mine: bool
    headings: tuple[str, ...]
    first: tuple[Row, ...]
    more: tuple[Row, ...]
    links: tuple[str, ...]
    confirmed: Confirmed

    @property
    def call_numbers(self) -> tuple[str, ...]:
        """The call numbers, each once."""
        place = self.headings.index(_(CALL_NUMBER)) if _(CALL_NUMBER) in self.headings else None
        cells = (row.cells[place] for row in (*self.first, *self.more)) if place is not None else ()
        return tuple(dict.fromkeys(filter(None, cells)))


def by_library(
    records: Records, record: UnionRecord, sources: Sequence[BibRecord], mine: str | None = None
) -> list[Held]:
    """The holdings of a record, library by library: the reader's own (`mine`) first, then in the record's order.

    Each is named, even without any detail.
    """
    days, now = limits(records.consortium), clock.now()
    order = sorted(record.members, key=lambda member: member != mine)
    own: dict[str, list[Holding]] = {member: [] for member in order}
    for holding in record.holdings:
        if holding.member in own:
            own[holding.member].append(holding)
    links: dict[str, list[str]] = {}
    for source in sources:
        links.setdefault(source.member, []).extend(url.url for url in source.urls if url.kind == "record")
    return [
        _held(records.label("member", member), member == mine, member, own[member], links.get(member, ()), days, now)
        for member in order
    ]


def _held(
    name: str, mine: bool, member: str, holdings: Sequence[Holding], links: Iterable[str],
    days: Mapping[str, int], now: datetime,
) -> Held:  # fmt: skip
    known = [(holding, _confirmed(holding, days, now)) for holding in holdings]
    told = [column for column in COLUMNS if any(getattr(holding, column) not in (None, "") for holding in holdings)]
    rows = _rows(known, told)
    seen = [seen for _holding, seen in known]
    newest = max(seen, key=lambda one: one.stamp or "", default=Confirmed(None, "", True))
    return Held(
        member=member,
        name=name,
        mine=mine,
        headings=tuple(_(COLUMNS[column]) for column in told),
        first=rows[:SHOWN],
        more=rows[SHOWN:],
        links=tuple(dict.fromkeys(filter(None, map(safe_url, links)))),
        confirmed=newest,
    )


def _confirmed(holding: Holding, days: Mapping[str, int], now: datetime) -> Confirmed:
    source = (holding.record or "").partition(":")[0]
    return confirmed(holding.confirmed, days.get(source, SWEEP_DAYS + GRACE_DAYS), now)


def _rows(known: Sequence[tuple[Holding, Confirmed]], told: Sequence[str]) -> tuple[Row, ...]:
    """A row for each holding that tells something, each once; of two that say the same the fresher counts."""
    cells: dict[tuple[str, ...], bool] = {}
    for holding, seen in known:
        row = tuple("" if (cell := getattr(holding, column)) is None else str(cell) for column in told)
        if any(row):
            cells[row] = cells.get(row, True) and seen.stale
    return tuple(Row(row, stale) for row, stale in cells.items())
