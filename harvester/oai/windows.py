"""Pieces of a list by date: what a list is cut into when the whole of it is more than a server can give."""

from datetime import date, timedelta
from typing import NamedTuple

SLACK = timedelta(days=1)
"""Days begin and end elsewhere in other time zones, and some servers leave the last day out."""


SHORTEST = timedelta(days=2)

DAWN = date(1990, 1, 1)
"""A day before all records; servers tell a day that is none, or one after most of them."""


class Window(NamedTuple):
    """The records whose datestamps lie between two days, both included; None: no bound."""

    since: str | None = None
    until: str | None = None

    @property
    def arguments(self) -> dict[str, str | None]:
        """As arguments of a request."""
        return {"from": self.since, "until": self.until}

    def halves(self, earliest: date, today: date) -> tuple["Window", "Window"] | None:
        """Two windows that together are this one, the middle day in both; None for one that cannot be cut.

        Args:
            earliest, today: where records are likely to lie; nothing is left out if some lie elsewhere.
        """
        last = _day(self.until) or today
        first = _day(self.since) or (earliest if earliest + SHORTEST <= last else DAWN)
        if last - first < SHORTEST:
            return None
        middle = (first + (last - first) // 2).isoformat()
        return Window(self.since, middle), Window(middle, self.until)

    def excludes(self, datestamp: str | None) -> bool | None:
        """Whether a datestamp lies outside, a day of slack given; None when there is none that can be read."""
        day = _day((datestamp or "").strip()[:10])
        if day is None:
            return None
        since, until = _day(self.since), _day(self.until)
        return bool((since and day < since - SLACK) or (until and day > until + SLACK))


EVERYTHING = Window()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
