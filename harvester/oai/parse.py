"""One OAI-PMH answer → its records, its token, its errors, read as a stream.

An answer is the records and the frame around them. The frame is read strictly, and mended where that fails; the records
are carved out batch by batch (`harvester.carve`), so that memory depends on neither the size nor the faults of a page.
"""

import html
import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from lxml import etree

from config.i18n import _
from harvester import carve, repair, xml
from harvester.faults import Fault
from harvester.namespaces import trim_namespaces
from harvester.page import Item
from harvester.scan import HEADERS, RECORDS, Scanner, Slice

VERBS = ("ListRecords", "GetRecord", "Identify", "ListMetadataFormats", "ListSets", "ListIdentifiers")
ROOT = re.compile(rb"<(?:[\w.-]+:)?OAI-PMH[\s>]")
HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
TOKEN = re.compile(
    rb"<(?:[\w.-]+:)?resumptionToken([^<>]*+)(?:(?<=/)>|>(?:\s*<!\[CDATA\[)?([^<]*+)</(?:[\w.-]+:)?resumptionToken)"
)
ERROR = re.compile(rb"<(?:[\w.-]+:)?error\s([^<>]*+)>(?:\s*<!\[CDATA\[)?([^<]*+)")
CODE = re.compile(rb"\bcode\s*=\s*[\"']([^\"'<>]*+)[\"']")
DATE = re.compile(rb"<(?:[\w.-]+:)?responseDate[^<>]*>([^<>]*)<")
END = re.compile(rb"</(?:[\w.-]+:)?OAI-PMH\s*>")
SIZE = re.compile(rb"completeListSize\s*=\s*[\"']\s*(\d{1,9})\s*[\"']")

BATCH_BYTES = 1 << 19
BATCH_RECORDS = 500
"""Records are handed on when so many, or so many bytes of them, have come."""

FRAME_KEPT = 1 << 20
"""Bytes of a frame that are kept for those who want to see what the server said."""


class OaiPage(NamedTuple):
    """What an answer says.

    Attributes:
        root: the parsed frame, the answer without its records; None where it cannot be read as XML.
        items: its records, where the whole answer was asked for at once.
        token: the resumption token; "" for an empty one, None for none.
        size: completeListSize.
        date: responseDate, as written.
        errors: the codes and texts of its `error` elements.
        damaged: a record on it could not be read.
        ended: the answer came to its end.
        frame: its bytes without its records.
    """

    root: etree._Element | None
    items: list[Item]
    token: str | None
    size: int | None
    date: str | None
    errors: list[tuple[str, str]]
    damaged: bool = False
    ended: bool = True
    frame: bytes = b""


class Reading:
    """An answer that is being read; `page` says the rest once `batches` is through.

    Args:
        file: its bytes, seekable, at their beginning.
        prefix: the metadataPrefix that was asked for; None: it is a list of identifiers, and its items are headers.
        url: where it came from, for messages.
        charset: what Content-Type says of its encoding.
    """

    def __init__(self, file: BinaryIO, prefix: str | None, url: str, charset: str | None = None) -> None:
        self.prefix = prefix
        self.url = url
        self.page = OaiPage(None, [], None, None, None, [])
        self._scanner = Scanner(xml.as_utf8(file, charset), HEADERS if prefix is None else RECORDS)
        self._gaps: list[bytes] = []
        self._kept = 0
        self._damaged = self._any = False

    def batches(self) -> Iterator[list[Item]]:
        """The records, some hundreds at a time.

        Raises:
            Fault: `html-instead-of-xml`, `not-oai-pmh`, `truncated`, `bad-xml`: nothing of it can be used.
        """
        batch: list[Slice] = []
        size = 0
        for piece in self._scanner:
            if not self._any:
                self._any = True
                self._start()
            batch.append(piece)
            size += len(piece.content)
            if piece.rest:
                self._keep(piece.rest)
            if size >= BATCH_BYTES or len(batch) >= BATCH_RECORDS:
                yield self._carved(batch)
                batch, size = [], 0
        if batch:
            yield self._carved(batch)
        self.page = self._end()

    def _carved(self, batch: list[Slice]) -> list[Item]:
        left: list[bytes] = []
        found = carve.headers(batch) if self.prefix is None else carve.items(batch, self.prefix, left)
        for part in left:
            self._keep(part)
        self._damaged = self._damaged or len(found) < len(batch) or any(item.problem for item in found)
        return found

    def _keep(self, gap: bytes) -> None:
        if self._kept < FRAME_KEPT:
            self._gaps.append(gap)
            self._kept += len(gap)

    def _start(self) -> bytes:
        """The frame from its root element on; all of it where that is damaged, but records of OAI-PMH are there.

        Raises:
            Fault: there is no such element.
        """
        head = self._scanner.head
        root = ROOT.search(head)
        if root is None and not self._scanner.oai:
            raise _no_answer(head, self.url)
        return head[root.start() :] if root else head

    def _end(self) -> OaiPage:
        start, tail = self._start(), self._scanner.tail
        frame = b"".join([start, *self._gaps, tail])
        last = max((found.end() for found in END.finditer(tail if self._any else start)), default=0)
        ended = last > 0
        after = len(tail if self._any else start) - last
        page = self._framed(start, frame[: len(frame) - after], tail[:last]) if ended else None
        if page is None:
            if not self._any and HTML.search(frame):  # SLiMS 9 oai.php: the start of an answer, then an error page
                raise Fault(
                    "html-instead-of-xml", _("The answer turns into a web page that shows an error of the software.")
                )
            page = _salvaged(frame)
            if not self._any and not page.errors and (not ended or b"resumptionToken" not in frame):
                raise Fault(
                    "bad-xml" if ended else "truncated", _("The answer is not well-formed and shows no record.")
                )
        whole = b"".join([self._scanner.head, *self._gaps, tail])
        return page._replace(damaged=self._damaged or not ended, ended=ended, frame=whole[:FRAME_KEPT])

    def _framed(self, start: bytes, frame: bytes, tail: bytes) -> OaiPage | None:
        """What the frame says; where what stands between the records spoils it, without that."""
        return _strictly(frame) or (_strictly(start + tail) if self._gaps else None)


