"""BibTeX and biblatex, read as Zotero, Mendeley, JabRef, Google Scholar, Scopus, Crossref and ACM write them."""

import re

from harvester.record import RawRecord
from indexer.formats.errors import unreadable
from indexer.formats.refs_bibtex import Entry, apart, entries, month, names
from indexer.formats.refs_draft import IN_HOSTS, Person, Reference, record, usable
from indexer.formats.refs_kinds import plain_language, type_of
from indexer.formats.refs_names import spread
from indexer.formats.refs_tex import decode
from indexer.issues import Issues
from indexer.record import BibRecord

# What an entry leaves to the one that its `crossref` names (BibTeXing, section 2.3; biblatex, appendix B).
_INHERITED = {"booktitle": "title", "booksubtitle": "subtitle"} | {
    name: name
    for name in (
        *("editor", "publisher", "address", "location", "year", "date", "month", "series", "volume", "number", "issn"),
    )
}


def read(payload: bytes, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that the first entry describes; those behind it are what it refers to.

    Raises:
        Unreadable: there is no entry, or nothing in it.
    """
    found = entries(payload.decode("utf-8", "replace"))
    if not found:
        raise unreadable("empty-record")
    entry, *others = found
    return record(_reference(_with_inherited(entry, others)), raw, issues)


def _with_inherited(entry: Entry, others: list[Entry]) -> Entry:
    """The entry with what it leaves to the one that its `crossref` names."""
    wanted = (entry.fields.get("crossref") or entry.fields.get("xdata") or "").strip().casefold()
    parent = next((other for other in others if wanted and other.key.casefold() == wanted), None)
    if parent is None:
        return entry
    inherited = {name: parent.fields[source] for name, source in _INHERITED.items() if source in parent.fields}
    return entry._replace(fields=inherited | entry.fields)


def _reference(entry: Entry) -> Reference:
    fields = entry.fields

    def first(*names: str) -> str:
        return next((shown for name in names if (shown := decode(fields.get(name, "")))), "")

    container = first("journaltitle", "journal", "booktitle", "shortjournal")
    if container and (more := first("booksubtitle", "journalsubtitle")):
        container = f"{container} : {more}"
    found = Reference(
        type=type_of((entry.kind, first("type"), first("howpublished")), "bibtex"),
        title=first("maintitle", "title"),
        subtitle=first("mainsubtitle") if "maintitle" in fields else first("subtitle"),
        part_title=first("title") if first("maintitle") else "",
        container=container,
        volume=first("volume"),
        issue=first("number", "issue"),
        pages=first("pages", "eid", "article-number", "articleno", "elocation-id", "art_number"),
        extent=first("pagetotal", "numpages"),
        date=_date(fields),
        publisher=first("publisher", "school", "institution", "organization"),
        place=first("address", "location"),
        edition=first("edition"),
        series=[first("series")],
        numbers=[first("isbn"), first("issn"), first("eissn")],
        dois=[decode(fields.get("doi", ""), address=True)],
        urls=_urls(fields),
        subjects=_keywords(fields),
        languages=[plain_language(first("language", "langid"))],
        summary=first("abstract"),
        call_number=first("callnumber", "shelfmark", "library"),
    )
    if entry.kind == "inbook":
        found.type = "article" if container else "book"
    for field, role in (("author", "author"), ("editor", "editor"), ("translator", "translator")):
        found.people += [
            Person(name.name, role, "organisation") if name.body else Person(spread(name.name), role)
            for name in names(fields.get(field, ""))
        ]
    if found.type not in (*IN_HOSTS, None) or not container:
        _numbered(found)
    return found


def _numbered(found: Reference) -> None:
    """Number and volume of a book: in its series, as that of LNCS counts volumes; else of the thing itself."""
    series = found.series[0]
    counted = found.issue or (found.volume if len(found.volume) > 2 and found.volume.isdecimal() else "")
    if series and counted and found.type not in IN_HOSTS:
        found.series = [f"{series} ; {counted}"]
        found.volume = "" if counted == found.volume else found.volume
        found.issue = ""


def _date(fields: dict[str, str]) -> str:
    if date := decode(fields.get("date", "")):
        return date
    year = decode(fields.get("year", ""))
    number = month(fields.get("month", "")) if year.isdecimal() else None
    return f"{year}-{number:02}" if number else year


def _urls(fields: dict[str, str]) -> list[str]:
    found = decode(fields.get("url", ""), address=True).split()
    if (
        not found
        and fields.get("eprint")
        and "arxiv" in fields.get("archiveprefix", fields.get("eprinttype", "")).casefold()
    ):
        found = [f"https://arxiv.org/abs/{decode(fields['eprint'], address=True)}"]
    return usable(found) if len(found) > 1 else found


def _keywords(fields: dict[str, str]) -> list[str]:
    value = next((fields[name] for name in ("keywords", "keyword", "author_keywords") if fields.get(name)), "")
    pieces = apart(value, re.compile(";"))
    return [decode(piece) for piece in (pieces if len(pieces) > 1 else apart(value, re.compile(",")))]
