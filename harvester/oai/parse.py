"""One OAI-PMH answer → its records, its token, its errors. Strictly first; where that fails, record by record."""

import html
import re
from typing import NamedTuple

from lxml import etree

from config.i18n import _
from harvester import repair, xml
from harvester.faults import Fault
from harvester.page import Item

VERBS = ("ListRecords", "GetRecord", "Identify", "ListMetadataFormats", "ListSets", "ListIdentifiers")
ROOT = re.compile(rb"<(?:[\w.-]+:)?OAI-PMH[\s>]")
HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
TOKEN = re.compile(rb"<(?:[\w.-]+:)?resumptionToken([^<>]*?)(?:/>|>(.*?)</(?:[\w.-]+:)?resumptionToken)", re.DOTALL)
ERROR = re.compile(rb"<(?:[\w.-]+:)?error\s[^<>]*?code\s*=\s*[\"']([^\"'<>]*)[\"'][^<>]*?(?:/>|>(.*?)</)", re.DOTALL)
DATE = re.compile(rb"<(?:[\w.-]+:)?responseDate[^<>]*>([^<>]*)<")
END = re.compile(rb"</(?:[\w.-]+:)?OAI-PMH\s*>")
SIZE = re.compile(rb"completeListSize\s*=\s*[\"'](\d{1,9})[\"']")


class OaiPage(NamedTuple):
    """What an answer says.

    Attributes:
        root: the parsed answer; None where it had to be read piece by piece.
        token: the resumption token; "" for an empty one, None for none.
        size: completeListSize.
        date: responseDate, as written.
        errors: the codes and texts of its `error` elements.
        damaged: a record on it could not be read.
        ended: the answer came to its end.
    """

    root: etree._Element | None
    items: list[Item]
    token: str | None
    size: int | None
    date: str | None
    errors: list[tuple[str, str]]
    damaged: bool = False
    ended: bool = True


def parse(body: bytes, prefix: str, url: str) -> OaiPage:
    """Read one answer.

    Args:
        prefix: the metadataPrefix that was asked for.
        url: where it came from, for messages.

    Raises:
        Fault: `html-instead-of-xml`, `not-oai-pmh`, `truncated` (nothing of it can be used).
    """
    document = xml.plain_utf8(body)
    start = ROOT.search(document)
    if start is None:
        raise _no_answer(document, url)
    end = None
    for found in END.finditer(document):
        end = found.end()
    try:
        if end is None:
            raise xml.NotXml("the answer breaks off")
        answer = document[start.start() : end]
        try:
            root = xml.strict(answer)
        except xml.NotXml:
            root = xml.strict(repair.trim_namespaces(answer))
        return _strict(root, prefix)
    except xml.NotXml:
        return _salvage(document[start.start() :], prefix, ended=end is not None)


def _no_answer(document: bytes, url: str) -> Fault:
    if HTML.search(document[:20000]):
        return Fault("html-instead-of-xml", _("{url} answered with a web page instead of OAI-PMH.", url=url))
    if not document.strip():
        return Fault("truncated", _("{url} gave an empty answer.", url=url))
    return Fault("not-oai-pmh", _("{url} did not answer in OAI-PMH.", url=url))


def _strict(root: etree._Element, prefix: str) -> OaiPage:
    body = next((part for part in xml.children(root) if xml.local(part) in VERBS), None)
    token = xml.child(body, "resumptionToken")
    size = token.get("completeListSize") if token is not None else None
    return OaiPage(
        root,
        [xml.item(record, prefix) for record in xml.children(body, "record")],
        None if token is None else (xml.text(token) or ""),
        int(size) if size and size.strip().isdecimal() and len(size) < 10 else None,
        xml.text(xml.child(root, "responseDate")),
        [(e.get("code") or "unknown", xml.text(e) or "") for e in xml.children(root, "error")],
    )


def _salvage(document: bytes, prefix: str, *, ended: bool) -> OaiPage:
    if HTML.search(document[:20000]) and b"<record" not in document[:20000]:
        # SLiMS 9 oai.php: the start of an answer, then the web page of an error
        raise Fault("html-instead-of-xml", _("The answer turns into a web page that shows an error of the software."))
    head, chunks, tail = repair.cut(document)
    around = tail if chunks else head
    found = [item for names, chunk in chunks for item in repair.items(names, chunk, prefix)]
    errors = [] if chunks else [(_plain(code), _plain(said or b"")) for code, said in ERROR.findall(head)]
    if not chunks and not errors:
        raise Fault("bad-xml" if ended else "truncated", _("The answer is not well-formed and shows no record."))
    token = TOKEN.search(around)
    size = SIZE.search(token[1]) if token else None
    date = DATE.search(head)
    return OaiPage(
        None,
        found,
        _plain(token[2] or b"") if token else None,
        int(size[1]) if size else None,
        _plain(date[1]) if date else None,
        errors,
        damaged=any(item.problem for item in found) or not ended,
        ended=ended,
    )


def _plain(content: bytes) -> str:
    return html.unescape(content.decode("utf-8", "replace")).replace("\0", "").strip()
