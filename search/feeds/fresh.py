"""Answers that are not sent twice: validators, and 304 where the client has the same already (RFC 9110, section 13)."""

import hashlib
from collections.abc import Iterable, Mapping
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

from config import clock


def tag(parts: Iterable[bytes], *, weak: bool = False) -> str:
    """An ETag of what an answer is, or (`weak`) of what it is made from."""
    return f'{"W/" if weak else ""}"{hashlib.sha256(bytes(1).join(parts)).hexdigest()[:32]}"'


def headers(etag: str, modified: str | None, seconds: int) -> dict[str, str]:
    """The validators and how long a cache may answer by itself; `modified` is a time as the store writes it."""
    date = {"Last-Modified": format_datetime(clock.parse(modified), usegmt=True)} if modified else {}
    return {"ETag": etag, "Cache-Control": f"public, max-age={seconds}", **date}


def has_it(request: Request, etag: str, modified: str | None = None) -> bool:
    """Whether the client has this version.

    A date counts only without tags (section 13.1.3), and only where the caller gives `modified`: what comes from the
    index follows the store with a delay, so the date of its newest record proves nothing.
    """
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or _opaque(etag) in {_opaque(one) for one in tags.split(",")}
    since = request.headers.get("if-modified-since")
    return bool(since and modified and _not_after(modified, since))


def whole(request: Request, body: bytes, media_type: str, seconds: int, modified: str | None = None) -> Response:
    """`body`, or 304 to a client that has it."""
    validators = headers(tag([body]), modified, seconds)
    if has_it(request, validators["ETag"]):
        return unchanged(validators)
    return Response(body, media_type=media_type, headers=validators)


def unchanged(validators: Mapping[str, str]) -> Response:
    """304 with the validators that the whole answer would have."""
    return Response(status_code=304, headers=dict(validators))


def _opaque(etag: str) -> str:
    """Tags are compared without their weakness (section 8.8.3.2)."""
    return etag.strip().removeprefix("W/")


def _not_after(modified: str, since: str) -> bool:
    try:
        return clock.parse(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError, OverflowError):  # no date, or one without a zone: as if it were not there
        return False
