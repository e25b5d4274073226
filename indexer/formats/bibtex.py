"""BibTeX (Patashnik, BibTeXing, 1988), in UTF-8 as biblatex and today's BibTeX programs read it."""

import re
from collections.abc import Iterator

from indexer.formats.statements import Record, by_role, first_url, full_title, person
from indexer.normalise import text
from indexer.normalise.names import undated
from indexer.record import Creator

_TYPES = {
    "book": "book", "article": "article", "thesis": "phdthesis", "report": "techreport", "conference": "proceedings",
    "manuscript": "unpublished",
}  # fmt: skip
# What TeX would take for its own, written so that it prints as itself. Braces go by name: BibTeX counts `\{` too.
_ESCAPES = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "%": r"\%", "&": r"\&", "#": r"\#",
    "$": r"\$", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
_LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')|(?<=[?!])(?=`)")
# Addresses are typeset by \url, which needs no escapes; only what would end the value must go.
_ADDRESS = {ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"}
_IN_LISTS = re.compile(r"[,;]")


def write(record: Record) -> bytes:
    """A record as one BibTeX entry; its key is made of first name, year and id."""
    fields = [f"  {name} = {{{value}}}" for name, value in _fields(record) if value]
    body = ",\n".join([key(record), *fields])
    return f"@{_entry_type(record)}{{{body}\n}}\n".encode()


def _entry_type(record: Record) -> str:
    if record.type == "conference" and record.host:
        return "inproceedings"
    return _TYPES.get(record.type or "", "misc")


def key(record: Record) -> str:
    """A citation key of plain letters, digits and hyphens."""
    family = person(record.creators[0]).family if record.creators else ""
    parts = (text.fold(family), str(record.year or ""), text.fold(record.id))
    return "-".join(word for word in (re.sub(r"[^a-z0-9]+", "-", part).strip("-") for part in parts) if word)


def escape(value: str) -> str:
    """A text whose characters mean nothing to TeX; it holds no braces but balanced ones."""
    return _LIGATURES.sub("{}", text.clean(value).translate(_ESCAPES))


def _fields(record: Record) -> Iterator[tuple[str, str | None]]:
    host = record.host
    yield "title", f"{{{escape(full_title(record))}}}"
    yield "author", _people(by_role(record, "author", "composer", "artist", "performer"))
    yield "editor", _people(by_role(record, "editor", "compiler"))
    yield "translator", _people(by_role(record, "translator"))
    yield "year", str(record.year) if record.year else None
    yield "publisher", _some(record.publisher)
    yield "address", _some(record.place)
    yield "edition", _some(record.edition)
    yield "series", _some(record.series[0] if record.series else None)
    if record.type == "thesis":
        yield "school", _some(record.publisher)
        yield "type", "Thesis"  # the entry's own word would say PhD
    if host:
        yield ("journal" if record.type == "article" else "booktitle"), _some(host.title)
        yield "volume", _some(host.volume)
        yield "number", _some(host.issue)
        yield "pages", escape(host.pages or "").replace("-", "--")
    else:
        yield "volume", _some(record.part_number)
        yield "pagetotal", _some(record.extent)
    yield "isbn", ", ".join(record.isbns)
    yield "issn", ", ".join(record.issns)
    yield "doi", next((doi.translate(_ADDRESS) for doi in record.identifiers.doi), None)
    yield "url", (first_url(record) or "").translate(_ADDRESS)
    yield "keywords", ", ".join(map(_listed, record.subjects))
    yield "language", _some(", ".join(record.languages))
    yield "abstract", _some(record.summary)


def _some(value: str | None) -> str | None:
    return escape(value) if value else None


def _listed(value: str) -> str:
    """An element of a list, in braces where it holds what parts elements."""
    return f"{{{escape(value)}}}" if _IN_LISTS.search(value) else escape(value)


def _people(creators: list[Creator]) -> str:
    return " and ".join(_person(creator) for creator in creators)


def _person(creator: Creator) -> str:
    family, given = person(creator)
    if given is None or re.search(r"\band\b", creator.name):  # braces keep a body's name, and an `and` in it, together
        return f"{{{escape(undated(creator.name))}}}"
    return f"{escape(family)}, {escape(given)}"
