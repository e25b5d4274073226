"""One GET from our name to the unpacked bytes: redirects, credentials, and what each failure is called."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import urllib3
from urllib3.exceptions import HTTPError, InsecureRequestWarning, ProtocolError, ReadTimeoutError, SSLError

from config import __version__
from config.database import explained
from config.i18n import _
from harvester.answer import Answer, Spool, TooLarge, charset, speaks_oai
from harvester.faults import Fault
from harvester.inflate import Unreadable, unpacked
from harvester.line import USED, Adapter, Line
from harvester.manners import Manners
from harvester.redirects import FOR_GOOD, HOPS, MOVED, Credentials, Moved, Origin, bare, may_go, origin, target
from harvester.verdict import verdict

CHUNK = 262144
EMAIL = re.compile(r"[^\s;,<>()+]+@[^\s;,<>()]+\.[^\s;,<>().]+")


class Fetcher:
    """A session with a server: connections, cookies, places that moved, counts. One request at a time.

    Args:
        contact: our address and a person's, sent in User-Agent and From (RFC 9110, sections 10.1.5 and 10.1.2).
        authorization: the header that proves who we are; sent only to the origin of the address asked for.
        verify: whether certificates of TLS are checked.
        folder: where large answers are kept; None: where the system keeps such files.
        started: told of the host of each request that a redirect makes us send.
    """

    def __init__(
        self,
        contact: str,
        manners: Manners,
        *,
        authorization: str | None = None,
        verify: bool = True,
        folder: Path | None = None,
        started: Callable[[str], object] = id,
    ) -> None:
        self.manners = manners
        self.requests = self.received = 0
        self.answered = False
        self.moved = Moved()
        self._ways: dict[Origin, Any] = {}  # proxies and certificates, by the environment: dear to find out
        self._authorization, self._verify, self._folder, self._started = authorization, verify, folder, started
        self.session = _Session()
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, Adapter())
        self.session.headers.update(_who(contact))
        if not verify:
            urllib3.disable_warnings(InsecureRequestWarning)  # who wrote `verify: false` knows

    def close(self) -> None:
        """Give the connections back."""
        self.session.close()

    def get(self, url: str, line: Line) -> tuple[Answer, str | None]:
        """The answer, and its Retry-After.

        Raises:
            Fault: nobody answered, the answer is larger than agreed, or it is one that asking again makes no better.
        """
        USED.set(line)
        address, own = bare(url)
        credentials = Credentials(origin(address), own or self._authorization)
        asked, address = address, self.moved.now(address)
        learnt = address == asked
        for hop in range(HOPS + 1):
            if hop:
                self._started(host_of(address))
            with self._faults(redact(address)), self._send(address, credentials, line) as response:
                if response.status_code not in MOVED:
                    answer = self._take(response, line, redact(address))
                    after = response.headers.get("Retry-After")
                    break
                learnt = learnt and response.status_code in FOR_GOOD
                address = self._next(response, address, asked)
        else:
            raise Fault("http-error", _("{url} sends us from one address to the next.", url=redact(asked)))
        if hop and learnt and speaks_oai(answer):
            self.moved.learn(asked, address)
        return answer, after

    def _send(self, address: str, credentials: Credentials, line: Line) -> requests.Response:
        self.requests += 1
        within = self.manners.headers_within(known=self.answered)
        line.asks(within)
        place = origin(address)
        if place not in self._ways:
            verify = None if self._verify else False  # None: the environment may name certificates
            self._ways[place] = self.session.merge_environment_settings(address, {}, True, verify, None)
        response = self.session.send(
            self.session.prepare_request(requests.Request("GET", address, auth=credentials)),
            timeout=(min(self.manners.connect, within), within),
            allow_redirects=False,
            **self._ways[place],
        )
        try:
            line.reads(self.manners.idle)
        except ConnectionAbortedError:
            response.close()
            raise
        self.answered = True
        return response

    def _next(self, response: requests.Response, address: str, asked: str) -> str:
        """Where a redirect leads."""
        location = _text(response.headers.get("Location", ""))
        to, here = target(address, location), redact(address)
        if not location or to is None:
            raise Fault("http-error", _("{url} sends us to an address that cannot be used.", url=here))
        if not may_go(urlsplit(asked).hostname or "", urlsplit(to).hostname or ""):
            raise Fault(
                "http-error",
                _("{url} sends us to {target}, which is inside our own network: we do not go.", url=here, target=to),
            )
        with suppress(HTTPError):
            response.raw.read(CHUNK, decode_content=False)  # read to its end, the connection serves again
        return to

    def _take(self, response: requests.Response, line: Line, where: str) -> Answer:
        """The body, unpacked; one that breaks off is an answer with a fault."""
        limit, headers = self.manners.max_bytes, response.headers
        wire = 0

        def pieces() -> Iterator[bytes]:
            nonlocal wire
            for piece in response.raw.stream(CHUNK, decode_content=False):
                wire += len(piece)
                self.received += len(piece)
                line.insist()
                if wire > limit:
                    raise TooLarge
                yield piece
            line.insist()

        spool, fault = Spool(self._folder), None
        try:
            if headers.get("Content-Length", "").isdecimal() and int(headers["Content-Length"]) > limit:
                raise TooLarge
            try:
                with explained():  # the disk may be full
                    spool.take(unpacked(pieces(), headers.get("Content-Encoding", "")), limit)
            except Unreadable:
                self.session.headers["Accept-Encoding"] = "identity"
                fault = Fault("truncated", _("{url}: the compressed answer cannot be unpacked.", url=where))
            except (ProtocolError, SSLError, ValueError):  # http.client: a chunk of less than no bytes
                fault = Fault("truncated", _("{url}: the answer broke off.", url=where))
            answer = Answer(
                where, response.status_code, spool.file(), spool.size, wire,
                charset(headers.get("Content-Type", "")), fault,
            )  # fmt: skip
        except TooLarge:
            raise Fault(
                "too-large", _("{url}: the answer is larger than {limit} bytes.", url=where, limit=limit)
            ) from None
        finally:
            spool.close()
        if final := verdict(answer, headers):
            answer.close()
            raise final
        return answer

    @contextmanager
    def _faults(self, where: str) -> Iterator[None]:
        """What went wrong below, in our words."""
        errors = requests.exceptions
        try:
            yield
        except errors.SSLError as error:
            why = _root(error)
            raise Fault("tls", _("{url}: the secure connection failed: {why}.", url=where, why=why)) from error
        except errors.Timeout as error:
            raise Fault("timeout", _("{url} did not answer in time.", url=where)) from error
        except ReadTimeoutError as error:
            raise Fault("timeout", _("{url}: the answer did not end in time.", url=where)) from error
        except (errors.ConnectionError, HTTPError, ConnectionAbortedError) as error:
            code = "timeout" if "timed out" in str(error).lower() else "unreachable"
            raise Fault(code, _("{url} cannot be reached: {why}.", url=where, why=_root(error))) from error
        except (errors.RequestException, ValueError) as error:
            raise Fault("http-error", _("{url} cannot be asked: {why}.", url=where, why=_root(error))) from error


class _Session(requests.Session):
    """A session that leaves redirects to us: requests itself would read their bodies whole, however large."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: nowhere."""


