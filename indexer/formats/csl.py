"""CSL-JSON, what citation processors and Zotero read (citeproc-js, CSL 1.0.2 input schema); an array of one item."""

from typing import Any

import msgspec

from indexer.formats.statements import Record, by_role, first_url, full_title, person
from indexer.normalise.names import undated
from indexer.record import Creator

_TYPES = {
    "book": "book", "serial": "periodical", "article": "article-journal", "thesis": "thesis", "report": "report",
    "conference": "book", "map": "map", "score": "musical_score", "audio": "song", "video": "motion_picture",
    "image": "graphic", "dataset": "dataset", "software": "software", "manuscript": "manuscript",
    "archive": "collection", "web": "webpage",
}  # fmt: skip
_ROLES = {
    "author": "author", "editor": "editor", "translator": "translator", "illustrator": "illustrator",
    "compiler": "compiler", "composer": "composer", "performer": "performer", "director": "director",
    "producer": "producer", "narrator": "narrator", "contributor": "contributor",
}  # fmt: skip


def write(record: Record) -> bytes:
    """A record as CSL-JSON."""
    host = record.host
    item: dict[str, Any] = {
        "id": record.id,
        "type": _TYPES.get(record.type or "", "document"),
        "title": full_title(record),
        **{csl: [_name(one) for one in by_role(record, role)] for role, csl in _ROLES.items()},
        "issued": {"date-parts": [[record.year]]} if record.year else None,
        "publisher": record.publisher,
        "publisher-place": record.place,
        "edition": record.edition,
        "collection-title": record.series[0] if record.series else None,
        "container-title": host.title if host else None,
        "volume": host.volume if host else record.part_number,
        "issue": host.issue if host else None,
        "page": host.pages if host else None,
        "ISBN": record.isbns[0] if record.isbns else None,
        "ISSN": record.issns[0] if record.issns else None,
        "DOI": record.identifiers.doi[0] if record.identifiers.doi else None,
        "URL": first_url(record),
        "abstract": record.summary,
        "language": record.languages[0] if record.languages else None,
        "call-number": next((one.call_number for one in record.holdings if one.call_number), None),
    }
    return msgspec.json.encode([{key: value for key, value in item.items() if value}])


def _name(creator: Creator) -> dict[str, str]:
    family, given = person(creator)
    if creator.kind != "person" or given is None:
        return {"literal": undated(creator.name)}
    return {"family": family, "given": given}
