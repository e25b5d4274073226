"""What forbids that two records are one publication, however much else agrees. Each rule has a code and a sentence.

The rules follow what cataloguers hold apart: RDA 1.6 and the "when to make a new record" rules of the field (another
edition, another volume, another carrier), and measured habits of real records (docs/matching.md).
"""

import re
from collections.abc import Callable, Iterable

from rapidfuzz import fuzz

from config.i18n import N_
from indexer.dedup.compare import (
    MISSING,
    carrier,
    creator,
    first_page,
    host,
    in_volume,
    pages,
    publisher,
    title_proper,
    unmatched,
    year,
    year_gap,
)
from indexer.dedup.traits import ERRATUM, GENERIC, STOP, Traits, titled
from indexer.normalise import language, numerals
from indexer.normalise.tables import remembered, table
from indexer.normalise.text import fold

YEARS = 5
"""So many years apart, two records without a shared identifier are two publications."""

PRINTINGS = 15
"""So many years apart, if their very pages are the same."""

A_YEAR = 1400
"""From here on, the number of a part is a year."""

SEQUELS = 20
"""A number up to this one at the end of a title proper may be that of a volume: `Laskar pelangi 2`, not `Catch 22`."""

COMMON = 6
"""A title of fewer words may be that of many."""

SHORT = 10
"""A title of so few words is looked at with its subtitle; in a longer one, a single word decides nothing."""

LEAFLET = 20
"""A page count up to this one says little when it is equal."""

ANNUAL = re.compile(
    r"\b(?:statisti\w+|dalam angka|laporan|tahunan|annual|yearbook|year book|almanac|almanak|jahrbuch|annuaire|report"
    r"|direktori|directory|profil|profile|prosiding|proceedings|sensus|census|survei|survey|survai|indikator|indicators"
    r"|katalog|catalogue|catalog|kalender|himpunan peraturan|rencana|budget|anggaran|renstra|review|acts|resolutions|laws"
    r"|statutes|minutes|notulen|lembaran)\b"
)
"""Titles of what comes out every year."""

ALIKE, ALIKE_ALONE = 70, 85
"""From here on (of 100) titles do not disagree: whole titles, and titles proper by themselves."""

_NUMBER = re.compile(r"[0-9]{1,6}")
_NUMBERED = re.compile(r"\b(?:no|nr|nomor|number) [0-9]")

Rule = Callable[[Traits, Traits], bool]


def _types(a: Traits, b: Traits) -> bool:
    return a.family is not None and b.family is not None and a.family != b.family


def _carriers(a: Traits, b: Traits) -> bool:
    if a.forms and b.forms and a.forms.isdisjoint(b.forms):
        return True
    if any(
        one.forms and not one.pages and (other.pages or 0) > LEAFLET and not other.forms
        for one, other in ((a, b), (b, a))
    ):
        return True
    return carrier(a, b) == "different"


def _component(a: Traits, b: Traits) -> bool:
    """One is part of something, the other is known to be a whole: of its kind, or with an ISBN of its own."""
    whole = b if a.part else a
    return a.part != b.part and (whole.family not in (None, "article") or bool(whole.isbns))


def _volumes(a: Traits, b: Traits) -> bool:
    """Other volumes, or one volume and all of them."""
    if a.volumes and b.volumes:
        letters, others = ({number for number in t.volumes if number < 0} for t in (a, b))
        return a.volumes.isdisjoint(b.volumes) or bool(letters and others and letters.isdisjoint(others))
    if (a.of_several or 1) > 1 and (b.of_several or 1) > 1:  # `v. 1` of an extent of `2 v.` is the first of both
        return False
    return any(one.volumes and not all_.volumes and (all_.of_several or 1) > 1 for one, all_ in ((a, b), (b, a)))


def _number_behind(title: str, beginning: str) -> int:
    """The number in figures or in Roman numerals that is all that a title has more than its beginning; else 0."""
    if not beginning or not title.startswith(f"{beginning} "):
        return 0
    rest = title[len(beginning) + 1 :]
    return numerals.roman(rest) or (int(rest) if rest.isdecimal() else 0)


def _volume_unsaid(a: Traits, b: Traits) -> bool:
    """One is a second volume or a later one, or its title has such a number; the other may be the first, or all."""
    if ((a.of_several or 1) > 1 and (b.of_several or 1) > 1) or pages(a, b) in ("equal", "near"):
        return False
    for one, other in ((a, b), (b, a)):
        if one.volumes and not other.volumes and 1 < min(map(abs, one.volumes)) < A_YEAR:
            return True
        if one.volumes and not other.volumes and other.part_title and not one.part_title:
            return True
        if _NUMBERED.search(one.full) and not _NUMBERED.search(other.full):
            return True
        number = _number_behind(one.main, other.main)
        if 1 < number <= SEQUELS and number not in other.volumes:
            return True
    return False


