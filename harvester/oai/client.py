"""sickle's client with our own ground: a polite session, strict parsing, errors that say what to do."""

from collections.abc import Iterable
from typing import Any, BinaryIO, cast
from urllib.parse import quote, urlsplit

from lxml import etree
from sickle import Sickle
from sickle.response import OAIResponse

from config.i18n import _
from harvester.answer import Answer, speaks_oai
from harvester.faults import Fault
from harvester.oai.parse import OaiPage, Reading, read
from harvester.web import Web, http_fault

VERBATIM_SAFE = "%+/:;=@!$'()*,~?-._"

SMALL = 1 << 20
"""Bytes of an answer that are kept as text."""


class Verbatim(str):
    """A token that is sent as it came: SLiMS `oai2.php` hands out tokens that are encoded already."""

    __slots__ = ()


class Response(OAIResponse):  # type: ignore[misc]
    """An answer of a provider, parsed once, strictly."""

    def __init__(self, answer: Answer, page: OaiPage, params: dict[str, Any]) -> None:
        super().__init__(answer, params)
        self.url = answer.url
        self.content = answer.start(SMALL)
        self.page = page

    @property
    def raw(self) -> str:
        """The answer as text, as far as it is of any use to people."""
        return self.content.decode("utf-8", "replace")

    @property
    def xml(self) -> etree._Element:
        """The parsed answer.

        Raises:
            Fault: it is not well-formed; its records are in `page.items` all the same.
        """
        if self.page.root is None:
            raise Fault("bad-xml", _("{url}: the answer is not well-formed.", url=self.url))
        return self.page.root


class Client(Sickle):  # type: ignore[misc]
    """An OAI-PMH client whose requests are those of `Web` and whose answers are `Response`s."""

    def __init__(self, endpoint: str, web: Web) -> None:
        super().__init__(endpoint)
        self.web = web
        self.prefix = "oai_dc"

    def harvest(self, **kwargs: Any) -> Response:
        """One request and its answer, read whole: for answers of a few records or none.

        Raises:
            Fault: nobody answered, or the answer is not OAI-PMH. An `error` element is no fault here; see `check`.
        """
        with self.open(**kwargs) as answer:
            prefix = kwargs.get("metadataPrefix") or self.prefix
            page = read(cast(BinaryIO, answer.file), prefix, answer.url, answer.charset)
            return Response(answer, page, kwargs)

    def open(self, *, attempts: int | None = None, part: bool = False, **params: Any) -> Answer:
        """One request and its bytes, which the caller closes.

        Args:
            attempts, part: as in `Web.get`.

        Raises:
            Fault: nobody answered, or an error of HTTP came that is none of OAI-PMH.
        """
        answer = self.web.get(address(self.endpoint, params), attempts=attempts, part=part)
        if answer.status >= 400 and not speaks_oai(answer):
            answer.close()
            raise http_fault(answer)
        return answer

    def reading(self, answer: Answer, *, headers: bool = False) -> Reading:
        """The records of an answer, batch by batch; or only their headers, which ListIdentifiers lists."""
        return Reading(cast(BinaryIO, answer.file), None if headers else self.prefix, answer.url, answer.charset)


def address(endpoint: str, params: dict[str, Any]) -> str:
    """The address of a request; a `Verbatim` value goes out as it is, except for what no address may hold."""
    pairs = [
        f"{key}={quote(value, safe=VERBATIM_SAFE if isinstance(value, Verbatim) else '')}"
        for key, value in params.items()
        if value is not None
    ]
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{'&'.join(pairs)}"


def check(response: Response, accept: Iterable[str] = ()) -> None:
    """Refuse an answer that is an error of the protocol (OAI-PMH 2.0, section 3.6).

    Args:
        accept: the codes that are none here.

    Raises:
        Fault: `oai-error`, with the code of the protocol in `oai`.
    """
    refuse(response.url, response.page.errors, accept)


def refuse(url: str, errors: Iterable[tuple[str, str]], accept: Iterable[str] = ()) -> None:
    """Raise what some errors of the protocol say, if one of them is not accepted; see `check`."""
    told = [(code, said) for code, said in errors if code not in accept]
    if not told:
        return
    if "badVerb" in (code for code, _said in told):
        raise Fault("oai-off", _("{url} answered that it does not know the verb: {said}.", url=url, said=_told(told)))
    raise Fault("oai-error", _("{url} answered with the error {said}.", url=url, said=_told(told)), oai=told[0][0])


def _told(errors: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{code}: {said.rstrip('.')}".rstrip(": ") for code, said in errors)
