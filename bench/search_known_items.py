"""The classes of known-item queries: how a person who knows a record asks for it (research: relevance, section 6)."""

import random
import re
from collections.abc import Callable, Hashable
from typing import NamedTuple

from stdnum import isbn as numbers

from bench import search_indonesian_ways as ways
from bench import search_variants as variants
from indexer.record import BibRecord

ARABIC = {"ara", "per", "ota", "urd"}
STOP = frozenset(
    word
    for line in (
        "a an and at by for from in into of on or the to with der die das und von zur zum im des",
        "le la les de du et en au aux un une el los las y del il lo gli e da di do dos das o os as em para por um uma",
        "ve ile bir",
    )
    for word in line.split()
)
INDONESIAN = "nusantara"
"""The library whose Indonesian titles are made up: there are none among the real records."""

SHORT = 3
"""Words of a short title at most."""

_LETTERS = r"(?:[^\W_]|[\u0300-\u036f\ufe20-\ufe2f])+"
_WORD = re.compile(rf"{_LETTERS}(?:[’'-]{_LETTERS})*")

Asked = Callable[[BibRecord, random.Random], str | None]
Same = Callable[[BibRecord, BibRecord], bool]


class Kind(NamedTuple):
    """A class of queries.

    Attributes:
        name: what it is called.
        ask: what a person types who looks for this record; None where the record does not lend itself to it.
        same: whether another record fits just as well, as far as the query can tell: it is as good an answer.
    """

    name: str
    ask: Asked
    same: Same


def words(text: str | None) -> list[str]:
    """The words of a text, as they are written."""
    return _WORD.findall(text or "")


def folded(text: str | None) -> str:
    """A text for comparing: what a person would call the same words."""
    return " ".join(variants.plain(word).casefold() for word in words(text))


def full(record: BibRecord) -> str:
    """The title with everything that belongs to it."""
    parts = (record.title, record.subtitle, record.part_number, record.part_title)
    return " : ".join(part for part in parts if part)


def surname(record: BibRecord) -> str | None:
    """The surname of the first person, where it is told from the forename."""
    name = next((creator.name for creator in record.creators if creator.kind == "person"), "")
    found, comma, _rest = name.partition(",")
    return found if comma and len(words(found)) == 1 and len(found) > 2 else None


def _full_title(record: BibRecord, _chance: random.Random) -> str | None:
    return full(record) if len(words(full(record))) > SHORT else None


def _fragment(record: BibRecord, chance: random.Random, length: int = 3) -> list[str] | None:
    """Words side by side, not only such as are in every title."""
    found = words(record.title)
    starts = [
        at
        for at in range(len(found) - length + 1)
        if sum(word.casefold() not in STOP for word in found[at : at + length]) >= 2
    ]
    return found[(at := chance.choice(starts)) : at + length] if starts else None


def _three(record: BibRecord, chance: random.Random) -> str | None:
    found = _fragment(record, chance)
    return " ".join(found) if found else None


def _content(record: BibRecord, _chance: random.Random) -> str | None:
    found = words(record.title)
    kept = [word for word in found if word.casefold() not in STOP]
    return " ".join(kept).lower() if len(kept) > 2 and len(kept) < len(found) else None


def _short(record: BibRecord, _chance: random.Random) -> str | None:
    return record.title if 1 <= len(words(record.title)) <= SHORT else None


def _author_and_words(record: BibRecord, chance: random.Random) -> str | None:
    kept, name = [word for word in words(record.title) if word.casefold() not in STOP], surname(record)
    if name is None or len(kept) < 2:
        return None
    asked = [name, *chance.sample(kept, 2)]
    chance.shuffle(asked)
    return " ".join(asked).lower()


def _title_author_year(record: BibRecord, _chance: random.Random) -> str | None:
    name = surname(record)
    return f"{record.title} {name} {record.year}" if name and record.year and record.title else None


def _isbn(record: BibRecord, chance: random.Random) -> str | None:
    if not record.isbns:
        return None
    long = record.isbns[0]
    short = numbers.to_isbn10(long) if long.startswith("978") else long
    forms = (long, short, numbers.format(long), numbers.format(short), f"ISBN {numbers.format(short)}", f"isbn:{short}")
    return chance.choice(forms)


def _isbn_slip(record: BibRecord, chance: random.Random) -> str | None:
    """An ISBN in which one figure is another."""
    if not record.isbns:
        return None
    number = record.isbns[0]
    at = chance.randrange(3, len(number))
    return number[:at] + chance.choice([figure for figure in "0123456789" if figure != number[at]]) + number[at + 1 :]


def _call_number(record: BibRecord, chance: random.Random) -> str | None:
    found = next((holding.call_number for holding in record.holdings if holding.call_number), None)
    if found is None or not re.search(r"\d", found) or len(words(found)) < 2:
        return None
    return chance.choice((found, found.lower(), re.sub(r"\s+", " ", found), re.sub(r"\s*\.", ".", found)))


