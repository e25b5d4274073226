"""The catalogue's own record, before and after merging (CONTRACT, section 3). What is absent is None or empty.

Records are immutable; `msgspec.structs.replace` makes a changed copy.
"""

import msgspec

TYPES = (
    "book", "serial", "article", "thesis", "report", "conference", "map", "score", "audio", "video", "image",
    "dataset", "software", "manuscript", "archive", "object", "web", "other",
)  # fmt: skip
CARRIERS = ("print", "online", "microform", "disc", "other")


class Creator(msgspec.Struct, frozen=True, kw_only=True):
    """A person, body or meeting that made the thing; `role` is a word (`author`, `editor`, `translator` …)."""

    name: str
    role: str = "author"
    kind: str = "person"  # person | organisation | meeting


class Url(msgspec.Struct, frozen=True, kw_only=True):
    """A link; `kind` is record, fulltext, cover or other."""

    url: str
    label: str | None = None
    kind: str = "other"


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """What one member has. `confirmed`, when its source last showed it, is filled in where a union record is read."""

    member: str
    location: str | None = None
    call_number: str | None = None
    copies: int | None = None
    status: str | None = None
    record: str | None = None
    confirmed: str | None = None


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """What an article or a chapter is part of."""

    title: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with a record, or repaired in it: `code` is listed in docs/issues.md."""

    code: str
    field: str | None = None
    value: str | None = None
    note: str | None = None


class Identifiers(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers other than ISBN and ISSN, normalised."""

    doi: tuple[str, ...] = ()
    oclc: tuple[str, ...] = ()
    lccn: tuple[str, ...] = ()


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What a source record and a union record have in common.

    `languages` are ISO 639-2/B codes, `year` is the first year of publication, `date_text` the date as it was written,
    `isbns` are ISBN-13 digits, `issns` have their hyphen, `classification` maps a scheme (ddc, lcc, udc) to a class.
    """

    title: str | None = None
    subtitle: str | None = None
    part_number: str | None = None
    part_title: str | None = None
    title_sort: str | None = None
    alternative_titles: tuple[str, ...] = ()
    creators: tuple[Creator, ...] = ()
    publisher: str | None = None
    place: str | None = None
    year: int | None = None
    date_text: str | None = None
    edition: str | None = None
    extent: str | None = None
    series: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    type: str | None = None
    carrier: str | None = None
    subjects: tuple[str, ...] = ()
    classification: dict[str, str] = {}
    summary: str | None = None
    host: Host | None = None
    isbns: tuple[str, ...] = ()
    issns: tuple[str, ...] = ()
    identifiers: Identifiers = Identifiers()
    urls: tuple[Url, ...] = ()
    holdings: tuple[Holding, ...] = ()
    issues: tuple[Issue, ...] = ()


class BibRecord(Description, frozen=True, kw_only=True):
    """One source record, normalised. `union` is the id of the union record it belongs to, once matched."""

    id: str
    union: str | None = None
    source: str
    member: str


Says = tuple[int | tuple[int, ...], ...]
"""Who says it, by the places of records in `records`; the first is the one whose wording is shown."""


class UnionRecord(Description, frozen=True, kw_only=True):
    """All records that were judged to describe one publication, merged; `records` are their public ids, best first.

    `provenance` is empty where there is but one record. Else it maps a field to the records that say so: places for a
    single value, a list of places for each value of a list, in the order of the values. `identifiers.doi` and
    `classification.ddc` are fields of their own; a holding names its record itself.
    """

    id: str
    members: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    first_seen: str = ""
    provenance: dict[str, Says] = {}
