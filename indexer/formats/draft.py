"""A record in the making: every reader fills one in, so that checking and defaults are the same for all formats."""

import re
from dataclasses import dataclass, field, fields
from html import unescape
from typing import Any

from config import clock
from harvester.record import RawRecord
from indexer.formats.values import bare, is_doi_address, is_url, role_word, sort_key, unique, url_kind
from indexer.issues import Issues
from indexer.normalise import dates, identifiers, isbn, kind, language, names, text
from indexer.record import BibRecord, Creator, Holding, Host, Identifiers, Url

_ISBN_LIKE = re.compile(r"(?<![\dXx])(?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dXx](?![\dXx])")
_ISSN_LIKE = re.compile(r"(?<![\d-])\d{4}-?\d{3}[\dXx](?![\d-])")
_NO_LANGUAGE = {"und", "zxx", "mul", "mis", "xxx", "n a", "none", "other"}
_NO_TYPE = {"", "text", "teks", "texto", "texte", "document", "dokumen", "other", "none"}
_EARLIEST = 1000  # coded years only: written ones count from 1451
# Characters; longer ones hold something else, and would keep the patterns of `normalise` busy for minutes.
_LONGEST_VALUE = 500
_LONGEST_NAMES = 2_000
_AHEAD = 2  # publishers date ahead, but not by more years


