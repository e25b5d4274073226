"""The OAI-PMH servers of forty libraries, in one process: the stream of `bench.stream`, and what a night changed in it.

    python -m bench.search_night_provider NUMBER        serves until standard input ends; prints the ports as JSON

All keep the rules: dates to the second, deletions shown for ever, `from` obeyed. A line on standard input, and it is
the next day: of 400 records two are described anew, one is deleted, and one more is there.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from bench import match_words, stream
from bench.provider import FORMATS, HEAD, TAIL, Server

PER_LIBRARY = 4
"""Each library of the stream is so many here."""

PAGE = 100
STEP = 400
FIRST_DAY = "2019-01-01T00:00:00Z"
IDENTIFIER = "oai:night.example.org:"
IDENTIFY = (
    "<Identify><repositoryName>Night</repositoryName><baseURL>http://night.example.org/oai</baseURL><protocolVersion>2.0"
    f"</protocolVersion><adminEmail>bench@example.org</adminEmail><earliestDatestamp>{FIRST_DAY}</earliestDatestamp>"
    "<deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
)
PREFIXES = {"marc21": "marcxml", "marcxml": "marcxml", "oai_dc": "oai_dc", "csv": "oai_dc"}
"""What a library of the stream gives out over OAI-PMH."""


_BEFORE, _DATE, _AFTER = HEAD.partition("2026-01-02T00:00:00Z")


def _head() -> str:
    """With the time of the answer: the next harvest starts where this one began."""
    return f"{_BEFORE}{_now()}{_AFTER}"


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def members() -> dict[str, str]:
    """The forty: name → prefix."""
    return {
        f"{name}-{part}": PREFIXES[format]
        for name, (format, _share) in stream.MEMBERS.items()
        for part in range(PER_LIBRARY)
    }


def member(number: int) -> str:
    """Whose the record of this number is."""
    return f"{stream.origin(number).member}-{number % PER_LIBRARY}"


class Libraries:
    """All records of all libraries, today."""

    def __init__(self, length: int) -> None:
        self.words = match_words.load()
        self.length = length
        self.today = ""
        self.numbers: dict[str, list[int]] = {name: [] for name in members()}
        self._more(0, length)

    def next_day(self) -> None:
        """Let a night go by."""
        self._more(self.length, self.length + self.length // STEP)
        self.today = _now()

    def datestamp(self, number: int) -> str:
        """When a record was changed last."""
        changed = number >= self.length or number % STEP in (7, 107, 307)
        return self.today if self.today and changed else FIRST_DAY

    def record(self, number: int, prefix: str) -> str:
        """A `<record>` of a list."""
        deleted = bool(self.today) and number < self.length and number % STEP == 7
        head = f"<identifier>{IDENTIFIER}{number:08}</identifier><datestamp>{self.datestamp(number)}</datestamp>"
        if deleted:
            return f'<record><header status="deleted">{head}</header></record>\n'
        version = int(bool(self.today) and number < self.length and number % STEP in (107, 307))
        written = stream.payload(self.words, number, prefix, version).decode()
        if prefix == "oai_dc":
            written = written[written.index("<metadata>") + len("<metadata>") : written.index("</metadata>")]
        return f"<record><header>{head}</header><metadata>{written}</metadata></record>\n"

    def _more(self, start: int, stop: int) -> None:
        for number in range(start, stop):
            self.numbers[member(number)].append(number)


class Library:
    """One endpoint: arguments → the answer."""

    def __init__(self, libraries: Libraries, name: str, prefix: str) -> None:
        self.libraries, self.name, self.prefix = libraries, name, prefix

    def answer(self, args: Mapping[str, str]) -> str:
        """What is answered to a request."""
        verb = args.get("verb", "")
        if verb == "Identify":
            return f"{_head()}{IDENTIFY}{TAIL}"
        if verb == "ListMetadataFormats":
            return f"{_head()}<ListMetadataFormats>{FORMATS}</ListMetadataFormats>{TAIL}"
        if verb == "ListRecords":
            since, _bar, at = args.get("resumptionToken", f"{args.get('from', '')}|0").partition("|")
            return self._page(since, int(at))
        code = "noSetHierarchy" if verb == "ListSets" else "badVerb"
        return f'{_head()}<error code="{code}">{code}</error>{TAIL}'

    def _page(self, since: str, start: int) -> str:
        listed = self._since(since)
        if not listed:
            return f'{_head()}<error code="noRecordsMatch">noRecordsMatch</error>{TAIL}'
        page = listed[start : start + PAGE]
        written = "".join(self.libraries.record(number, self.prefix) for number in page)
        token = f"{since}|{start + PAGE}" if start + PAGE < len(listed) else ""
        paged = f'<resumptionToken completeListSize="{len(listed)}" cursor="{start}">{token}</resumptionToken>'
        return f"{_head()}<ListRecords>\n{written}{paged}</ListRecords>{TAIL}"

    def _since(self, since: str) -> Sequence[int]:
        numbers = self.libraries.numbers[self.name]
        if since <= FIRST_DAY[: len(since)]:
            return numbers
        return [number for number in numbers if self.libraries.datestamp(number) >= since]


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with connections that are kept."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    library: Library

    def do_GET(self) -> None:
        body = self.library.answer(dict(parse_qsl(urlsplit(self.path).query))).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """A bench prints figures only."""


def ports(libraries: Libraries) -> Iterator[int]:
    """Start the servers."""
    for name, prefix in members().items():
        handler = type("Bound", (Handler,), {"library": Library(libraries, name, prefix)})
        server = Server(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]


def main(length: int) -> None:
    """Serve until standard input ends."""
    libraries = Libraries(length)
    print(json.dumps(dict(zip(members(), ports(libraries), strict=True))), flush=True)
    for _line in sys.stdin:
        libraries.next_day()
        print(json.dumps(libraries.today), flush=True)
    os._exit(0)  # threads do not keep it


if __name__ == "__main__":
    main(int(sys.argv[1]))
