"""RIS, the tagged format of reference managers (RIS Format Specifications, Research Information Systems)."""

from collections.abc import Iterator

from indexer.formats.statements import Record, first_url, full_title, page_range
from indexer.normalise import text
from indexer.normalise.names import undated

_TYPES = {
    "book": "BOOK", "serial": "JFULL", "article": "JOUR", "thesis": "THES", "report": "RPRT", "conference": "CONF",
    "map": "MAP", "score": "MUSIC", "audio": "SOUND", "video": "VIDEO", "image": "ART", "dataset": "DATA",
    "software": "COMP", "manuscript": "UNPB", "archive": "UNPB", "web": "ELEC",
}  # fmt: skip
_ROLES = {"author": "AU", "editor": "ED", "translator": "A4", "compiler": "ED"}


def write(record: Record) -> bytes:
    """A record as RIS, in UTF-8, with the line ends that the format asks for."""
    lines = [f"{tag}  - {' '.join(text.clean(str(value)).split())}" for tag, value in _pairs(record) if value]
    return ("\r\n".join([*lines, "ER  - "]) + "\r\n").encode()


def _pairs(record: Record) -> Iterator[tuple[str, object]]:
    host = record.host
    first, last = page_range(host.pages if host else None)
    yield "TY", _TYPES.get(record.type or "", "GEN")
    yield "ID", record.id
    yield "TI", full_title(record)
    for creator in record.creators:
        yield _ROLES.get(creator.role, "A2"), undated(creator.name)
    yield "PY", record.year
    yield "PB", record.publisher
    yield "CY", record.place
    yield "ET", record.edition
    if host:
        yield "T2", host.title
        yield "VL", host.volume
        yield "IS", host.issue
        yield "SP", first
        yield "EP", last
    else:
        yield "VL", record.part_number
        yield "SP", record.extent
    for series in record.series:
        yield "T3", series
    for number in (*record.isbns, *record.issns):
        yield "SN", number
    for doi in record.identifiers.doi[:1]:
        yield "DO", doi
    yield "UR", first_url(record)
    for subject in record.subjects:
        yield "KW", subject
    yield "AB", record.summary
    for language in record.languages:
        yield "LA", language
    for call_number in dict.fromkeys(holding.call_number for holding in record.holdings if holding.call_number):
        yield "CN", call_number
