"""A record in schema.org's words, for search engines and reference managers (https://schema.org/CreativeWork)."""

from typing import Any

from config.model import Consortium
from indexer.record import Creator, UnionRecord

KINDS = {
    "book": "Book",
    "serial": "Periodical",
    "article": "ScholarlyArticle",
    "thesis": "Thesis",
    "report": "Report",
    "map": "Map",
    "score": "SheetMusic",
    "audio": "AudioObject",
    "video": "VideoObject",
    "image": "ImageObject",
    "dataset": "Dataset",
    "software": "SoftwareApplication",
    "manuscript": "Manuscript",
    "archive": "ArchiveComponent",
    "web": "WebSite",
}
ROLES = {"author": "author", "editor": "editor", "translator": "translator", "illustrator": "illustrator"}


def describe(record: UnionRecord, consortium: Consortium, url: str) -> dict[str, Any]:
    """The JSON-LD of a union record; `url` is its permanent address. What is absent is left out."""
    found: dict[str, Any] = {
        "name": ": ".join(part for part in (record.title, record.subtitle) if part),
        "alternateName": list(record.alternative_titles),
        "publisher": {"@type": "Organization", "name": record.publisher} if record.publisher else None,
        "datePublished": str(record.year) if record.year else record.date_text,
        "bookEdition": record.edition if record.type == "book" else None,
        "isbn": list(record.isbns),
        "issn": list(record.issns),
        "sameAs": [f"https://doi.org/{doi}" for doi in record.identifiers.doi],
        "inLanguage": list(record.languages),
        "about": list(record.subjects),
        "description": record.summary,
        "isPartOf": _host(record),
        "pagination": record.host.pages if record.host else None,
        "offers": [_offer(consortium, member) for member in record.members],
        **_people(record.creators),
    }
    kept = {name: value for name, value in found.items() if value}
    return {
        "@context": "https://schema.org",
        "@type": KINDS.get(record.type or "", "CreativeWork"),
        "@id": url,
        "url": url,
        **kept,
    }


def _host(record: UnionRecord) -> dict[str, str] | None:
    """What an article or a chapter is part of."""
    if record.host is None or not record.host.title:
        return None
    kind = "Periodical" if record.type == "article" else "CreativeWork"
    return {"@type": kind, "name": record.host.title}


def _people(creators: tuple[Creator, ...]) -> dict[str, list[dict[str, str]]]:
    people: dict[str, list[dict[str, str]]] = {}
    for creator in creators:
        kind = "Person" if creator.kind == "person" else "Organization"
        people.setdefault(ROLES.get(creator.role, "contributor"), []).append({"@type": kind, "name": creator.name})
    return people


def _offer(consortium: Consortium, member_id: str) -> dict[str, Any]:
    member = consortium.member(member_id)
    return {"@type": "Offer", "offeredBy": {"@type": "Library", "name": member.name if member else member_id}}