def _one_slip(record: BibRecord, chance: random.Random) -> str | None:
    found = _fragment(record, chance)
    struck = variants.slips(found, 1, chance) if found else None
    return " ".join(struck).lower() if struck else None


def _two_slips(record: BibRecord, chance: random.Random) -> str | None:
    found = _fragment(record, chance, 5)
    struck = variants.slips(found, 2, chance) if found else None
    return " ".join(struck).lower() if struck else None


def _no_diacritics(record: BibRecord, _chance: random.Random) -> str | None:
    """Only Latin titles in whose letters something is left out."""
    title = record.title or ""
    asked = variants.plain(title)
    marked = any(sign.isalpha() and not sign.isascii() for sign in title)
    return asked.lower() if marked and asked.isascii() and len(words(title)) > 1 else None


def _arabic(spell: Callable[[str], str]) -> Asked:
    def ask(record: BibRecord, _chance: random.Random) -> str | None:
        title = record.title or ""
        if not ARABIC & set(record.languages) or title.isascii() or not variants.plain(title).isascii():
            return None
        asked = spell(" ".join(title.split()[:5]))
        return asked if len(words(asked)) > 1 and asked != variants.plain(title) else None

    return ask


def _made_up(record: BibRecord) -> str | None:
    return record.title if record.source == INDONESIAN else None


def _other_form(record: BibRecord, chance: random.Random) -> str | None:
    title = _made_up(record)
    return ways.exchanged(title.lower(), ways.FORMS, chance) if title else None


def _loan(record: BibRecord, chance: random.Random) -> str | None:
    title = _made_up(record)
    return ways.exchanged(title.lower(), ways.LOANS, chance) if title else None


def _doubled(record: BibRecord, chance: random.Random) -> str | None:
    title = _made_up(record)
    return ways.single(title.lower(), chance) if title else None


def _old_spelling(record: BibRecord, chance: random.Random) -> str | None:
    title = _made_up(record)
    asked = ways.old(title, oe=chance.random() < 0.5) if title else None
    return asked if title and asked != title.lower() else None


def _author_as_title(record: BibRecord, chance: random.Random) -> str | None:
    found = _author_and_words(record, chance)
    return f"title:({found})" if found else None


def _title_as_author(record: BibRecord, chance: random.Random) -> str | None:
    found = _fragment(record, chance)
    return f"author:({' '.join(found)})".lower() if found else None


def _wrong_index(record: BibRecord, chance: random.Random) -> str | None:
    return chance.choice((_author_as_title, _title_as_author))(record, chance)


def _equal(said: Callable[[BibRecord], Hashable]) -> Same:
    return lambda wanted, other: said(wanted) == said(other)


def _same_isbn(wanted: BibRecord, other: BibRecord) -> bool:
    return wanted.isbns[0] in other.isbns


def _same_call_number(wanted: BibRecord, other: BibRecord) -> bool:
    return bool(_call_numbers(wanted) & _call_numbers(other))


def _call_numbers(record: BibRecord) -> set[str]:
    return {folded(holding.call_number) for holding in record.holdings if holding.call_number}


TITLE = _equal(lambda record: folded(full(record)))
SHORT_TITLE = _equal(lambda record: folded(record.title))
AUTHOR = _equal(lambda record: (folded(record.title), folded(surname(record))))
YEAR = _equal(lambda record: (folded(record.title), folded(surname(record)), record.year))

KINDS: tuple[Kind, ...] = (
    Kind("full title", _full_title, TITLE),
    Kind("three words of the title", _three, SHORT_TITLE),
    Kind("title without stop words", _content, SHORT_TITLE),
    Kind("short title", _short, SHORT_TITLE),
    Kind("surname and two words", _author_and_words, AUTHOR),
    Kind("title, author, year", _title_author_year, YEAR),
    Kind("ISBN in any form", _isbn, _same_isbn),
    Kind("ISBN, one wrong figure", _isbn_slip, _same_isbn),
    Kind("call number", _call_number, _same_call_number),
    Kind("three words, one slip", _one_slip, SHORT_TITLE),
    Kind("five words, two slips", _two_slips, SHORT_TITLE),
    Kind("no diacritics", _no_diacritics, SHORT_TITLE),
    Kind("Arabic, the Indonesian way", _arabic(variants.indonesian), SHORT_TITLE),
    Kind("Arabic, article as spoken", _arabic(variants.sun), SHORT_TITLE),
    Kind("Arabic, article attached", _arabic(variants.attached), SHORT_TITLE),
    Kind("Arabic, article apart", _arabic(variants.detached), SHORT_TITLE),
    Kind("Indonesian, another form", _other_form, SHORT_TITLE),
    Kind("Indonesian, doubled words", _doubled, SHORT_TITLE),
    Kind("Indonesian, old spelling", _old_spelling, SHORT_TITLE),
    Kind("Indonesian, Arabic loans", _loan, SHORT_TITLE),
    Kind("wrong index", _wrong_index, AUTHOR),
)
