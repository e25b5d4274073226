"""What matching looks at in a record: its fields, folded and taken apart once, so that comparing is only comparing."""

import re
from functools import lru_cache
from typing import Any

import msgspec

from indexer.normalise import dates, imprint, names, numbers, numerals, text
from indexer.normalise.dating import dating
from indexer.normalise.tables import remembered, table
from indexer.record import BibRecord, Creator

STOP = frozenset(
    "the a an of and or in on to for with by from der die das und von zur zum im am le la les de du des et el los las "  # noqa: SIM905
    "una uno une ein eine gli y en il lo e di da dan yang ke dari untuk pada het een".split()
)
"""Words too common to tell titles apart."""

FAMILIES = {
    "book": "text", "thesis": "text", "report": "text", "conference": "text", "manuscript": "text", "archive": "text",
    "article": "article", "serial": "serial", "map": "map", "score": "score", "audio": "audio", "video": "video",
    "image": "image", "dataset": "dataset", "software": "software", "object": "object",
}  # fmt: skip
"""Types that can never be the same thing, by family; what is not here (web, other, unknown) says nothing."""

_NUMBER = re.compile(r"\d+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FILM = re.compile(r"micro|fiche|\breels?\b|\bfilms?\b|aperture", re.I)
_TITLES = 4
_SHORTEST = 4  # characters of another title that is worth comparing


class Person(msgspec.Struct, frozen=True, gc=False):
    """A name taken apart: family name, the other names in order, all as one text."""

    family: str
    given: tuple[str, ...]
    whole: str


class Basis(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What of a record cannot be worked out from the rest: what the store keeps of its traits.

    Texts are folded, numbers are numbers, absent is empty or None.

    Attributes:
        main: the title proper without its initial article; `others`: other titles, whole, in other scripts too.
        volumes: numbers of parts and volumes; `of_several`: the extent counts so many.
        names: of each person and body the family name and the other names in order.
        bodies: not all of them are persons.
        years: of publication, copyright and printing; `span`: the first and last possible one, where none is certain.
        day: the day of publication, of a newspaper say, as ISO 8601 writes it; empty where only the year is known.
        family: the family of its type, None when the type says nothing; `thesis`: it is a thesis of that family.
        coded: the carrier rests on a code alone, and the extent speaks against it.
        forms: what it is a form of (`config/tables/decisive.yaml`), such as `dvd` or `braille`.
        part: it is an article, or says what it is part of.
        issue: volume and number of the journal it is in; `pages_in`: the first and the last page there.
    """

    main: str
    subtitle: str
    part_title: str
    others: tuple[str, ...]
    volumes: frozenset[int]
    of_several: int | None
    names: tuple[tuple[str, tuple[str, ...]], ...]
    years: tuple[int, ...]
    span: tuple[int, int] | None
    day: str
    publisher: str
    place: str
    pages: int | None
    edition: int | None
    has_edition: bool
    series: str
    languages: tuple[str, ...]
    subjects: frozenset[str]
    bodies: bool
    family: str | None
    thesis: bool
    carrier: str | None
    coded: bool
    forms: frozenset[str]
    isbns: frozenset[str]
    issns: frozenset[str]
    dois: frozenset[str]
    numbers_of_record: frozenset[str]
    part: bool
    host: str
    issue: tuple[str, str]
    pages_in: tuple[str, str]


class Traits(Basis, frozen=True, gc=False):
    """A record as the matcher sees it: its basis, and what follows from it.

    Attributes:
        full: the title with subtitle and part title.
        words: the words of `full` that tell something.
        numbers: numbers in the title.
        people: `names`, each with its whole form.
    """

    full: str = ""
    words: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    people: tuple[Person, ...] = ()

    @property
    def first_page(self) -> str:
        """The page on which it begins in its host."""
        return self.pages_in[0]


_FIELDS = Basis.__struct_fields__
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Basis).decode


def pack(traits: Traits) -> bytes:
    """The traits as the store keeps them, some 250 bytes."""
    return _encode(Basis(*[getattr(traits, name) for name in _FIELDS]))


def unpack(data: bytes) -> Traits:
    """The traits that `pack` wrote."""
    basis = _decode(data)
    return _whole(*[getattr(basis, name) for name in _FIELDS])


def titled(traits: Traits, title: str) -> Traits:
    """The same record under another of its titles."""
    rest = [getattr(traits, name) for name in _FIELDS[3:]]
    return _whole(title, "", "", *rest)


def _whole(main: str, subtitle: str, part_title: str, *rest: Any) -> Traits:
    full = " ".join(filter(None, (main, subtitle, part_title)))
    tokens = [word for token in full.split() for word in _spelled_out(token)]
    words = frozenset(tokens) - STOP or frozenset(tokens)
    people = tuple([Person(family, given, " ".join((*given, family))) for family, given in rest[_NAMES]])
    return Traits(*(main, subtitle, part_title, *rest, full, words, _title_numbers(tokens, main), people))


_NAMES = _FIELDS.index("names") - 3


def of(record: BibRecord) -> Traits:
    """The traits of a record; pure, about a tenth of a millisecond."""
    language = record.languages[0] if record.languages else None
    proper, subtitle = record.title or "", record.subtitle
    if not subtitle and proper.find(": ") > 0:  # as citations write it
        proper, _colon, subtitle = proper.partition(": ")
    title, part_title = (text.fold(one) if one else "" for one in (proper, record.part_title))
    main = text.strip_article(title, language)
    host = record.host
    years = _years(record)
    carrier = record.carrier if record.carrier != "other" else None
    return _whole(
        main,
        text.fold(subtitle) if subtitle else "",
        part_title,
        _other_titles(record, main),
        _volumes(record),
        numbers.volume_count(record.extent) if record.extent else None,
        tuple([found for one in record.creators[:8] if (found := _name(one))[0]]),
        years,
        None if years or not record.date_text else _span(record.date_text),
        _day(record.date_text),
        imprint.publisher_key(record.publisher) or "" if record.publisher else "",
        imprint.place_key(record.place) or "" if record.place else "",
        numbers.pages(record.extent) if record.extent else None,
        _edition(record.edition),
        bool(record.edition) and not numbers.is_printing(record.edition or ""),
        _folded(record.series[0]) if record.series else "",
        record.languages,
        frozenset(map(_folded, record.subjects[:12])),
        any(creator.kind != "person" for creator in record.creators),
        "article" if host and FAMILIES.get(record.type or "text") == "text" else FAMILIES.get(record.type or ""),
        record.type == "thesis",
        carrier,
        carrier == "microform" and _is_of_paper(record.extent),
        _forms(record, title, part_title),
        _isbns(record),
        frozenset(record.issns),
        frozenset(record.identifiers.doi),
        frozenset([f"oclc{n}" for n in record.identifiers.oclc] + [f"lccn{n}" for n in record.identifiers.lccn]),
        host is not None or record.type == "article",
        text.fold(host.title or "") if host else "",
        (_first_number(host.volume), _first_number(host.issue)) if host else ("", ""),
        _page_numbers(host.pages) if host else ("", ""),
    )


@lru_cache(1 << 14)
def _folded(value: str) -> str:
    """What many records say in the same words, folded once."""
    return text.fold(value)


def _name(creator: Creator) -> tuple[str, tuple[str, ...]]:
    """Family and other names of a person; the whole name of a body."""
    if creator.kind != "person":
        return text.fold(creator.name), ()
    parsed = names.parse(creator.name)
    return parsed.family, parsed.given


def _other_titles(record: BibRecord, main: str) -> tuple[str, ...]:
    found = [folded for title in record.alternative_titles[:_TITLES] if len(folded := text.fold(title)) >= _SHORTEST]
    return tuple(dict.fromkeys(title for title in found if title != main))


def _isbns(record: BibRecord) -> frozenset[str]:
    """The ISBNs that stand for this publication and not for a set that it is a volume of."""
    if not record.isbns:
        return frozenset()
    return frozenset(record.isbns) - {issue.value for issue in record.issues if issue.code == "isbn-of-set"}


def _is_of_paper(extent: str | None) -> bool:
    """Whether an extent counts pages and no reel or fiche: US government records code both forms alike."""
    return bool(extent and numbers.pages(extent)) and not _FILM.search(extent or "")


def _years(record: BibRecord) -> tuple[int, ...]:
    """Years that stand written; the coded one only where the written date does not leave it open (`[19--?]`)."""
    written = dates.years(record.date_text) if record.date_text else []
    if not written and record.date_text and (bare := _HIJRI.fullmatch(record.date_text)):
        written = [int(bare[1])]  # one library says 1395, another takes it for a year of the Hijra
    coded = record.year is not None and (bool(written) or not record.date_text or not _span(record.date_text))
    return tuple(dict.fromkeys(([record.year] if coded and record.year else []) + written))[:3]


_HIJRI = re.compile(r"\[?(1[34]\d\d)(?: or 1[34]\d\d)?\??\]?")


def _span(value: str) -> tuple[int, int] | None:
    """The first and the last possible year of a date that names none for certain: `[19--?]`, `not before 1900`."""
    found = dating(value)
    if found.earliest is None or found.latest is None or found.earliest == found.latest:
        return None
    return found.earliest, found.latest


def _day(value: str | None) -> str:
    found = dating(value).edtf if value and len(value) > len("2019") + 1 else None
    return found if found and _DAY.fullmatch(found) else ""


def _edition(edition: str | None) -> int | None:
    return numbers.edition_number(edition) if edition and not numbers.is_printing(edition) else None


@remembered(1 << 16)
def _spelled_out(token: str) -> tuple[str, ...]:
    """A word as it is compared: numbers in figures (`kedua`, `VII`), abbreviations in full, `buku2` as `buku`."""
    if len(token) == 1:
        return (token,)
    value = numerals.number(token)
    if value is not None:
        return (str(value),)
    if token.endswith("2") and token[:-1].isalpha() and len(token) > _SHORTEST:
        return (token[:-1],)
    return _abbreviations().get(token, (token,))


@remembered()
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {short: tuple(whole.split()) for short, whole in table("abbreviations")["words"].items()}


def _title_numbers(tokens: list[str], title: str) -> frozenset[int]:
    """The numbers of a title, with the one letter that it may end in: `Sejarah nasional Indonesia I`."""
    found = [int(token) for token in tokens if token.isdecimal() and len(token) < 9]
    last = title.rpartition(" ")[2]
    if len(last) == 1 and last != title and (value := numerals.roman(last)):
        found.append(value)
    return frozenset(found)


@remembered()
def _form_words() -> dict[str, str]:
    return {word: form for form, words in table("decisive")["forms"].items() for word in words.split()}


def _forms(record: BibRecord, title: str, part_title: str) -> frozenset[str]:
    known = _form_words()
    extent = (record.extent or "").partition("+")[0]  # behind it stands what only comes with it
    said = f"{text.fold(extent)} {_folded(record.edition or '')} {title} {part_title}".split()
    return frozenset([known[word] for word in said if word in known])


_LETTERED = re.compile(
    r"\b(?:jilid|jld|vol|volume|bagian|buku|seri|part|teil|band|book)\b\.?\s+([A-H]\d{0,2})\b(?!\.)", re.I
)
_LETTER = re.compile(r"[a-h]\d{0,2}", re.I)
_HASH = re.compile(r"#\s?(\d{1,3})\b")


_EXTENT_OF_ONE = re.compile(
    r"\s*\[?(?:jilid|jil|jld|juz|vol|bd|band|tome|deel)\b\.?\s*(?:ke-?\s*)?([0-9]{1,3})\s*(?=[:;(,\])]|$)", re.I
)


def _lettered(part: str) -> int:
    """`A` and `A2` as numbers of their own, below zero."""
    return -ord(part[0].upper()) * 100 - int(part[1:] or 0)


def _volume_of(extent: str | None) -> str:
    """`Jil. 5` of an extent that begins with the volume that it is of; `v. 22 cm` is none."""
    found = _EXTENT_OF_ONE.match(extent or "")
    return f"vol {found[1]}" if found else ""


def _volumes(record: BibRecord) -> frozenset[int]:
    """Numbers of parts: all of the part statement, and those after a volume word in titles and extent (`jil. 5`)."""
    found: list[int] = []
    for field in (record.title, record.subtitle, record.part_title, _volume_of(record.extent)):
        if field:
            found += numbers.volumes(field)
            found += [_lettered(part) for part in _LETTERED.findall(field)]
    if record.title and "#" in record.title:
        found += map(int, _HASH.findall(record.title))
    if record.part_number:
        stated = numbers.volumes(record.part_number)
        words = text.fold(record.part_number).split()
        found += stated or [value for word in words if (value := _number_of_part(word)) is not None]
        found += [_lettered(word) for word in words if _LETTER.fullmatch(word)]
    return frozenset(found)


def _number_of_part(word: str) -> int | None:
    """A number in figures, of as many as the store can hold, or in Roman numerals."""
    if word.isdecimal():
        return int(word) if len(word) <= _FIGURES else None
    return numerals.roman(word)


_FIGURES = 9


def _first_number(value: str | None) -> str:
    match = _NUMBER.search(value or "")
    return match.group().lstrip("0") if match else ""


def _page_numbers(value: str | None) -> tuple[str, str]:
    """First and last page; `123-8` ends on page 128."""
    found = _NUMBER.findall(value or "")
    if not found:
        return "", ""
    first = found[0].lstrip("0")
    last = found[1].lstrip("0") if len(found) > 1 else ""
    return first, first[: -len(last)] + last if 0 < len(last) < len(first) else last
