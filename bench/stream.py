"""A catalogue of any size whose truth is known: new works made of old words, and noisy copies in ten libraries.

Every record is a function of its number: nothing is held, any part can be made by itself, and a longer stream begins
with a shorter one. 60 % are new works, of which 30 % begin like another (`Report of the …`); 5 % are another volume or
edition of an earlier one; 35 % are noisy copies of an earlier one, mostly in another library.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple

from bench import match_payloads
from bench.match_words import Words
from harvester.record import RawRecord

COPIES, RELATIVES = 0.35, 0.05
"""Shares of the records that are copies of a work, and that are other volumes or editions of one."""

MEMBERS = {
    "toba": ("marc21", 20), "deli": ("marc21", 15), "nias": ("marc21", 10), "karo": ("marc21", 10),
    "dairi": ("marcxml", 10), "asahan": ("marcxml", 5),
    "binjai": ("oai_dc", 10), "langkat": ("oai_dc", 10), "tapteng": ("oai_dc", 5),
    "samosir": ("csv", 5),
}  # fmt: skip
"""Each library: the format of its records, and its share of them in percent."""

_NAMES = tuple(MEMBERS)
_SHARES = tuple(share for _format, share in MEMBERS.values())
_LAST_YEAR = 2024


class Origin(NamedTuple):
    """Where a record comes from: the work is the `part`th volume or edition of what record `root` described first."""

    root: int
    part: int
    member: str

    @property
    def work(self) -> str:
        """The name of the publication: records that have it in common are one."""
        return f"{self.root}.{self.part}"


class Work(NamedTuple):
    """What a record says; absent is empty. `volume` and `edition` are 0 where nothing is said of them."""

    title: str
    subtitle: str
    person: str
    body: str
    publisher: str
    place: str
    country: str
    year: int
    volume: int
    edition: str
    pages: int
    size: str
    series: str
    subjects: tuple[str, ...]
    isbn: str


def origin(number: int) -> Origin:
    """What the record of this number describes, and whose it is."""
    chance = _chance(number, 0)
    kind = chance.random()
    if number == 0 or kind >= COPIES + RELATIVES:
        return Origin(number, 1, _member(chance))
    earlier = origin(_earlier_work(chance, number))
    if kind >= COPIES:
        return Origin(earlier.root, chance.randint(2, 5), _member(chance))
    member = _member(chance)
    while member == earlier.member and chance.random() < 0.95:
        member = _member(chance)
    return Origin(earlier.root, earlier.part, member)


def records(words: Words, start: int, stop: int, version: int = 0) -> Iterator[RawRecord]:
    """The records of these numbers, as a harvest would bring them; a later `version` describes the same anew."""
    for number in range(start, stop):
        yield record(words, number, version)


def record(words: Words, number: int, version: int = 0) -> RawRecord:
    """One record of the stream."""
    member = origin(number).member
    format = MEMBERS[member][0]
    return RawRecord(
        source=member, member=member, identifier=f"{number:08}", format=format,
        payload=payload(words, number, format, version),
    )  # fmt: skip


def payload(words: Words, number: int, format: str, version: int = 0) -> bytes:
    """What one record says, written in a format of `match_payloads`."""
    found = origin(number)
    chance = _chance(number, 2, version)
    said = _work(words, found.root, found.part)
    if found.root != number or version:
        said = _copied(said, chance)
    return match_payloads.WRITERS[format](said, number, chance)


def _chance(number: int, what: int, version: int = 0) -> random.Random:
    return random.Random(number * 4 + what + (version << 48))


def _member(chance: random.Random) -> str:
    return chance.choices(_NAMES, _SHARES)[0]


def _earlier_work(chance: random.Random, number: int) -> int:
    """An earlier record that is no copy: each work is copied as probably as any other."""
    while True:
        earlier = chance.randrange(number)
        if earlier == 0 or _chance(earlier, 0).random() >= COPIES:
            return earlier


def _work(words: Words, root: int, part: int) -> Work:
    chance = _chance(root, 1)
    base, imprint = chance.choice(words.bases), chance.choice(words.bases)
    title = chance.choices(words.words, k=len(base.words))
    if chance.random() < 0.3:
        title[:3] = base.words[:3]
    proper = max(2, int(len(title) * 0.6))
    by_person, volumes = chance.random() < 0.76, chance.random() < 0.15
    work = Work(
        title=_sentence(title[:proper]),
        subtitle=" ".join(title[proper:]),
        person=chance.choice(words.persons) if by_person else "",
        body="" if by_person else chance.choice(words.bodies),
        publisher=imprint.publisher,
        place=imprint.place,
        country=imprint.country,
        year=chance.randint(1900, 2008) if chance.random() < 0.6 else base.year,
        volume=1 if volumes else 0,
        edition=base.edition,
        pages=chance.randint(20, 700),
        size=base.size,
        series=base.series,
        subjects=base.subjects,
        isbn=_isbn(chance) if chance.random() < 0.45 else "",
    )
    return work if part == 1 else _relative(work, part, _chance(root * 8 + part, 3))


def _relative(work: Work, part: int, chance: random.Random) -> Work:
    """Another volume of it, if it has volumes; else another edition."""
    other = work._replace(pages=chance.randint(20, 700), isbn=_isbn(chance) if work.isbn else "")
    if work.volume:
        return other._replace(volume=part, year=work.year + chance.randint(0, 1))
    pages = max(20, work.pages + chance.randint(-30, 60))
    return other._replace(edition=_ORDINALS[part], year=min(_LAST_YEAR, work.year + 4 * (part - 1)), pages=pages)


_ORDINALS = {2: "2nd ed", 3: "3rd ed", 4: "4th ed", 5: "5th ed"}


def _copied(work: Work, chance: random.Random) -> Work:
    """The work as another cataloguer describes it."""

    def happens(share: float) -> bool:
        return chance.random() < share

    return work._replace(
        title=_typo(work.title, chance) if happens(0.35) else work.title,
        subtitle="" if happens(0.25) else work.subtitle,
        person=_initials(work.person) if happens(0.3) else work.person,
        publisher=_varied(work.publisher, chance) if happens(0.3) else work.publisher,
        year=work.year + chance.choice((-1, 1)) if happens(0.03) else work.year,
        edition="" if happens(0.3) else work.edition,
        pages=0 if happens(0.1) else work.pages + chance.randint(-2, 2) if happens(0.15) else work.pages,
        series="" if happens(0.3) else work.series,
        subjects=work.subjects[: chance.randint(0, 4)],
        isbn="" if happens(0.15) else work.isbn,
    )


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _typo(text: str, chance: random.Random) -> str:
    """One letter of a word left out, doubled, or two exchanged."""
    words = text.split(" ")
    at = chance.choice([number for number, word in enumerate(words) if len(word) > 3] or [0])
    words[at] = _mistyped(words[at], chance)
    return " ".join(words)


def _mistyped(word: str, chance: random.Random) -> str:
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 2)
    one, two = word[at], word[at + 1]
    return word[:at] + chance.choice((two, two + one, one + one + two)) + word[at + 2 :]


def _initials(name: str) -> str:
    family, _comma, given = name.partition(", ")
    return f"{family}, {' '.join(f'{part[0]}.' for part in given.split())}" if given else name


def _varied(publisher: str, chance: random.Random) -> str:
    return (
        chance.choice((publisher.partition(" ")[0], f"{publisher} Ltd", f"Penerbit {publisher}")) if publisher else ""
    )


def _isbn(chance: random.Random) -> str:
    digits = f"978{chance.randrange(10**9):09}"
    return f"{digits}{-sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10}"
