"""Who asks a server what it really does: a bounded number of requests, and what was answered so far."""

from datetime import date
from typing import Any, NamedTuple

import msgspec

from config.i18n import N_
from harvester.faults import UNREACHED, Fault
from harvester.oai.client import Client, Response
from harvester.oai.tokens import ENCODED, ways
from harvester.xml import child, children, text

YES, NO, UNKNOWN = N_("yes"), N_("no"), N_("unknown")

REQUESTS = 12
"""So many requests are made beyond Identify, ListMetadataFormats and the first page."""

STOPS = UNREACHED | {"interrupted", "refused", "bot-challenge"}
"""Faults after which nothing more is asked."""


class Facts(msgspec.Struct, kw_only=True):
    """What is known before the examination.

    Attributes:
        url: the address that is asked.
        prefix: the metadataPrefix that is taken.
        set_spec: the set that is asked for.
        identify: the answer to Identify.
        first: the first page of ListRecords; it is asked for when it is missing.
    """

    url: str
    prefix: str = "oai_dc"
    set_spec: str | None = None
    identify: Response
    first: Response | None = None


class Told(NamedTuple):
    """What one trial came to: `yes`, `no` or `unknown`, what it means, and the way a token had to be sent."""

    verdict: str
    note: str
    way: str | None = None


class Spent(Exception):
    """No request is left."""


class Exam:
    """The examination of one server.

    Args:
        client: whom to ask through; its pauses and limits hold.
        facts: what is known already.
        requests: so many requests may be made.
    """

    def __init__(self, client: Client, facts: Facts, requests: int = REQUESTS) -> None:
        self.client, self.facts, self.left = client, facts, requests
        self.way = ENCODED
        self.second: Response | None = None
        self.ignores_from = False

    @property
    def first(self) -> Response:
        """The first page of ListRecords.

        Raises:
            Fault: it cannot be had.
            Spent: no request is left.
        """
        if self.facts.first is None:
            found = self.listed()
            if isinstance(found, Fault):
                raise found
            self.facts.first = found
        return self.facts.first

    def ask(self, verb: str, **params: Any) -> Response | Fault:
        """One request: its answer, or what went wrong.

        Raises:
            Fault: nobody answers any more, or somebody wants us to stop.
            Spent: no request is left.
        """
        if self.left <= 0:
            raise Spent
        self.left -= 1
        try:
            return self.client.harvest(verb=verb, **params)
        except Fault as fault:
            if fault.code in STOPS:
                raise
            return fault

    def listed(self, verb: str = "ListRecords", **params: Any) -> Response | Fault:
        """The first page of a list, by default of that which is harvested; `from_` stands for `from`.

        Raises:
            Fault, Spent: as `ask`.
        """
        asked = {"metadataPrefix": self.facts.prefix, "set": self.facts.set_spec, **params}
        return self.ask(verb, **{key.rstrip("_"): value for key, value in asked.items() if value is not None})

    def follow(self, token: str, before: Response) -> tuple[str, Response] | None:
        """The page that a token leads to and the way it had to be sent; None where no way leads on.

        Raises:
            Fault, Spent: as `ask`.
        """
        for way, arguments in ways(token, self.facts.prefix, self.way):
            page = self.ask("ListRecords", **arguments)
            if isinstance(page, Response) and names(page) and names(page) != names(before):
                return way, page
        return None


def names(response: Response) -> list[str]:
    """The identifiers of a list or a record, in order."""
    if response.page.items:
        return [item.identifier for item in response.page.items]
    listed = child(response.page.root, "ListIdentifiers")
    return [found for header in children(listed, "header") if (found := text(child(header, "identifier")))]


def codes(response: Response) -> set[str]:
    """The codes of its OAI-PMH errors."""
    return {code for code, _said in response.page.errors}


def days(response: Response) -> list[str]:
    """The days of its records' datestamps, of those that have one that is a day of the calendar."""
    return [day for item in response.page.items if is_day(day := (item.datestamp or "")[:10])]


def is_day(text: str) -> bool:
    """Whether it is a day, written `2026-01-31`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