def _parts(a: Traits, b: Traits) -> bool:
    """Other parts; or a part and what may be the whole, since it is larger."""
    if a.part_title and b.part_title:
        x, y = titled(a, a.part_title), titled(b, b.part_title)
        return bool(unmatched(x, y) and unmatched(y, x)) or fuzz.token_set_ratio(x.main, y.main) < 60
    return bool(a.part_title or b.part_title) and pages(a, b) == "different" and not words_of_part(a, b)


def words_of_part(a: Traits, b: Traits) -> bool:
    """Whether the title of the one without a part title names the part all the same."""
    with_part, without = (a, b) if a.part_title else (b, a)
    return set(with_part.part_title.split()) - STOP <= without.words


_MADE_BY_MANY = frozenset(["video", "audio", "score"])


def _bodies_tell(a: Traits, b: Traits) -> bool:
    """Whether other bodies mean another publication: catalogues name them in many ways, so more has to differ."""
    if publisher(a, b) == "different":
        return True
    return publisher(a, b) == MISSING and min(len(a.words), len(b.words)) < COMMON


def _akin(a: str, b: str) -> bool:
    """Whether two names may be one, written in ways that nobody foresaw."""
    return fuzz.token_set_ratio(a, b) >= 75 or fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")) >= 75


def _title_numbers(a: Traits, b: Traits) -> bool:
    """Other numbers in the titles; now and then they are a slip, and the same year and pages show it."""
    if year(a, b) == "equal" and pages(a, b) == "equal" and (a.pages or 0) > LEAFLET:
        return False
    return bool(a.numbers and b.numbers and not (a.numbers <= b.numbers or b.numbers <= a.numbers))


def _editions(a: Traits, b: Traits) -> bool:
    return a.edition is not None and b.edition is not None and a.edition != b.edition


def _years(a: Traits, b: Traits) -> bool:
    """Years far apart, unless the very pages are the same: then one of the dates may be that of a printing."""
    gap = year_gap(a, b)
    return gap > YEARS and not shares_identifier(a, b) and not (gap <= PRINTINGS and pages(a, b) == "equal")


def _issns(a: Traits, b: Traits) -> bool:
    return a.family == b.family == "serial" and bool(a.issns and b.issns) and a.issns.isdisjoint(b.issns)


def _days(a: Traits, b: Traits) -> bool:
    """Two days of a newspaper or of minutes, which nobody signs."""
    return bool(a.day and b.day) and a.day != b.day and not (a.people or b.people) and not shares_identifier(a, b)


def _annual(a: Traits, b: Traits) -> bool:
    """What comes out every year under the same title: another year is another publication."""
    if a.part or b.part or not (a.years and b.years) or set(a.years) & set(b.years) or shares_identifier(a, b):
        return False
    return bool(ANNUAL.search(a.full) and ANNUAL.search(b.full)) and pages(a, b) != "equal"


def _words(a: Traits, b: Traits) -> bool:
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


def _proper_words(a: Traits, b: Traits) -> bool:
    """The same in the titles proper: books of one series have equally many pages and differ by such a word."""
    return not (a.part and b.part) and all(
        set(one.main.split()).intersection(unmatched(one, other)) for one, other in ((a, b), (b, a))
    )


def _decisive(a: Traits, b: Traits) -> bool:
    """A word that makes another publication, in the title proper of one and nowhere in the title of the other."""
    if pages(a, b) in ("equal", "near") or (
        a.part and b.part and title_proper(a, b) in ("beginning", "near beginning")
    ):
        return False
    known = decisive_words()
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


def _order(a: Traits, b: Traits) -> bool:
    """The languages of a dictionary in another order: `Kamus Inggris-Indonesia`, `Kamus Indonesia-Inggris`."""
    x, y = (tuple(word for word in t.main.split() if word in language_names()) for t in (a, b))
    return len(x) > 1 and len(y) > 1 and x != y and set(x) == set(y)


def _creators(a: Traits, b: Traits) -> bool:
    """Other persons: of a thesis always, else unless an identifier or the very pages are the same."""
    if not (a.people and b.people) or a.part or b.part or (a.family in _MADE_BY_MANY and b.family in _MADE_BY_MANY):
        return False
    if creator(a, b) != "different" or ((a.bodies or b.bodies) and not _bodies_tell(a, b)):
        return False
    if a.thesis and b.thesis:
        return True
    if not (a.bodies and b.bodies) and any(_akin(x.whole, y.whole) for x in a.people for y in b.people):
        return False
    return not shares_identifier(a, b) and pages(a, b) not in ("equal", "near")


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
    other_page = first_page(a, b) == "different"
    return (other_issue and other_page) or ((other_issue or other_page) and _is_generic(a, b))


def _generic(a: Traits, b: Traits) -> bool:
    """A title that says nothing, and nothing else that does."""
    return _is_generic(a, b) and not shares_identifier(a, b) and support(a, b) < 2


def _thin(a: Traits, b: Traits) -> bool:
    """Nothing beside title and names agrees, and these are too little to be told by alone."""
    if shares_identifier(a, b) or support(a, b):
        return False
    few = min(len(a.words), len(b.words))
    return few <= 1 or (few <= 3 and creator(a, b) not in ("equal", "initials", "variant"))


