"""What the pages show, worked out before a template sees it: facets, chips, pages, holdings by library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from config.i18n import N_, _
from indexer.record import BibRecord, UnionRecord
from search import labels
from search.schemas import Answer, FacetValue
from search.service import Catalogue
from search.state import FILTERS, SearchState

OPEN_FACETS = ("member", "type", "year")
SHOWN_VALUES = 6
AROUND = 2


COLUMNS: Mapping[str, str] = {
    "call_number": N_("Call number"),
    "location": N_("Location"),
    "copies": N_("Copies"),
    "status": N_("Status"),
}
"""What is told of a holding: attribute and heading; a column in which a library tells nothing is left out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: choosing it leads to `state`; without a count where it was not counted."""

    label: str
    count: int | None
    chosen: bool
    state: SearchState


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet: what is shown at once, and what stands behind "more"."""

    field: str
    label: str
    is_open: bool
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use; `state` is the search without it."""

    filter: str
    label: str
    state: SearchState


@dataclass(frozen=True, slots=True)
class LibraryHoldings:
    """What one library has of a record, a row for each holding, and where its own catalogue shows it."""

    member: str
    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...]
    confirmed: str | None


def facets(catalogue: Catalogue, state: SearchState, answer: Answer) -> list[FacetView]:
    """The facets beside a list of hits; those without a value are left out, chosen values come first."""
    views = [_facet(catalogue, state, field, answer.facets.get(field, ())) for field in FILTERS]
    return [view for view in views if view.first]


def chips(catalogue: Catalogue, state: SearchState) -> list[Chip]:
    """The filters in use."""
    return [
        Chip(_(labels.FILTERS[field]), catalogue.label(field, value), state.without(field, value))
        for field, values in state.filters
        for value in values
    ]


def page_count(total: int, size: int) -> int:
    """How many pages there are."""
    return -(-total // size)


def page_numbers(page: int, last: int) -> list[int | None]:
    """The pages to link to: the first, the last, those around this one; None stands for a gap."""
    near = sorted({1, last, *range(max(1, page - AROUND), min(last, page + AROUND) + 1)} - {0})
    numbers: list[int | None] = []
    for number in near:
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


def by_library(catalogue: Catalogue, record: UnionRecord, sources: Sequence[BibRecord]) -> list[LibraryHoldings]:
    """The holdings of a record, library by library, in the record's order; each is named, even without any detail."""
    return [_holdings(catalogue, record, sources, member) for member in record.members]


def safe_url(url: str) -> str | None:
    """`url` if a browser may follow it: http or https, with a host."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def _facet(catalogue: Catalogue, state: SearchState, field: str, values: Sequence[FacetValue]) -> FacetView:
    chosen = state.values(field)
    counts = {value.value: value.count for value in values}
    counted = sorted(counts, reverse=True) if field == "year" else list(counts)
    order = [*chosen, *(value for value in counted if value not in chosen)]
    choices = tuple(
        Choice(
            catalogue.label(field, value),
            counts.get(value),
            value in chosen,
            state.without(field, value) if value in chosen else state.having(field, value),
        )
        for value in order
    )
    cut = max(SHOWN_VALUES, len(chosen))
    is_open = field in OPEN_FACETS or bool(chosen)
    return FacetView(field, _(labels.FILTERS[field]), is_open, choices[:cut], choices[cut:])


def _holdings(catalogue: Catalogue, record: UnionRecord, sources: Sequence[BibRecord], member: str) -> LibraryHoldings:
    holdings = tuple(holding for holding in record.holdings if holding.member == member)
    urls = (url.url for source in sources if source.member == member for url in source.urls if url.kind == "record")
    links = tuple(dict.fromkeys(filter(None, map(safe_url, urls))))
    confirmed = max((holding.confirmed for holding in holdings if holding.confirmed), default=None)
    told = [name for name in COLUMNS if any(getattr(holding, name) not in (None, "") for holding in holdings)]
    rows = [
        tuple("" if (cell := getattr(holding, name)) is None else str(cell) for name in told) for holding in holdings
    ]
    return LibraryHoldings(
        member=member,
        name=catalogue.label("member", member),
        headings=tuple(_(COLUMNS[name]) for name in told),
        rows=tuple(dict.fromkeys(rows)) if told else (),
        links=links,
        confirmed=confirmed,
    )
