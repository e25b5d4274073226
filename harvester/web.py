"""Polite fetching: our name, four limits, patience with busy servers, and never more bytes than agreed."""

import email.utils
import random
import re
import time
import zlib
from threading import Event
from urllib.parse import urlsplit, urlunsplit

import msgspec
import requests

from config import __version__, logs
from config.clock import now
from config.i18n import _
from harvester.faults import Fault, interrupted
from harvester.grace import wait_for

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
CHUNK = 65536


class Manners(msgspec.Struct, frozen=True, kw_only=True):
    """How long we wait, how often we ask again, how much we take.

    Attributes:
        connect, idle, whole: seconds until the connection stands, between two pieces of an answer, for all of it.
        attempts: how often one request is made in all.
        backoff: seconds before the second attempt; doubled each time.
        longest_wait: seconds; a Retry-After beyond it is cut to it.
        max_bytes: of one answer, unpacked.
    """

    connect: float = 15
    idle: float = 60
    whole: float = 900
    attempts: int = 5
    backoff: float = 1.0
    longest_wait: float = 300
    max_bytes: int = 256 * 1024 * 1024


USUAL = Manners()


class Answer(msgspec.Struct, frozen=True):
    """What a server said: the address that answered at last, the status, the unpacked bytes."""

    url: str
    status: int
    content: bytes


class Web:
    """One session with one server: a connection, cookies, a count of requests. Not for several threads.

    Args:
        contact: our address and a person's, sent in the User-Agent (RFC 9110, section 10.1.5).
        pause: seconds between two requests.
        stop: when it is set, waiting ends soon and no request is made again.
    """

    def __init__(
        self, contact: str = "", *, pause: float = 0, stop: Event | None = None, manners: Manners | None = None
    ) -> None:
        self.manners = manners or USUAL
        self.pause = pause
        self.stop = stop or Event()
        self.requests = 0
        self.answered = False
        self.session = requests.Session()
        self.session.max_redirects = 5
        who = f" ({contact})" if contact else ""
        self.session.headers.update(
            {
                "User-Agent": f"Induk/{__version__}{who}".encode("latin-1", "replace").decode("latin-1"),
                "Accept": "text/xml, application/xml;q=0.9, */*;q=0.1",
                "Accept-Encoding": "gzip, deflate",
            }
        )

    def close(self) -> None:
        """Give the connection back."""
        self.session.close()

    def get(self, url: str) -> Answer:
        """The answer to a GET; a busy or failing server is asked again, with growing waits.

        Raises:
            Fault: nobody answered, the answer was too large, it stayed an error of the server (5xx, 429), or somebody
                wants us to stop.
        """
        limits = self.manners
        attempt = 0
        while True:
            attempt += 1
            if self.requests:
                self.stop.wait(self.pause)
            if self.stop.is_set():
                raise interrupted()
            wait = limits.backoff * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)  # noqa: S311
            try:
                answer, retry_after = wait_for(lambda: self._once(url), self.stop)
            except Fault as fault:
                # A member that never answered tonight is down: one more try, not the whole patience.
                last = attempt >= (limits.attempts if self.answered else min(2, limits.attempts))
                if fault.code in ("too-large", "tls", "interrupted") or last or self.stop.is_set():
                    raise
                reason = fault.code
            else:
                self.answered = True
                if answer.status not in BUSY:
                    return answer
                if attempt >= limits.attempts or self.stop.is_set():
                    if b"OAI-PMH" in answer.content[:4096]:  # an error of the protocol inside one of HTTP (Zenodo)
                        return answer
                    raise http_fault(answer)
                wait = min(max(retry_after or 0, wait), limits.longest_wait)
                reason = str(answer.status)
            logs.get("harvester").info("again", url=redact(url), reason=reason, wait=round(wait, 1))
            self.stop.wait(wait)

    def _once(self, url: str) -> tuple[Answer, float | None]:
        self.requests += 1
        limits = self.manners
        where = redact(url)
        try:
            with self.session.get(url, stream=True, timeout=(limits.connect, limits.idle)) as response:
                content = self._read(response, where)
                after = retry_after(response.headers.get("Retry-After"))
                return Answer(redact(response.url), response.status_code, content), after
        except requests.exceptions.SSLError as error:
            raise Fault("tls", _("{url}: the secure connection failed: {why}.", url=where, why=_root(error))) from error
        except requests.exceptions.Timeout as error:
            raise Fault("timeout", _("{url} did not answer in time.", url=where)) from error
        except requests.exceptions.ContentDecodingError as error:
            self.session.headers["Accept-Encoding"] = "identity"
            raise Fault("truncated", _("{url}: the compressed answer cannot be unpacked.", url=where)) from error
        except requests.exceptions.ChunkedEncodingError as error:
            raise Fault("truncated", _("{url}: the answer broke off.", url=where)) from error
        except requests.exceptions.TooManyRedirects as error:
            raise Fault("http-error", _("{url} sends us from one address to the next.", url=where)) from error
        except requests.exceptions.RequestException as error:
            code = "timeout" if "timed out" in str(error).lower() else "unreachable"
            raise Fault(code, _("{url} cannot be reached: {why}.", url=where, why=_root(error))) from error

    def _read(self, response: requests.Response, where: str) -> bytes:
        limit, ends = self.manners.max_bytes, time.monotonic() + self.manners.whole
        parts, size = [], 0
        for part in response.iter_content(CHUNK):
            size += len(part)
            if size > limit:
                raise Fault("too-large", _("{url}: the answer is larger than {limit} bytes.", url=where, limit=limit))
            if time.monotonic() > ends:
                raise Fault("timeout", _("{url}: the answer did not end in time.", url=where))
            parts.append(part)
        content = b"".join(parts)
        if content[:2] == b"\x1f\x8b":  # packed without saying so
            content = gunzip(content, limit + 1)
            if len(content) > limit:
                raise Fault("too-large", _("{url}: the answer is larger than {limit} bytes.", url=where, limit=limit))
        return content


def gunzip(content: bytes, limit: int) -> bytes:
    """At most `limit` of the unpacked bytes, as many as are there: a broken end is found by who parses them."""
    try:
        return zlib.decompressobj(wbits=31).decompress(content, limit)
    except zlib.error:
        return content


def retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header, which may be a number or a date (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0.0, (moment - now()).total_seconds()) if moment.tzinfo else None


def http_fault(answer: Answer) -> Fault:
    """The fault that an HTTP status is."""
    return Fault("http-error", _("{url} answered with the HTTP status {status}.", url=answer.url, status=answer.status))


def redact(url: str) -> str:
    """An address as it may be printed: without user and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _root(error: BaseException) -> str:
    """The first cause as the system words it, without the layers of libraries around it and without addresses."""
    first: BaseException | None = error
    while first is not None:
        error, first = first, first.__cause__ or first.__context__
    said = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    said = re.sub(r"^\[[^\]]*\] | \(_ssl\.c:\d+\)$", "", said or type(error).__name__)
    return said.rstrip(" .")[:200]