@dataclass
class Draft:
    """Collects the fields of a `BibRecord`; the methods clean what they are given and note what is wrong with it."""

    title: str | None = None
    subtitle: str | None = None
    part_number: str | None = None
    part_title: str | None = None
    title_sort: str | None = None
    alternative_titles: list[str] = field(default_factory=list)
    creators: list[Creator] = field(default_factory=list)
    publisher: str | None = None
    place: str | None = None
    year: int | None = None
    date_text: str | None = None
    edition: str | None = None
    extent: str | None = None
    series: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    type: str | None = None
    carrier: str | None = None
    subjects: list[str] = field(default_factory=list)
    classification: dict[str, str] = field(default_factory=dict)
    summary: str | None = None
    host: Host | None = None
    isbns: list[str] = field(default_factory=list)
    issns: list[str] = field(default_factory=list)
    urls: list[Url] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    issues: Issues = field(default_factory=Issues)
    doi: list[str] = field(default_factory=list)
    oclc: list[str] = field(default_factory=list)
    lccn: list[str] = field(default_factory=list)

    def add_creator(self, name: str, role: str | None = None, kind_of_name: str | None = None) -> None:
        """One name; `role` is a relator word or code of any language, the kind is as in `Creator`."""
        name = self._within(name, "creators")
        tidy = names.clean_name(name)
        if tidy:
            word = role_word(role) or names.role(name) or "author"
            self.creators.append(Creator(name=tidy, role=word, kind=kind_of_name or names.kind_of_name(tidy)))

    def add_creators(self, value: str, role: str | None = None) -> None:
        """Every name in a text that may hold several; a role in the text goes before `role`."""
        found = names.split_names(self._within(value, "creators", _LONGEST_NAMES))
        for name in found:
            self.add_creator(name, (names.role(value) if len(found) == 1 else None) or role)

    def add_isbn(self, value: str) -> bool:
        """Every ISBN in a text; a wrong check digit is noted. True when something like an ISBN was there."""
        value = self._within(value, "isbns")
        found = isbn.isbns(value)
        self.isbns.extend(found)
        if found and isbn.is_set(value):
            self.issues.add("isbn-of-set", "isbns", found[0], text.clean(value))
        looks_like_one = bool(found) or bool(_ISBN_LIKE.search(value))
        if looks_like_one and not found:
            self.issues.add("isbn-checksum", "isbns", text.clean(value))
        return looks_like_one

    def add_issn(self, value: str) -> bool:
        """Every ISSN in a text; a wrong check digit is noted. True when something like an ISSN was there."""
        value = self._within(value, "issns")
        number = isbn.issn(value)
        if number:
            self.issns.append(number)
            return True
        looks_like_one = bool(_ISSN_LIKE.search(value))
        if looks_like_one:
            self.issues.add("issn-checksum", "issns", text.clean(value))
        return looks_like_one

    def add_standard_number(self, value: str) -> bool:
        """An ISBN or an ISSN in the one column that SLiMS has for both. True when something like one was there."""
        return self.add_isbn(value) or self.add_issn(value)

    def add_doi(self, value: str) -> bool:
        """A DOI in a text or an address; True when there was one."""
        found = identifiers.doi(value) if len(value) <= _LONGEST_VALUE else None
        if found:
            self.doi.append(found)
        return bool(found)

    def add_language(self, value: str) -> None:
        """A language in any spelling; one that is not known is noted."""
        value = self._within(value, "languages")
        found = language.languages(value)
        self.languages.extend(found)
        if not found and value.strip(" |#-.0") and text.fold(value) not in _NO_LANGUAGE:
            self.issues.add("unknown-language", "languages", text.clean(value))

    def add_type(self, value: str) -> None:
        """A type of material in any spelling; the first that says something counts, for type and for carrier."""
        value = self._within(value, "type")
        found = kind.kind_of(value)
        self.type = self.type or found.type
        self.carrier = self.carrier or found.carrier
        if not (found.type or found.carrier or found.is_status) and text.fold(value) not in _NO_TYPE:
            self.issues.add("unknown-type", "type", text.clean(value))

    def set_date(self, value: str, year: int | None = None) -> None:
        """The date of publication as it is written; `year` where the format has it in coded form too."""
        value = self._within(value, "year")
        self.date_text = bare(value) or None
        if year is not None and not _EARLIEST <= year <= clock.now().year + _AHEAD:
            self.issues.add("year-implausible", "year", str(year))
            year = None
        self.year = year if year is not None else dates.publication_year(value)
        if self.year is None and (common := dates.publication_year(value, modern=True)) is not None:
            self.issues.add("year-hijri", "year", self.date_text)
            self.year = common

    def add_url(self, value: str, kind_of_url: str | None = None, label: str | None = None) -> None:
        """An address; without a kind its looks decide. What no browser can open is noted and left out."""
        value = self._within(value, "urls", _LONGEST_NAMES)
        if not value:
            return
        address = unescape(text.clean(value)) if "&amp;" in value else text.clean(value)  # escaped once too often
        if not is_url(address):
            self.issues.add("bad-url", "urls", address)
            return
        if is_doi_address(address):
            self.add_doi(address)
        self.urls.append(Url(url=address, label=text.clean(label or "") or None, kind=kind_of_url or url_kind(address)))

    def _within(self, value: str, field_name: str, limit: int = _LONGEST_VALUE) -> str:
        """The value, or nothing when it is too long to be one of its field; that is noted."""
        if len(value) <= limit:
            return value
        self.issues.add("value-too-long", field_name, text.clean(value[:_LONGEST_VALUE]))
        return ""

    def finish(self, raw: RawRecord) -> BibRecord:
        """The record, checked and without repetitions; `raw` says whose it is."""
        if not self.title:
            self.issues.add("no-title", "title")
        if self.year is None:
            self.issues.add("no-year", "year", self.date_text)
        self.type = self.type or ("book" if self.isbns else None)
        self.title_sort = self.title_sort or self._title_sort()
        self.alternative_titles = [other for other in self.alternative_titles if other and other != self.title]
        self.holdings = self.holdings or [Holding(member=raw.member)]
        values: dict[str, Any] = vars(self) | {name: unique(getattr(self, name)) for name in _LISTS}
        for name in _BUILT:
            del values[name]
        numbers = Identifiers(doi=unique(self.doi), oclc=unique(self.oclc), lccn=unique(self.lccn))
        return BibRecord(
            id=raw.id,
            source=raw.source,
            member=raw.member,
            identifiers=numbers,
            issues=self.issues.all(),
            **values,
        )

    def _title_sort(self) -> str | None:
        whole = " ".join(part for part in (self.title, self.part_number, self.part_title) if part)
        return sort_key(whole, self.languages[0] if self.languages else None)


_BUILT = ("issues", "doi", "oclc", "lccn")
_LISTS = tuple(one.name for one in fields(Draft) if one.default_factory is list and one.name not in _BUILT)
