"""How two names compare: as they are written, shortened to initials, turned round, spelled otherwise."""

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from indexer.dedup.traits import Person
from indexer.normalise import text

LONG = 4
"""Letters from which on a name may be misspelled and still be told."""


def person(a: Person, b: Person) -> str:
    """How two names compare; initials agree with the names that they stand for."""
    if a.family != b.family:
        words, others = set(a.whole.split()), set(b.whole.split())
        if words == others:  # turned round by hand
            return "equal"
        if _within(words, others) or _within(others, words):
            return "variant"
        if not _same_family(a.family, b.family):
            return "different"
    if not a.given and not b.given and " " in a.family and " " in b.family:  # bodies
        return "equal" if a.family == b.family else "variant"
    if not a.given or not b.given:
        return "family name" if a.given or b.given or a.family != b.family else "equal"
    return _given(a.given, b.given) if a.family == b.family else _LESS[_given(a.given, b.given)]


def _same_given(a: str, b: str) -> bool:
    """`Karl` and `Carl`, and whatever begins alike."""
    return a[0] == b[0] or (min(len(a), len(b)) >= LONG and OSA.distance(a, b, score_cutoff=1) <= 1)


def _within(few: set[str], many: set[str]) -> bool:
    """Whether a name of several words is another one shortened: `F. Lamson-Scribner` is `Frank Lamson Scribner`."""
    initials = {word[0] for word in many - few}
    whole = few & many
    return (
        len(few) > 1
        and any(len(word) >= LONG for word in whole)
        and all(len(word) == 1 and word in initials for word in few - whole)
    )


def _same_family(a: str, b: str) -> bool:
    """Whether two family names are spellings of one: a slip in a long one, or `Tjokroaminoto` and `Cokroaminoto`."""
    if " " in a and " " in b:  # bodies
        return a.startswith(b) or b.startswith(a) or fuzz.token_sort_ratio(a, b) >= 85
    if min(len(a), len(b)) >= LONG and JaroWinkler.similarity(a, b) >= 0.92:
        return True
    return text.skeleton(a) == text.skeleton(b)


_LESS = {"equal": "variant", "initials": "variant", "variant": "variant", "different": "different"}
_GLUED = 3


def _given(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    for short, long in ((a, b), (b, a)):  # `Smith JA`
        if len(short) == 1 and 1 < len(short[0]) <= _GLUED and short[0] != long[0]:
            initials = "".join([name[0] for name in long])
            if initials.startswith(short[0]) or (len(initials) > 1 and short[0].startswith(initials)):
                return "initials"
    firsts = list(zip(a, b, strict=False))
    if not _same_given(*firsts[0]) and any(len(name) >= LONG and name in b for name in a):
        return "variant"
    if any(x[0] != y[0] for x, y in firsts):
        return "different" if not _same_given(*firsts[0]) else "variant"
    if all(x == y for x, y in firsts):
        return "equal"
    return "initials" if all(x == y or len(x) == 1 or len(y) == 1 for x, y in firsts) else "variant"
