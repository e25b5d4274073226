"""The records that databases, repositories and people would have of one publication."""

import random
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import msgspec

from bench import articles_deposits
from bench import articles_slips as slips
from bench import articles_styles as styles
from bench.articles_habits import AND, HABITS, Habit
from bench.articles_source import Name, Work
from harvester.record import RawRecord
from indexer import formats
from indexer.record import BibRecord, Host

T = TypeVar("T")


class Version(NamedTuple):
    """One record of a work, and what is wrong with it (of `MARKS`)."""

    record: BibRecord
    work: Work
    marks: frozenset[str]


def version(work: Work, database: str, number: int, chance: random.Random) -> Version:
    """The record that a database has of a work; `number` tells records of one database apart."""
    identifier = f"{work.key}#{number}"
    if database in articles_deposits.PROGRAMS:
        record = articles_deposits.record(work, database, identifier, chance)
        return Version(record, work, frozenset(["deposit"]))
    row, marks = _row(work, HABITS[database], chance)
    return Version(_read(row, database, identifier), work, frozenset(marks))


def _drawn(choices: Mapping[T, float], chance: random.Random) -> T:
    """One of the choices by its weight."""
    return chance.choices(list(choices), list(choices.values()))[0]


def _row(work: Work, habit: Habit, chance: random.Random) -> tuple[dict[str, str], set[str]]:
    marks: set[str] = set()
    row = {
        "title": _title(work, habit, chance, marks),
        "author": _authors(work.people, habit, chance, marks),
        "year": _year(work, habit, chance, marks),
        "doi": _doi(work.doi, chance) if work.doi and chance.random() < habit.doi else "",
        "issn": work.journal.issn or "" if chance.random() < habit.issn else "",
        "abstract": work.summary or "" if chance.random() < habit.abstract else "",
    }
    return row | _place(work, habit, chance, marks), marks


def _title(work: Work, habit: Habit, chance: random.Random, marks: set[str]) -> str:
    style = _drawn(habit.titles, chance)
    if style is styles.stopped and work.language != "eng" and chance.random() < 0.6:
        style = styles.bracketed
        marks.add("translated title")
    title = style(work.title)
    if work.supplement and chance.random() < 0.25:
        title += chance.choice((" [abstract]", " (Abstract)", " [Conference abstract]", ". [Abstract]"))
    if style is styles.cut and title != work.title:
        marks.add("title cut")
    if style is styles.without_subtitle and title != work.title:
        marks.add("subtitle dropped")
    for slip, share in ((slips.typo, 0.5), (slips.word_lost, 0.2), (slips.small_word_changed, 0.3)):
        if chance.random() < habit.slips * share:
            title = slip(title, chance)
            marks.add("title slip")
    return title


def _authors(people: tuple[Name, ...], habit: Habit, chance: random.Random, marks: set[str]) -> str:
    if not people:
        return habit.nobody
    if chance.random() < 0.01:
        marks.add("no authors")
        return ""
    style = _drawn(habit.names, chance)
    most = chance.choice((1, 3)) if chance.random() < 0.05 else habit.most or 100
    named = [style(name) for name in people[:most]]
    if chance.random() < habit.ascii:
        spelled = chance.choice((styles.plain, styles.plain, styles.transcribed))
        named = [spelled(name) for name in named]
    if habit.slips and chance.random() < habit.slips / 4:
        i = chance.randrange(len(named))
        named[i] = slips.typo(named[i], chance)
    between = chance.choice(habit.between)
    joined = between.join(named)
    if between == AND and len(named) > 1:
        joined = f"{', '.join(named[:-1])} and {named[-1]}"
    if most < len(people):
        marks.add("authors cut")
        joined += chance.choice((", et al.", " et al.", "", "; et al"))
    return joined


def _year(work: Work, habit: Habit, chance: random.Random, marks: set[str]) -> str:
    if chance.random() < habit.no_year:
        marks.add("no year")
        return ""
    if chance.random() >= habit.year:
        return str(work.year)
    marks.add("other year")
    return str(work.year + chance.choice((-1, -1, -1, 1)))


def _doi(doi: str, chance: random.Random) -> str:
    return chance.choice((doi, doi, doi, f"https://doi.org/{doi}", f"http://dx.doi.org/{doi}", doi.upper()))


def _place(work: Work, habit: Habit, chance: random.Random, marks: set[str]) -> dict[str, str]:
    if chance.random() < habit.no_host:
        marks.add("no journal")
        return {}
    found = {"journal": styles.journal_name(work.journal, _drawn(habit.host, chance), chance)}
    ahead = "other year" in marks and chance.random() < 0.5  # before it was in print
    if ahead or chance.random() < habit.no_volume:
        marks.add("no volume, no pages")
        return found
    found["volume"] = str(work.volume)
    if work.journal.issues > 1 and chance.random() >= habit.no_issue:
        found["number"] = str(work.issue) if chance.random() < 0.98 else f"{work.issue}-{work.issue + 1}"
    if work.supplement and chance.random() < 0.3:
        found |= {"volume": f"{work.volume} Suppl 1", "number": ""}
    elif work.supplement:
        found["number"] = chance.choice(("Suppl 1", "SUPPL. 1", "1 Suppl", "S1"))
    if chance.random() < habit.no_pages:
        marks.add("no pages")
        return found
    found["pages"] = styles.page_range(work, _drawn(habit.pages, chance))
    if work.journal.pages == "numbered" and chance.random() < habit.counted:
        found["pages"] = f"1-{6 + work.first % 9}"
        marks.add("pages counted")
    elif habit is HABITS["pubmed"] and chance.random() < 0.05:
        found["pages"] += f"; discussion {work.last + 1}-{work.last + 2}"
    if chance.random() < habit.slips * 0.15:
        found["pages"] = slips.digit_wrong(found["pages"], chance)
        marks.add("page slip")
    return found


def _read(row: dict[str, str], database: str, identifier: str) -> BibRecord:
    """The row as our reader of tables understands it."""
    host = Host(
        title=row.pop("journal", None),
        volume=row.pop("volume", None),
        issue=row.pop("number", None) or None,
        pages=row.pop("pages", None),
    )
    raw = RawRecord(
        source=database,
        member=database,
        identifier=identifier,
        format="csv",
        payload=msgspec.json.encode({heading: value for heading, value in row.items() if value}),
    )
    record = formats.read(raw)
    return msgspec.structs.replace(record, host=host if host != Host() else None, type="article")
