"""Addresses that came with a record: which of them a browser may follow."""

from urllib.parse import urlsplit


def safe_url(url: str) -> str | None:
    """`url` if a browser may follow it: http or https, with a host."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None
