"""What a list that came to its end is worth: complete is earned, and deletions more than that."""

from config.i18n import _
from harvester import sweep
from harvester.faults import ADVICE
from harvester.guard import too_many
from harvester.page import Past
from harvester.reading import Reading
from harvester.renames import carry_over
from harvester.report import Counts, Failure

ASKED_AFTER = 20
"""Records missing from a list that are asked for by name before any is called gone."""

HABIT = 0.05
"""The share by which a list may be shorter than promised, if it is so each time and nothing we know is missing."""

GROWN, AT_LEAST = 0.2, 10
"""The share, and the number, of new records in an increment from which on a renamed server is looked for."""

NAMED = 5
"""Identifiers that a message names."""


def judge(reading: Reading, before: Past, drop_limit: float, shortfall: int) -> tuple[str, Failure | None]:
    """What a list that came to its end is worth: `ok`, `partial` or `held`. What it shows to be gone is deleted.

    A complete full list shows, by their absence, which records are gone: within the limit, and when the source does not
    give them out any more. What only got another identifier is carried over.
    """
    task, ledger, listing, totals = reading
    accept, source = task.setting.accept, ledger.source
    sweeps = listing.mode == "full" and listing.sweeps and not task.dry
    missing, living = sweep.missing(ledger) if sweeps else (0, 0)
    habit = 0 < shortfall <= before.shortfall and shortfall <= HABIT * (listing.total or 0) and not missing
    if shortfall and not habit and not accept:
        message = _(
            "{source} promised {total} records and sent {seen}.",
            source=source, total=listing.total, seen=(listing.total or 0) - shortfall,
        )  # fmt: skip
        return "partial", failure("incomplete-list", message)
    if listing.unnamed and listing.sweeps:
        return "partial", failure("bad-xml", _unnamed(source))
    if missing:
        carry_over(ledger, totals)
        missing, living = sweep.missing(ledger)
    if not missing:
        return "ok", None
    if not accept:
        there = listing.still_there(sweep.some_missing(ledger, ASKED_AFTER))
        if there:
            message = _(
                "{source}: the list lacks {missing} records, and some are still there: {names}. None was deleted.",
                source=source, missing=missing, names=", ".join(there[:NAMED]),
            )  # fmt: skip
            return "partial", failure("still-there", message)
        if too_many(missing, living, drop_limit):
            message = _(
                "{source}: {missing} of {living} records are missing from the full list; none was deleted.",
                source=source, missing=missing, living=living,
            )  # fmt: skip
            return "held", failure("dropped-too-many", message)
    sweep.drop(ledger, totals)
    return "ok", None


def grew(totals: Counts, living: int) -> bool:
    """Whether so much is new among what changed that old records may have come under new identifiers."""
    return totals.added >= max(AT_LEAST, GROWN * living) and living > 0


def failure(code: str, message: str) -> Failure:
    """A failure with the advice of its code."""
    return Failure(code, message, _(ADVICE[code]))


def _unnamed(source: str) -> str:
    return _("{source} sent a record whose identifier cannot be read; the list is not complete.", source=source)
