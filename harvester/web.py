"""Polite fetching: patience with busy servers, none with those that want to be left alone."""

import email.utils
import random
import time
from pathlib import Path
from threading import Event
from typing import Self

from config import logs
from config.clock import now
from config.i18n import _
from config.model import OaiPmhSource
from harvester.answer import Answer, speaks_oai
from harvester.faults import Fault, interrupted
from harvester.fetch import Fetcher, host_of, redact
from harvester.grace import Overdue, Worker, wait_for
from harvester.hosts import MOST_SLOW, Hosts
from harvester.line import Line
from harvester.manners import Manners, of_source
from harvester.redirects import basic, bearer

__all__ = ["USUAL", "Answer", "Hosts", "Manners", "Web", "http_fault", "redact", "retry_after"]

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
OVERLOADED = frozenset({429, 503})
PASSING = frozenset({"timeout", "unreachable", "truncated"})
"""The codes of what may be gone when one asks again."""

SILENT = frozenset({"timeout", "unreachable"})
USUAL = Manners()


class Web:
    """One session with one server: a connection, cookies, counts. Not for several threads.

    Args:
        contact: our address and a person's, sent in the User-Agent (RFC 9110, section 10.1.5).
        pause: seconds between the starts of two requests to a host.
        stop: when it is set, waiting ends soon and no request is made again.
        hosts: the servers of this run, shared by all its sources.
        authorization: the header that proves who we are; user and password in an address outrank it.
        verify: whether certificates of TLS are checked.
        folder: where large answers are kept; None: where the system keeps such files.

    Attributes:
        waited: seconds spent in pauses, Retry-After and back-off.
    """

    def __init__(
        self,
        contact: str = "",
        *,
        pause: float = 0,
        stop: Event | None = None,
        manners: Manners | None = None,
        hosts: Hosts | None = None,
        authorization: str | None = None,
        verify: bool = True,
        folder: Path | None = None,
    ) -> None:
        self.manners = manners or USUAL
        self.pause = pause
        self.stop = stop or Event()
        self.hosts = hosts or Hosts()
        self.waited = 0.0
        self._worker = Worker()
        self._fetcher = Fetcher(
            contact, self.manners, authorization=authorization, verify=verify, folder=folder,
            started=lambda host: self.hosts.turn(host, self.pause),
        )  # fmt: skip

    @classmethod
    def of(
        cls,
        source: OaiPmhSource,
        contact: str,
        *,
        stop: Event | None = None,
        manners: Manners | None = None,
        hosts: Hosts | None = None,
        folder: Path | None = None,
    ) -> Self:
        """A session as the source declares it: its `pause`, `timeout`, `auth` and `verify`."""
        return cls(
            contact,
            pause=source.pause,
            stop=stop,
            manners=of_source(source, manners or USUAL),
            hosts=hosts,
            authorization=_authorization(source),
            verify=source.verify,
            folder=folder,
        )

    @property
    def requests(self) -> int:
        """Requests made so far, those that redirects made us send included."""
        return self._fetcher.requests

    @property
    def received(self) -> int:
        """Bytes of bodies so far, as they came."""
        return self._fetcher.received

    def close(self) -> None:
        """Give the connection back."""
        self._worker.leave()
        self._fetcher.close()

    def get(self, url: str, *, attempts: int | None = None, part: bool = False) -> Answer:
        """The answer to a GET, which the caller closes; a busy or failing server is asked again, with growing waits.

        Args:
            attempts: how often in all, if not as usual: a token that works once must not be sent twice.
            part: an answer that breaks off at every attempt is given as far as it came, with its `fault`.

        Raises:
            Fault: nobody answered, the answer was too large, it stayed an error of the server (5xx, 429), asking again
                is useless or a nuisance (401, 403, 413, 414, a bot protection), or somebody wants us to stop.
        """
        host = host_of(self._fetcher.moved.now(url))
        self.hosts.insist_on_open(host)
        try:
            answer = self._patiently(url, host, attempts or self.manners.attempts, part)
        except Fault as fault:
            if fault.code in SILENT:
                self.hosts.vain(host, "silent", fault)
            elif fault.code != "interrupted":
                self.hosts.well(host)
            raise
        if answer.status in BUSY and not speaks_oai(answer):
            answer.close()
            failure = http_fault(answer)
            self.hosts.vain(host, "failing", failure)
            raise failure
        self.hosts.well(host)
        return answer

    def _patiently(self, url: str, host: str, most: int, part: bool) -> Answer:
        """The last answer that there is patience for, busy or not."""
        tried, before = 0, ""
        while True:
            tried += 1
            self._wait(self.hosts.turn(host, self.pause))
            if self.stop.is_set():
                raise interrupted()
            told: float | None = None
            try:
                answer, after = self._once(url)
            except Fault as fault:
                # A time-out is dear, and a member that never answered tonight is down: one more try, not all patience.
                if fault.code == "timeout" or not self._fetcher.answered:
                    most = min(most, 2)
                if fault.code not in PASSING or tried >= most or self.stop.is_set():
                    raise
                reason = fault.code
            else:
                last = tried >= most or self.stop.is_set()
                if answer.status in BUSY:
                    if answer.status in OVERLOADED:
                        self.hosts.busy(host, self.pause, min(MOST_SLOW, self.manners.longest_wait))
                    if last:
                        return answer
                    told, reason = retry_after(after), str(answer.status)
                elif answer.fault is None:
                    return answer
                else:
                    if last or answer.sha256 == before:  # the same cut twice is this server's way
                        return _whole_or_part(answer, answer.fault, part)
                    before, reason = answer.sha256, answer.fault.code
                answer.close()
            wait = self.manners.backoff * 2 ** (tried - 1) * random.uniform(0.8, 1.2)  # noqa: S311
            wait = min(max(told or 0, wait), self.manners.longest_wait)
            logs.get("harvester").info("again", url=redact(url), reason=reason, wait=round(wait, 1))
            self._wait(wait)

    def _once(self, url: str) -> tuple[Answer, str | None]:
        line = Line(self.manners.whole)
        try:
            return wait_for(
                lambda: self._fetcher.get(url, line),
                self.stop,
                worker=self._worker,
                left=line.left,
                cut=line.cut,
                drop=lambda found: found[0].close(),
            )
        except Overdue:
            where = redact(url)
            message = (
                _("{url}: the answer did not end in time.", url=where)
                if line.headed
                else _("{url} did not answer in time.", url=where)
            )
            raise Fault("timeout", message) from None

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            began = time.monotonic()
            self.stop.wait(seconds)
            self.waited += time.monotonic() - began


def _whole_or_part(answer: Answer, fault: Fault, part: bool) -> Answer:
    if part:
        return answer
    answer.close()
    raise fault


def _authorization(source: OaiPmhSource) -> str | None:
    if source.auth is None:
        return None
    if source.auth.token is not None:
        return bearer(source.auth.token.get_secret_value())
    assert source.auth.username is not None and source.auth.password is not None
    return basic(source.auth.username, source.auth.password.get_secret_value())


def retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header, which may be a number or a date (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0.0, (moment - now()).total_seconds()) if moment.tzinfo else None


def http_fault(answer: Answer) -> Fault:
    """The fault that an HTTP status is."""
    return Fault("http-error", _("{url} answered with the HTTP status {status}.", url=answer.url, status=answer.status))
