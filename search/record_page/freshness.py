"""How old what we know of a holding is, in the reader's words, and from when on it is too old to be trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_timedelta

from config import clock, i18n
from config.model import Consortium, OaiPmhSource

SWEEP_DAYS = 30
"""The longest time that we leave ourselves between two full lists of a source that sets none (docs/harvesting.md)."""

GRACE_DAYS = 14
"""For this long a server may be down, or its list held back, before what it said last is called old.

A library that nobody could reach for two weeks after a list was due has lent, bought and discarded meanwhile; less
would grey half a catalogue after a holiday, when nothing is wrong.
"""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """When a holding was last seen: the time, how long ago that is in words, and whether that is too long.

    Without a time, nobody knows; that counts as too long.
    """

    stamp: str | None
    ago: str
    stale: bool


def limits(consortium: Consortium) -> Mapping[str, int]:
    """Source → days after which what it said is old: its own time between full lists, else ours, and the grace."""
    return {
        source.id: _sweep(source.sweep if isinstance(source, OaiPmhSource) else None) + GRACE_DAYS
        for _member, source in consortium.sources()
    }


def confirmed(stamp: str | None, days: int, now: datetime) -> Confirmed:
    """What to say of a holding that was last seen at `stamp` (ISO 8601) and is old after so many `days`."""
    if not stamp:
        return Confirmed(None, "", True)
    seen = clock.parse(stamp)
    return Confirmed(stamp, ago(seen, now), now - seen > timedelta(days=days))


def ago(then: datetime, now: datetime) -> str:
    """`2 days ago`, by CLDR in the reader's language; less than an hour, or a clock that is ahead, counts as one."""
    passed = max(now - then, timedelta(hours=1))
    return format_timedelta(-passed, granularity="hour", threshold=2, add_direction=True, locale=i18n.language())


def _sweep(days: int | None) -> int:
    return max(days or 0, SWEEP_DAYS)
