"""A reference, of whatever program, in words that all of them have, and the record of the catalogue that it makes."""

import re
from dataclasses import dataclass, field
from html import unescape
from itertools import takewhile

from harvester.record import RawRecord
from indexer.formats.draft import Draft
from indexer.formats.errors import unreadable
from indexer.formats.refs_kinds import is_group
from indexer.formats.titles import responsible, split_title
from indexer.formats.values import bare, is_url, place, publisher
from indexer.issues import Issues
from indexer.normalise import text
from indexer.record import BibRecord, Holding, Host

IN_HOSTS = frozenset({"article", "conference"})
"""Types of what stands in something else: a journal, a book, proceedings."""

# Typesetting in titles and abstracts (Crossref, Zotero, PubMed): HTML, JATS and MathML. Elements of text part words.
_MARKUP = re.compile(
    r"</?(?:(?:jats|mml|ns\d):[\w-]{1,20}|i|b|u|em|strong|sub|sup|inf|scp|sc|tt|span|italic|bold|small|a|font)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_BLOCKS = re.compile(
    r"</?(?:jats:)?(?:p|sec|title|br|div|li|ul|ol|list|list-item)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
_HEADED = re.compile(r"<(?:jats:)?title>\s*(?:abstract|abstrak|summary)\s*</(?:jats:)?title>", re.IGNORECASE)
_TRANSLATED = re.compile(r"\[([^\[\]]*)\]\.?")  # how PubMed marks a title in another language than the article
_ISSN = re.compile(r"(?<![\dXx-])\d{4}-?\d{3}[\dXx](?![\dXx-])")
_PAGE_WORD = re.compile(r"^(?:pp?|pages?|hlm|hal|halaman|s|art(?:icle)?\.?(?:\s?no)?|artn)\b\.?\s*", re.IGNORECASE)
_NO_PAGE = frozenset({"", "na", "n a", "none", "null", "0", "0 0", "n a n a", "na na", "in press"})
_RANGE = re.compile(r"([A-Za-z]{0,5})(\d{1,9})([A-Za-z]?)-([A-Za-z]{0,5})(\d{1,9})([A-Za-z]?)")
_DASHES = re.compile(r"\s*[-‐-―−]+\s*")
_AROUND = " .,;:()-"
_LONGEST_PAGES = 200


@dataclass
class Person:
    """A maker; without a kind, the words of the name decide."""

    name: str
    role: str = "author"
    kind: str | None = None


@dataclass
class Reference:
    """What a reference says, as it is written there.

    `container` is what it stands in, if it stands in something; `numbers` are ISBNs and ISSNs in any mixture; `volume`
    is that of the container, or else of the thing itself; `pages` are those in the container, `extent` its own.
    """

    type: str | None = None
    title: str = ""
    subtitle: str = ""
    part_title: str = ""
    titles: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    extent: str = ""
    date: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    series: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    dois: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    summary: str = ""
    call_number: str = ""


def plain(value: str) -> str:
    """A text without markup and entities, clean for showing."""
    if "<" in value or "&" in value:
        value = unescape(_MARKUP.sub("", _BLOCKS.sub(" ", unescape(value) if "&lt;" in value else value)))
    return text.clean(value)


def span(first: str, last: str = "") -> str | None:
    """The pages from `first` to `last`, or those that `first` names: `pp. 123--8` is `123-128`, `n/a` none."""
    value = f"{first}-{last}" if first and last else first or last
    value = _DASHES.sub("-", _PAGE_WORD.sub("", text.clean(value).strip(_AROUND))).strip(_AROUND)
    if len(value) > _LONGEST_PAGES or text.fold(value) in _NO_PAGE:
        return None
    found = _RANGE.fullmatch(value)
    if not found:
        return value
    before, start, behind, letters, end, more = found.groups()
    if len(end) < len(start):
        end = start[: -len(end)] + end
    if not letters and before:
        letters = before
    begun, ended = before + start + behind, letters + end + more
    return begun if begun == ended else f"{begun}-{ended}"


def record(found: Reference, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that a reference makes.

    Raises:
        Unreadable: it says nothing.
    """
    said = (found.title, found.container, found.summary, *found.dois, *found.numbers, *found.urls)
    if not found.people and not any(said):
        raise unreadable("empty-record")
    draft = Draft(issues=issues, type=found.type)
    _title(found, draft)
    for person in found.people:
        draft.add_creator(person.name, person.role, person.kind or ("organisation" if is_group(person.name) else None))
    _host(found, draft)
    draft.publisher = publisher(plain(found.publisher))
    draft.place = place(plain(found.place))
    draft.set_date(date(found.date))
    draft.edition = text.clean(found.edition) or None
    draft.series += [series for value in found.series if (series := bare(plain(value)))]
    for value in found.numbers:
        add_numbers(draft, value)
    for value in found.dois:
        draft.add_doi(value)
    for value in found.urls:
        draft.add_url(value)
    draft.subjects = [subject for value in found.subjects if (subject := plain(value).strip(" ,;*"))]
    for value in found.languages:
        draft.add_language(value)
    draft.summary = plain(_HEADED.sub("", found.summary)) or None
    draft.holdings = [Holding(member=raw.member, call_number=text.clean(found.call_number) or None)]
    return draft.finish(raw)


def _title(found: Reference, draft: Draft) -> None:
    value = plain(found.title)
    if translated := _TRANSLATED.fullmatch(value):
        value = translated[1]
    if value:
        take_title(draft, value, part=bool(found.container))
    draft.subtitle = plain(found.subtitle) or draft.subtitle
    draft.part_title = plain(found.part_title) or draft.part_title
    draft.alternative_titles = [bare(plain(title)) for title in found.titles]


def take_title(draft: Draft, value: str, *, part: bool) -> None:
    """Fill in the title and what stands with it; in that of a part of something, ` / ` is a sign of its own."""
    value = bare(value)
    if part:
        value = value.replace(" / ", " /\u2060 ")
    title, subtitle, number, name, statement = (text.clean(one) if one else one for one in split_title(value))
    if name and not subtitle:
        name, _, subtitle = ("", "", name) if f"{number} : {name}" in value else name.partition(" : ")
    draft.title, draft.subtitle, draft.part_number, draft.part_title = title, subtitle or None, number, name or None
    if statement and not draft.creators:
        draft.add_creators(responsible(statement))


def _host(found: Reference, draft: Draft) -> None:
    title, pages = bare(plain(found.container)), span(found.pages)
    volume, issue = (text.clean(number).strip(_AROUND) for number in (found.volume, found.issue))
    inside = draft.type in IN_HOSTS or (draft.type is None and title)
    if draft.type == "conference" and not title and "-" not in (pages or ""):
        inside = False  # whole proceedings: EndNote and BibTeX have one type for them and for what is in them
    if inside and (title or issue or pages or (volume and draft.type == "article")):
        draft.type = draft.type or "article"
        draft.host = Host(title=title or None, volume=volume or None, issue=issue or None, pages=pages)
        draft.extent = None
        return
    if title and draft.type != "thesis":  # of a thesis, it is the department
        draft.series.append(title)
    draft.part_number = draft.part_number or volume or None
    draft.extent = text.clean(found.extent) or (pages if pages and "-" not in pages else None)


def date(value: str) -> str:
    """A date as it is written, without the slashes that RIS puts in the place of what is missing: `2020/05/13/`."""
    value = text.clean(value)
    parts = [part for part in value.split("/") if part]
    numbers = list(takewhile(str.isdecimal, parts[:3]))
    if "/" in value and numbers and len(numbers[0]) == 4 and all(len(number) < 3 for number in numbers[1:]):
        return ", ".join(["-".join(number.zfill(2) for number in numbers), *parts[len(numbers) :]])
    return value.strip("/ ")


def add_numbers(draft: Draft, value: str) -> None:
    """ISBNs and ISSNs, however many stand in a text: `0140-6736 (Print) 1474-547X (Linking)`."""
    issns = _ISSN.findall(value) if len(value) < 1000 else []
    if issns and not draft.add_isbn(value):
        for number in issns:
            draft.add_issn(number)
    elif not issns:
        draft.add_standard_number(value)


def usable(addresses: list[str]) -> list[str]:
    """Those that are no paths on somebody's own disk, which reference managers export too."""
    return [address for address in map(str.strip, addresses) if is_url(address)]
