"""An OAI-PMH provider on loopback, driven by small tables: what it holds, and what is wrong with it."""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><responseDate>{date}</responseDate>'
    "<request>http://localhost/oai</request>"
)
CLOSE = "</OAI-PMH>"


@dataclass
class Rec:
    """One record of the provider."""

    id: str
    title: str = "Judul"
    date: str = "2026-01-01T00:00:00Z"
    deleted: bool = False
    raw: str | None = None

    def xml(self) -> str:
        if self.raw is not None:
            return self.raw
        return f"<record>{self.header()}{'' if self.deleted else metadata(self.title)}</record>"

    def header(self) -> str:
        status = ' status="deleted"' if self.deleted else ""
        return f"<header{status}><identifier>{self.id}</identifier><datestamp>{self.date}</datestamp></header>"


def metadata(title: str) -> str:
    return (
        '<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></oai_dc:dc></metadata>'
    )


Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Provider:
    """What it holds and how it behaves; `faults` are asked in turn and may answer in its place."""

    records: list[Rec] = field(default_factory=list)
    page: int = 5
    date: str = "2026-11-20T10:00:00Z"
    size: int | None = None
    tell_size: bool = True
    token: Callable[[int, str], str] = lambda at, since: f"t|{at}|{since}"
    faults: list[Callable[["Provider", dict[str, str], str], Answer | None]] = field(default_factory=list)
    identify: str = ""
    keeps: str = "persistent"
    lists_only: bool = False
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    base: str = ""

    @property
    def url(self) -> str:
        return f"{self.base}/oai"

    @property
    def lists(self) -> list[str]:
        return [query for query in self.asked if "verb=ListRecords" in query]

    def answer(self, path: str, query: str) -> Answer:
        self.asked.append(query)
        args = {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}
        for fault in self.faults:
            if (found := fault(self, args, query)) is not None:
                return found
        return ok(self.document(args))

    def document(self, args: dict[str, str]) -> str:
        verb = args.get("verb")
        if verb == "Identify":
            return self.wrap(
                "<Identify><repositoryName>Uji</repositoryName><protocolVersion>2.0</protocolVersion>"
                "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
                f"<deletedRecord>{self.keeps}</deletedRecord>{self.identify}</Identify>"
            )
        if verb == "ListMetadataFormats":
            name = "<metadataFormat><metadataPrefix>oai_dc</metadataPrefix></metadataFormat>"
            return self.wrap(f"<ListMetadataFormats>{name}</ListMetadataFormats>")
        if self.lists_only and verb in ("GetRecord", "ListIdentifiers"):
            return self.wrap(error("badVerb"))
        if verb == "GetRecord":
            found = [record for record in self.records if record.id == args.get("identifier")]
            return self.wrap(f"<GetRecord>{found[-1].xml()}</GetRecord>" if found else error("idDoesNotExist"))
        return self.wrap(self.listed(args))

    def listed(self, args: dict[str, str]) -> str:
        at, since = 0, args.get("from", "")
        if token := args.get("resumptionToken"):
            parts = token.split("|")
            if len(parts) != 3 or not parts[1].isdigit():
                return error("badResumptionToken")
            at, since = int(parts[1]), parts[2]
        until = args.get("until", "9999")
        rows = [record for record in self.records if record.date >= since and record.date[: len(until)] <= until]
        if at >= len(rows):
            return error("noRecordsMatch")
        shown, more = rows[at : at + self.page], at + self.page < len(rows)
        size = self.size if self.size is not None else len(rows)
        attribute = f' completeListSize="{size}"' if self.tell_size else ""
        text = escape(self.token(at + self.page, since)) if more else ""
        token = f"<resumptionToken{attribute}>{text}</resumptionToken>" if more or at else ""
        verb = args["verb"]
        each = (record.xml() if verb == "ListRecords" else record.header() for record in shown)
        return f"<{verb}>{''.join(each)}{token}</{verb}>"

    def wrap(self, content: str) -> str:
        return OPEN.format(date=self.date) + content + CLOSE


def error(code: str) -> str:
    return f'<error code="{code}">no</error>'


def ok(document: str | bytes, **headers: str) -> Answer:
    body = document if isinstance(document, bytes) else document.encode()
    return 200, {"Content-Type": "text/xml; charset=utf-8", **headers}, body


def packed(document: str) -> bytes:
    return gzip.compress(document.encode())


def on_page(number: int, answer: Callable[[Provider, dict[str, str]], Answer], times: int = 1):  # type: ignore[no-untyped-def]
    """A fault that strikes the n-th ListRecords page (counted from 0, by its token), so many times."""
    left = [times]

    def fault(provider: Provider, args: dict[str, str], _query: str) -> Answer | None:
        if args.get("verb") != "ListRecords" or left[0] <= 0:
            return None
        at = int(args["resumptionToken"].split("|")[1]) if "|" in args.get("resumptionToken", "") else 0
        if at // provider.page != number:
            return None
        left[0] -= 1
        return answer(provider, args)

    return fault


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """The provider at an address of its own, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # headers and body go out apart

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.agents.append(self.headers.get("User-Agent", ""))
            status, headers, body = provider.answer(unquote(parts.path), parts.query)
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key.replace("_", "-"), value)
            if "Content_Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            if "Content_Length" in headers:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    provider.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
