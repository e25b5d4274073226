"""Names that hold two records apart."""

from rapidfuzz import fuzz

from indexer.dedup.apart_title import COMMON
from indexer.dedup.compare import MISSING, creator, pages, publisher
from indexer.dedup.support import shares_identifier
from indexer.dedup.traits import Traits

_MADE_BY_MANY = frozenset(["video", "audio", "score"])


def creators(a: Traits, b: Traits) -> bool:
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


def _bodies_tell(a: Traits, b: Traits) -> bool:
    """Whether other bodies mean another publication: catalogues name them in many ways, so more has to differ."""
    if publisher(a, b) == "different":
        return True
    return publisher(a, b) == MISSING and min(len(a.words), len(b.words)) < COMMON


def _akin(a: str, b: str) -> bool:
    """Whether two names may be one, written in ways that nobody foresaw."""
    return fuzz.token_set_ratio(a, b) >= 75 or fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")) >= 75
