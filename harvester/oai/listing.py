"""One OAI-PMH source as a list: what is asked for, and what is done where the list cannot be had as it should."""

from collections.abc import Generator, Sequence
from datetime import timedelta
from typing import Any

from config import clock
from config.model import OaiPmhSource
from harvester.faults import Fault, Lost
from harvester.oai.ask import ODD_ANSWERS
from harvester.oai.client import Client
from harvester.oai.course import Course
from harvester.oai.rescue import NoHelp, lost_windows, side_by_side, still_there
from harvester.oai.walk import Unfiltered, walk
from harvester.oai.welcome import introduce, richest
from harvester.oai.windows import Window
from harvester.page import Page, Past, Setting, Shown
from harvester.web import Manners, Web, redact

CURABLE = ODD_ANSWERS | {"http-error", "oai-error", "timeout", "loop", "too-many-records"}
"""Faults of a list that other ways round may help against."""

CUTS = 200
"""So many windows a list is cut into at most."""

SWEEPS = {"persistent": 30, "transient": 7}
"""Days between full sweeps, by what Identify says of deletions: dates are kept wrongly and records come late
everywhere, and `transient` promises nothing."""

SLACK = timedelta(hours=12)
"""A sweep is due a little early, so that nights that begin at other minutes do not put it off by a day."""

BELIEVED = 30
"""Days after which a server that ignored `from` is asked again whether it still does."""


