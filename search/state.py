"""The whole state of a search, as it stands in the URL: the same for pages, API and command line.

    state = read([("q", "jaringan"), ("member", "uinsu"), ("page", "2")])
    state.without("member").query_string()      # "q=jaringan"

What is at its default is left out and the order is fixed, so one search has one address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from config.errors import BadParameter
from config.fields import SORTS
from config.i18n import _
from indexer.normalise.text import clean

FILTERS = ("member", "type", "language", "carrier", "subject", "creator", "year")
"""What can be filtered by, in the order of the URL."""

PAGE_SIZE = 20
MAX_SIZE = 100
MAX_PAGE = 10**9
MAX_QUERY = 4000
MAX_VALUE = 500
MAX_VALUES = 100

_YEARS = re.compile(r"(?P<low>[0-9]{1,4})?(?P<range>-(?P<high>[0-9]{1,4})?)?")

Params = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SearchState:
    """What is searched and how it is shown.

    Attributes:
        q: the query as it was typed; empty finds everything.
        filters: (field, alternatives), fields in the order of `FILTERS`, none without a value.
        sort: a key of `config.fields.SORTS`.
        page: from 1.
        size: records on a page, at most `MAX_SIZE`.
    """

    q: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sort: str = "relevance"
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many hits come before this page."""
        return (self.page - 1) * self.size

    def values(self, field: str) -> tuple[str, ...]:
        """The alternatives of one filter."""
        return dict(self.filters).get(field, ())

    def having(self, field: str, value: str) -> Self:
        """The search with one more alternative of a filter, from its first page."""
        return self._with(field, (*(old for old in self.values(field) if old != value), value))

    def without(self, field: str, value: str | None = None) -> Self:
        """The search without one alternative of a filter (or without the whole filter), from its first page."""
        return self._with(field, tuple(old for old in self.values(field) if value is not None and old != value))

    def unfiltered(self) -> Self:
        """The search without any filter, from its first page."""
        return replace(self, filters=(), page=1)

    def asking(self, q: str) -> Self:
        """The same filters and order for another query, from its first page."""
        return replace(self, q=q, page=1)

    def sorted_by(self, sort: str) -> Self:
        """The search in another order, from its first page."""
        return replace(self, sort=sort, page=1)

    def on_page(self, page: int) -> Self:
        """Another page of the search."""
        return replace(self, page=page)

    def params(self) -> list[tuple[str, str]]:
        """The parameters of the URL, in their fixed order, without the defaults."""
        return [
            *([("q", self.q)] if self.q else []),
            *((field, value) for field, values in self.filters for value in values),
            *([("sort", self.sort)] if self.sort != "relevance" else []),
            *([("page", str(self.page))] if self.page != 1 else []),
            *([("size", str(self.size))] if self.size != PAGE_SIZE else []),
        ]

    def query_string(self) -> str:
        """The same, encoded: what stands behind the question mark."""
        return urlencode(self.params())

    def _with(self, field: str, values: tuple[str, ...]) -> Self:
        chosen = {**dict(self.filters), field: values}
        return replace(self, filters=tuple((name, chosen[name]) for name in FILTERS if chosen.get(name)), page=1)


def read(params: Params) -> SearchState:
    """The state that `params` (name and value, names may repeat) stand for.

    An empty value is as good as none, as HTML forms send it; an unknown name is left alone; of a parameter that
    does not repeat, the last counts. A query is cut after `MAX_QUERY` characters.

    Raises:
        BadParameter: a value is outside what its parameter takes; `field` names the parameter.
    """
    single: dict[str, str] = {}
    chosen: dict[str, list[str]] = {}
    for name, raw in params:
        value = clean(raw)
        if not value:
            continue
        if name in FILTERS:
            values = chosen.setdefault(name, [])
            checked = _filter(name, value)
            if checked not in values:
                values.append(checked)
        else:
            single[name] = value
    for name, values in chosen.items():
        if len(values) > MAX_VALUES:
            raise BadParameter(_("`{name}` is given more than {limit} times.", name=name, limit=MAX_VALUES), field=name)
    return SearchState(
        q=single.get("q", "")[:MAX_QUERY].rstrip(),
        filters=tuple((name, tuple(chosen[name])) for name in FILTERS if name in chosen),
        sort=_sort(single.get("sort", "relevance")),
        page=whole("page", single.get("page", "1"), MAX_PAGE),
        size=whole("size", single.get("size", str(PAGE_SIZE)), MAX_SIZE),
    )


def years(value: str) -> tuple[int | None, int | None]:
    """The first and the last year of `1990-1999`, `1990-`, `-1999` or `1995`.

    Raises:
        BadParameter: it is none of these, or ends before it begins.
    """
    found = _YEARS.fullmatch(value)
    low = int(found["low"]) if found and found["low"] else None
    high = int(found["high"]) if found and found["high"] else None
    if found and not found["range"]:
        high = low
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        raise BadParameter(
            _("`year` is {value}.", value=repr(value)),
            _("Write 1990-1999, 1990-, -1999 or 1995."),
            field="year",
        )
    return low, high


def _filter(name: str, value: str) -> str:
    if name == "year":
        years(value)
    return short(name, value, MAX_VALUE)


def short(name: str, value: str, limit: int) -> str:
    """`value`, if it is no longer than `limit`.

    Raises:
        BadParameter: it is.
    """
    if len(value) > limit:
        raise BadParameter(_("`{name}` is longer than {limit} characters.", name=name, limit=limit), field=name)
    return value


def _sort(value: str) -> str:
    if value not in SORTS:
        raise BadParameter(
            _("`sort` is {value}; possible here: {choices}.", value=repr(value), choices=", ".join(SORTS)),
            field="sort",
        )
    return value


def whole(name: str, value: str, highest: int) -> int:
    """The whole number from 1 to `highest` that `value` is.

    Raises:
        BadParameter: it is none.
    """
    if value.isascii() and value.isdigit() and len(value) <= 12 and 1 <= int(value) <= highest:
        return int(value)
    raise BadParameter(
        _("`{name}` is {value}; it takes a whole number from 1 to {highest}.",
          name=name, value=repr(value[:40]), highest=highest),
        field=name,
    )  # fmt: skip
