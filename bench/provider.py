"""Fast OAI-PMH providers on loopback, in a process of their own, so that what they cost is nobody else's.

What they send is cut from templates, so that no list is held however long it is. They keep the rules of OAI-PMH 2.0
(dates, errors, GetRecord), because a harvester may look before it harvests. `serving` starts the process; it ends with
the block, and by itself when whoever started it is gone.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from bench import catalogue
from bench.catalogue import DATESTAMP, IDENTIFIER, PREFIXES

NUL = catalogue.NUL.encode()
STREAM = 100
"""Records of a page that are sent in one piece."""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ '
    'http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n<responseDate>2026-01-02T00:00:00Z</responseDate>\n'
    "<request>http://bench.example.org/oai</request>\n"
)
TAIL = "</OAI-PMH>\n"
IDENTIFY = (
    "<Identify><repositoryName>Bench</repositoryName><baseURL>http://bench.example.org/oai</baseURL><protocolVersion>2.0"
    f"</protocolVersion><adminEmail>bench@example.org</adminEmail><earliestDatestamp>{DATESTAMP}</earliestDatestamp>"
    "<deletedRecord>no</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
)
FORMATS = "".join(
    f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{schema}</schema><metadataNamespace>{namespace}"
    "</metadataNamespace></metadataFormat>"
    for prefix, schema, namespace in (
        ("marcxml", "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", "http://www.loc.gov/MARC21/slim"),
        ("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
    )
)


@dataclass
class Behaviour:
    """What one provider serves and how.

    Attributes:
        records: how many it has.
        page: records on a page; 0 = all of them in one answer, which is streamed.
        delay: seconds before a page of the list.
        hangs: it accepts every request and never answers.
        later: serve the catalogue of a later day: every 7th record is another, every 50th is gone.
        asked: the first record's number of every page asked for, in order.
    """

    records: int
    page: int = 100
    delay: float = 0
    hangs: bool = False
    later: bool = False
    asked: list[int] = field(default_factory=list)

    def has(self, number: int) -> bool:
        """Whether there is such a record today."""
        return 0 <= number < self.records and not (self.later and number % 50 == 0)

    @property
    def size(self) -> int:
        """How many records there are today."""
        return self.records - (len(range(0, self.records, 50)) if self.later else 0)

    def which(self, number: int, templates: int) -> int:
        """The template of a record."""
        return (number + (self.later and number % 7 == 0)) % templates


class Provider:
    """One endpoint: arguments → the pieces of the answer."""

    def __init__(self, behaviour: Behaviour, templates: Mapping[str, Sequence[bytes]]) -> None:
        self.behaviour = behaviour
        self.templates = templates

    def answer(self, args: Mapping[str, str]) -> Iterator[bytes]:
        """What is answered to a request."""
        verb = args.get("verb", "")
        if verb in ("ListRecords", "ListIdentifiers"):
            yield from self._list(verb, args)
            return
        said = {"Identify": IDENTIFY, "ListMetadataFormats": f"<ListMetadataFormats>{FORMATS}</ListMetadataFormats>"}
        if verb == "GetRecord":
            yield self._one(args)
        elif verb in said:
            yield f"{HEAD}{said[verb]}{TAIL}".encode()
        else:
            yield _error("noSetHierarchy" if verb == "ListSets" else "badVerb")

    def _list(self, verb: str, args: Mapping[str, str]) -> Iterator[bytes]:
        prefix, _dot, at = args.get("resumptionToken", f"{args.get('metadataPrefix')}.0").rpartition(".")
        if prefix not in self.templates or not at.isdecimal():
            yield _error("badResumptionToken" if "resumptionToken" in args else "cannotDisseminateFormat")
            return
        since, until = args.get("from", ""), args.get("until", "")
        if "set" in args or since > DATESTAMP or (until and until < DATESTAMP[: len(until)]):
            yield _error("noSetHierarchy" if "set" in args else "noRecordsMatch")
            return
        behaviour, start = self.behaviour, int(at)
        if verb == "ListRecords":
            behaviour.asked.append(start)
            time.sleep(behaviour.delay)
        end = min(behaviour.records, start + (behaviour.page or behaviour.records))
        piece = [f"{HEAD}<{verb}>\n".encode()]
        for number in filter(behaviour.has, range(start, end)):
            record = self._record(prefix, number)
            piece.append(record if verb == "ListRecords" else _header(record))
            if len(piece) >= STREAM:
                yield b"".join(piece)
                piece = []
        token = f"{prefix}.{end}" if end < behaviour.records else ""
        paged = f'<resumptionToken completeListSize="{behaviour.size}" cursor="{start}">{token}</resumptionToken>\n'
        yield b"".join([*piece, f"{paged if behaviour.page else ''}</{verb}>{TAIL}".encode()])

    def _record(self, prefix: str, number: int) -> bytes:
        of = self.templates[prefix]
        return of[self.behaviour.which(number, len(of))].replace(NUL, b"%08d" % number)

    def _one(self, args: Mapping[str, str]) -> bytes:
        prefix, number = args.get("metadataPrefix", ""), args.get("identifier", "").removeprefix(IDENTIFIER)
        if prefix not in self.templates:
            return _error("cannotDisseminateFormat")
        if not number.isdecimal() or not self.behaviour.has(int(number)):
            return _error("idDoesNotExist")
        return b"%b<GetRecord>%b</GetRecord>%b" % (HEAD.encode(), self._record(prefix, int(number)), TAIL.encode())


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with connections that are kept; an answer in several pieces is sent chunked."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    provider: Provider

    def do_GET(self) -> None:
        parts, behaviour = urlsplit(self.path), self.provider.behaviour
        args = dict(parse_qsl(parts.query))
        if parts.path == "/control":
            self._control(args)
            return
        if behaviour.hangs:
            threading.Event().wait()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        pieces = self.provider.answer(args)
        if behaviour.page:
            self._whole(b"".join(pieces))
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def _control(self, args: Mapping[str, str]) -> None:
        """Tell which pages were asked for since last time; `later=1` lets a day go by."""
        behaviour = self.provider.behaviour
        asked, behaviour.asked = behaviour.asked, []
        behaviour.later = args.get("later", str(int(behaviour.later))) == "1"
        self.send_response(200)
        self._whole(json.dumps(asked).encode())

    def _whole(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """A bench prints figures only."""


class Server(ThreadingHTTPServer):
    """A client that is killed is nothing to talk about."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serving(folder: Path, *behaviours: Behaviour) -> Iterator[list[str]]:
    """The addresses of one provider for each behaviour, until the block ends; `folder` has the templates."""
    command = [sys.executable, "-m", "bench.provider", str(folder), json.dumps([asdict(each) for each in behaviours])]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield [f"http://127.0.0.1:{port}/oai" for port in json.loads(process.stdout.readline())]
        finally:
            process.stdin.close()


def control(url: str, query: str = "") -> list[int]:
    """The pages that a provider was asked for since last time."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request("GET", f"/control?{query}")
        return [int(start) for start in json.loads(connection.getresponse().read())]
    finally:
        connection.close()


def _header(record: bytes) -> bytes:
    return record[record.index(b"<header>") : record.index(b"<metadata>")]


def _error(code: str) -> bytes:
    return f'{HEAD}<error code="{code}">{code}</error>{TAIL}'.encode()


def main() -> None:
    """Serve until standard input ends."""
    folder, behaviours = Path(sys.argv[1]), [Behaviour(**each) for each in json.loads(sys.argv[2])]
    templates = {prefix: catalogue.read(folder, prefix) for prefix in PREFIXES}
    servers = []
    for behaviour in behaviours:
        handler = type("Bound", (Handler,), {"provider": Provider(behaviour, templates)})
        servers.append(Server(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
    print(json.dumps([server.server_address[1] for server in servers]), flush=True)
    sys.stdin.read()
    os._exit(0)  # threads that hang do not keep it


if __name__ == "__main__":
    main()
