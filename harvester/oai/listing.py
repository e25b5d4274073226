"""Walking one OAI-PMH list from its first page to its last, through what servers do to those who walk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from config import clock
from config.i18n import _
from config.model import OaiPmhSource
from harvester.faults import Fault, interrupted
from harvester.oai.client import Client, Response, Verbatim, check
from harvester.oai.offer import FORMATS, formats
from harvester.oai.profiles import named
from harvester.page import Page, Past, Setting, digest
from harvester.web import Manners, Web, redact
from harvester.xml import child, text

ODD_ANSWERS = frozenset({"html-instead-of-xml", "not-oai-pmh", "truncated"})
"""Answers that are often gone when one asks again."""

OVERLAP = timedelta(days=1)
"""Subtracted from the date of the last list: clocks differ, and records become visible late."""

EMPTY_PAGES = 20
"""So many pages in a row without a record, each promising more, are a loop."""


class OaiListing:
    """One ListRecords list; see `harvester.page.Listing`.

    Raises:
        Fault: the server cannot be reached.
        ConfigError: the declared profile is not known.
    """

    def __init__(self, source: OaiPmhSource, past: Past, setting: Setting, manners: Manners | None = None) -> None:
        self.source = source
        self.past = past
        self.web = Web(setting.contact, pause=source.pause, stop=setting.stop, manners=manners)
        self.client = Client(str(source.url), self.web)
        self.where = redact(str(source.url))
        self.high_water: str | None = None
        self.sweeps, self.unnamed = True, False
        self.seen = 0
        self.total: int | None = None
        self.resumed = False
        try:
            trusted = self._identify()
            self.prefix = source.format or self._richest()
        except BaseException:
            self.web.close()
            raise
        self.client.prefix = self.prefix
        self.scope = f"{self.where} {self.prefix} {source.set_spec or ''} {source.from_ or ''}".strip()
        before = past.checkpoint or {}
        full = setting.full or past.owed
        self.mode, self.since = "full", source.from_.isoformat() if source.from_ else None
        if before.get("scope") == self.scope and (before["mode"] == "full" or not full):
            self.resumed, self.mode, self.since = True, before["mode"], before["since"]
        elif past.high_water and past.scope == self.scope and trusted and not full:
            # Every repository must understand days; not every one that claims seconds does (section 3.3.1).
            self.mode, self.since = "incremental", past.high_water[:10]

    @property
    def requests(self) -> int:
        """Requests made so far."""
        return self.web.requests

    def _identify(self) -> bool:
        """Whether the server's dates can be trusted; one that cannot say who it is may still list its records."""
        said, shows = "", True
        if self.source.profile != "none":
            try:
                answer = self.client.harvest(verb="Identify")
                said, shows = answer.raw, shows_deletions(answer)
            except Fault as fault:
                if fault.code not in ODD_ANSWERS | {"http-error"}:
                    raise
        return named(self.source.profile, self.where, said).incremental and shows

    def _richest(self) -> str:
        try:
            offered = formats(self.client.harvest(verb="ListMetadataFormats"))
        except Fault as fault:
            if fault.code not in ODD_ANSWERS | {"http-error"}:
                raise
            offered = []
        return next((prefix for prefix in FORMATS if prefix in offered), "oai_dc")

    def pages(self) -> Iterator[Page]:
        """The pages; see `Listing.pages`."""
        try:
            before = self.past.checkpoint if self.resumed else None
            if before:
                try:
                    yield from self._walk(before)
                    return
                except Fault as fault:
                    if not _refused(fault) and not (fault.code == "http-error" and self.seen == before["seen"]):
                        raise  # SLiMS answers a token that it does not like with an error page
            try:
                yield from self._walk(None)
            except Fault as fault:
                if not _refused(fault) or not self.seen:
                    raise
                yield from self._walk(None)  # the token died on the way: the list is begun anew, once
        finally:
            self.web.close()

    def _first(self) -> dict[str, Any]:
        return {
            "metadataPrefix": self.prefix,
            "set": self.source.set_spec,
            "from": self.since,
        }

    def _walk(self, before: dict[str, Any] | None) -> Iterator[Page]:
        token = before["token"] if before else None
        self.high_water = before["first"] if before else None
        self.seen = before["seen"] if before else 0
        self.total = before["total"] if before else None
        here = before  # what leads to the page that is asked for now
        met: set[tuple[str, str]] = set()
        empty = 0
        while True:
            response = self._ask(token)
            page = response.page
            items = page.items
            self.high_water = self.high_water or _start_of_next(page.date)
            self.total = page.size if page.size is not None else self.total
            self.seen += len(items)
            empty = 0 if items else empty + 1
            onward = page.token or None
            sign = (onward or "", digest("".join(i.identifier + i.sha256 for i in items).encode()))
            looping = onward is not None and ((sign in met and bool(items)) or empty >= EMPTY_PAGES)
            met.add(sign)
            onto = None if onward is None or looping else self._checkpoint(onward)
            yield Page(
                request=response.url,
                items=items,
                size=len(response.content),
                sha256=digest(response.content),
                checkpoint=onto if page.ended else here,
                token_in=token,
                token_out=onward,
                total=self.total,
                body=response.content if page.damaged else None,
            )
            self._insist(response, looping=looping)
            if onward is None:
                self._insist_on_all()
                return
            if self.web.stop.is_set():
                raise interrupted()
            token, here = onward, onto

    def _checkpoint(self, token: str) -> dict[str, Any]:
        return {
            "token": token, "seen": self.seen, "total": self.total, "first": self.high_water,
            "scope": self.scope, "mode": self.mode, "since": self.since,
        }  # fmt: skip

    def _insist(self, response: Response, *, looping: bool) -> None:
        """Refuse to go on after a page that cannot be followed by a good one."""
        if looping:
            raise Fault("loop", _("{url} sends the same page again and again.", url=self.where))
        if not response.page.ended:
            raise Fault("truncated", _("{url}: the answer breaks off; what came before is kept.", url=self.where))
        if any(item.problem and item.problem.code == "no-identifier" for item in response.page.items):
            self.unnamed = True

    def _insist_on_all(self) -> None:
        """Refuse a list that is shorter than was promised, where the promise can be believed.

        In an incremental harvest some servers promise the size of the whole repository.
        """
        whole = self.mode == "incremental" and (self.total or 0) >= self.past.living
        if self.total is not None and self.seen < self.total and not whole:
            raise Fault(
                "incomplete-list",
                _("{url} promised {total} records and sent {seen}.", url=self.where, total=self.total, seen=self.seen),
            )

    def _ask(self, token: str | None) -> Response:
        """One page; an odd answer is asked for again, a refused token is sent again as it came."""
        if token is None:
            response = self._patiently(self._first())
            check(response, accept=("noRecordsMatch",))
            return self._listed(response)
        response = self._patiently({"resumptionToken": token})
        if not response.page.errors:
            return self._listed(response)
        if "%" in token or "+" in token:
            again = self.client.harvest(verb="ListRecords", resumptionToken=Verbatim(token))
            if not again.page.errors:
                return self._listed(again)
        # A token on the last full page leads nowhere (Koha before 2015, Invenio): that is the end, not an error.
        enough = self.total is None or self.seen >= self.total
        check(response, accept=("noRecordsMatch",) if enough else ())
        return response

    def _listed(self, response: Response) -> Response:
        """The response, if it is the list that was asked for."""
        page = response.page
        if page.root is not None and not page.errors and child(page.root, "ListRecords") is None:
            raise Fault("not-oai-pmh", _("{url} answered, but not with a list of records.", url=self.where))
        return response

    def _patiently(self, params: dict[str, Any]) -> Response:
        for last in (False, False, True):
            try:
                response = self.client.harvest(verb="ListRecords", **params)
            except Fault as fault:
                if last or fault.code not in ODD_ANSWERS or self.web.stop.is_set():
                    raise
            else:
                if response.page.ended or last:
                    return response
            self.web.stop.wait(self.web.manners.backoff)
        raise AssertionError


def _refused(fault: Fault) -> bool:
    return fault.oai in ("badResumptionToken", "noRecordsMatch")


def _start_of_next(date: str | None) -> str:
    """Where the next harvest may start: the server's clock when the list began, never later than ours, less a day."""
    ours = clock.now()
    try:
        theirs = clock.parse((date or "").strip())
    except ValueError:
        theirs = ours
    return clock.iso(min(ours, theirs) - OVERLAP)


def shows_deletions(response: Response) -> bool:
    """Whether what is removed can show in an incremental harvest: not where Identify says that none is kept."""
    said = child(response.page.root, "Identify")
    return text(child(said, "deletedRecord")) != "no"
