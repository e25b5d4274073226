"""D1-D13: the rows of dates."""

from collections.abc import Callable
from datetime import timedelta

from config import clock

from .bench import (
    HEALED,
    LADDER,
    PARTIAL,
    SOME,
    Night,
    all_of,
    bent,
    refusing,
    row,
)
from .catalogue import Work
from .dates import (
    DAILY,
    PATIENT,
    changes,
    clock_of_server,
    dated,
    dated_by_creation,
    dated_now,
    earliest,
    granular,
    ignores_dates,
    keyset,
    late,
    local,
    more_changes,
    old_copy_last,
    one_day_is_empty,
    only,
    our_clock_was_ahead,
    refuses_seconds,
    until_excludes,
    without_datestamp,
)
from .paging import lives_for
from .provider import DAYS

STAMPS: dict[str, tuple[str, Callable[[Work], str]]] = {
    "a": ("in the future", lambda _w: "2999-12-31T23:59:59Z"),
    "b": ("of 1970", lambda _w: "1970-01-01T00:00:00Z"),
    "c": ("of zeros", lambda _w: "0000-00-00"),
    "d": ("empty", lambda _w: ""),
    "f": ("as MySQL writes them", lambda w: w.stamp.strftime("%Y-%m-%d %H:%M:%S")),
    "g": ("in local time with a Z", local),
    "h": ("as people write them", lambda w: w.stamp.strftime("%d/%m/%Y")),
    "i": ("with fractions and an offset", lambda w: w.stamp.strftime("%Y-%m-%dT%H:%M:%S.123+00:00")),
}
EARLIEST = {
    "a": "",
    "b": "2011-01-01T00:00:00Z",
    "c": "2026-01-01T00:00:00Z",
    "d": "0001-01-01T00:00:00Z",
    "e": "kosong",
}
GRANULARITY = {
    "a": ("in small letters", "yyyy-mm-ddthh:mm:ssz"), "b": ("missing", ""), "c": ("of another kind",
    "YYYY-MM-DDTHH:MM:SSZ"),
    "d": ("days, though dates have seconds", DAYS),
}  # fmt: skip
WHOLE_AGAIN = (Night(lag=True, does=changes, statuses=SOME), Night(days=35, limit=LADDER))

ROWS = (
    row("D1", "a", "days only, and says so", bent(granularity=DAYS), nights=DAILY),
    row("D1", "b", "says seconds, refuses them", refusing(("badArgument", "not a date"), when=refuses_seconds),
        nights=DAILY),
    row("D1", "c", "… and tokens die, so that windows are wanted", all_of(
        refusing(("badArgument", "not a date"), when=refuses_seconds), lives_for(2)), nights=PATIENT),
    *(row("D2", letter, f"granularity {name}", lambda p, said=said: granular(p, said), nights=DAILY)
      for letter, (name, said) in GRANULARITY.items()),
    row("D2", "e", "granularity seconds, dates are days", lambda p: p.bend(
        datestamp=lambda each: f"{each.stamp:%Y-%m-%d}"), nights=DAILY),
    row("D3", "a", "`from` and `until` are not looked at", ignores_dates, nights=DAILY),
    row("D3", "b", "… and no token is ever good", all_of(ignores_dates, lives_for(0)), nights=(
        Night(statuses=PARTIAL, limit=80), HEALED)),
    row("D4", "a", "the day of `until` is left out, and tokens die", all_of(until_excludes, lives_for(1)),
        nights=PATIENT),
    row("D4", "b", "the list of a single day is empty, and tokens die", all_of(one_day_is_empty, lives_for(1)),
        nights=PATIENT),
    row("D5", "", "dates are those of the entry: edits never show", dated_by_creation, nights=(Night(), *WHOLE_AGAIN)),
    row("D6", "a", "visible twenty hours late", None, nights=(Night(), Night(), Night(does=late(0, 20)))),
    row("D6", "b", "visible ten days late", None, nights=(Night(), Night(does=late(10), lag=True), Night(days=35,
        limit=60))),
    row("D7", "", "the date is that of the request", dated_now, nights=(
        Night(), Night(does=lambda p: p.catalogue.edit(7, 50, 104), checks=(only(3),)))),
    *(row("D8", letter, f"dates {name}", dated(text), nights=DAILY) for letter, (name, text) in STAMPS.items()),
    row("D8", "e", "no dates", without_datestamp, nights=DAILY),
    row("D9", "", "listed by another date than is shown", bent(datestamp=lambda each: clock.iso(each.created)),
        nights=DAILY),
    *(row("D10", letter, f"earliestDatestamp {said or 'empty'}", lambda p, said=said: earliest(p, said), nights=DAILY)
      for letter, said in EARLIEST.items()),
    row("D10", "f", "earliestDatestamp later than most, and tokens die", all_of(lambda p: earliest(p,
        "2025-06-01T00:00:00Z"),
        lives_for(1)), nights=PATIENT),
    row("D11", "a", "noRecordsMatch in an increment", None, nights=(Night(), Night(days=3, deletes=0),
        Night(full=True, deletes=0))),
    row("D11", "b", "an empty list in an increment", bent(nothing=lambda _ask: b""), nights=(
        Night(), Night(days=3, deletes=0), Night(does=changes))),
    row("D12", "a", "their clock is two days ahead", clock_of_server(timedelta(days=2)), nights=DAILY),
    row("D12", "b", "their clock is two days behind", clock_of_server(timedelta(days=-2)), nights=DAILY),
    row("D12", "c", "their clock is in the year 2099", clock_of_server(timedelta(days=365 * 73)), nights=DAILY),
    row("D12", "d", "responseDate is local time with a Z",
        bent(now=lambda: clock.iso(clock.now() + timedelta(hours=7))), nights=DAILY),
    row("D12", "e", "our clock was ten days ahead for a night", our_clock_was_ahead, nights=(
        Night(days=11), Night(days=-9, does=lambda p: p.heal() or changes(p)), Night(does=more_changes))),
    row("D12", "f", "responseDate is no date", bent(now=lambda: "kemarin"), nights=DAILY),
    row("D13", "a", "a record changes twice while it is listed", keyset, nights=(Night(),)),
    row("D13", "b", "an old copy comes after the new one", old_copy_last, nights=(Night(),)),
)  # fmt: skip
