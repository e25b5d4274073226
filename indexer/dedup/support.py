"""How much beside the title speaks for two records."""

from rapidfuzz import fuzz

from indexer.dedup.traits import Traits


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
