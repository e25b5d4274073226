"""Long lists by pages, and numbers that come from outside."""

from dataclasses import dataclass

from starlette.requests import Request

from search.state import whole
from search.views import page_count

MAX_NUMBER = 2**31 - 1
"""No number of a page, a run or a line of the log is larger."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of how many is shown, `total` things in all."""

    page: int
    last: int
    total: int
    size: int

    @property
    def offset(self) -> int:
        """How many things come before this page."""
        return (self.page - 1) * self.size


def asked_for(request: Request) -> int:
    """The page that was asked for.

    Raises:
        BadParameter: it is no number.
    """
    return number("page", request.query_params.get("page") or "1")


def paging(page: int, total: int, size: int) -> Paging:
    """That page, or the last where there are not so many."""
    last = max(1, page_count(total, size))
    return Paging(min(page, last), last, total, size)


def number(name: str, value: str) -> int:
    """The number that `value` is.

    Raises:
        BadParameter: it is none, or larger than there are.
    """
    return whole(name, value, MAX_NUMBER)
