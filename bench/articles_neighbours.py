"""Other publications that look like an article and are none of its versions: what matchers fall for.

Each function takes a work (and another of its field) and gives works: the first stands for the given one, whose title
may have been changed, the others are its neighbours. A preprint is left out: opinions differ on whether it is the same.
"""

import random
import re
from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from bench import articles_notes as notes
from bench.articles_journals import appeared, journals
from bench.articles_moves import elsewhere, later, moved, next_pages, short
from bench.articles_source import Work

Maker = Callable[[Work, Work, random.Random], list[Work]]


class Trap(NamedTuple):
    """One kind of neighbours: how they are made, and for how many of 1,000 works (of one field, where it is given)."""

    make: Maker
    share: int
    field: str | None = None


def neighbours(work: Work, other: Work, chance: random.Random) -> list[Work]:
    """The work with its neighbours, if chance gives it any.

    Args:
        work: an article.
        other: another of the same field, whose title and authors may be lent.
        chance: of this work alone, so that every work has the same neighbours whatever else is there.
    """
    fitting = {name: trap for name, trap in TRAPS.items() if trap.field in (None, work.field)}
    roll = chance.randrange(1000)
    for name, trap in fitting.items():
        roll -= trap.share
        if roll < 0:
            return [
                made if i == 0 else replace(made, key=f"{work.key}~{i}", kind=name)
                for i, made in enumerate(trap.make(work, other, chance))
            ]
    return [work]


