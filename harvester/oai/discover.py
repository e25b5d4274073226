"""Where a site may answer OAI-PMH, given only its address: what its pages link to, then the usual places."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree, html

from harvester.oai.profiles import ENDPOINTS, PROFILES

GUESSES = 40
"""So many places are tried."""

LINKS = 8
"""So many links of a page are followed."""

ARGUMENTS = frozenset(
    ("verb", "metadataPrefix", "set", "from", "until", "identifier", "resumptionToken")  # OAI-PMH 2.0, section 3
)
SPEAKS = re.compile(r"(?:^|[/._-])oai(?:pmh)?2?(?:[/._-]|$)", re.IGNORECASE)
NO_ENDPOINT = re.compile(r"\.(?:xsl|xsd|css|js|png|gif|jpe?g|svg|pdf|zip|txt|html?)$", re.IGNORECASE)
JOURNAL = re.compile(r"^(.*/index\.php/[^/]+)(?:/(?:about|index|issue|login|user|article|search)\b|/?$)")
"""A page of one journal of OJS, whose endpoint is beside it."""


def bare(url: str) -> str:
    """An address without arguments of OAI-PMH that were copied with it."""
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in ARGUMENTS]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def places(url: str, page: bytes) -> Iterator[str]:
    """Addresses to be tried, the likeliest first, each once and no more than `GUESSES`.

    Args:
        url: what was given; it is tried already.
        page: what stands at that address; may be empty.
    """
    text = page.decode("utf-8", "replace")
    shown = [path for p in PROFILES.values() if p.site and re.search(p.site, text) for path in p.paths]
    own = [] if (journal := _place(url, "")) is None else [journal]
    found = dict.fromkeys((bare(url), *own, *_below(url, shown), *links(url, page), *_below(url, ENDPOINTS)))
    return islice((place for place in found if place != url), GUESSES)


def links(url: str, page: bytes) -> list[str]:
    """The addresses on the same host that a page links to and that look like OAI-PMH."""
    try:
        document = html.document_fromstring(page, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    found: dict[str, None] = {}
    for element in document.iter("a", "link", "area"):
        if place := _place(url, element.get("href") or ""):
            found[place] = None
    return list(found)[:LINKS]


def _place(url: str, href: str) -> str | None:
    """The endpoint that a link leads to or shows; None where it is none, or on another host."""
    home = urlsplit(url)
    try:
        parts = urlsplit(urljoin(url, href.strip()))
        elsewhere = _host(parts) != _host(home)
    except ValueError:
        return None
    if elsewhere or NO_ENDPOINT.search(parts.path):
        return None
    parts = parts._replace(netloc=home.netloc)
    if SPEAKS.search(parts.path):
        return bare(urlunsplit(parts))
    journal = JOURNAL.match(parts.path)
    return urlunsplit(parts._replace(path=f"{journal[1]}/oai", query="", fragment="")) if journal else None


def _host(parts: SplitResult) -> tuple[str | None, int | None]:
    """Host and port; a site that moved to https is still the same."""
    return parts.hostname, None if parts.port in (80, 443) else parts.port


def _below(url: str, paths: Sequence[str]) -> list[str]:
    return [f"{base}/{path}" for base in _bases(url) for path in paths]


def _bases(url: str) -> tuple[str, ...]:
    """The address, its folder and its host."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    folder, _slash, last = path.rpartition("/")
    below = [folder] if "." in last else [path, folder]
    root = f"{parts.scheme}://{parts.netloc}"
    return tuple(dict.fromkeys(root + each for each in (*below, "")))