def _text(header: str) -> str:
    """A header's value; http.client takes the UTF-8 that many servers send for Latin-1."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


def host_of(url: str) -> str:
    """Host and port: the name of a server among the `Hosts`."""
    _scheme, host, port = origin(url)
    return f"{host}:{port}"


def redact(url: str) -> str:
    """An address as it may be printed: without user and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _who(contact: str) -> dict[str, str]:
    contact = " ".join(contact.split())
    name = f"Induk/{__version__}{f' ({contact})' if contact else ''}"
    headers = {
        "User-Agent": name.encode("latin-1", "replace").decode("latin-1"),
        "Accept": "text/xml, application/xml;q=0.9, */*;q=0.1",
        "Accept-Encoding": "gzip, deflate",
    }
    if (found := EMAIL.search(contact)) and found[0].isascii():
        headers["From"] = found[0]
    return headers


def _root(error: BaseException) -> str:
    """The first cause as the system words it, without the layers of libraries around it and without addresses."""
    first: BaseException | None = error
    while first is not None:
        error, first = first, first.__cause__ or first.__context__
    said = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    said = re.sub(r"^\[[^\]]*\] | \(_ssl\.c:\d+\)$", "", said or type(error).__name__)
    return " ".join(said.split()).rstrip(" .")[:200]
