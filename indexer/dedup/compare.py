"""How two records compare, feature by feature.

Each comparison gives a level: a word that `weights.yaml` puts a number on. A comparison that cannot be made because one
side is silent says `missing`; silence is never agreement.
"""

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from indexer.dedup.persons import person
from indexer.dedup.traits import STOP, Traits, titled
from indexer.dedup.words import unmatched

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
    only_a, only_b = unmatched(a, b), unmatched(b, a)
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
    if a.people[0].whole.isascii() != b.people[0].whole.isascii():  # in another script
        return MISSING
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
    few, many = sorted(({person.family for person in t.people} for t in (a, b)), key=len)
    found = len(few & many) / len(few)
    return bins(found, ((0.99, "all"), (0.5, "half")), "few")


def year(a: Traits, b: Traits) -> str:
    """The years of publication, copyright and printing that either names; a decade left open holds its years."""
    if a.years and b.years:
        if a.years[0] == b.years[0]:
            return "equal"
        if set(a.years) & set(b.years):
            return "shared"
    elif not (a.years or a.span) or not (b.years or b.span):
        return MISSING
    gap = year_gap(a, b)
    return "possible" if gap == 0 else bins(-gap, _GAPS, "far apart")


_GAPS = ((-1, "1 apart"), (-2, "2 apart"), (-5, "3-5 apart"), (-12, "6-12 apart"))


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


def carrier(a: Traits, b: Traits) -> str:
    """What they are on; that of a record whose extent speaks against its code is doubtful."""
    if a.carrier is None or b.carrier is None:
        return MISSING
    if a.carrier == b.carrier:
        return "equal"
    return "doubtful" if a.coded or b.coded else "different"


def host(a: Traits, b: Traits) -> str:
    """What the two are part of; `J Clin Oncol` is `Journal of Clinical Oncology`."""
    if not a.host or not b.host:
        return MISSING
    if a.host == b.host or abbreviates(a.host, b.host) or abbreviates(b.host, a.host):
        return "equal"
    return bins(fuzz.token_set_ratio(a.host, b.host), ((90, "near"), (70, "similar"), (50, "remote")), "different")


def abbreviates(short: str, long: str) -> bool:
    """Whether every word of `short` begins the next but unimportant word of `long` (ISO 4), or is their initials."""
    words = [word for word in long.split() if word not in STOP]
    parts = [part for part in short.split() if part not in STOP]
    if len(parts) == 1 and len(words) > 1:
        return parts[0] == "".join([word[0] for word in words])
    return 1 < len(parts) == len(words) and all(
        word[0] == part[0] and _shortens(part, word) for part, word in zip(parts, words, strict=True)
    )


def _shortens(part: str, word: str) -> bool:
    """Whether the letters of `part` stand in `word` in their order: `jnl`, `natl`, `intl`, `clin`."""
    rest = iter(word)
    return word.startswith(part) or all(letter in rest for letter in part)


def in_volume(a: Traits, b: Traits) -> str:
    """The volume of the journal."""
    return _numbers(a.issue[0], b.issue[0])


def in_issue(a: Traits, b: Traits) -> str:
    """The number inside the volume."""
    return _numbers(a.issue[1], b.issue[1])


def first_page(a: Traits, b: Traits) -> str:
    """The first page inside the host; one digit that differs is a slip more often than another page."""
    x, y = a.pages_in[0], b.pages_in[0]
    if x and y and x != y and (len(x) == len(y) > 1 and sum(p != q for p, q in zip(x, y, strict=True)) == 1):
        return "one digit"
    return _numbers(x, y)


def last_page(a: Traits, b: Traits) -> str:
    """The last page inside the host."""
    return _numbers(a.pages_in[1], b.pages_in[1])


def _numbers(a: str, b: str) -> str:
    if not a or not b:
        return MISSING
    return "equal" if a == b else "different"


FEATURES: dict[str, Comparison] = {
    function.__name__: function
    for function in (
        title, title_proper, title_words, subtitle, title_numbers, volume, creator, creators, year, publisher, place,
        pages, edition, series, language, kind, carrier, isbn, issn, doi, record_number, subjects, host, in_volume,
        in_issue, first_page, last_page,
    )
}  # fmt: skip
"""Every comparison, by the name it has in `weights.yaml`."""

LEVELS: dict[str, tuple[str, ...]] = {
    "title": ("equal, long", "equal", "equal, short", "near", "close", "similar", "remote", "different"),
    "title_proper": ("equal", "beginning", "near beginning", "near", "close", "similar", "remote", "different"),
    "title_words": (
        "same", "one more", "some more on one side", "many more on one side", "one other", "some others", "many others",
    ),
    "subtitle": ("equal", "similar", "different"),
    "title_numbers": ("equal", "one-sided", "different"),
    "volume": ("equal", "one-sided", "different"),
    "creator": ("equal", "initials", "variant", "family name", "none", "different"),
    "creators": ("all", "half", "few"),
    "year": ("equal", "shared", "possible", "1 apart", "2 apart", "3-5 apart", "6-12 apart", "far apart"),
    "publisher": ("equal", "similar", "remote", "different"),
    "place": ("equal", "different"),
    "pages": ("equal", "near", "2 %", "10 %", "different"),
    "edition": ("equal", "both", "one-sided", "later on one side", "different"),
    "series": ("equal", "similar", "different"),
    "language": ("equal", "different"),
    "kind": ("equal", "different"),
    "carrier": ("equal", "doubtful", "different"),
    "isbn": ("shared", "different"),
    "issn": ("shared", "different"),
    "doi": ("shared", "different"),
    "record_number": ("shared", "different"),
    "subjects": ("some", "none"),
    "host": ("equal", "near", "similar", "remote", "different"),
    "in_volume": ("equal", "different"),
    "in_issue": ("equal", "different"),
    "first_page": ("equal", "one digit", "different"),
    "last_page": ("equal", "different"),
}  # fmt: skip
"""Feature → its levels, from agreement to difference: a later one never speaks more for two records than an earlier."""


def aligned(a: Traits, b: Traits) -> tuple[Traits, Traits]:
    """The two under those of their titles that are most alike, where their own disagree: in another script, say.

    Not where their languages differ: there the other title may be that of the original.
    """
    if not (a.others or b.others) or a.main == b.main != "" or fuzz.ratio(a.full, b.full) >= _ALIKE:
        return a, b
    if a.languages and b.languages and not set(a.languages) & set(b.languages):
        return a, b
    best, x, y = max((fuzz.ratio(x, y), x, y) for x in (a.full, *a.others) for y in (b.full, *b.others))
    if best < _ALIKE:
        return a, b
    return (a if x == a.full else titled(a, x)), (b if y == b.full else titled(b, y))


_ALIKE = 88


def compare(a: Traits, b: Traits) -> dict[str, str]:
    """Feature → level; the same whichever record comes first."""
    return {name: function(a, b) for name, function in FEATURES.items()}


def year_gap(a: Traits, b: Traits) -> int:
    """The least distance between a possible year of one and one of the other; 0 when either has none."""
    gaps = [max(x - y_last, y - x_last, 0) for x, x_last in _spans(a) for y, y_last in _spans(b)]
    return min(gaps, default=0)


def _spans(traits: Traits) -> list[tuple[int, int]]:
    return [(year, year) for year in traits.years] or ([traits.span] if traits.span else [])


def _sets(a: frozenset[str], b: frozenset[str]) -> str:
    if not a or not b:
        return MISSING
    return "shared" if a & b else "different"
