"""`/widget/induk-search.js`: the script as people can read it, with its texts in every language of the consortium.

One address for all languages, so that it is fetched once; the element takes the language of the page it stands in.
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from config import i18n
from search.widget.words import words

HEADERS = {
    "Access-Control-Allow-Origin": "*",  # scripts of type "module" are fetched with CORS
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Vary": "Accept-Encoding",
}


@dataclass(frozen=True, slots=True)
class Script:
    """The bytes, plain and compressed, and a mark that changes with them."""

    plain: bytes
    zipped: bytes
    mark: str


def script(request: Request) -> Response:
    """The script; 304 to who has it already."""
    made = build(request.app.state.consortium.consortium.languages)
    small = "gzip" in request.headers.get("accept-encoding", "")
    mark = f'"{made.mark}{"-gzip" if small else ""}"'
    headers = HEADERS | {"ETag": mark} | ({"Content-Encoding": "gzip"} if small else {})
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=HEADERS | {"ETag": mark})
    return Response(made.zipped if small else made.plain, media_type="text/javascript", headers=headers)


@cache
def build(languages: Sequence[str]) -> Script:
    """The script with texts in `languages`, the first of which is taken where the page speaks none of them."""
    source = (files("search") / "static" / "induk-search.js").read_text(encoding="utf-8")
    plain = f"const WORDS = {_said(languages)};\n{source}".encode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:16])


def _said(languages: Sequence[str]) -> str:
    texts = {}
    for code in languages:
        with i18n.speaking(code):
            texts[code] = words()
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
