"""Journals and conferences, their names and abbreviations, and places in them (`articles_journals.yaml`)."""

import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

TABLE = Path(__file__).parent / "articles_journals.yaml"


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A journal or conference, as `articles_journals.yaml` describes it."""

    name: str
    publisher: str
    since: int
    issues: int
    issn: str | None = None
    per_year: int = 1
    pages: str = "ranges"
    prefix: str = ""
    kind: str = "journal"
    nlm: str | None = None
    medline: str | None = None
    dblp: str | None = None
    acm: str | None = None
    typed: tuple[str, ...] = ()

    def volume(self, year: int, issue: int) -> int:
        """The volume that an issue of a year is in."""
        return max(0, year - self.since) * self.per_year + 1 + (issue - 1) * self.per_year // self.issues


class Place(msgspec.Struct, frozen=True):
    """Where something stands: journal, volume, issue, pages (`first` is the article's number in journals without)."""

    journal: Journal
    volume: int
    issue: int
    first: int
    last: int


def appeared(field: str, year: int, chance: random.Random, kind: str | None = None) -> Place:
    """A place in a journal of the field that existed then; numbers of pages grow through the year's issues."""
    fitting = [j for j in journals()[field] if j.since <= year and kind in (None, j.kind)] or journals()[field]
    return somewhere_in(chance.choice(fitting), year, chance)


def somewhere_in(journal: Journal, year: int, chance: random.Random) -> Place:
    """A place in a year of a journal."""
    issue = chance.randint(1, journal.issues)
    volume = journal.volume(year, issue)
    if journal.pages == "numbered":
        number = chance.randint(1, 900) if journal.issues == 1 else chance.randint(1000, 99999)
        return Place(journal, volume, issue, number, number)
    an_issue = 150 if journal.issues < 30 else 90
    first = (issue - 1) * an_issue + chance.randint(1, an_issue - 12)
    return Place(journal, volume, issue, first, first + chance.choice((1, 3, 4, 5, 6, 7, 8, 9, 11, 14, 19)))


@cache
def journals() -> dict[str, tuple[Journal, ...]]:
    """The journals of each field."""
    table = _table()
    return {name: msgspec.convert(rows, tuple[Journal, ...]) for name, rows in table.items() if name != "words"}


@cache
def abbreviated(name: str) -> str:
    """A title in the manner of ISO 4: words by the list, articles and prepositions left out, single words whole."""
    words = [word for word in re.findall(r"[\w']+", name) if word.casefold() not in _SMALL]
    return " ".join(map(_abbreviation, words)) if len(words) > 1 else name.removeprefix("The ")


_SMALL = frozenset("the of and in for on a an to de la des du et für und tot en der die das e do da dos".split())  # noqa: SIM905


def _abbreviation(word: str) -> str:
    whole = _table()["words"].get(word.casefold())
    if whole:
        return str(whole)
    for length in range(len(word), 2, -1):
        if stem := _table()["words"].get(f"{word[:length].casefold()}-"):
            return str(stem)
    return word


@cache
def _table() -> dict[str, Any]:
    return dict(yaml.safe_load(TABLE.read_text("utf-8")))
