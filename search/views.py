"""What the pages show, worked out before a template sees it: facets, chips, pages, holdings by library."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.i18n import _
from search import labels
from search.schemas import Answer, FacetValue
from search.service import Catalogue
from search.state import FILTERS, SearchState

OPEN_FACETS = ("member", "type", "year")
SHOWN_VALUES = 6
AROUND = 2


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
