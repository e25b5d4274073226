"""What holds two records apart in the strict profile only, which joins what hardly differs."""

from indexer.dedup.compare import pages, publisher, year_gap
from indexer.dedup.support import shares_identifier
from indexer.dedup.traits import Traits
from indexer.dedup.words import unmatched


def other_year(a: Traits, b: Traits) -> bool:
    """More than a year between them, or one and no identifier in common."""
    gap = year_gap(a, b)
    return gap > 1 or (gap == 1 and not shares_identifier(a, b))


def other_publisher(a: Traits, b: Traits) -> bool:
    """Publishers that have nothing in common."""
    return publisher(a, b) == "different" and not shares_identifier(a, b)


def other_pages(a: Traits, b: Traits) -> bool:
    """Page counts that differ by more than a plate or a cover."""
    return pages(a, b) in ("2 %", "10 %", "different") and not shares_identifier(a, b)


def other_words(a: Traits, b: Traits) -> bool:
    """Each title has a word that the other has not, whatever else agrees."""
    return bool(unmatched(a, b) and unmatched(b, a))


def one_volume(a: Traits, b: Traits) -> bool:
    """A volume, and what may be another one or all of them."""
    return bool(a.volumes) != bool(b.volumes) and not shares_identifier(a, b)


def one_edition(a: Traits, b: Traits) -> bool:
    """A later edition, and what does not say that it is one."""
    return (a.edition or 1) != (b.edition or 1)
