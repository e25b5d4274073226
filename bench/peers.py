"""Two peers, written from what they say they do, on the same records.

Gold Rush: one key of fixed-width parts, equal or not (Colorado Alliance, December 2024: title 70, year 4, pages 4,
edition 3, publisher 2, type 1, title part 30, number 10, author 5, e or p). RecordManager (DedupHandler): candidates by
title and author or ISBN; then rules in order, the first that speaks decides.
"""

from rapidfuzz.distance import Levenshtein

from indexer.dedup.traits import Traits


def gold_rush(traits: Traits) -> str:
    """The match key of a record; two records are the same when their keys are."""
    letters = traits.main.replace(" ", "") + traits.subtitle.replace(" ", "")
    author = traits.people[0].family if traits.people else ""
    parts = (
        f"{letters[:70]:_<70}",
        f"{traits.years[0] if traits.years else 0:04}",
        f"{traits.pages or 0:04}",
        f"{traits.edition or '':_<3}"[:3],
        f"{traits.publisher[:2]:_<2}",
        (traits.family or "_")[0],
        f"{traits.part_title.replace(' ', '')[:30]:_<30}",
        f"{','.join(map(str, sorted(traits.volumes)))[:10]:_<10}",
        f"{author[:5]:_<5}",
        "e" if traits.carrier == "online" else "p",
    )
    return "".join(parts)


def record_manager(a: Traits, b: Traits) -> bool:
    """RecordManager's rules: type, ISBN at once, year, pages, title within a tenth of its length, author."""
    if a.family != b.family or a.carrier != b.carrier:
        return False
    if a.isbns & b.isbns:
        return True
    if a.issns and b.issns and not a.issns & b.issns:
        return False
    if not a.years or not b.years or a.years[0] != b.years[0]:
        return False
    if a.pages and b.pages and abs(a.pages - b.pages) > 10:
        return False
    if not a.full or Levenshtein.distance(a.full, b.full) >= max(1, len(a.full) // 10):
        return False
    return _same_author(a, b)


def _same_author(a: Traits, b: Traits) -> bool:
    if not a.people or not b.people:
        return not a.people and not b.people
    one, other = a.people[0], b.people[0]
    left, right = (" ".join((p.family, *p.given)) for p in (one, other))
    if left.startswith(right) or right.startswith(left):
        return True
    initials = [[name[0] for name in person.given] for person in (one, other)]
    if one.family == other.family and initials[0] == initials[1]:
        return True
    return Levenshtein.distance(left, right) <= len(left) * 0.2
