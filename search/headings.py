"""The headings of an alphabetical list as people see them: written out, counted in the libraries shown, with a link."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.i18n import N_
from indexer.engines.base import Heading, Request
from indexer.engines.query import Node, Or, Word
from indexer.engines.rows import key
from indexer.record import UnionRecord
from search.addresses import record_path
from search.service import Catalogue

Params = tuple[tuple[str, str], ...]

READ = 200
"""Records at most that are read for a page of titles."""

NEAR = 20
"""Records that are looked at for one title."""


@dataclass(frozen=True, slots=True)
class Line:
    """A heading: the key that it is ordered by, how it is written, how many records have it, where it leads.

    `id` is the record's, where a title has only one.
    """

    key: str
    value: str
    count: int
    path: str
    params: Params = ()
    id: str | None = None


@dataclass(frozen=True, slots=True)
class List:
    """An alphabetical list: what it is called, the field of the index that it goes through, how to search a heading."""

    label: str
    index: str
    search: Callable[[str], Params]


def _quoted(prefix: str) -> Callable[[str], Params]:
    return lambda value: (("q", f'{prefix}:"{value.replace(chr(34), " ")}"'),)


LISTS: Mapping[str, List] = {
    "title": List(N_("Titles"), "title_sort", _quoted("title")),
    "creator": List(N_("Authors"), "creator", lambda value: (("creator", value),)),
    "subject": List(N_("Subjects"), "subject", lambda value: (("subject", value),)),
    "call_number": List(N_("Call numbers"), "call_number", _quoted("callno")),
}
"""Every list, by its name in addresses."""


def everybody(catalogue: Catalogue) -> bool:
    """Whether all libraries are shown, so that the engine's counts hold."""
    return len(catalogue.active()) == len(catalogue.consortium.members)


def lines(catalogue: Catalogue, field: str, headings: Sequence[Heading]) -> Iterator[Line]:
    """The headings that some library shown today has.

    Raises:
        EngineError: there is no readable index.
        StoreError: the store cannot be read.
    """
    if field == "title":
        yield from _titles(catalogue, headings)
        return
    whole = everybody(catalogue)
    for one in headings:
        count = one.count if whole else _count(catalogue, LISTS[field].index, one.value)
        if count:
            yield Line(one.key, one.value, count, "/search", LISTS[field].search(one.value))


def _count(catalogue: Catalogue, index: str, value: str) -> int:
    return catalogue.asked(Request(filters={index: (value,)}, limit=0)).total


def _titles(catalogue: Catalogue, headings: Sequence[Heading]) -> Iterator[Line]:
    """Titles as they are written in records; the index has only what they are ordered by."""
    whole = everybody(catalogue)
    records = _named(catalogue, headings)
    for one in headings:
        found = records.get(one.key, [])
        count = one.count if whole else len(found)
        if not count:
            continue
        title = _written(found[0]) if found else one.value
        if count == 1 and found:
            yield Line(one.key, title, 1, record_path(found[0].id), id=found[0].id)
        else:
            yield Line(one.key, title, count, "/search", LISTS["title"].search(title))


def _named(catalogue: Catalogue, headings: Sequence[Heading]) -> dict[str, list[UnionRecord]]:
    """Records under these headings: found by their whole titles, or, where an article was left out, by their words."""
    if not headings:
        return {}
    found = _by_key(catalogue, Or(tuple(Word(one.key, "exact_title") for one in headings)), READ)
    for one in headings:
        if one.key not in found:
            near = _by_key(catalogue, Word(one.key, "title"), NEAR)
            found |= {one.key: near[one.key]} if one.key in near else {}
    return found


def _by_key(catalogue: Catalogue, query: Node, limit: int) -> dict[str, list[UnionRecord]]:
    hits = catalogue.asked(Request(query, limit=limit)).hits
    records = catalogue.records(hit.id for hit in hits)
    found: dict[str, list[UnionRecord]] = {}
    for hit in hits:
        if record := records.get(hit.id):
            found.setdefault(key("title_sort", record.title_sort or record.title or ""), []).append(record)
    return found


def _written(record: UnionRecord) -> str:
    return ", ".join(filter(None, (record.title, record.part_number, record.part_title)))
