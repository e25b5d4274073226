"""The small liberties that catalogues take: no chance in them, only a check sum of the record and the habit."""

import re
import zlib

from stdnum import isbn as numbers

from search.demo.facts import Fact

_OLD = {
    "ny": "nj", "sy": "sj", "u": "oe", "j": "dj", "y": "j", "c": "tj",
    "Ny": "Nj", "Sy": "Sj", "U": "Oe", "J": "Dj", "Y": "J", "C": "Tj",
}  # fmt: skip
_OLD_LETTERS = re.compile("[Nn]y|[Ss]y|[uUjJyYcC]")
REFORM = 1972
"""The year of Ejaan yang Disempurnakan, which ended the spellings of 1901 and 1947."""

_GIVEN_FIRST = re.compile(r"^(?P<family>[^,]+), (?P<given>[^,]+)$")


def sometimes(fact: Fact, habit: str, one_in: int) -> bool:
    """True for one in so many facts, always the same ones; each habit has its own."""
    return zlib.crc32(f"{habit}:{fact.key}".encode()) % one_in == 0


def choice(fact: Fact, habit: str, below: int) -> int:
    """A number from 0 to below this one, always the same for this fact and habit."""
    return zlib.crc32(f"{habit}#{fact.key}".encode()) % below


def old_spelling(text: str) -> str:
    """Indonesian as it was spelled before 1947: `Soetan Sjahrir`, `djalan`, `tjerita`."""
    return _OLD_LETTERS.sub(lambda match: _OLD[match.group()], text)


def was_spelled_old(fact: Fact) -> bool:
    """True for Indonesian publications from before the reform."""
    return fact.language == "ind" and fact.year.isdigit() and int(fact.year) < REFORM


def given_first(name: str) -> str:
    """`Pramoedya Ananta Toer` for `Toer, Pramoedya Ananta`; a name without a comma stays."""
    if match := _GIVEN_FIRST.match(name):
        return f"{match['given']} {match['family']}"
    return name


def hyphened(isbn: str) -> str:
    """An ISBN with its hyphens."""
    return str(numbers.format(isbn)) if isbn else ""


def ten(isbn: str) -> str:
    """The ISBN-10 of an ISBN where it has one, else the ISBN."""
    compact = numbers.compact(isbn)
    return str(numbers.to_isbn10(compact)) if compact.startswith("978") else str(compact)


def thirteen(isbn: str) -> str:
    """The ISBN-13 of an ISBN."""
    return str(numbers.to_isbn13(isbn)) if isbn else ""


def volume(fact: Fact) -> str:
    """`Jilid 2`: the number of the volume, with the word that a bare number lacks; empty where there is none."""
    if fact.part_number and not any(letter.islower() for letter in fact.part_number):
        return f"{'Jilid' if fact.language == 'ind' else 'Vol.'} {fact.part_number}"
    return fact.part_number


def call_number(fact: Fact) -> str:
    """`899.2213 TOE b`: class, three letters of the author, one of the title, as Indonesian libraries write it."""
    author = re.sub(r"[^A-Za-z]", "", fact.creators[0].name if fact.creators else fact.title)[:3].upper()
    title = re.sub(r"[^a-z]", "", fact.title.lower())[:1]
    return " ".join(text for text in (fact.ddc, author, title) if text) if fact.ddc else ""


def statement(fact: Fact) -> str:
    """The statement of responsibility: `Pramoedya Ananta Toer, Armijn Pane`."""
    return ", ".join(given_first(agent.name) for agent in fact.creators)


def published(fact: Fact) -> str:
    """Who published it; of an article, nobody."""
    return "" if fact.type == "article" else fact.publisher
