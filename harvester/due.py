"""When a source is next read in full, and why then: what `harvester.oai.listing` will decide, told beforehand."""

from datetime import date, timedelta

import msgspec
import sqlalchemy as sa

from config import clock
from config.i18n import N_, _
from config.model import FileSource, OaiPmhSource
from harvester.oai.listing import BELIEVED, SLACK, SWEEPS
from harvester.oai.profiles import named
from harvester.page import Past
from harvester.past import harvests
from harvester.tables import source_run
from harvester.web import redact

LAST_SWEEPS = 3
"""So many lists in a row that were full, and passed, make a habit."""


class Due(msgspec.Struct, frozen=True):
    """The next full sweep.

    Attributes:
        each: every run is one.
        date: the day of the next one, or the last day on which it may be; None: the next run is one.
        why: the reason, in the reader's language.
    """

    each: bool
    date: str | None
    why: str


EACH = {
    "files": N_("files are read whole whenever one of them changed"),
    "setting": N_("`sweep` is 0"),
    "software": N_("{software} does not show what was edited or removed"),
    "ignored": N_("the server ignores `from`; it is tried again after {date}"),
    "refused": N_("the server refuses `from`; it is tried again after {date}"),
    "habit": N_("its last lists were all full, as where no deletions are kept; `induk check` says more"),
}
FIRST, OWED = N_("no full list has passed yet"), N_("the last full list did not pass")
MOVED = N_("another address is declared than last time")
SETTING = N_("`sweep` is {days}")
USUAL = N_("changes and deletions get lost everywhere; every {days} days where the server calls deletions `transient`")


def is_of(source: OaiPmhSource | FileSource, past: Past) -> bool:
    """Whether the last list came from the address that is declared now; else what was learned there says nothing."""
    address = redact(str(source.url)) if isinstance(source, OaiPmhSource) else source.path
    return (past.last_scope or "").startswith(f"{address} ")


def due(connection: sa.Connection, source: OaiPmhSource | FileSource, past: Past) -> Due:
    """When a source is next read in full; whoever says `--full` need not wait for it.

    Args:
        past: what earlier runs know of it.
    """
    if isinstance(source, FileSource):
        return _each("files")
    if past.last_scope and not is_of(source, past):
        return Due(False, None, _(MOVED))
    ignored, _colon, since = past.learned.get("from", "").partition(":")
    if ignored in EACH and (clock.now() - clock.parse(since)).days < BELIEVED:
        return _each(ignored, date=(date.fromisoformat(since) + timedelta(days=BELIEVED)).isoformat())
    profile = named(source.profile, str(source.url), "")
    if source.sweep == 0:
        return _each("setting")
    if source.sweep is None and not profile.incremental:
        return _each("software", software=profile.software)
    if past.owed or not past.swept or not past.high_water:
        return Due(False, None, _(OWED if past.owed else FIRST))
    if source.sweep is not None:
        return Due(False, _after(past.swept, source.sweep), _(SETTING, days=source.sweep))
    if _all_full(connection, source.id):
        return _each("habit")
    latest = _after(past.swept, SWEEPS["persistent"])
    return Due(False, latest, _(USUAL, days=SWEEPS["transient"]))


def _each(why: str, **values: str) -> Due:
    return Due(True, None, _(EACH[why], **values))


def _after(swept: str, days: int) -> str:
    return (clock.parse(swept) + timedelta(days=days) - SLACK).date().isoformat()


def _all_full(connection: sa.Connection, source: str) -> bool:
    """Whether the newest lists that passed were all full, although the first of them would have been enough."""
    passed = harvests(source).where(source_run.c.status == "ok").limit(LAST_SWEEPS)
    modes = [row.mode for row in connection.execute(passed)]
    return len(modes) == LAST_SWEEPS and set(modes) == {"full"}
