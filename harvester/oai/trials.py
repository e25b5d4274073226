"""What is looked at when a server is examined: one table, each trial a small function over what it answers.

The rules are those of OAI-PMH 2.0; the section stands with each. A verdict is about the server, its note about us.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from config import clock
from config.i18n import N_, _
from harvester.faults import Fault
from harvester.oai import shown
from harvester.oai.client import Response
from harvester.oai.exam import NO, UNKNOWN, YES, Exam, Told, codes, days, names
from harvester.oai.tokens import ENCODED

BEFORE_ALL = "1990-01-01"


class Trial(NamedTuple):
    """One thing that is looked at: its name, marked for translation, and how; None where it does not apply."""

    name: str
    look: Callable[[Exam], Told | None]


BY_WAY = {
    ENCODED: N_("A token leads on as the protocol says."),
    "verbatim": N_("A token leads on only when it is sent as it came."),
    "twice": N_("A token leads on only when it is encoded twice."),
    "prefix": N_("A token leads on only together with metadataPrefix."),
}
"""What each of the ways of `harvester.oai.tokens` means."""


def token(exam: Exam) -> Told:
    """A token, encoded once, leads to the next page (sections 3.1.1.3 and 3.5)."""
    if not exam.first.page.token:
        return Told(UNKNOWN, _("The list has one page only."))
    found = exam.follow(exam.first.page.token, exam.first)
    if found is None:
        return Told(NO, _("No way of sending it leads to another page: only the first one can be read."))
    exam.way, exam.second = found
    return Told(YES if exam.way == ENCODED else NO, _(BY_WAY[exam.way]), exam.way)


def last_token(exam: Exam) -> Told:
    """The last of several pages has an empty token (section 3.5)."""
    if exam.second is None or exam.second.page.token:
        return Told(UNKNOWN, _("The last page was not seen."))
    if exam.second.page.token is None:
        return Told(NO, _("The last page has no token: the end is where the promised number is reached."))
    return Told(YES, _("The end of a list can be told from a break."))


def honours_from(exam: Exam) -> Told:
    """A list from a day to come is empty (section 2.7.1)."""
    first = exam.first
    if not first.page.items:
        return Told(UNKNOWN, _("No record was seen."))
    soon = (clock.now().date() + timedelta(days=3)).isoformat()
    page = exam.listed(from_=soon)
    if isinstance(page, Fault):
        return Told(UNKNOWN, page.message)
    if codes(page) - {"noRecordsMatch"}:
        return Told(UNKNOWN, _("It refuses a date to come."))
    exam.ignores_from = len([day for day in days(page) if day >= soon]) < len(page.page.items)
    if exam.ignores_from:
        return Told(NO, _("It sends old records as well: what changed can only be found by a full list."))
    return Told(YES, _("What changed can be asked for."))


def honours_until(exam: Exam) -> Told:
    """A list that ends before the first record is empty (section 2.7.1)."""
    first = exam.first
    if not first.page.items:
        return Told(UNKNOWN, _("No record was seen."))
    seen = days(first)
    before = date.fromordinal(max(1, date.fromisoformat(min(seen)).toordinal() - 2)).isoformat() if seen else BEFORE_ALL
    page = exam.listed(until=before)
    if isinstance(page, Fault):
        return Told(UNKNOWN, page.message)
    if codes(page) - {"noRecordsMatch"}:
        return Told(UNKNOWN, _("It refuses a date before its first record."))
    if set(names(page)) & set(names(first)):
        return Told(NO, _("It sends later records as well: a list cannot be asked for in pieces."))
    return Told(YES, _("A list that is too large can be asked for in pieces."))


def keeps_window(exam: Exam) -> Told:
    """The second page of a list from a date is a part of that list (section 3.5)."""
    known = sorted(set(days(exam.first)))
    if exam.ignores_from or exam.second is None or len(known) < 2:
        return Told(UNKNOWN, _("No list with two pages and a date could be asked for."))
    since = known[1]
    page = exam.listed(from_=since)
    onward = page.page.token if isinstance(page, Response) else None
    if isinstance(page, Fault) or not onward:
        return Told(UNKNOWN, _("No list with two pages and a date could be asked for."))
    found = exam.follow(onward, page)
    if found is None:
        return Told(NO, _("A list from a date breaks off after its first page."))
    way, second = found
    grew = page.page.size is not None and second.page.size == exam.first.page.size != page.page.size
    if grew or any(day < since for day in days(second)) or set(names(page)) & set(names(second)):
        return Told(NO, _("Its second page is one of another list: the token forgets the date."), way)
    note = _("A token remembers the date.")
    return Told(YES, note if way == exam.way else f"{note} {_(BY_WAY[way])}", way)


def same_names(exam: Exam) -> Told:
    """ListIdentifiers names records as ListRecords does (section 4.3)."""
    page = exam.listed("ListIdentifiers")
    if isinstance(page, Fault):
        return Told(UNKNOWN, page.message)
    theirs, ours = names(page), names(exam.first)
    if not theirs or not ours:
        return Told(UNKNOWN, _("No record was seen."))
    if set(theirs) & set(ours):
        return Told(YES, _("A record that breaks its page can be asked for alone."))
    if any(a.endswith(b) or b.endswith(a) for a, b in zip(theirs, ours, strict=False)):
        return Told(NO, _("It writes identifiers otherwise there: only ListRecords is used."))
    return Told(UNKNOWN, _("The two lists begin with different records."))


def gets_record(exam: Exam) -> Told:
    """GetRecord gives the record that was asked for (section 4.1)."""
    living = [item.identifier for item in exam.first.page.items if not item.deleted and not item.problem]
    if not living:
        return Told(UNKNOWN, _("No record was seen."))
    page = exam.ask("GetRecord", identifier=living[0], metadataPrefix=exam.facts.prefix)
    if isinstance(page, Fault):
        return Told(NO, page.message)
    if names(page)[:1] == living[:1]:
        return Told(YES, _("A single record can be asked for."))
    return Told(NO, _("It gives something else than was asked for: single records are not asked for."))


def knows_nothing(exam: Exam) -> Told:
    """An unknown identifier is idDoesNotExist (section 3.6)."""
    known = next(iter(names(exam.first)), "oai:example.org:1")
    unknown = re.sub(r"\d*$", "999999999", known)
    page = exam.ask("GetRecord", identifier=unknown, metadataPrefix=exam.facts.prefix)
    if isinstance(page, Fault):
        return Told(NO, page.message)
    if "idDoesNotExist" in codes(page):
        return Told(YES, _("It says so when it does not have a record."))
    return Told(NO, _("It does not say so: a record is called gone only when a full list lacks it."))


def keeps_set(exam: Exam) -> Told | None:
    """A set is smaller than all (section 2.6); where no set is configured there is nothing to look at."""
    if exam.facts.set_spec is None:
        return None
    whole = exam.listed(set=None)
    if isinstance(whole, Fault):
        return Told(UNKNOWN, whole.message)
    sizes = (exam.first.page.size, whole.page.size)
    if None not in sizes and sizes[0] != sizes[1]:
        return Told(YES, _("The set is smaller than the whole."))
    if names(whole) != names(exam.first):
        return Told(YES, _("The set begins with other records than the whole."))
    if None in sizes and (exam.first.page.token or whole.page.token):
        return Told(UNKNOWN, _("The set and the whole begin alike."))
    return Told(NO, _("With the set and without it the same comes: the set is ignored, or holds everything."))


def refuses_verb(exam: Exam) -> Told:
    """An unknown verb is badVerb (section 3.6)."""
    page = exam.ask("Nothing")
    if isinstance(page, Fault):
        return Told(NO, page.message)
    if "badVerb" in codes(page):
        return Told(YES, _("It tells errors by the protocol."))
    return Told(NO, _("It does not tell errors by the protocol: an empty answer is asked for again."))


TRIALS: dict[str, Trial] = {
    "identify": Trial(N_("says who it is"), shown.complete),
    "clock": Trial(N_("its clock is right"), shown.right_clock),
    "granularity": Trial(N_("says how exact its dates are"), shown.granularity),
    "earliest": Trial(N_("says its earliest date"), shown.earliest),
    "base-url": Trial(N_("knows its own address"), shown.base_url),
    "deletions": Trial(N_("keeps deletions"), shown.deletions),
    "compression": Trial(N_("offers packed answers"), shown.packed),
    "format": Trial(N_("delivers the format"), shown.delivered),
    "well-formed": Trial(N_("sends clean XML"), shown.well_formed),
    "dates": Trial(N_("dates its records"), shown.dated),
    "size": Trial(N_("tells the size of a list"), shown.sized),
    "token": Trial(N_("tokens lead on"), token),
    "last-token": Trial(N_("ends a list by the protocol"), last_token),
    "from": Trial(N_("obeys `from`"), honours_from),
    "window": Trial(N_("tokens remember the dates"), keeps_window),
    "until": Trial(N_("obeys `until`"), honours_until),
    "set": Trial(N_("obeys `set`"), keeps_set),
    "identifiers": Trial(N_("names records alike everywhere"), same_names),
    "get-record": Trial(N_("gives a single record"), gets_record),
    "unknown-id": Trial(N_("says what it does not have"), knows_nothing),
    "unknown-verb": Trial(N_("refuses what is no request"), refuses_verb),
}
"""In the order in which they are made and shown; the most telling ones come before requests run out."""