def _parts(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    first, second = chance.choice(
        [
            (". Part I", ". Part II"),
            (": part 1", ": part 2"),
            (": I", ": II"),
            (". II", ". III"),
            (" (Part 2)", " (Part 3)"),
        ]
    )
    following = chance.choice([next_pages(work, chance), later(work, chance, (0, 1))])
    extra = chance.choice(("", "", ". Applications", ": Results"))
    return [replace(work, title=work.title + first), replace(following, title=work.title + second + extra)]


def _follow_up(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    first, second = chance.choice(
        [
            (": 5-year follow-up", ": 10-year follow-up"), (": 1-year results", ": 2-year results"),
            (": interim analysis", ": final analysis"), (": baseline results", ": 24-month results"),
            (": six-month outcomes", ": twelve-month outcomes"),
        ]
    )  # fmt: skip
    return [
        replace(work, title=work.title + first),
        replace(elsewhere(work, chance, (1, 2, 3, 5)), title=work.title + second),
    ]


def _protocol(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    added = chance.choice(
        [
            ": study protocol for a randomized controlled trial", ": rationale and design", ": a study protocol",
            " (protocol)", ": a pilot study", ": a feasibility study", ": design and methods",
        ]
    )  # fmt: skip
    own = chance.choice(("", "", ": a randomized controlled trial", ": a randomised trial"))
    return [
        replace(work, title=work.title + own),
        replace(elsewhere(work, chance, (-3, -2, -1)), title=work.title + added),
    ]


def _abstract(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    """The conference abstract before the paper: the same title, in a supplement."""
    earlier = elsewhere(work, chance, (-2, -1, -1, 0))
    first = chance.randint(1, 400) * 2 + 1
    people = work.people if chance.random() < 0.6 else work.people[: max(1, len(work.people) - 2)]
    return [work, replace(short(earlier, 0), first=first, last=first, supplement=True, people=people)]


def _supplement(work: Work, other: Work, chance: random.Random) -> list[Work]:
    """Two abstracts of one supplement, which share its DOI."""
    own = replace(short(work, 0), supplement=True, doi=work.doi or f"10.1002/{chance.randint(10**6, 10**8)}")
    title, people = _mixed(work, other), other.people
    return [own, replace(own, title=title, people=people, first=own.first + 2, last=own.last + 2)]


def _mixed(work: Work, other: Work) -> str:
    """A title that begins like the other's and ends like the work's."""
    words, lent = work.title.split(), other.title.split()
    return " ".join(lent[: (len(lent) + 1) // 2] + words[(len(words) + 1) // 2 :])


def _topic(work: Work, other: Work, chance: random.Random) -> list[Work]:
    """Articles of others on the same matter; some by somebody of the same name."""
    if min(len(work.title.split()), len(other.title.split())) < 6:
        return [work]
    found = [work]
    for title in (_mixed(work, other), _mixed(other, work)):
        place = chance.choice((later(work, chance, (-1, 0, 0, 0, 1)), elsewhere(work, chance, (-1, 0, 0, 0, 0, 1))))
        people = [*other.people]
        if work.people and chance.random() < 0.4:
            given = chance.choice(("A.", "John", "Maria L.", work.people[0].given))
            people = [replace(work.people[0], given=given), *other.people[1:]]
        found.append(replace(place, title=title, people=tuple(people), summary=other.summary))
    return found


def _one_page(work: Work, other: Work, chance: random.Random) -> list[Work]:
    """Two letters on one page."""
    own = short(work, chance.choice((0, 0, 1)))
    doi = f"{work.doi}{chance.randint(1, 9)}" if work.doi else None
    return [own, replace(own, title=_mixed(work, other), people=other.people, doi=doi)]


def _journal_version(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    """A conference paper and the article of it: mostly the same title."""
    paper = elsewhere(work, chance, (0,), "conference")
    article = elsewhere(work, chance, (1, 1, 2, 3), "journal")
    title = work.title if chance.random() < 0.7 else f"{work.title}: an extended version"
    return [replace(paper, doi=work.doi), replace(article, title=title)]


def _same_title(work: Work, other: Work, chance: random.Random) -> list[Work]:
    """A short title that others have used as well."""
    title = re.split(r"[:.?(]| - ", work.title)[0].strip()
    if len(title.split()) > 8:
        return [work]
    twin = replace(elsewhere(work, chance, (-6, -3, -2, -1, 0, 0, 1, 2, 5)), title=title, people=other.people)
    return [replace(work, title=title), replace(twin, summary=other.summary)]


_OPPOSITES = (
    ("men", "women"), ("children", "adults"), ("rats", "mice"), ("in vitro", "in vivo"), ("type 1", "type 2"),
    ("male", "female"), ("acute", "chronic"), ("short-term", "long-term"), ("low", "high"), ("primary", "secondary"),
    ("students", "teachers"), ("urban", "rural"), ("undirected", "directed"), ("upper", "lower"), ("boys", "girls"),
    ("stroke", "Parkinson's disease"), ("patients", "healthy subjects"), ("linear", "nonlinear"), ("Korea", "Japan"),
)  # fmt: skip
_ENDINGS = (
    ": a systematic review", ": a cost-effectiveness analysis", ": a qualitative study", ": evidence from Indonesia",
    ": the role of age", ": theory", ": experiments", ": a case report", ": an update", ": a cohort study",
    " in adolescents", " among the elderly", ": a cross-sectional survey", ": methods", " and quality of life",
    " after surgery",
)  # fmt: skip


def _sister(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    """Another paper of the same people on nearly the same."""
    moved = chance.choice(
        [
            next_pages(work, chance),
            later(work, chance, (0, 1)),
            elsewhere(work, chance, (0, 1)),
            elsewhere(work, chance, (0,)),
        ]
    )
    pairs = [*_OPPOSITES, *((b, a) for a, b in _OPPOSITES)]
    found = [(a, b) for a, b in pairs if re.search(rf"\b{a}\b", work.title)]
    if found:
        word, opposite = chance.choice(found)
        return [work, replace(moved, title=re.sub(rf"\b{word}\b", opposite, work.title))]
    one, two = chance.sample(_ENDINGS, 2)
    own = work.title + chance.choice((one, one, one, ""))
    return [replace(work, title=own), replace(moved, title=work.title + two)]


def _update(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    """A Cochrane review and its update: all the same but the year and the end of the DOI."""
    cochrane = next(journal for journal in journals()["medicine"] if journal.prefix == "CD")
    number = chance.randint(100, 12000)
    doi = f"10.1002/14651858.cd{number:06}"
    year = max(work.year, 2000)
    first = moved(work, year, cochrane, chance)
    first = replace(first, first=number, last=number, doi=doi, kind="article")
    again = replace(moved(first, year + chance.choice((2, 3, 4, 6)), cochrane, chance), first=number, last=number)
    return [first, replace(again, doi=f"{doi}.pub{chance.randint(2, 4)}")]


def _twice(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    """Printed in two journals: a guideline, or a translation."""
    if work.field == "medicine" and chance.random() < 0.5:
        place = appeared("other", max(work.year, 1983), chance)
        return [work, replace(moved(work, max(work.year, 1983), place.journal, chance), language="ger", field="other")]
    return [work, elsewhere(work, chance, (0, 0, 1))]


TRAPS: dict[str, Trap] = {
    "part I and II": Trap(_parts, 30),
    "follow-up": Trap(_follow_up, 25, "medicine"),
    "protocol or pilot": Trap(_protocol, 35, "medicine"),
    "conference abstract": Trap(_abstract, 60, "medicine"),
    "one supplement, one DOI": Trap(_supplement, 15, "medicine"),
    "Cochrane update": Trap(_update, 15, "medicine"),
    "conference and journal": Trap(_journal_version, 150, "computing"),
    "erratum": Trap(notes.erratum, 40),
    "comment or reply": Trap(notes.comment, 40),
    "same title, others": Trap(_same_title, 60),
    "sister paper": Trap(_sister, 100),
    "column": Trap(notes.columns, 40),
    "annual": Trap(notes.annual, 20),
    "printed twice": Trap(_twice, 12),
    "one page": Trap(_one_page, 30),
    "one matter": Trap(_topic, 400),
}
"""The kinds of neighbours."""