class OaiListing:
    """One ListRecords list; see `harvester.page.Listing`.

    Raises:
        Fault: the server cannot be reached.
        ConfigError: the declared profile is not known.
    """

    fingerprint: str | None = None
    unchanged = False

    def __init__(
        self, source: OaiPmhSource, past: Past, setting: Setting, shown: Shown, manners: Manners | None = None
    ) -> None:
        self.source, self.past, self.setting, self.shown = source, past, setting, shown
        self.where = redact(str(source.url))
        self.web = Web.of(
            source, setting.contact, stop=setting.stop, manners=manners, hosts=setting.hosts, folder=setting.folder
        )
        self.course = Course(Client(str(source.url), self.web), self.web, self.where, set_spec=source.set_spec)
        if (past.last_scope or "").partition(" ")[0] == self.where:
            self.course.learned = dict(past.learned)
        self.course.checkpoint = self._checkpoint
        self.sweeps, self.resumed = True, False
        self.mode, self.since = "full", source.from_.isoformat() if source.from_ else None
        self.todo: list[Window] = []
        self._widened, self._instead = False, ""
        self._failure: Fault | None = None
        self._lost: list[tuple[Window, Fault]] = []
        self._cuts = 0
        try:
            self.server = introduce(self.course.client, source)
            self.offered = self._offered()
        except BaseException:
            self.web.close()
            raise
        self._take(self.offered[0])
        if self.server.profile.verbatim:
            self.learned.setdefault("token", "verbatim")
        if not self.server.profile.listed_ids:
            self.learned["ids"] = "differ"
        self._begin()

    @property
    def requests(self) -> int:
        """Requests made so far."""
        return self.web.requests

    @property
    def waited(self) -> float:
        """Seconds spent waiting for the server's sake."""
        return self.web.waited

    @property
    def learned(self) -> dict[str, str]:
        """Habits of the server."""
        if self._instead and self.course.answered:
            self.course.learned["avoid"] = self._instead
        return self.course.learned

    @property
    def high_water(self) -> str | None:
        """Where the next harvest may start."""
        return self.course.high_water

    @property
    def unnamed(self) -> bool:
        """A record came whose identifier cannot be read."""
        return self.course.unnamed

    @property
    def shifted(self) -> bool:
        """The size of the list changed while it was read; where none is told, a full list is looked at twice."""
        return self.course.shifted or (self.course.untold and self.mode == "full")

    @property
    def total(self) -> int | None:
        """How many records were promised; some servers promise the size of the whole repository for every list."""
        if (
            self._cuts
            or self.course.strangers
            or (self.mode == "incremental" and (self.course.total or 0) >= self.past.living)
        ):
            return None
        return self.course.total

    def close(self) -> None:
        """Give the connection back."""
        self.web.close()

    def _offered(self) -> list[str]:
        if self.source.format:
            return [self.source.format]
        return richest(self.course.client, {*self.server.profile.avoid, *self.learned.get("avoid", "").split()})

    def _take(self, prefix: str) -> None:
        """Ask for this format from now on."""
        self.course.prefix = self.course.client.prefix = prefix
        source = self.source
        self.scope = f"{self.where} {prefix} {source.set_spec or ''} {source.from_ or ''}".strip()

    def _begin(self) -> None:
        """Decide what is read: an unfinished list, what changed, or everything."""
        before, past = self.past.checkpoint or {}, self.past
        full = self.setting.full or past.owed
        if before.get("scope") == self.scope and (before["mode"] == "full" or not full):
            self.resumed, self.mode, self.since = True, before["mode"], before["since"]
            self.todo = [Window(*window) for window in before.get("todo") or [[self.since, None]]]
            self._cuts = before.get("cuts", 0)
            return
        if past.high_water and past.scope == self.scope and not full and not self._sweep_is_due():
            # Every repository must understand days; not every one that claims seconds does (section 3.3.1).
            self.mode, self.since = "incremental", past.high_water[:10]
        self.todo = [Window(self.since)]

    def _sweep_is_due(self) -> bool:
        days = self.source.sweep
        ignored, _colon, since = self.learned.get("from", "").partition(":")
        if ignored and (clock.now() - clock.parse(since)).days < BELIEVED:
            return True
        if days is None:
            days = SWEEPS.get(self.server.deletions, 0) if self.server.profile.incremental else 0
        if not days or not self.past.swept:
            return True
        return clock.now() - clock.parse(self.past.swept) >= timedelta(days=days) - SLACK

    def _checkpoint(self, token: str | None) -> dict[str, Any]:
        """What is stored to go on; without a token the window was read to its end."""
        return {
            "token": token, "seen": self.course.seen, "total": self.course.total, "first": self.high_water,
            "scope": self.scope, "mode": self.mode, "since": self.since, "cuts": self._cuts,
            "todo": [list(window) for window in (*self.todo, *(window for window, _fault in self._lost))],
        }  # fmt: skip

    def pages(self) -> Generator[Page]:
        """The pages; see `Listing.pages`."""
        before = self.past.checkpoint if self.resumed else None
        anew = self._widened
        if before:
            course = self.course
            course.high_water, course.seen, course.total = before["first"], before["seen"], before["total"]
            course.answered.append(True)
            if before["token"] is None:  # it was read, and the run ended before it was judged
                self.todo.pop(0)
                before = None
        while self.todo:
            anew = yield from self._window(self.todo[0], before, anew=anew)
            before = None
            if not anew:
                self.todo.pop(0)
        if self._lost:
            raise lost_windows(self._failure or self._lost[0][1], self._lost)

    def _window(self, window: Window, before: dict[str, Any] | None, *, anew: bool) -> Generator[Page, None, bool]:
        """The pages of one window. Returns True when it is to be walked anew: it, or others in its place."""
        here = before
        try:
            for page in walk(self.course, window, before, repeated=anew or self._cuts > 0):
                here = page.checkpoint or here
                yield page
        except Unfiltered:
            if self._failure is not None:  # windows were to help, and do not
                raise self._failure from None
            self._distrust("ignored")
            return True
        except Fault as fault:
            if fault.code not in CURABLE:
                raise
            if self._begins_anew(fault, before, tried=anew):
                return True
            return (yield from self._other_ways(window, fault, here))
        return False

    def _begins_anew(self, fault: Fault, before: dict[str, Any] | None, *, tried: bool) -> bool:
        """Whether the same window can be walked once more, with other arguments or another token."""
        seen, refused = self.course.seen, fault.oai in ("badResumptionToken", "noRecordsMatch")
        if not seen and not self.resumed and len(self.offered) > 1:
            unserved = fault.oai == "cannotDisseminateFormat"
            if unserved or not self.past.living:  # else it is more likely ill than without that format
                self._shun(self.offered.pop(0), for_good=unserved)
                self._take(self.offered[0])
                return True
        if fault.oai == "badArgument" and self.mode == "incremental" and not seen:
            self._distrust("refused")
            return True
        # A token of yesterday may be dead, which SLiMS says with an error page; one of today may have died on the way;
        # and a server that counts its answers cannot be asked twice.
        dead = before is not None and seen == before["seen"] and (refused or fault.code == "http-error")
        once = seen > 0 and not tried and (refused or self.course.stateful)
        self.resumed = self.resumed and not (dead or once)
        return dead or once

    def _shun(self, prefix: str, *, for_good: bool) -> None:
        """Do without a format: for ever, or, where the server may only be ill, if another one works."""
        shunned = f"{self.course.learned.get('avoid', '')} {prefix}".strip()
        if for_good:
            self.course.learned["avoid"] = shunned
        else:
            self._instead = shunned

    def _distrust(self, why: str) -> None:
        """What changed cannot be asked for: everything is."""
        self.learned["from"] = f"{why}:{clock.now().date()}"
        self.widen()

    def widen(self) -> None:
        """Read everything after all; see `Listing.widen`."""
        self.mode, self.since = "full", self.source.from_.isoformat() if self.source.from_ else None
        self.todo = [Window(self.since)]
        self.resumed, self._widened = False, True

    def _other_ways(self, window: Window, failure: Fault, here: dict[str, Any] | None) -> Generator[Page, None, bool]:
        """Records by their identifiers, or the window in halves. Returns True when there are windows to walk.

        Raises:
            Fault: there is no other way.
        """
        cuttable = self.server.profile.windows and "from" not in self.learned and self._cuts < CUTS
        halves = window.halves(self.server.earliest, clock.now().date() + timedelta(days=1)) if cuttable else None
        if failure.code != "too-many-records" and not (halves and self._cuts):
            try:
                yield from side_by_side(self.course, window, self.shown, here)
                return False
            except NoHelp:
                pass
            except Lost as lost:
                if not self._cuts:
                    raise
                self._lost.append((window, lost))
                return False
        nothing = not self.course.answered and failure.code != "too-many-records"
        if nothing or (failure.code == "loop" and not self.course.seen) or (halves is None and not self._cuts):
            raise failure
        if halves is None:
            self._lost.append((window, failure))
            return False
        self._cuts, self._failure = self._cuts + 1, self._failure or failure
        self.todo[:1] = halves
        return True

    def second_look(self) -> Generator[Page]:
        """What ListIdentifiers names and the list did not show; see `Listing.second_look`."""
        try:
            yield from side_by_side(self.course, Window(self.since), self.shown, None)
        except NoHelp:
            return

    def still_there(self, identifiers: Sequence[str]) -> list[str]:
        """Those that GetRecord still gives; see `Listing.still_there`."""
        return [] if self.source.from_ else still_there(self.course, identifiers)
