"""What forbids that two records are one publication, however much else agrees. Each rule has a code and a sentence.

The rules follow what cataloguers hold apart: RDA 1.6 and the "when to make a new record" rules of the field (another
edition, another volume, another carrier), and measured habits of real records (docs/matching.md).
"""

import re
from collections.abc import Callable

from rapidfuzz import fuzz

from config.i18n import N_
from indexer.dedup.compare import year_gap
from indexer.dedup.traits import ERRATUM, GENERIC, Traits

YEARS = 5
"""So many years apart, two records without a shared identifier are two publications."""

_NUMBER = re.compile(r"[0-9]{1,6}")

Rule = Callable[[Traits, Traits], bool]


def _types(a: Traits, b: Traits) -> bool:
    return a.family is not None and b.family is not None and a.family != b.family


def _carriers(a: Traits, b: Traits) -> bool:
    return a.carrier is not None and b.carrier is not None and a.carrier != b.carrier


def _component(a: Traits, b: Traits) -> bool:
    return a.part != b.part and (a.family is None or b.family is None or "article" not in (a.family, b.family))


def _volumes(a: Traits, b: Traits) -> bool:
    return bool(a.volumes and b.volumes and not a.volumes & b.volumes)


def _parts(a: Traits, b: Traits) -> bool:
    return bool(a.part_title and b.part_title and fuzz.token_set_ratio(a.part_title, b.part_title) < 60)


def _title_numbers(a: Traits, b: Traits) -> bool:
    return bool(a.numbers and b.numbers and not (a.numbers <= b.numbers or b.numbers <= a.numbers))


def _editions(a: Traits, b: Traits) -> bool:
    return a.edition is not None and b.edition is not None and a.edition != b.edition


def _years(a: Traits, b: Traits) -> bool:
    return year_gap(a, b) > YEARS and not shares_identifier(a, b)


def _thesis(a: Traits, b: Traits) -> bool:
    """A thesis, and the book or report that came of it: another publisher, or another year.

    The type alone says nothing, since one library's thesis is another library's book.
    """
    if a.thesis == b.thesis or a.family is None or b.family is None:
        return False
    other_publisher = bool(a.publisher and b.publisher) and fuzz.token_set_ratio(a.publisher, b.publisher) < 60
    return other_publisher or bool(a.years and b.years and not set(a.years) & set(b.years))


def _series_numbers(a: Traits, b: Traits) -> bool:
    """One series, two numbers in it. Of 78 such pairs of the labelled set, 76 are different publications."""
    x, y = ({int(number) for number in _NUMBER.findall(t.series)} for t in (a, b))
    return bool(x and y) and not x & y and _NUMBER.sub("", a.series).split() == _NUMBER.sub("", b.series).split()


def _erratum(a: Traits, b: Traits) -> bool:
    return bool(ERRATUM.match(a.full)) != bool(ERRATUM.match(b.full))


def _issues(a: Traits, b: Traits) -> bool:
    """Parts of a host: another issue and another page, or another issue under one of the titles that return."""
    if not (a.part and b.part):
        return False
    other_issue = any(x and y and x != y for x, y in zip(a.issue, b.issue, strict=True))
    other_page = bool(a.first_page and b.first_page and a.first_page != b.first_page)
    return (other_issue and other_page) or ((other_issue or other_page) and _is_generic(a, b))


def _generic(a: Traits, b: Traits) -> bool:
    """A title that says nothing, and nothing else that does."""
    return _is_generic(a, b) and not shares_identifier(a, b) and support(a, b) < 2


def _thin(a: Traits, b: Traits) -> bool:
    """Nothing beside title and names agrees, and the title is not long enough to be told by alone."""
    few = min(len(a.words), len(b.words)) <= 6
    return few and not shares_identifier(a, b) and support(a, b) == 0


def _titles(a: Traits, b: Traits) -> bool:
    """No number joins records whose titles disagree (DESIGN, decision 6)."""
    if not a.full or not b.full:
        return True
    short, long = (a.full, b.full) if len(a.full) <= len(b.full) else (b.full, a.full)
    return max(fuzz.ratio(short, long), fuzz.token_set_ratio(short, long)) < 70 and not long.startswith(short)


VETOES: dict[str, tuple[Rule, str]] = {
    "title": (_titles, N_("The titles disagree; no number joins such records.")),
    "type": (_types, N_("They are different kinds of thing.")),
    "carrier": (_carriers, N_("They are on different carriers: print, online, disc and microform are kept apart.")),
    "component": (_component, N_("One is a part of something, the other is not.")),
    "volume": (_volumes, N_("They are different volumes.")),
    "part": (_parts, N_("They are different parts.")),
    "title-number": (_title_numbers, N_("The numbers in their titles differ.")),
    "edition": (_editions, N_("They are different editions.")),
    "year": (_years, N_("Their years are more than five apart.")),
    "thesis": (_thesis, N_("One is a thesis, the other was published elsewhere or in another year.")),
    "series-number": (_series_numbers, N_("They bear different numbers of one series.")),
    "erratum": (_erratum, N_("One is a note about the other.")),
    "issue": (_issues, N_("They stand in different issues or on different pages.")),
    "generic-title": (_generic, N_("Their title is one that many publications have, and too little else agrees.")),
    "thin": (_thin, N_("Their title is short, and nothing beside title and names agrees.")),
}
"""Code → rule and the sentence that explains it."""

SILENCES = frozenset({"generic-title", "thin"})
"""Vetoes for want of evidence: they forbid a pair its own join, but not that a third record brings the two together."""


def vetoes(a: Traits, b: Traits) -> tuple[str, ...]:
    """The codes of all rules that keep `a` and `b` apart; none is the usual answer. Symmetric."""
    return tuple(code for code, (rule, _sentence) in VETOES.items() if rule(a, b))


def shares_identifier(a: Traits, b: Traits) -> bool:
    """True when they have an ISBN, DOI, OCLC number or LCCN in common."""
    return bool(a.isbns & b.isbns or a.dois & b.dois or a.numbers_of_record & b.numbers_of_record)


def support(a: Traits, b: Traits) -> int:
    """How many independent facts beside title and names agree: year, publisher, pages, series, page in the host."""
    return (
        bool(set(a.years) & set(b.years))
        + (bool(a.publisher and b.publisher) and fuzz.token_set_ratio(a.publisher, b.publisher) >= 60)
        + (a.pages is not None and a.pages == b.pages)
        + bool(a.first_page and a.first_page == b.first_page)
        + bool(a.series and a.series == b.series)
    )


def _is_generic(a: Traits, b: Traits) -> bool:
    return any(GENERIC.fullmatch(t.full) is not None for t in (a, b))
