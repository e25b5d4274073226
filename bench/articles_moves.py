"""A work put into another place: what its neighbours begin with."""

import random

from msgspec.structs import asdict, replace

from bench.articles_journals import Journal, appeared, somewhere_in
from bench.articles_source import Work


def elsewhere(work: Work, chance: random.Random, years: tuple[int, ...], kind: str | None = None) -> Work:
    """In any journal (or conference, by `kind`) of its field, one of so many years later."""
    year = work.year + chance.choice(years)
    return moved(work, year, appeared(work.field, year, chance, kind).journal, chance)


def later(work: Work, chance: random.Random, years: tuple[int, ...]) -> Work:
    """In the same journal, one of so many years later."""
    return moved(work, work.year + chance.choice(years), work.journal, chance)


def moved(work: Work, year: int, journal: Journal, chance: random.Random) -> Work:
    """Somewhere in a year of a journal, mostly with a DOI of its own where the work has one."""
    place = somewhere_in(journal, year, chance)
    has_doi = work.doi and chance.random() < 0.8
    doi = f"10.{chance.randint(1001, 1186)}/{chance.randint(10**6, 10**9)}" if has_doi else None
    return replace(work, year=year, doi=doi, supplement=False, **asdict(place))


def next_pages(work: Work, chance: random.Random) -> Work:
    """Right behind it in the same issue."""
    following = later(work, chance, (0,))
    return replace(following, issue=work.issue, first=work.last + 1, last=work.last + 1 + chance.randint(2, 9))


def short(work: Work, pages: int) -> Work:
    """On so many pages more than one, and without a summary."""
    return replace(work, last=work.first + pages, summary=None)
