"""How two records compare, feature by feature.

Each comparison gives a level: a word that `weights.yaml` puts a number on. A comparison that cannot be made because one
side is silent says `missing`; silence is never agreement.
"""

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler, Levenshtein

from indexer.dedup.traits import Person, Traits

MISSING = "missing"

Comparison = Callable[[Traits, Traits], str]


def bins(value: float, steps: Sequence[tuple[float, str]], otherwise: str) -> str:
    """The name of the first step that `value` reaches; steps are listed from high to low."""
    return next((name for least, name in steps if value >= least), otherwise)


_TITLE = ((99.99, "equal"), (95, "near"), (88, "close"), (75, "similar"), (60, "remote"))


def title(a: Traits, b: Traits) -> str:
    """The whole titles; an equal short title says less than an equal long one."""
    if not a.full or not b.full:
        return MISSING
    if a.full == b.full:
        return "equal, short" if len(a.words) <= 2 else "equal" if len(a.words) <= 5 else "equal, long"
    return bins(fuzz.ratio(a.full, b.full), _TITLE, "different")


def title_proper(a: Traits, b: Traits) -> str:
    """The titles without subtitle, or one as the beginning of the other's whole title."""
    if not a.main or not b.main:
        return MISSING
    if a.main == b.main:
        return "equal"
    short, long = (a.full, b.full) if len(a.full) <= len(b.full) else (b.full, a.full)
    if long.startswith(short):
        return "beginning"
    if fuzz.ratio(short, long[: len(short) + 3]) >= 92:
        return "near beginning"
    return bins(fuzz.ratio(a.main, b.main), _TITLE[1:], "different")


def title_words(a: Traits, b: Traits) -> str:
    """Words that only one of the titles has, spelling variants put aside."""
    if not a.words or not b.words:
        return MISSING
    only_a, only_b = _unmatched(a, b), _unmatched(b, a)
    if not only_a and not only_b:
        return "same"
    if not only_a or not only_b:
        return bins(len(only_a) + len(only_b), ((4, "many more on one side"), (2, "some more on one side")), "one more")
    return bins(min(len(only_a), len(only_b)), ((3, "many others"), (2, "some others")), "one other")


def subtitle(a: Traits, b: Traits) -> str:
    """The subtitles."""
    if not a.subtitle or not b.subtitle:
        return MISSING
    return bins(fuzz.token_set_ratio(a.subtitle, b.subtitle), ((95, "equal"), (75, "similar")), "different")


def title_numbers(a: Traits, b: Traits) -> str:
    """Numbers in the titles."""
    if not a.numbers and not b.numbers:
        return MISSING
    if a.numbers == b.numbers:
        return "equal"
    return "one-sided" if a.numbers <= b.numbers or b.numbers <= a.numbers else "different"


def volume(a: Traits, b: Traits) -> str:
    """Numbers of volumes and parts."""
    if not a.volumes and not b.volumes:
        return MISSING
    if not a.volumes or not b.volumes:
        return "one-sided"
    return "equal" if a.volumes & b.volumes else "different"


def creator(a: Traits, b: Traits) -> str:
    """The first names, or any of the others."""
    if not a.people or not b.people:
        return MISSING if a.people or b.people else "none"
    best = person(a.people[0], b.people[0])
    if best in ("equal", "initials"):
        return best
    others = {person(p, q) for p in a.people[:4] for q in b.people[:4]}
    return next((level for level in _AMONG if level in others), "different")


_AMONG = ("equal", "initials", "variant", "family name")


def creators(a: Traits, b: Traits) -> str:
    """How many of the names of the shorter list are in the longer."""
    if len(a.people) < 2 or len(b.people) < 2:
        return MISSING
    short, long = (a, b) if len(a.people) <= len(b.people) else (b, a)
    families = {p.family for p in long.people}
    found = sum(p.family in families for p in short.people) / len(short.people)
    return bins(found, ((0.99, "all"), (0.5, "half")), "few")


def year(a: Traits, b: Traits) -> str:
    """The years of publication, copyright and printing that either names."""
    if not a.years or not b.years:
        return MISSING
    if a.years[0] == b.years[0]:
        return "equal"
    if set(a.years) & set(b.years):
        return "shared"
    gap = year_gap(a, b)
    return bins(-gap, ((-1, "1 apart"), (-2, "2 apart"), (-5, "3-5 apart")), "far apart")


def publisher(a: Traits, b: Traits) -> str:
    """The publishers, legal forms and general words put aside."""
    if not a.publisher or not b.publisher:
        return MISSING
    score = fuzz.token_set_ratio(a.publisher, b.publisher)
    return bins(score, ((95, "equal"), (75, "similar"), (50, "remote")), "different")


def place(a: Traits, b: Traits) -> str:
    """The places of publication."""
    if not a.place or not b.place:
        return MISSING
    return "equal" if a.place[:5] == b.place[:5] else "different"