def _titles(a: Traits, b: Traits) -> bool:
    """No number joins records whose titles disagree (DESIGN, decision 6)."""
    if not a.full or not b.full:
        return True
    short, long = (a.full, b.full) if len(a.full) <= len(b.full) else (b.full, a.full)
    if long.startswith(short) or max(fuzz.ratio(short, long), fuzz.token_set_ratio(short, long)) >= ALIKE:
        return False
    return fuzz.ratio(a.main, b.main) < ALIKE_ALONE


def _other_year(a: Traits, b: Traits) -> bool:
    gap = year_gap(a, b)
    return gap > 1 or (gap == 1 and not shares_identifier(a, b))


def _other_publisher(a: Traits, b: Traits) -> bool:
    return publisher(a, b) == "different" and not shares_identifier(a, b)


def _other_pages(a: Traits, b: Traits) -> bool:
    return pages(a, b) in ("2 %", "10 %", "different") and not shares_identifier(a, b)


def _other_words(a: Traits, b: Traits) -> bool:
    return bool(unmatched(a, b) and unmatched(b, a))


def _one_volume(a: Traits, b: Traits) -> bool:
    return bool(a.volumes) != bool(b.volumes) and not shares_identifier(a, b)


def _one_edition(a: Traits, b: Traits) -> bool:
    return (a.edition or 1) != (b.edition or 1)


VETOES: dict[str, tuple[Rule, str]] = {
    "title": (_titles, N_("The titles disagree; no number joins such records.")),
    "type": (_types, N_("They are different kinds of thing.")),
    "carrier": (_carriers, N_("They are on different carriers: print, online, disc and microform are kept apart.")),
    "component": (_component, N_("One is a part of something, the other is not.")),
    "volume": (_volumes, N_("They are different volumes.")),
    "volume-unsaid": (_volume_unsaid, N_("One is a later volume; the other does not say which it is.")),
    "part": (_parts, N_("They are different parts.")),
    "title-number": (_title_numbers, N_("The numbers in their titles differ.")),
    "words": (_words, N_("Each title has a word that the other has not, and nothing shows that the same is meant.")),
    "proper-words": (_proper_words, N_("Each title proper has a word that the other has not.")),
    "decisive": (_decisive, N_("One title proper has a word that makes another publication.")),
    "order": (_order, N_("Their titles name the same languages in another order.")),
    "creator": (_creators, N_("They are by other persons.")),
    "issn": (_issns, N_("They are serials with different ISSNs.")),
    "day": (_days, N_("They are of two days, and neither names an author.")),
    "annual": (_annual, N_("Such a publication comes out every year, and these are of other years.")),
    "edition": (_editions, N_("They are different editions.")),
    "year": (_years, N_("Their years are more than five apart.")),
    "thesis": (_thesis, N_("One is a thesis, the other was published elsewhere or in another year.")),
    "series-number": (_series_numbers, N_("They bear different numbers of one series.")),
    "erratum": (_erratum, N_("One is a note about the other.")),
    "issue": (_issues, N_("They stand in different issues or on different pages.")),
    "generic-title": (_generic, N_("Their title is one that many publications have, and too little else agrees.")),
    "thin": (_thin, N_("Their title is short, and nothing beside title and names agrees.")),
    "other-year": (_other_year, N_("Strict: their years differ.")),
    "other-publisher": (_other_publisher, N_("Strict: their publishers differ.")),
    "other-pages": (_other_pages, N_("Strict: their page counts differ.")),
    "other-words": (_other_words, N_("Strict: each title has a word that the other has not.")),
    "one-volume": (_one_volume, N_("Strict: only one of them says which volume it is.")),
    "one-edition": (_one_edition, N_("Strict: only one of them says that it is a later edition.")),
}
"""Code → rule and the sentence that explains it."""

DOUBTS = frozenset({"generic-title", "thin", "proper-words", "volume-unsaid"})
"""Vetoes for want of evidence: a person should look at the pair, and a third record may bring the two together."""


def vetoes(a: Traits, b: Traits, codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the rules of these codes that keep `a` and `b` apart; none is the usual answer. Symmetric."""
    return tuple([code for code in codes if VETOES[code][0](a, b)])


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
    return any(GENERIC.fullmatch(t.full) is not None or all(map(_of_a_date, t.full.split())) for t in (a, b))


def _of_a_date(word: str) -> bool:
    return word.isdecimal() or word in month_names()


@remembered()
def month_names() -> frozenset[str]:
    """The names of months: a title that is only a date says nothing."""
    return frozenset(word for forms in table("dates")["months"].values() for word in fold(str(forms)).split())


@remembered()
def decisive_words() -> frozenset[str]:
    """The words of `config/tables/decisive.yaml` that make another publication."""
    return frozenset(word for words in table("decisive")["words"].values() for word in words.split())


@remembered()
def language_names() -> frozenset[str]:
    """The names of languages that are one word, in English and Indonesian."""
    return frozenset(name for name in language.names() if " " not in name)
