"""`/robots.txt` (RFC 9309): records and libraries are for everybody, what is asked of the engine is not for crawlers.

A search by words alone stays allowed: whoever makes a preview of a link that somebody sent obeys this file, too.
"""

from urllib.parse import urlsplit

from search.labels import EXPORTS
from search.state import FILTERS

CLOSED = (
    "/api/", "/oai", "/opensearch/", "/request/", "/why/", "/staff", "/widget/frame", "/search.atom",
    "/browse/*from=", "/browse/*before=",
    *(f"/search?*{name}=" for name in (*FILTERS, "sort", "page", "size")),
    *(f"/record/*.{format}$" for format in EXPORTS),
)  # fmt: skip


def robots(base: str) -> str:
    """The file for a site whose public address is `base`."""
    below = urlsplit(base).path.rstrip("/")
    rules = "\n".join(f"Disallow: {below}{path}" for path in CLOSED)
    return f"User-agent: *\n{rules}\n\nSitemap: {base}/sitemap.xml\n"
