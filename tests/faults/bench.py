"""What a row of the table is made of, and the strikes that the rows share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .catalogue import Work
from .provider import LISTS, After, Before, OaiError, Provider
from .wire import Ask, Reply

OK = frozenset({"ok"})
PARTIAL = frozenset({"partial"})
SOME = frozenset({"ok", "partial"})
LOUD = frozenset({"failed", "partial"})
HELD = frozenset({"held", "partial"})
ANY = frozenset({"ok", "partial", "failed"})

LADDER = 450
"""Requests that a list of a hundred records may take when it has to be read piece by piece; more is a loop."""

Twist = Callable[[Provider], None]
Check = Callable[["Seen"], str | None]


@dataclass(frozen=True, kw_only=True)
class Night:
    """One run.

    Attributes:
        does: what is changed before it, in the catalogue or in the fault.
        days: since the run before.
        full: with `--full`.
        statuses: the right ones.
        lag: tonight the store may be behind although the status is ok: the fault cannot be seen yet.
        exact: tonight everything that can be had must be there, whatever the status.
        deletes: at most so many records may be marked as deleted.
        limit: at most so many requests.
        more: settings of the source, only tonight.
        checks: what else must be true; each says what is not.
    """

    does: Twist | None = None
    days: int = 1
    full: bool = False
    statuses: frozenset[str] = OK
    lag: bool = False
    exact: bool = False
    deletes: int = 10
    limit: int = 40
    more: str = ""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One form of one fault.

    Attributes:
        fault, form: the id of the list, and a letter where it has several forms.
        name: what it is, in a line.
        twist: how the provider misbehaves; all of the first night's and, unless healed, of the others.
        nights: the runs, and what happens between them.
        server: what kind of software it is.
        lost: numbers of works that cannot be had in any way: they must be named.
        flagged: works that must bear a repair, or be in quarantine, because their bytes had to be mended.
        wanted: the works that the store must hold in the end.
        titles: the titles that are right for a work; the right one, unless the bytes as they came are right as well.
        settings: of the source.
        manners: limits of time for this row.
        second: a second member with the same kind of server.
        extras: records that are not wanted may be there as well.
        secure: the name of a certificate: the server speaks TLS.
        secret: `user:password` in the address.
    """

    fault: str
    form: str = ""
    name: str
    twist: Twist | None = None
    nights: tuple[Night, ...] = (Night(),)
    server: Callable[[], Provider] = Provider
    lost: frozenset[int] = frozenset()
    flagged: frozenset[int] = frozenset()
    wanted: Callable[[Provider], list[Work]] = lambda provider: provider.catalogue.living
    titles: Callable[[Work], tuple[str, ...]] = lambda each: (each.title,)
    settings: str = ""
    manners: dict[str, Any] = field(default_factory=dict)
    second: Twist | None = None
    extras: bool = False
    secure: str = ""
    secret: str = ""

    @property
    def key(self) -> str:
        return self.fault + self.form


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a row went; `why` says what is not as it must be."""

    fault: str
    form: str
    name: str
    recovered: bool
    silent: bool
    bounded: bool
    seconds: float
    why: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.fault + self.form


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a night left behind, for its checks."""

    provider: Provider
    report: Any
    records: dict[str, Any]
    before: dict[str, Any]
    asked: list[Ask]
    started: str

    @property
    def message(self) -> str:
        return f"{self.report.error.message} {self.report.error.advice}" if self.report.error else ""

    @property
    def code(self) -> str:
        return self.report.error.code if self.report.error else ""


def row(fault: str, form: str, name: str, twist: Twist | None = None, **more: Any) -> Row:
    """A row of the table."""
    return Row(fault=fault, form=form, name=name, twist=twist, **more)


def heal(provider: Provider) -> None:
    """The server is repaired."""
    provider.heal()


HEALED = Night(does=heal, limit=60)
BY_PIECES = (Night(statuses=SOME, limit=LADDER),)
FAILED = (Night(statuses=LOUD, limit=60), HEALED)
"""Nothing can be had tonight, and the run says so; a healthy server then brings everything."""


def then(*nights: Night) -> tuple[Night, ...]:
    """Those nights, and one with a healthy server that must bring everything."""
    return (*nights, HEALED)


def strike(
    do: Callable[[Reply], Reply],
    *,
    verbs: tuple[str, ...] = LISTS,
    page: int | None = None,
    times: int = 10**9,
    plain: bool = False,
    number: int | None = None,
) -> After:
    """Something that happens to an answer.

    Args:
        page: only to that page of a list, counted from 0.
        times: so often, then no more.
        plain: only in the list without `from` and `until`.
        number: only where that work is shown.
    """
    left = [times]

    def after(provider: Provider, ask: Ask, reply: Reply) -> Reply:
        at = ask.cursor.offset // provider.page if ask.cursor else 0
        hit = (
            (not verbs or ask.verb in verbs)
            and (page is None or (ask.cursor is not None and at == page))
            and not (plain and ask.cursor is not None and not ask.cursor.plain)
            and (number is None or any(each.number == number for each in ask.shown))
        )
        if not hit or left[0] <= 0:
            return reply
        left[0] -= 1
        return do(reply)

    return after


def striking(do: Callable[[Reply], Reply], **where: Any) -> Twist:
    """A provider to whose answers this happens; see `strike`."""
    return lambda provider: provider.after.append(strike(do, **where))


def instead(reply: Callable[[], Reply], **where: Any) -> Twist:
    """A provider that answers so in the place of some of its answers; see `strike`."""
    return striking(lambda _reply: reply(), **where)


def bent(**parts: Any) -> Twist:
    """A provider with other parts; see `Provider.bend`."""
    return lambda provider: provider.bend(**parts)


def all_of(*twists: Twist) -> Twist:
    """Several at once."""

    def twist(provider: Provider) -> None:
        for each in twists:
            each(provider)

    return twist


def refusing(*errors: tuple[str, str], verbs: tuple[str, ...] = LISTS, when: Callable[[Ask], bool] = bool) -> Twist:
    """A provider that answers some requests with these errors of the protocol."""

    def before(_provider: Provider, ask: Ask) -> Reply | None:
        if (not verbs or ask.verb in verbs) and when(ask):
            raise OaiError(*errors)
        return None

    def twist(provider: Provider) -> None:
        provider.before.append(before)

    return twist


def asking(before: Before) -> Twist:
    """A provider that looks at each request first."""
    return lambda provider: provider.before.append(before)


def body(change: Callable[[bytes], bytes]) -> Callable[[Reply], Reply]:
    """The same answer with other bytes."""

    def do(reply: Reply) -> Reply:
        reply.body = change(reply.body)
        return reply

    return do


def code(*codes: str) -> Check:
    """The error must have one of these codes."""
    return lambda seen: None if seen.code in codes else f"error code {seen.code or '-'}, not {' or '.join(codes)}"
