"""The links of a record: where its text can be read, and the others; what no browser may follow stays text."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from indexer.record import UnionRecord
from search.links import safe_url


@dataclass(frozen=True, slots=True)
class Link:
    """A link: what to call it, where it leads (None: nowhere that is safe), the host that will be visited.

    Of what leads nowhere `host` is the address as it came.
    """

    label: str
    address: str | None
    host: str


def fulltext(record: UnionRecord) -> tuple[Link, ...]:
    """Where the text can be read."""
    return tuple(_links(record, ("fulltext",)))


def others(record: UnionRecord) -> tuple[Link, ...]:
    """All other links but those to the libraries' own pages, which stand with their holdings."""
    return tuple(_links(record, ("other", "cover")))


def _links(record: UnionRecord, kinds: tuple[str, ...]) -> Iterator[Link]:
    for url in record.urls:
        if url.kind in kinds:
            address = safe_url(url.url)
            yield Link(url.label or url.url, address, urlsplit(address).hostname or "" if address else url.url)
