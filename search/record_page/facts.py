"""What names a publication in a mail: title, makers, imprint, numbers, where its page is."""

from collections.abc import Iterator

from config.i18n import _
from indexer.formats.statements import host_statement
from indexer.record import UnionRecord
from search.citing.item import title

MOST = 5
"""So many names or numbers of a kind; the page has all."""


def facts(record: UnionRecord, address: str) -> Iterator[tuple[str, str | None]]:
    """Label and value, in the order of a reference; `address` is the permanent one of the record."""
    imprint = ": ".join(filter(None, (record.place, record.publisher)))
    date = record.date_text or (str(record.year) if record.year else "")
    yield _("Title"), title(record)
    yield _("Author"), _some(creator.name for creator in record.creators)
    yield _("In"), host_statement(record.host)
    yield _("Edition"), record.edition
    yield _("Published"), ", ".join(filter(None, (imprint, date)))
    yield "ISBN", _some(iter(record.isbns))
    yield "ISSN", _some(iter(record.issns))
    yield "DOI", _some(iter(record.identifiers.doi))
    yield _("Permanent address"), address


def _some(values: Iterator[str]) -> str:
    stated = list(values)
    return "; ".join(stated[:MOST]) + ("; …" if len(stated) > MOST else "")
