"""sickle's client with our own ground: a polite session, strict parsing, errors that say what to do."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from lxml import etree
from sickle import Sickle
from sickle.response import OAIResponse

from config.i18n import _
from harvester.faults import Fault
from harvester.oai.parse import OaiPage, parse
from harvester.web import Answer, Web, http_fault

VERBATIM_SAFE = "%+/:;=@!$'()*,~?-._"


class Verbatim(str):
    """A token that is sent as it came: SLiMS `oai2.php` hands out tokens that are encoded already."""

    __slots__ = ()


class Response(OAIResponse):  # type: ignore[misc]
    """An answer of a provider, parsed once, strictly."""

    def __init__(self, answer: Answer, page: OaiPage, params: dict[str, Any]) -> None:
        super().__init__(answer, params)
        self.url = answer.url
        self.content = answer.content
        self.page = page

    @property
    def raw(self) -> str:
        """The answer as text."""
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
        """One request and its answer.

        Raises:
            Fault: nobody answered, or the answer is not OAI-PMH. An `error` element is no fault here; see `check`.
        """
        answer = self.web.get(address(self.endpoint, kwargs))
        if answer.status >= 400 and b"OAI-PMH" not in answer.content[:4096]:
            raise http_fault(answer)
        prefix = kwargs.get("metadataPrefix") or self.prefix
        return Response(answer, parse(answer.content, prefix, answer.url), kwargs)


def address(endpoint: str, params: dict[str, Any]) -> str:
    """The address of a request; a `Verbatim` value goes out as it is, except for what no address may hold."""
    pairs = [
        f"{key}={quote(value, safe=VERBATIM_SAFE)}" if isinstance(value, Verbatim) else urlencode({key: value})
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
    for code, said in response.page.errors:
        if code not in accept:
            raise Fault(
                "oai-error",
                _("{url} answered with the error {code}: {said}.", url=response.url, code=code, said=said.rstrip(".")),
                oai=code,
            )
