"""Titles that hold two records apart: other words, other numbers, words that make another publication."""

import re

from rapidfuzz import fuzz

from indexer.dedup.compare import creator, first_page, host, in_volume, pages, title_proper, year, year_gap
from indexer.dedup.support import shares_identifier, support
from indexer.dedup.traits import Traits
from indexer.dedup.words import unmatched
from indexer.normalise import language
from indexer.normalise.tables import remembered, table
from indexer.normalise.text import fold

GENERIC = re.compile(
    r"(editorial|introduction|foreword|preface|index|contents|news|letters?|book reviews?|in this issue|from the editor"
    r"|pengantar|kata pengantar|pendahuluan|daftar isi|table of contents|annual report|laporan tahunan|laporan"
    r"|proceedings|prosiding|works|poems|poetical works|report|notulen rapat"
    r"|minutes(?: of)?(?: the)?(?: \w+)? meetings?|minutes|agenda)"
)
"""Titles that thousands of publications have."""

ERRATUM = re.compile(
    r"(?:erratum|errata|corrigend\w+|correction(?: to)?|retract\w+|ralat|koreksi|re|in reply|reply to|response to"
    r"|comments? on|letter to the editor|vol \d+ pg \w+ \d{4})\b"
    r"|.*\b(?:erratum|corrigendum|vol \d+ pg? \w+ \d{4})\b"
    r"|.* (?:(?:authors?|the authors?|author s) )?(?:reply|response|rebuttal|comment|comments|discussion)$"
)
"""Titles of notes about another publication."""

ALIKE, ALIKE_ALONE = 70, 85
"""From here on (of 100) titles do not disagree: whole titles, and titles proper by themselves."""

COMMON = 6
"""A title of fewer words may be that of many."""

SHORT = 10
"""A title of so few words is looked at with its subtitle; in a longer one, a single word decides nothing."""

LEAFLET = 20
"""A page count up to this one says little when it is equal."""


def titles(a: Traits, b: Traits) -> bool:
    """No number joins records whose titles disagree (DESIGN, decision 6)."""
    if not a.full or not b.full:
        return True
    short, long = (a.full, b.full) if len(a.full) <= len(b.full) else (b.full, a.full)
    if long.startswith(short) or max(fuzz.ratio(short, long), fuzz.token_set_ratio(short, long)) >= ALIKE:
        return False
    return fuzz.ratio(a.main, b.main) < ALIKE_ALONE


def title_numbers(a: Traits, b: Traits) -> bool:
    """Other numbers in the titles; now and then they are a slip, and the same year and pages show it."""
    if year(a, b) == "equal" and pages(a, b) == "equal" and (a.pages or 0) > LEAFLET:
        return False
    return bool(a.numbers and b.numbers and not (a.numbers <= b.numbers or b.numbers <= a.numbers))


def words(a: Traits, b: Traits) -> bool:
    """Each title has a word that the other has not, and it is no slip: nothing shows that the same thing is meant."""
    if not (unmatched(a, b) and unmatched(b, a)):
        return False
    if a.part and b.part:
        return not _same_place(a, b)
    return not (pages(a, b) in ("equal", "near") and year_gap(a, b) <= 1)


def _same_place(a: Traits, b: Traits) -> bool:
    """Parts on one page of one volume; or in one journal, by the same authors, but for a word of a long title."""
    if in_volume(a, b) == "equal" and first_page(a, b) == "equal":
        return True
    one_word = len(unmatched(a, b)) == 1 == len(unmatched(b, a)) and min(len(a.words), len(b.words)) >= COMMON
    return one_word and host(a, b) == "equal" and creator(a, b) in ("equal", "initials") and year(a, b) == "equal"


def proper_words(a: Traits, b: Traits) -> bool:
    """The same in the titles proper: books of one series have equally many pages and differ by such a word."""
    return not (a.part and b.part) and all(
        set(one.main.split()).intersection(unmatched(one, other)) for one, other in ((a, b), (b, a))
    )


def decisive(a: Traits, b: Traits) -> bool:
    """A word that makes another publication, in the title proper of one and nowhere in the title of the other."""
    if pages(a, b) in ("equal", "near") or (
        a.part and b.part and title_proper(a, b) in ("beginning", "near beginning")
    ):
        return False
    known = _decisive_words()
    if any(
        one.subtitle and not other.subtitle and known.issuperset(one.subtitle.split())
        for one, other in ((a, b), (b, a))
    ):
        return True
    for one, other in ((a, b), (b, a)):
        whole = other.subtitle and len(one.words) <= SHORT
        said = set((one.full if whole else one.main).split()) & known
        if said and not said.isdisjoint(unmatched(one, other)):
            return True
    return False


@remembered()
def _decisive_words() -> frozenset[str]:
    """The words of `config/tables/decisive.yaml` that make another publication."""
    return frozenset(word for words in table("decisive")["words"].values() for word in words.split())


def order(a: Traits, b: Traits) -> bool:
    """The languages of a dictionary in another order: `Kamus Inggris-Indonesia`, `Kamus Indonesia-Inggris`."""
    x, y = (tuple(word for word in t.main.split() if word in _language_names()) for t in (a, b))
    return len(x) > 1 and len(y) > 1 and x != y and set(x) == set(y)


@remembered()
def _language_names() -> frozenset[str]:
    """The names of languages that are one word, in English and Indonesian."""
    return frozenset(name for name in language.names() if " " not in name)


def erratum(a: Traits, b: Traits) -> bool:
    """A note about a publication (erratum, reply, comment) and no such note."""
    return bool(ERRATUM.match(a.full)) != bool(ERRATUM.match(b.full))


def generic(a: Traits, b: Traits) -> bool:
    """A title that says nothing, and nothing else that does."""
    return is_generic(a, b) and not shares_identifier(a, b) and support(a, b) < 2


def thin(a: Traits, b: Traits) -> bool:
    """Nothing beside title and names agrees, and these are too little to be told by alone."""
    if shares_identifier(a, b) or support(a, b):
        return False
    few = min(len(a.words), len(b.words))
    return few <= 1 or (few <= 3 and creator(a, b) not in ("equal", "initials", "variant"))


def is_generic(a: Traits, b: Traits) -> bool:
    """Whether a title of the two is one that thousands have, or only a date."""
    return any(GENERIC.fullmatch(t.full) is not None or all(map(_of_a_date, t.full.split())) for t in (a, b))


def _of_a_date(word: str) -> bool:
    return word.isdecimal() or word in _months()


@remembered()
def _months() -> frozenset[str]:
    """The names of months: a title that is only a date says nothing."""
    return frozenset(word for forms in table("dates")["months"].values() for word in fold(str(forms)).split())
