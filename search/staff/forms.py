"""What a browser sends with a form, and whether it is one of our pages that sent it."""

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from config.errors import BadParameter
from config.i18n import _
from config.model import Consortium
from indexer.normalise.text import clean

MAX_BYTES, MAX_FIELDS = 16_384, 20

TYPE = "application/x-www-form-urlencoded"


async def read(request: Request) -> dict[str, str]:
    """The fields of a form, cleaned; of one that is there twice, the last.

    Raises:
        BadParameter: it is none, or larger than any of ours.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != TYPE:
        raise BadParameter(_("This takes what a form sends."))
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            raise BadParameter(_("The form is larger than {limit} bytes.", limit=MAX_BYTES))
    try:
        pairs = parse_qsl(body.decode("ascii", "replace"), max_num_fields=MAX_FIELDS, errors="replace")
    except ValueError as error:
        raise BadParameter(_("This takes what a form sends.")) from error
    return {name: clean(value) or "" for name, value in pairs}


def is_ours(request: Request, consortium: Consortium) -> bool:
    """Whether a page of this site sent a form (Fetch, Origin header; Fetch Metadata; OWASP, CSRF).

    Every browser of today sends Origin with a POST; one that does not is believed by its Referer, and without either
    the form is refused. `Sec-Fetch-Site`, where it is sent, must agree.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    sent = request.headers.get("origin") or request.headers.get("referer") or ""
    return _origin(sent) in {_origin(str(request.base_url)), _origin(consortium.url)} - {None}


def _origin(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return (parts.scheme, parts.netloc.lower()) if parts.scheme and parts.netloc else None
