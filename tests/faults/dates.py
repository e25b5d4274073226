"""D1-D13: dates, and what they are good for."""

from collections.abc import Callable
from datetime import timedelta

from config import clock

from .bench import (
    LADDER,
    SOME,
    Night,
    Seen,
    Twist,
)
from .catalogue import BEGIN, Work
from .provider import Cursor, OaiError, Provider
from .wire import Ask


def changes(provider: Provider) -> None:
    """A day in a library: edits, new titles, a deletion."""
    provider.catalogue.edit(7, 50, 104)
    provider.catalogue.insert(2)
    provider.catalogue.delete(20)


def more_changes(provider: Provider) -> None:
    """The day after."""
    provider.catalogue.edit(8, 51)
    provider.catalogue.insert(12)
    provider.catalogue.delete(21, 22)


DAILY = (Night(), Night(does=changes), Night(does=more_changes))
PATIENT = (Night(statuses=SOME, limit=LADDER), Night(does=changes, statuses=SOME, limit=LADDER))


def refuses_seconds(ask: Ask) -> bool:
    """A date with a time."""
    return any("T" in ask.args.get(name, "") for name in ("from", "until"))


def ignores_dates(provider: Provider) -> None:
    """`from` and `until` are not looked at."""
    provider.bend(moment=lambda _said, end=False: None)


def until_excludes(provider: Provider) -> None:
    """A day as `until` means its midnight."""
    usual = Provider.moment
    provider.bend(moment=lambda said, end=False: usual(provider, said, end=end and len(said) != 10))


def one_day_is_empty(provider: Provider) -> None:
    """A list from one day to the same is empty (DSpace 4)."""
    usual = Provider.select

    def select(cursor: Cursor) -> list[Work]:
        same = cursor.since and cursor.since[:10] == cursor.until[:10]
        return [] if same else usual(provider, cursor)

    provider.bend(select=select)


def dated_by_creation(provider: Provider) -> None:
    """The date is that of the entry: edits never show."""
    provider.bend(
        filtered_by=lambda each: each.created,
        datestamp=lambda each: clock.iso(each.created),
    )


def late(days: int, hours: int = 0) -> Twist:
    """Works that become visible with an old date."""

    def twist(provider: Provider) -> None:
        for number in provider.catalogue.insert(2):
            provider.catalogue[number].stamp -= timedelta(days=days, hours=hours)

    return twist


def dated_now(provider: Provider) -> None:
    """The date of each record is that of the request (OJS 3.1.2)."""
    provider.bend(filtered_by=lambda _each: clock.now(), datestamp=lambda _each: clock.stamp())


def only(count: int) -> Callable[[Seen], str | None]:
    """So many changed and no more."""
    return lambda seen: None if seen.report.changed == count else f"{seen.report.changed} changed, {count} did"


def dated(text: Callable[[Work], str]) -> Twist:
    """Every third record has another date in its header than it is listed by."""
    return lambda p: p.bend(datestamp=lambda each: text(each) if each.number % 3 == 0 else Provider.datestamp(p, each))


def without_datestamp(provider: Provider) -> None:
    """No datestamp element at all."""
    provider.bend(
        header=lambda each: Provider.header(provider, each).replace(
            f"<datestamp>{provider.datestamp(each)}</datestamp>", ""
        )
    )


def clock_of_server(shift: timedelta) -> Twist:
    """Its clock is wrong: dates of changes and responseDate alike."""

    def twist(provider: Provider) -> None:
        provider.bend(
            now=lambda: clock.iso(clock.now() + shift),
            filtered_by=lambda each: each.stamp + shift,
            datestamp=lambda each: clock.iso(each.stamp + shift),
        )

    return twist


def our_clock_was_ahead(provider: Provider) -> None:
    """The first night is played with our clock ten days ahead: theirs is ten days behind it, and right again later."""
    clock_of_server(timedelta(days=-10))(provider)


def keyset(provider: Provider) -> None:
    """Listed by date, each page from where the last one ended: what changes moves to the end."""

    def order() -> list[Work]:
        return sorted(provider.catalogue, key=lambda each: (each.stamp, each.number))

    def listed(ask: Ask) -> bytes:
        token = ask.args.get("resumptionToken", "")
        prefix = token.split("!")[0] if token else ask.args["metadataPrefix"]
        after = tuple(token.split("!")[1:]) if token else ("", "0")
        if token and len(after) != 2:
            raise OaiError(("badResumptionToken", "Unknown token"))
        cursor = Cursor(prefix, ask.args.get("from", ""), ask.args.get("until", ""))
        rows = [
            each for each in provider.select(cursor) if (clock.iso(each.stamp), each.number) > (after[0], int(after[1]))
        ]
        if not rows:
            return provider.nothing(ask)
        ask.shown, ask.cursor = rows[:10], cursor
        turn = provider.memory["turn"] = provider.memory.get("turn", 0) + 1
        said = b"".join(
            provider.record(each, prefix) if ask.verb == "ListRecords" else provider.header(each).encode()
            for each in rows[:10]
        )
        if turn in (3, 6):
            provider.catalogue.edit(5)
            provider.catalogue[5].title += f" cetakan {turn}"
            provider.catalogue[5].stamp += timedelta(seconds=turn)
        token = f"{prefix}!{clock.iso(rows[9].stamp)}!{rows[9].number}" if len(rows) > 10 else ""
        return said + f"<resumptionToken>{token}</resumptionToken>".encode()

    provider.bend(order=order, list_records=listed)


def old_copy_last(provider: Provider) -> None:
    """A stale copy of the newest state comes at the end of the list, with its old date."""
    provider.catalogue.edit(5)
    usual = provider.list_records
    stale = provider.catalogue[5].title.partition(" (edisi")[0]

    def listed(ask: Ask) -> bytes:
        said = usual(ask)
        if ask.verb == "ListRecords" and provider.catalogue[104] in ask.shown:
            each = provider.catalogue[5]
            new, fresh = each.title, each.stamp
            each.title, each.stamp = stale, BEGIN
            said = provider.record(each, "oai_dc") + said
            each.title, each.stamp = new, fresh
        return said

    provider.bend(list_records=listed)


def local(each: Work) -> str:
    """The time in Jakarta, labelled as UTC."""
    return clock.iso(each.stamp + timedelta(hours=7))


def granular(provider: Provider, said: str) -> None:
    """Identify says this of the granularity; nothing else changes."""
    usual = Provider.identify
    told = f"<granularity>{said}</granularity>" if said else ""
    provider.bend(
        identify=lambda ask: usual(provider, ask).replace(
            f"<granularity>{provider.granularity}</granularity>".encode(), told.encode()
        )
    )


def earliest(provider: Provider, said: str) -> None:
    """Identify says this of the earliest date."""
    usual = Provider.identify
    provider.bend(
        earliest="2024-01-01T00:00:00Z",
        identify=lambda ask: usual(provider, ask).replace(b"2024-01-01T00:00:00Z", said.encode()),
    )
