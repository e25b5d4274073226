"""Volumes, parts and numbers that hold two records apart."""

import re

from rapidfuzz import fuzz

from indexer.dedup.apart_title import is_generic
from indexer.dedup.compare import first_page, pages
from indexer.dedup.traits import STOP, Traits, titled
from indexer.dedup.words import unmatched
from indexer.normalise import numerals

A_YEAR = 1400
"""From here on, the number of a part is a year."""

SEQUELS = 20
"""A number up to this one at the end of a title proper may be that of a volume: `Laskar pelangi 2`, not `Catch 22`."""

_NUMBER = re.compile(r"[0-9]{1,6}")

_NUMBERED = re.compile(r"\b(?:no|nr|nomor|number) [0-9]")


def component(a: Traits, b: Traits) -> bool:
    """One is part of something, the other is known to be a whole: of its kind, or with an ISBN of its own."""
    whole = b if a.part else a
    return a.part != b.part and (whole.family not in (None, "article") or bool(whole.isbns))


def volumes(a: Traits, b: Traits) -> bool:
    """Other volumes, or one volume and all of them."""
    if a.volumes and b.volumes:
        letters, others = ({number for number in t.volumes if number < 0} for t in (a, b))
        return a.volumes.isdisjoint(b.volumes) or bool(letters and others and letters.isdisjoint(others))
    if (a.of_several or 1) > 1 and (b.of_several or 1) > 1:  # `v. 1` of an extent of `2 v.` is the first of both
        return False
    return any(one.volumes and not all_.volumes and (all_.of_several or 1) > 1 for one, all_ in ((a, b), (b, a)))


def volume_unsaid(a: Traits, b: Traits) -> bool:
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


def _number_behind(title: str, beginning: str) -> int:
    """The number in figures or in Roman numerals that is all that a title has more than its beginning; else 0."""
    if not beginning or not title.startswith(f"{beginning} "):
        return 0
    rest = title[len(beginning) + 1 :]
    return numerals.roman(rest) or (int(rest) if rest.isdecimal() else 0)


def parts(a: Traits, b: Traits) -> bool:
    """Other parts; or a part and what may be the whole, since it is larger."""
    if a.part_title and b.part_title:
        x, y = titled(a, a.part_title), titled(b, b.part_title)
        return bool(unmatched(x, y) and unmatched(y, x)) or fuzz.token_set_ratio(x.main, y.main) < 60
    return bool(a.part_title or b.part_title) and pages(a, b) == "different" and not _names_the_part(a, b)


def _names_the_part(a: Traits, b: Traits) -> bool:
    """Whether the title of the one without a part title names the part all the same."""
    with_part, without = (a, b) if a.part_title else (b, a)
    return set(with_part.part_title.split()) - STOP <= without.words


def series_numbers(a: Traits, b: Traits) -> bool:
    """One series, two numbers in it. Of 78 such pairs of the labelled set, 76 are different publications."""
    x, y = ({int(number) for number in _NUMBER.findall(t.series)} for t in (a, b))
    return bool(x and y) and not x & y and _NUMBER.sub("", a.series).split() == _NUMBER.sub("", b.series).split()


def issues(a: Traits, b: Traits) -> bool:
    """Parts of a host: another issue and another page, or another issue under one of the titles that return."""
    if not (a.part and b.part):
        return False
    other_issue = any(x and y and x != y for x, y in zip(a.issue, b.issue, strict=True))
    other_page = first_page(a, b) == "different"
    return (other_issue and other_page) or ((other_issue or other_page) and is_generic(a, b))
