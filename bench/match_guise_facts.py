"""What a real record says, in the words and marks that stand in it: what its guises in other formats are written from.

A MARC record is read by its fields and not through our own readers: a guise must not inherit what these make of it.
Only type, carrier and numbers are taken from our record of it, and all of an article, which comes as Dublin Core.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from pymarc import Field, Record

from indexer.formats.statements import full_title
from indexer.record import BibRecord, Host

_TITLE = "abfgknps"
_NAMES = ("100", "110", "111", "700", "710", "711")
_END = re.compile(r"[\s/:;=,]+$")
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{3})\.$")
_YEAR = re.compile(r"(?<!\d)(1[4-9]|20)\d\d(?!\d)")
_PAGES = re.compile(r"(\d{1,4})\s?(?:\[\d+\]\s?)?(?:p\b|pages|S\b|s\b|с\b|с\.|str|hlm|hal)")
_EDITORS = re.compile(r"\bed(?:it\w*|\.|s\.)?\b|\bedt\b|\bhrsg\b|herausgeber|редактор", re.IGNORECASE)
_TRANSLATORS = re.compile(r"\btr(?:ans\w*|l)\b|übersetz|traduct|penerjemah", re.IGNORECASE)


class Person(NamedTuple):
    """A name as its heading has it, without dates; `role` is author, editor, translator or other."""

    name: str
    role: str
    body: bool


@dataclass(slots=True)
class Facts:
    """One publication, as one record tells of it. Absent is empty."""

    number: int
    bib: BibRecord
    marc: Record | None = None
    title: str = ""
    subtitle: str = ""
    part: str = ""
    responsibility: str = ""
    people: list[Person] = field(default_factory=list)
    edition: str = ""
    place: str = ""
    publisher: str = ""
    date: str = ""
    year: str = ""
    extent: str = ""
    pages: str = ""
    series: str = ""
    isbns: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    ddc: str = ""
    host: Host | None = None

    @property
    def whole_title(self) -> str:
        """Title, part and subtitle with the marks of ISBD."""
        return " : ".join(filter(None, (". ".join(filter(None, (self.title, self.part))), self.subtitle)))


def of_marc(number: int, record: Record, bib: BibRecord) -> Facts:
    """The facts of a MARC 21 record that we read as `bib`."""
    facts = Facts(number, bib, record)
    for title in record.get_fields("245")[:1]:
        facts.title, facts.subtitle = bare(_first(title, "a")), bare(_first(title, "b")).lstrip(" :;")
        if facts.subtitle.startswith("="):  # a parallel title
            facts.title, facts.subtitle = f"{facts.title} {facts.subtitle}", ""
        facts.part = ", ".join(bare(one.value) for one in title.subfields if one.code in "np")
        facts.responsibility = bare(_first(title, "c"))
    facts.people = [_person(one) for one in record.get_fields(*_NAMES) if "t" not in one and _first(one, "a")]
    facts.edition = bare(_value(record, "a", "250"))
    imprint = [one for one in record.get_fields("260", "264") if one.tag == "260" or one.indicator2 == "1"]
    for published in imprint[:1]:
        facts.place, facts.publisher = bare(_first(published, "a")), bare(_first(published, "b"))
        facts.date = bare(_first(published, "c")).rstrip(".")
    coded = _fixed(record)[7:11]
    facts.year = _year(facts.date) or (coded if coded.isdecimal() else "")
    for physical in record.get_fields("300")[:1]:
        facts.extent = " ".join(one.value for one in physical.subfields if one.code in "abce")
    found = _PAGES.search(facts.extent)
    facts.pages = found[1] if found else ""
    for series in record.get_fields("490", "440")[:1]:
        facts.series = " ; ".join(filter(None, (bare(_first(series, "a")), bare(_first(series, "v")))))
    facts.isbns = [match[0] for value in _values(record, "a", "020") if (match := re.match(r"[\dXx-]{10,17}", value))]
    facts.subjects = [
        "--".join(bare(one.value) for one in subject.subfields if one.code in "axyz")
        for subject in record.get_fields("600", "610", "650", "651")
    ]
    facts.ddc = _value(record, "a", "082")
    return facts


def of_bib(number: int, bib: BibRecord) -> Facts:
    """The facts of a record that came as Dublin Core."""
    return Facts(
        number,
        bib,
        title=bib.title or "",
        subtitle=bib.subtitle or "",
        part=", ".join(filter(None, (bib.part_number, bib.part_title))),
        people=[
            Person(one.name, one.role if one.role in ("author", "editor") else "other", one.kind != "person")
            for one in bib.creators
        ],
        edition=bib.edition or "",
        place=bib.place or "",
        publisher=bib.publisher or "",
        date=bib.date_text or "",
        year=str(bib.year or ""),
        extent=bib.extent or "",
        series=bib.series[0] if bib.series else "",
        isbns=list(bib.isbns),
        subjects=list(bib.subjects),
        host=bib.host,
    )


def bare(value: str) -> str:
    """Without the marks of ISBD behind it, and without the full stop that is no abbreviation's."""
    return _FULL_STOP.sub("", _END.sub("", value)).strip()


def told(facts: Facts) -> str:
    """A record in one line, for people."""
    bib = facts.bib
    name = bib.creators[0].name if bib.creators else ""
    return f"{full_title(bib)[:90]} | {name[:30]} | {bib.publisher or ''}, {bib.year or ''} | {bib.extent or ''}"


def _person(heading: Field) -> Person:
    words = " ".join(one.value for one in heading.subfields if one.code in "e4")
    parts = [one.value for one in heading.subfields if one.code in ("ab" if heading.tag[1:] != "00" else "abc")]
    body = heading.tag[1:] != "00"
    if _EDITORS.search(words):
        role = "editor"
    elif _TRANSLATORS.search(words):
        role = "translator"
    else:
        role = "author" if heading.tag[0] == "1" or not words else "other"
    return Person(re.sub(r"(?<=\w{3})\.$|,$", "", " ".join(parts).strip(" ,")), role, body)


def _fixed(record: Record) -> str:
    return next((one.data or "" for one in record.get_fields("008")), "")


def _year(date: str) -> str:
    found = _YEAR.search(date)
    return found[0] if found else ""


def _first(from_field: Field, code: str) -> str:
    return next(iter(from_field.get_subfields(code)), "")


def _value(record: Record, code: str, tag: str) -> str:
    return next(iter(_values(record, code, tag)), "")


def _values(record: Record, code: str, tag: str) -> list[str]:
    return [value for one in record.get_fields(tag) for value in one.get_subfields(code)]
