"""How databases write, and what they leave out.

The rates are those of exports that reviewers merge (PubMed, Embase, Scopus, Web of Science …), of reference lists and
of repositories, as far as they are known; what matters is that every habit occurs beside every other.
"""

from collections.abc import Mapping
from typing import NamedTuple

from bench import articles_styles as styles
from bench.articles_styles import NameStyle, TitleStyle

AND = "and"

Choice = Mapping[str, float]


class Habit(NamedTuple):
    """How one database writes; the numbers are shares of its records.

    Attributes:
        names, titles: manners and their weights; ascii: how often names have lost their accents.
        between: what stands between names, one is drawn; `AND` is a list with `and` before the last.
        host: manners of the journal's name; pages: manners of the pages.
        doi, issn, abstract: how often it has them, where the work does.
        no_issue, no_pages, no_volume: how often they are missing; without a volume there are no pages either.
        year: how often its year is one off; no_year: how often there is none.
        counted: how often an article with a number instead of pages is said to be on `1-9`.
        nobody: what stands for the author where there is none; most: so many names, then `et al.` or nothing.
        slips: how often somebody mistyped something.
    """

    names: Mapping[NameStyle, float]
    titles: Mapping[TitleStyle, float]
    host: Choice
    pages: Choice
    between: tuple[str, ...] = ("; ",)
    ascii: float = 0.1
    doi: float = 0.0
    issn: float = 0.0
    abstract: float = 0.0
    no_issue: float = 0.15
    no_pages: float = 0.1
    no_volume: float = 0.02
    no_host: float = 0.0
    year: float = 0.02
    no_year: float = 0.0
    counted: float = 0.0
    nobody: str = ""
    most: int = 0
    slips: float = 0.0


HABITS: dict[str, Habit] = {
    "pubmed": Habit(
        names={styles.vancouver: 6, styles.inverted: 3},
        titles={styles.stopped: 7, styles.sentence_case: 2},
        host={"nlm": 6, "medline": 4}, pages={"short": 8, "full": 2}, between=("; ", ", ", " and "),
        doi=0.8, issn=0.8, abstract=0.8, no_issue=0.08, no_pages=0.04, year=0.04,
    ),
    "embase": Habit(
        names={styles.dotted: 5, styles.inverted_initials: 5},
        titles={styles.sentence_case: 5, styles.as_is: 3, styles.british: 2},
        host={"full": 6, "nlm": 2, "ampersand": 1}, pages={"full": 9, "short": 1}, between=("; ", " and "),
        doi=0.55, issn=0.7, abstract=0.8, no_issue=0.1, no_pages=0.08, nobody="Anonymous",
    ),
    "scopus": Habit(
        names={styles.dotted: 7, styles.inverted_initials: 3},
        titles={styles.as_is: 6, styles.title_case: 4},
        host={"full": 8, "bare": 2}, pages={"full": 1}, between=("; ", ", "),
        doi=0.85, issn=0.6, abstract=0.7, no_pages=0.15, year=0.03, counted=0.15,
    ),
    "wos": Habit(
        names={styles.comma_initials: 6, styles.inverted: 4},
        titles={styles.plain: 4, styles.title_case: 4, styles.capitals: 2},
        host={"capitals": 7, "full": 3}, pages={"full": 1}, ascii=0.7,
        doi=0.6, issn=0.7, abstract=0.6, no_pages=0.08, nobody="[Anonymous]",
    ),
    "central": Habit(
        names={styles.vancouver: 7, styles.inverted: 3},
        titles={styles.sentence_case: 8, styles.as_is: 2},
        host={"medline": 4, "full": 4, "nlm": 2}, pages={"full": 6, "short": 4}, between=("; ", ", "),
        doi=0.3, abstract=0.7, no_issue=0.2, no_pages=0.1, most=20, year=0.03,
    ),
    "cinahl": Habit(
        names={styles.inverted_initials: 5, styles.inverted: 5},
        titles={styles.title_case: 5, styles.as_is: 3, styles.stopped: 2},
        host={"full": 7, "ampersand": 3}, pages={"full": 8, "short": 2},
        doi=0.3, issn=0.6, abstract=0.6, counted=0.3, nobody="Anonymous",
    ),
    "crossref": Habit(
        names={styles.inverted: 6, styles.natural: 4},
        titles={styles.marked_up: 5, styles.as_is: 4, styles.without_subtitle: 1},
        host={"full": 8, "ampersand": 2}, pages={"full": 1}, doi=1.0, issn=0.7, abstract=0.2,
        no_issue=0.25, no_pages=0.25, year=0.05, counted=0.2,
    ),
    "bibtex": Habit(
        names={styles.inverted: 6, styles.natural: 4},
        titles={styles.as_is: 5, styles.title_case: 3, styles.stripped_latex: 2},
        host={"full": 6, "iso": 3, "any": 1}, pages={"double": 8, "full": 2}, between=(" and ",),
        doi=0.4, no_issue=0.3, no_pages=0.2,
    ),
    "dblp": Habit(
        names={styles.natural: 1}, titles={styles.title_case_stopped: 7, styles.title_case: 3},
        host={"dblp": 1}, pages={"full": 1}, between=(", ", "; "), doi=0.3, no_pages=0.2, no_volume=0.8,
    ),
    "acm": Habit(
        names={styles.natural: 1}, titles={styles.as_is: 7, styles.sentence_case: 3},
        host={"acm": 1}, pages={"full": 1}, between=(", ", "; "), doi=0.3, no_pages=0.2, no_volume=0.8, year=0.03,
    ),
    "scholar": Habit(
        names={styles.scholar: 6, styles.natural_initials: 4},
        titles={styles.as_is: 4, styles.sentence_case: 3, styles.cut: 3},
        host={"full": 5, "publisher": 2, "cut": 2, "iso": 1}, pages={"full": 1}, between=(", ",),
        no_issue=0.4, no_pages=0.5, no_volume=0.5, no_host=0.08, most=4, year=0.05, no_year=0.02, counted=0.3,
    ),
    "typed": Habit(
        names={
            styles.natural_initials: 3, styles.inverted_initials: 3, styles.vancouver: 2, styles.natural: 2,
            styles.family_only: 0.5,
        },
        titles={styles.as_is: 4, styles.sentence_case: 4, styles.without_subtitle: 1, styles.plain: 1},
        host={"any": 1}, pages={"full": 5, "double": 3, "first": 1, "short": 1},
        between=(", ", " and ", "; ", AND), ascii=0.5,
        doi=0.05, no_issue=0.5, no_pages=0.3, no_volume=0.3, no_host=0.1, most=6, year=0.05, no_year=0.04,
        counted=0.1, slips=0.6,
    ),
}  # fmt: skip
"""Database → its habits."""

MARKS = (
    "title cut", "subtitle dropped", "title slip", "translated title", "no authors", "authors cut", "no year",
    "other year", "page slip", "pages counted", "no journal", "no volume, no pages", "no pages", "deposit",
)  # fmt: skip
"""What a version may lack or have wrong, from grave to slight."""
