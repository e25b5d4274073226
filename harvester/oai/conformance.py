"""The conformance card of a server: what it really does, and how its records will be harvested."""

from collections.abc import Sequence

import msgspec

from config.i18n import N_, _
from harvester.faults import Fault
from harvester.oai.client import Client
from harvester.oai.exam import NO, STOPS, UNKNOWN, Exam, Facts, Spent, Told
from harvester.oai.listing import SWEEPS
from harvester.oai.profiles import Profile
from harvester.oai.trials import TRIALS


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the card.

    Attributes:
        test: what was looked at: a key of `TRIALS`.
        verdict: `yes`, `no` or `unknown`.
        note: what it means for harvesting, in the reader's language.
        way: how a token had to be sent, where one was; see `harvester.oai.tokens`.
    """

    test: str
    verdict: str
    note: str
    way: str | None = None


def examine(client: Client, facts: Facts) -> list[Finding]:
    """Try everything of the table, politely and never with more than `REQUESTS` requests.

    A trial that fails says `unknown`, and the next one is made; a server that answers no more ends the card early.

    Args:
        client: whom to ask through.
        facts: what is known already.

    Raises:
        Fault: `interrupted`.
    """
    exam = Exam(client, facts)
    found: list[Finding] = []
    for code, trial in TRIALS.items():
        ends = False
        try:
            told = trial.look(exam)
        except Spent:
            told = Told(UNKNOWN, _("Not asked: one check makes no more requests."))
        except Fault as fault:
            if fault.code == "interrupted":
                raise
            told, ends = Told(UNKNOWN, fault.message), fault.code in STOPS
        if told is not None:
            found.append(Finding(test=code, verdict=told.verdict, note=told.note, way=told.way))
        if ends:
            break
    return found


DISTRUST = {"from": N_("it ignores `from`"), "window": N_("its tokens forget `from`")}
"""The trials that an incremental harvest depends on, and the reason why there can be none."""


def distrusted(findings: Sequence[Finding]) -> str | None:
    """Why what changed cannot be asked for: words to be translated; None where nothing speaks against it."""
    failed = {finding.test for finding in findings if finding.verdict == NO}
    return next((reason for test, reason in DISTRUST.items() if test in failed), None)


def plan(profile: Profile, findings: Sequence[Finding], *, deletions: str | None, sweep: int | None) -> str:
    """How a source will be harvested and why, in one sentence; see `harvester.oai.listing`.

    Args:
        profile: whose faults are allowed for.
        findings: of `examine`.
        deletions: what Identify says of them; None: it is not asked.
        sweep: the days between full sweeps, where they are declared.
    """
    days = SWEEPS.get(deletions or "persistent", 0) if sweep is None else sweep
    why = distrusted(findings)
    if sweep == 0:
        reason = _("`sweep` is 0")
    elif days == 0:
        reason = _("it keeps no deletions")
    elif sweep is None and not profile.incremental:
        reason = _("{software} does not show what was edited or removed", software=profile.software)
    elif why and any(finding.test == "dates" and finding.verdict == NO for finding in findings):
        return _("Only what changed is asked for, but {reason} and gives no dates: set `sweep: 0`.", reason=_(why))
    elif why:
        reason = _(why)
    else:
        return _("Only what changed is asked for, and everything every {days} days.", days=days)
    return _("Swept in full each time, because {reason}.", reason=reason)