def parse(body: bytes, prefix: str, url: str) -> OaiPage:
    """Read a whole answer at once; see `Reading`.

    Raises:
        Fault: as `Reading.batches`.
    """
    return read(io.BytesIO(body), prefix, url)


def read(file: BinaryIO, prefix: str, url: str, charset: str | None = None) -> OaiPage:
    """Read a whole answer at once from a file; see `Reading`.

    Raises:
        Fault: as `Reading.batches`.
    """
    reading = Reading(file, prefix, url, charset)
    found = [item for batch in reading.batches() for item in batch]
    return reading.page._replace(items=found)


def _no_answer(head: bytes, url: str) -> Fault:
    if HTML.search(head[:20000]):
        return Fault("html-instead-of-xml", _("{url} answered with a web page instead of OAI-PMH.", url=url))
    if not head.strip():
        return Fault("truncated", _("{url} gave an empty answer.", url=url))
    return Fault("not-oai-pmh", _("{url} did not answer in OAI-PMH.", url=url))


def _strictly(frame: bytes) -> OaiPage | None:
    """The frame as XML: as it is, or mended; None when that fails."""
    attempts: tuple[Callable[[bytes], bytes], ...] = (bytes, trim_namespaces, lambda content: repair.mend(content)[0])
    for attempt in attempts if len(frame) <= carve.MENDABLE else attempts[:1]:
        try:
            root = xml.strict(attempt(frame))
        except xml.NotXml:
            continue
        body = next((part for part in xml.children(root) if xml.local(part) in VERBS), None)
        token = xml.child(body, "resumptionToken")
        size = (token.get("completeListSize") or "").strip() if token is not None else ""
        return OaiPage(
            root,
            [],
            None if token is None else (xml.text(token) or ""),
            int(size) if size.isdecimal() and len(size) < 10 else None,
            xml.text(xml.child(root, "responseDate")),
            [(e.get("code") or "unknown", xml.text(e) or "") for e in xml.children(root, "error")],
        )
    return None


def _salvaged(frame: bytes) -> OaiPage:
    token, date = TOKEN.search(frame), DATE.search(frame)
    size = SIZE.search(token[1]) if token else None
    return OaiPage(
        None,
        [],
        _plain(token[2] or b"") if token else None,
        int(size[1]) if size else None,
        _plain(date[1]) if date else None,
        [
            (_plain(code[1]), _plain(said))
            for attributes, said in ERROR.findall(frame)
            if (code := CODE.search(attributes))
        ],
    )


def _plain(content: bytes) -> str:
    return html.unescape(content.removesuffix(b"]]>").decode("utf-8", "replace")).replace("\0", "").strip()
