"""What a server shows without being asked anything more: its Identify answer and its first page.

The rules are those of OAI-PMH 2.0; the section stands with each. A verdict is about the server, its note about us.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from config import clock
from config.i18n import _
from harvester.oai.exam import NO, UNKNOWN, YES, Exam, Told, days, is_day
from harvester.xml import child, children, text

IDENTIFY = ("repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord")
GRANULARITIES = ("YYYY-MM-DD", "YYYY-MM-DDThh:mm:ssZ")
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CLOCKS_DIFFER = timedelta(minutes=15)
METADATA = re.compile(rb"<(?:[\w.-]+:)?metadata(?:\s[^<>]*)?>\s*(?:<!--.*?-->\s*)*<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)
ROOTS = {"oai_dc": ("dc",)} | dict.fromkeys(("marcxml", "marc21", "marc", "MARC21-xml"), ("record", "collection"))
"""What stands in the records of a format."""


def _said(exam: Exam, name: str) -> str:
    """What an element of Identify says."""
    return text(child(child(exam.facts.identify.page.root, "Identify"), name)) or ""


def complete(exam: Exam) -> Told:
    """Everything that must stand in Identify is there (section 4.2)."""
    missing = [name for name in IDENTIFY if not _said(exam, name)]
    if missing:
        return Told(NO, _("Missing: {names}. Nothing of it is needed.", names=", ".join(missing)))
    return Told(YES, _("It says everything that it must."))


def right_clock(exam: Exam) -> Told:
    """The responseDate is this moment, in UTC (section 3.2)."""
    said = (exam.facts.identify.page.date or "").strip()
    try:
        ahead = clock.parse(said if SECOND.fullmatch(said) else "") - clock.now()
    except ValueError:
        return Told(NO, _("It gives {said} for the time: the date of our own clock is kept instead.", said=said or "-"))
    if abs(ahead) > CLOCKS_DIFFER:
        hours = f"{ahead / timedelta(hours=1):+.1f}"
        return Told(NO, _("Its clock is {hours} hours off: the next list begins a day earlier.", hours=hours))
    return Told(YES, _("Its time is UTC and right."))


def granularity(exam: Exam) -> Told:
    """One of the two legitimate values (section 4.2)."""
    said = _said(exam, "granularity")
    if said not in GRANULARITIES:
        return Told(
            NO, _("It says {said}: whole days are asked for, which every server understands.", said=said or "-")
        )
    return Told(YES, _("{said}; whole days are asked for, which every server understands.", said=said))


def earliest(exam: Exam) -> Told:
    """A lower limit of all datestamps (section 4.2)."""
    said = _said(exam, "earliestDatestamp")
    if not is_day(said[:10]):
        return Told(NO, _("It says {said}: the first list is asked for without a date.", said=said or "-"))
    earlier = [day for day in days(exam.first) if day < said[:10]]
    if earlier:
        return Told(NO, _("There are earlier records: the first list is asked for without a date."))
    return Told(YES, _("No record seen is earlier."))


def base_url(exam: Exam) -> Told:
    """The address that is asked (section 4.2)."""
    asked, said = (urlsplit(url) for url in (exam.facts.url, _said(exam, "baseURL")))
    if (asked.hostname, asked.path.rstrip("/")) == (said.hostname, said.path.rstrip("/")):
        return Told(YES, _("It gives the address that was asked."))
    return Told(NO, _("It gives {said}: the configured address is kept.", said=said.geturl() or "-"))


def deletions(exam: Exam) -> Told:
    """How deletions are kept (section 2.5.1)."""
    said = _said(exam, "deletedRecord")
    if said == "no":
        return Told(NO, _("What is removed shows only by its absence from a full list."))
    if said not in ("transient", "persistent"):
        return Told(UNKNOWN, _("It does not say whether deletions are kept."))
    return Told(YES, _("It says that they are kept ({said}).", said=said))


def packed(exam: Exam) -> Told:
    """A compression is offered (section 3.1.3)."""
    offered = {text(each) for each in children(child(exam.facts.identify.page.root, "Identify"), "compression")}
    if "gzip" in offered:
        return Told(YES, _("Answers may come packed and cost less."))
    return Told(UNKNOWN, _("It does not say so; it is offered all the same with each request."))


def delivered(exam: Exam) -> Told:
    """The records are of the format that was asked for."""
    prefix, items = exam.facts.prefix, [item for item in exam.first.page.items if not item.deleted]
    roots = {found[1].decode() for item in items if (found := METADATA.search(item.payload))}
    if not items or not roots:
        return Told(UNKNOWN if not items else NO, _("No record with content was seen."))
    strange = sorted(roots - set(ROOTS.get(prefix, roots)))
    if strange:
        return Told(
            NO, _("{prefix} holds {names}: set `format` to another one.", prefix=prefix, names=", ".join(strange))
        )
    return Told(YES, _("{prefix} holds what it should.", prefix=prefix))


def dated(exam: Exam) -> Told:
    """Every record has a datestamp, of the granularity declared (section 2.7.1)."""
    items = exam.first.page.items
    if not items:
        return Told(UNKNOWN, _("No record was seen."))
    if len(days(exam.first)) < len(items):
        return Told(NO, _("Records without a usable date: what changed can only be found by a full list."))
    shape = SECOND if "T" in _said(exam, "granularity") else DAY
    if not all(shape.fullmatch(item.datestamp or "") for item in items):
        return Told(NO, _("Dates are not written as declared; their days can be used."))
    return Told(YES, _("Every record has one, written as declared."))


def sized(exam: Exam) -> Told:
    """The size of a list is told (section 3.5, optional)."""
    page = exam.first.page
    if page.size is not None:
        return Told(YES, _("A list that stops early is noticed."))
    if not page.token:
        return Told(UNKNOWN, _("The list has one page only."))
    return Told(NO, _("A list that stops early is noticed only by comparing it with the last one."))


def well_formed(exam: Exam) -> Told:
    """The first page is XML, and no record on it had to be mended (section 3.2)."""
    page = exam.first.page
    mended, lost = sum(bool(item.repairs) for item in page.items), sum(bool(item.problem) for item in page.items)
    if mended or lost or page.damaged:
        words = _("Of {records} records {mended} were repaired and {lost} set aside.", records=len(page.items),
                  mended=mended, lost=lost)  # fmt: skip
        return Told(NO, words)
    return Told(YES, _("{records} records, none of which needed repair.", records=len(page.items)))
