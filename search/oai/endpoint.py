"""The six verbs, and the Starlette endpoint that answers them by GET and by POST (OAI-PMH 2.0, sections 3.1 and 4)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import parse_qsl

from lxml import etree
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from config import clock
from config.errors import IndukError
from config.i18n import _
from search.oai import answer
from search.oai.arguments import Asked, ProtocolError, understand
from search.oai.repository import Cursor, Item, Repository, Selection
from search.oai.tokens import Token, pack, unpack

LARGEST_BODY = 64 * 1024
"""Bytes of a POST."""

MOST_ARGUMENTS = 50
RETRY_AFTER = "120"
"""Seconds a harvester is asked to wait while the store cannot answer."""

Pairs = list[tuple[str, str]]


def provider(
    repository: Repository, *, page_size: int = 100, now: Callable[[], datetime] = clock.now
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that serves a repository; it keeps no state between requests.

    Args:
        repository: what is served.
        page_size: records of a page.
        now: the clock, for tests.
    """

    async def endpoint(request: Request) -> Response:
        pairs = await _arguments(request)
        if pairs is None:
            return PlainTextResponse(_("The request is too long."), status_code=413)
        asked_url = str(request.url.replace(query="", fragment=""))
        try:
            body = await run_in_threadpool(respond, repository, pairs, asked_url, now(), page_size)
        except IndukError as error:
            headers = {"Retry-After": RETRY_AFTER} if error.http_status == 503 else None
            return PlainTextResponse(error.message, status_code=error.http_status, headers=headers)
        return Response(body, media_type="text/xml")

    return endpoint


def respond(repository: Repository, pairs: Pairs, asked_url: str, now: datetime, page_size: int) -> bytes:
    """The answer to these arguments as an XML document; whatever is wrong with them is told in it."""
    moment = clock.iso(now)
    base_url = repository.identify().base_url or asked_url
    echo: dict[str, str] = {}
    try:
        asked = understand(pairs)
        echo = {"verb": asked.verb, **asked.values}  # section 3.2: not where the verb or an argument is bad
        content = ANSWERS[asked.verb](Exchange(repository, asked, base_url, now, page_size))
    except ProtocolError as error:
        content = answer.errors(error)
    return answer.envelope(base_url, echo, moment, *content)


class Exchange:
    """One request and what it is asked of."""

    def __init__(self, repository: Repository, asked: Asked, base_url: str, now: datetime, page_size: int) -> None:
        self.repository = repository
        self.asked = asked
        self.base_url = base_url
        self.now = now
        self.page_size = page_size

    def item(self) -> Item:
        """The record that the identifier names."""
        if (found := self.repository.get(self.asked.values["identifier"])) is None:
            raise ProtocolError("idDoesNotExist", _("There is no record of this identifier here."))
        return found

    def check_format(self, prefix: str) -> None:
        """Refuse a format that is not among the repository's."""
        if prefix not in {one.prefix for one in self.repository.formats()}:
            raise ProtocolError(
                "cannotDisseminateFormat", _("No record can be had in this format. Ask ListMetadataFormats.")
            )

    def start(self) -> tuple[Selection, Cursor | None, int, int | None]:
        """The selection of a list, where its page begins, and the numbers given so far and in all."""
        if (text := self.asked.values.get("resumptionToken")) is not None:
            token = unpack(text, self.asked.verb, self.now)
            self.check_format(token.prefix)
            return token.selection, token.cursor, token.given, token.size
        values = self.asked.values
        selection = Selection(values["metadataPrefix"], self.asked.since, self.asked.until, values.get("set"))
        self.check_format(selection.prefix)
        if selection.set_spec is not None and not self.repository.sets():
            raise ProtocolError("noSetHierarchy", _("There are no sets here."))
        return selection, None, 0, self.repository.count(selection)


def _identify(exchange: Exchange) -> list[etree._Element]:
    return [answer.identify(exchange.repository.identify(), exchange.base_url, clock.iso(exchange.now))]


def _formats(exchange: Exchange) -> list[etree._Element]:
    if "identifier" in exchange.asked.values:
        exchange.item()
    return [answer.formats(exchange.repository.formats())]


def _sets(exchange: Exchange) -> list[etree._Element]:
    if "resumptionToken" in exchange.asked.values:
        raise ProtocolError("badResumptionToken", _("The list of sets comes whole, without tokens."))
    if not (names := exchange.repository.sets()):
        raise ProtocolError("noSetHierarchy", _("There are no sets here."))
    return [answer.sets(names)]


def _record(exchange: Exchange) -> list[etree._Element]:
    prefix = exchange.asked.values["metadataPrefix"]
    item = exchange.item()
    exchange.check_format(prefix)
    return [answer.records("GetRecord", [item], lambda one: exchange.repository.metadata(one, prefix))]


def _list(exchange: Exchange) -> list[etree._Element]:
    repository, verb = exchange.repository, exchange.asked.verb
    selection, after, given, size = exchange.start()
    found = repository.page(selection, after, exchange.page_size + 1)
    items, more = found[: exchange.page_size], len(found) > exchange.page_size
    if not items and after is None:
        raise ProtocolError("noRecordsMatch", _("No record fits these arguments."))
    element = (
        answer.identifiers(items)
        if verb == "ListIdentifiers"
        else answer.records(verb, items, lambda one: repository.metadata(one, selection.prefix))
    )
    if more:
        last = items[-1]
        token = Token(
            verb, selection.prefix, selection.since, selection.until, selection.set_spec,
            last.datestamp, last.identifier, given + len(items), size, clock.iso(exchange.now),
        )  # fmt: skip
        element.append(answer.resumption(pack(token), given=given, size=size, expires=token.expires))
    elif after is not None:
        element.append(answer.resumption("", given=given, size=size, expires=None))
    return [element]


ANSWERS: dict[str, Callable[[Exchange], list[etree._Element]]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}


async def _arguments(request: Request) -> Pairs | None:
    """The arguments of the address, and of the body of a POST; None where there are too many."""
    text = request.url.query
    if request.method == "POST":
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
        text = "&".join(part for part in (text, body.decode("utf-8", "replace")) if part)
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_ARGUMENTS)
    except ValueError:
        return None
