"""What matching looks at in a record: its fields, folded and taken apart once, so that comparing is only comparing."""

import re

import msgspec

from indexer.normalise import dates, imprint, names, numbers, text
from indexer.record import BibRecord

STOP = frozenset(
    "the a an of and or in on to for with by from der die das und von zur zum im am le la les de du des et el los las "  # noqa: SIM905
    "y en il lo e di da dan yang ke dari untuk pada het een".split()
)
"""Words too common to tell titles apart."""

GENERIC = re.compile(
    r"(editorial|introduction|foreword|preface|index|contents|news|letters?|book reviews?|in this issue|from the editor"
    r"|pengantar|kata pengantar|pendahuluan|daftar isi|table of contents|annual report|laporan tahunan|laporan"
    r"|proceedings|prosiding|works|poems|poetical works|report)"
)
"""Titles that thousands of publications have."""

ERRATUM = re.compile(
    r"(erratum|errata|corrigend\w+|correction to|retract\w+|ralat|reply to|response to|comment on)\b"
    r"|.*\b(erratum|corrigendum)\b"
)
"""Titles of notes about another publication."""

FAMILIES = {
    "book": "text", "thesis": "text", "report": "text", "conference": "text", "manuscript": "text",
    "article": "article", "serial": "serial", "map": "map", "score": "score", "audio": "audio", "video": "video",
    "image": "image", "dataset": "dataset", "software": "software", "archive": "archive", "object": "object",
}  # fmt: skip
"""Types that can never be the same thing, by family; what is not here (web, other, unknown) says nothing."""

_NUMERALS = "ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_ROMAN = {numeral: number for number, numeral in enumerate(_NUMERALS.split(), 2)}
_FIRST_NUMBER = re.compile(r"\d+")


class Person(msgspec.Struct, frozen=True, gc=False):
    """A name taken apart: family name, the other names in order, all as one text."""

    family: str
    given: tuple[str, ...]
    whole: str


class Traits(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record as the matcher sees it. Texts are folded, numbers are numbers, absent is empty or None.

    Attributes:
        main: the title proper without its initial article; `full`: with subtitle and part title.
        words: the words of `full` that tell something.
        numbers: numbers in the title; volumes: numbers of parts and volumes.
        family: the family of its type, `None` when the type says nothing; `thesis`: it is a thesis of that family.
        part: it says what it is part of.
    """

    id: str
    main: str
    full: str
    subtitle: str
    part_title: str
    words: frozenset[str]
    numbers: frozenset[int]
    volumes: frozenset[int]
    people: tuple[Person, ...]
    years: tuple[int, ...]
    publisher: str
    place: str
    pages: int | None
    edition: int | None
    has_edition: bool
    series: str
    languages: tuple[str, ...]
    subjects: frozenset[str]
    family: str | None
    thesis: bool
    carrier: str | None
    isbns: frozenset[str]
    issns: frozenset[str]
    dois: frozenset[str]
    numbers_of_record: frozenset[str]
    part: bool
    host: str
    issue: tuple[str, str]
    first_page: str


def of(record: BibRecord) -> Traits:
    """The traits of a record; pure, about a tenth of a millisecond."""
    language = record.languages[0] if record.languages else None
    main = text.strip_article(text.fold(record.title or ""), language)
    subtitle = text.fold(record.subtitle or "")
    part_title = text.fold(record.part_title or "")
    full = " ".join(filter(None, (main, subtitle, part_title)))
    tokens = full.split()
    host = record.host
    return Traits(
        id=record.id,
        main=main,
        full=full,
        subtitle=subtitle,
        part_title=part_title,
        words=frozenset(tokens) - STOP or frozenset(tokens),
        numbers=_title_numbers(tokens),
        volumes=_volumes(record),
        people=tuple(person for creator in record.creators[:8] if (person := _person(creator.name)).family),
        years=_years(record),
        publisher=imprint.publisher_key(record.publisher) or "" if record.publisher else "",
        place=imprint.place_key(record.place) or "" if record.place else "",
        pages=numbers.pages(record.extent) if record.extent else None,
        edition=_edition(record.edition),
        has_edition=bool(record.edition) and not numbers.is_printing(record.edition or ""),
        series=text.fold(record.series[0]) if record.series else "",
        languages=record.languages,
        subjects=frozenset(text.fold(subject) for subject in record.subjects[:12]),
        family=FAMILIES.get(record.type or ""),
        thesis=record.type == "thesis",
        carrier=record.carrier if record.carrier != "other" else None,
        isbns=frozenset(record.isbns),
        issns=frozenset(record.issns),
        dois=frozenset(record.identifiers.doi),
        numbers_of_record=frozenset(
            [f"oclc{n}" for n in record.identifiers.oclc] + [f"lccn{n}" for n in record.identifiers.lccn]
        ),
        part=host is not None,
        host=text.fold(host.title or "") if host else "",
        issue=(_first_number(host.volume), _first_number(host.issue)) if host else ("", ""),
        first_page=_first_number(host.pages) if host else "",
    )


def _person(name: str) -> Person:
    parsed = names.parse(name)
    return Person(parsed.family, parsed.given, " ".join((*parsed.given, parsed.family)))


def _years(record: BibRecord) -> tuple[int, ...]:
    written = dates.years(record.date_text) if record.date_text else []
    return tuple(dict.fromkeys(([record.year] if record.year else []) + written))[:3]


def _edition(edition: str | None) -> int | None:
    return numbers.edition_number(edition) if edition and not numbers.is_printing(edition) else None


def _title_numbers(tokens: list[str]) -> frozenset[int]:
    digits = [int(token) for token in tokens if token.isdecimal() and len(token) < 9]
    return frozenset(digits + [_ROMAN[token] for token in tokens if token in _ROMAN and len(token) > 1])


def _volumes(record: BibRecord) -> frozenset[int]:
    """Numbers of parts: all of the part statement, and those after a volume word in title and subtitle."""
    found = [n for field in (record.title, record.subtitle, record.part_title) if field for n in numbers.volumes(field)]
    if record.part_number:
        stated = numbers.volumes(record.part_number)
        words = text.fold(record.part_number).split()
        found += stated or [*_title_numbers(words), *(1 for word in words if word == "i")]
    return frozenset(found)


def _first_number(value: str | None) -> str:
    match = _FIRST_NUMBER.search(value or "")
    return match.group().lstrip("0") if match else ""
