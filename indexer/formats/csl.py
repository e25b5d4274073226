"""CSL-JSON, what citation processors, Zotero and Mendeley read and write (citeproc-js, CSL 1.0.2 input schema).

Written as an array of one item; read one item at a time, Crossref's own JSON too, whose titles are arrays.
"""

from typing import Any

import msgspec

from harvester.files.csl import decoded
from harvester.record import RawRecord
from indexer.formats.errors import unreadable
from indexer.formats.refs_draft import IN_HOSTS, Person, Reference, record
from indexer.formats.refs_kinds import roles, type_of
from indexer.formats.refs_names import spread
from indexer.formats.statements import Record, by_role, first_url, full_title, person
from indexer.formats.values import role_word
from indexer.issues import Issues
from indexer.normalise import names, numbers
from indexer.normalise.names import undated
from indexer.record import BibRecord, Creator

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
_NO_MAKERS = frozenset(
    {"container-author", "reviewed-author", "recipient", "collection-editor", "original-author", "host", "guest"}
)
_DATES = ("issued", "published-print", "published", "published-online", "event-date", "original-date", "submitted")


def write(record: Record) -> bytes:
    """A record as CSL-JSON."""
    host = record.host
    item: dict[str, Any] = {
        "id": record.id,
        "type": "paper-conference"
        if record.type == "conference" and host
        else _TYPES.get(record.type or "", "document"),
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
        "number-of-pages": numbers.pages(record.extent) if record.extent and not host else None,
        "ISBN": ", ".join(record.isbns),
        "ISSN": ", ".join(record.issns),
        "DOI": record.identifiers.doi[0] if record.identifiers.doi else None,
        "URL": first_url(record),
        "keyword": "; ".join(record.subjects),
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


def read(payload: bytes, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that an item describes; of an array, its first.

    Raises:
        Unreadable: it is no JSON object, or nothing is in it.
    """
    text = payload.decode("utf-8", "replace").strip()
    item = decoded(text)
    if item is None and text.startswith("["):
        item = decoded(f'{{"items":{text}}}')
        item = next((one for one in item["items"] if isinstance(one, dict)), None) if item else None
    if item is None:
        raise unreadable("not-json")
    return record(_reference(item), raw, issues)


def _reference(item: dict[str, Any]) -> Reference:
    def first(*keys: str) -> str:
        return next((text for key in keys for text in _texts(item.get(key))), "")

    found = Reference(
        type=type_of((first("type"), first("genre")), "csl"),
        title=first("title"),
        subtitle=first("subtitle"),
        titles=_texts(item.get("original-title")) if first("title") else [],
        people=_people(item),
        container=first("container-title", "journal", "event-title", "container-title-short", "journalAbbreviation"),
        volume=first("volume"),
        issue=first("issue"),
        pages=first("page", "page-first", "article-number"),
        extent=first("number-of-pages"),
        date=_date(item),
        publisher=first("publisher", "institution"),
        place=first("publisher-place", "publisher-location"),
        edition=first("edition", "edition-number"),
        series=[" ; ".join(filter(None, (first("collection-title"), first("collection-number"))))],
        numbers=[*_texts(item.get("ISBN")), *_texts(item.get("ISSN"))],
        dois=_texts(item.get("DOI")),
        urls=_texts(item.get("URL")),
        subjects=_keywords(item),
        languages=_texts(item.get("language")),
        summary=first("abstract"),
        call_number=first("call-number"),
    )
    if found.type not in (*IN_HOSTS, None) and not found.extent and not found.container:
        found.extent = found.pages
    return found


def _texts(value: Any) -> list[str]:
    """The texts in a value that may be one, a number, or an array of them."""
    values = value if isinstance(value, list) else [value]
    return [
        str(one)
        for one in values
        if isinstance(one, str | int | float) and not isinstance(one, bool) and str(one).strip()
    ]


def _people(item: dict[str, Any]) -> list[Person]:
    found: list[Person] = []
    for key in ("author", *(key for key in item if key != "author")):
        role = None if key in _NO_MAKERS else roles().get(key) or role_word(key)
        values = item.get(key) if role else None
        if role and isinstance(values, dict | list):
            found += [
                person for one in (values if isinstance(values, list) else [values]) if (person := _person(one, role))
            ]
    return found


def _person(value: Any, role: str) -> Person | None:
    """A name in parts or as one text; particles that are not dropped stand with the family name (CSL 1.0.2, names)."""
    if not isinstance(value, dict):
        return Person(spread(value), role) if isinstance(value, str) and value.strip() else None
    said = {key: part.strip() for key, part in value.items() if isinstance(part, str) and part.strip()}
    if literal := said.get("literal") or said.get("name"):
        body = " " in literal and "," not in literal and names.kind_of_name(literal) == "person"
        return Person(literal, role, "organisation" if body else None)
    family = " ".join(filter(None, (said.get("non-dropping-particle"), said.get("family"))))
    given = " ".join(filter(None, (said.get("given"), said.get("dropping-particle"))))
    name = ", ".join(filter(None, (family, given, said.get("suffix"))))
    return Person(spread(name), role) if name else None


def _date(item: dict[str, Any]) -> str:
    return next((text for key in _DATES if (text := _date_text(item.get(key)))), "")


def _date_text(value: Any) -> str:
    """A date of CSL: parts, which may be texts, or as it is written (`raw`, `literal`)."""
    if not isinstance(value, dict):
        return str(value) if isinstance(value, str | int) else ""
    parts = value.get("date-parts")
    ends = [_day(end) for end in parts[:2] if isinstance(end, list)] if isinstance(parts, list) else []
    return "/".join(filter(None, ends)) or next(iter(_texts(value.get("raw")) or _texts(value.get("literal"))), "")


def _day(parts: list[Any]) -> str:
    numbers = [str(part).strip() for part in parts[:3] if str(part).strip().isdecimal()]
    return "-".join(number.zfill(2) for number in numbers if number != "0")


def _keywords(item: dict[str, Any]) -> list[str]:
    texts = _texts(item.get("keyword"))
    parts = [part for text in texts for part in text.split(";")]
    if len(parts) == len(texts):
        parts = [part for text in texts for part in text.split(",")]
    return [*parts, *_texts(item.get("subject"))]
