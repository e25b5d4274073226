"""Kinds, carriers, editions and years that hold two records apart."""

import re

from rapidfuzz import fuzz

from indexer.dedup.apart_title import LEAFLET
from indexer.dedup.compare import carrier, pages, year_gap
from indexer.dedup.support import shares_identifier
from indexer.dedup.traits import Traits

YEARS = 5
"""So many years apart, two records without a shared identifier are two publications."""

PRINTINGS = 15
"""So many years apart, if their very pages are the same."""

ANNUAL = re.compile(
    r"\b(?:statisti\w+|dalam angka|laporan|tahunan|annual|yearbook|year book|almanac|almanak|jahrbuch|annuaire|report"
    r"|direktori|directory|profil|profile|prosiding|proceedings|sensus|census|survei|survey|survai|indikator|indicators"
    r"|katalog|catalogue|catalog|kalender|himpunan peraturan|rencana|budget|anggaran|renstra|review|acts|resolutions"
    r"|laws|statutes|minutes|notulen|lembaran)\b"
)
"""Titles of what comes out every year."""


def types(a: Traits, b: Traits) -> bool:
    """Another kind of thing; what a type that says nothing is, nobody knows."""
    return a.family is not None and b.family is not None and a.family != b.family


def carriers(a: Traits, b: Traits) -> bool:
    """Another carrier, another form of it (`dvd`, `braille`), or a form without pages against a book."""
    if a.forms and b.forms and a.forms.isdisjoint(b.forms):
        return True
    if any(
        one.forms and not one.pages and (other.pages or 0) > LEAFLET and not other.forms
        for one, other in ((a, b), (b, a))
    ):
        return True
    return carrier(a, b) == "different" and not (a.part and b.part)  # an article is the same in print and online


def editions(a: Traits, b: Traits) -> bool:
    """Another number of the edition; printings are none (`traits`)."""
    return a.edition is not None and b.edition is not None and a.edition != b.edition


def years(a: Traits, b: Traits) -> bool:
    """Years far apart, unless the very pages are the same: then one of the dates may be that of a printing."""
    gap = year_gap(a, b)
    return gap > YEARS and not shares_identifier(a, b) and not (gap <= PRINTINGS and pages(a, b) == "equal")


def annual(a: Traits, b: Traits) -> bool:
    """What comes out every year under the same title: another year is another publication."""
    if a.part or b.part or not (a.years and b.years) or set(a.years) & set(b.years) or shares_identifier(a, b):
        return False
    return bool(ANNUAL.search(a.full) and ANNUAL.search(b.full)) and pages(a, b) != "equal"


def days(a: Traits, b: Traits) -> bool:
    """Two days of a newspaper or of minutes, which nobody signs."""
    return bool(a.day and b.day) and a.day != b.day and not (a.people or b.people) and not shares_identifier(a, b)


def issns(a: Traits, b: Traits) -> bool:
    """Two serials with ISSNs of which none is the same (ISO 3297: one for each medium)."""
    return a.family == b.family == "serial" and bool(a.issns and b.issns) and a.issns.isdisjoint(b.issns)


def thesis(a: Traits, b: Traits) -> bool:
    """A thesis, and the book or report that came of it: another publisher, or another year.

    The type alone says nothing, since one library's thesis is another library's book.
    """
    if a.thesis == b.thesis or a.family is None or b.family is None:
        return False
    other_publisher = bool(a.publisher and b.publisher) and fuzz.token_set_ratio(a.publisher, b.publisher) < 60
    return other_publisher or bool(a.years and b.years and not set(a.years) & set(b.years))
