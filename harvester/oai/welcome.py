"""Who a server says it is, what that tells us of it, and in which format we ask."""

from collections.abc import Container
from datetime import date
from typing import NamedTuple

from config import clock
from config.model import OaiPmhSource
from harvester.faults import Fault
from harvester.oai.ask import ODD_ANSWERS
from harvester.oai.client import Client
from harvester.oai.offer import FORMATS, formats
from harvester.oai.profiles import Profile, named
from harvester.oai.windows import DAWN
from harvester.web import redact
from harvester.xml import child, text

LAST = "oai_dc"
"""What every server must offer (OAI-PMH 2.0, section 3.4)."""


class Server(NamedTuple):
    """A server as it introduced itself.

    Attributes:
        profile: the known faults of its software.
        deletions: deletedRecord: `no`, `transient` or `persistent`.
        earliest: a believable day before its records.
    """

    profile: Profile
    deletions: str = "persistent"
    earliest: date = DAWN


def introduce(client: Client, source: OaiPmhSource) -> Server:
    """Ask who a source is; one that cannot say it may still list its records.

    Raises:
        Fault: nobody answers.
    """
    address = redact(str(source.url))
    if source.profile == "none":
        return Server(named("none", address, ""))
    try:
        answer = client.harvest(verb="Identify")
    except Fault as fault:
        if fault.code not in ODD_ANSWERS | {"http-error"}:
            raise
        return Server(named(source.profile, address, ""))
    identify = child(answer.page.root, "Identify")
    return Server(
        named(source.profile, address, answer.raw),
        (text(child(identify, "deletedRecord")) or "persistent").lower(),
        _day(text(child(identify, "earliestDatestamp")) or ""),
    )


def richest(client: Client, shunned: Container[str]) -> list[str]:
    """The formats to ask for, the best first: those offered that we can read, and Dublin Core.

    Raises:
        Fault: nobody answers.
    """
    try:
        offered = formats(client.harvest(verb="ListMetadataFormats"))
    except Fault as fault:
        if fault.code not in ODD_ANSWERS | {"http-error"}:
            raise
        offered = []
    return [prefix for prefix in FORMATS if prefix in offered and prefix not in shunned and prefix != LAST] + [LAST]


def _day(earliest: str) -> date:
    """Some servers say 0001-01-01, or nothing."""
    try:
        return min(max(date.fromisoformat(earliest.strip()[:10]), DAWN), clock.now().date())
    except ValueError:
        return DAWN