def pages(a: Traits, b: Traits) -> str:
    """The number of pages."""
    if not a.pages or not b.pages:
        return MISSING
    gap = abs(a.pages - b.pages)
    share = gap / max(a.pages, b.pages)
    if gap == 0:
        return "equal"
    return "near" if gap <= 3 else "2 %" if share <= 0.02 else "10 %" if share <= 0.1 else "different"


def edition(a: Traits, b: Traits) -> str:
    """The numbers of the editions; a printing (cetakan) is none."""
    if not a.has_edition and not b.has_edition:
        return MISSING
    if a.edition and b.edition:
        return "equal" if a.edition == b.edition else "different"
    if (a.edition or b.edition or 1) > 1:
        return "later on one side"
    return "both" if a.has_edition and b.has_edition else "one-sided"


def series(a: Traits, b: Traits) -> str:
    """The first series."""
    if not a.series or not b.series:
        return MISSING
    return bins(fuzz.token_set_ratio(a.series, b.series), ((90, "equal"), (60, "similar")), "different")


def language(a: Traits, b: Traits) -> str:
    """The languages."""
    if not a.languages or not b.languages:
        return MISSING
    return "equal" if set(a.languages) & set(b.languages) else "different"


def kind(a: Traits, b: Traits) -> str:
    """The families of types."""
    if a.family is None or b.family is None:
        return MISSING
    return "equal" if a.family == b.family else "different"


def isbn(a: Traits, b: Traits) -> str:
    """ISBNs."""
    return _sets(a.isbns, b.isbns)


def issn(a: Traits, b: Traits) -> str:
    """ISSNs."""
    return _sets(a.issns, b.issns)


def doi(a: Traits, b: Traits) -> str:
    """DOIs."""
    return _sets(a.dois, b.dois)


def record_number(a: Traits, b: Traits) -> str:
    """OCLC and LCCN numbers; their absence on one side, or another number, says little."""
    return _sets(a.numbers_of_record, b.numbers_of_record)


def subjects(a: Traits, b: Traits) -> str:
    """Subject headings in common."""
    if not a.subjects or not b.subjects:
        return MISSING
    return "some" if a.subjects & b.subjects else "none"


def host(a: Traits, b: Traits) -> str:
    """What the two are part of."""
    if not a.host or not b.host:
        return MISSING
    return bins(fuzz.token_set_ratio(a.host, b.host), ((90, "equal"), (70, "similar")), "different")


def first_page(a: Traits, b: Traits) -> str:
    """The first page inside the host."""
    if not a.first_page or not b.first_page:
        return MISSING
    return "equal" if a.first_page == b.first_page else "different"


FEATURES: dict[str, Comparison] = {
    function.__name__: function
    for function in (
        title, title_proper, title_words, subtitle, title_numbers, volume, creator, creators, year, publisher, place,
        pages, edition, series, language, kind, isbn, issn, doi, record_number, subjects, host, first_page,
    )
}  # fmt: skip
"""Every comparison, by the name it has in `weights.yaml`."""


def compare(a: Traits, b: Traits) -> dict[str, str]:
    """Feature → level; the same whichever record comes first."""
    return {name: function(a, b) for name, function in FEATURES.items()}


def year_gap(a: Traits, b: Traits) -> int:
    """The least distance between a year of one and a year of the other; 0 when either has none."""
    return min((abs(x - y) for x in a.years for y in b.years), default=0)


def person(a: Person, b: Person) -> str:
    """How two names compare; initials agree with the names that they stand for."""
    if a.family != b.family:
        if sorted(a.whole.split()) == sorted(b.whole.split()):  # turned round by hand
            return "equal"
        if min(len(a.family), len(b.family)) < 4 or JaroWinkler.similarity(a.family, b.family) < 0.92:
            return "different"
    if not a.given or not b.given:
        return "family name" if a.given or b.given or a.family != b.family else "equal"
    firsts = list(zip(a.given, b.given, strict=False))
    if any(x[0] != y[0] for x, y in firsts):
        return "different" if firsts[0][0][0] != firsts[0][1][0] else "variant"
    if all(x == y for x, y in firsts):
        return "equal" if a.family == b.family else "variant"
    if all(x == y or len(x) == 1 or len(y) == 1 for x, y in firsts):
        return "initials" if a.family == b.family else "variant"
    return "variant"


def _sets(a: frozenset[str], b: frozenset[str]) -> str:
    if not a or not b:
        return MISSING
    return "shared" if a & b else "different"


def _unmatched(a: Traits, b: Traits) -> list[str]:
    joined = b.full.replace(" ", "")
    return [
        word for word in a.words - b.words if word not in joined and not any(_alike(word, other) for other in b.words)
    ]


def _alike(word: str, other: str) -> bool:
    if min(len(word), len(other)) < 4 or word.isdecimal() or other.isdecimal():
        return False
    return word.startswith(other) or other.startswith(word) or Levenshtein.normalized_similarity(word, other) >= 0.8
