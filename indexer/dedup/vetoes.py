"""What forbids that two records are one publication, however much else agrees. Each rule has a code and a sentence.

The rules follow what cataloguers hold apart: RDA 1.6 and the "when to make a new record" rules of the field (another
edition, another volume, another carrier), and measured habits of real records (docs/matching.md).
"""

from collections.abc import Callable, Iterable

from config.i18n import N_
from indexer.dedup import apart_imprint, apart_name, apart_part, apart_strict, apart_title
from indexer.dedup.traits import Traits

Rule = Callable[[Traits, Traits], bool]

VETOES: dict[str, tuple[Rule, str]] = {
    "title": (apart_title.titles, N_("The titles disagree; no number joins such records.")),
    "type": (apart_imprint.types, N_("They are different kinds of thing.")),
    "carrier": (
        apart_imprint.carriers,
        N_("They are on different carriers: print, online, disc and microform are kept apart."),
    ),
    "component": (apart_part.component, N_("One is a part of something, the other is not.")),
    "volume": (apart_part.volumes, N_("They are different volumes.")),
    "volume-unsaid": (apart_part.volume_unsaid, N_("One is a later volume; the other does not say which it is.")),
    "part": (apart_part.parts, N_("They are different parts.")),
    "title-number": (apart_title.title_numbers, N_("The numbers in their titles differ.")),
    "words": (
        apart_title.words,
        N_("Each title has a word that the other has not, and nothing shows that the same is meant."),
    ),
    "proper-words": (apart_title.proper_words, N_("Each title proper has a word that the other has not.")),
    "decisive": (apart_title.decisive, N_("One title proper has a word that makes another publication.")),
    "order": (apart_title.order, N_("Their titles name the same languages in another order.")),
    "creator": (apart_name.creators, N_("They are by other persons.")),
    "issn": (apart_imprint.issns, N_("They are serials with different ISSNs.")),
    "day": (apart_imprint.days, N_("They are of two days, and neither names an author.")),
    "annual": (apart_imprint.annual, N_("Such a publication comes out every year, and these are of other years.")),
    "edition": (apart_imprint.editions, N_("They are different editions.")),
    "year": (apart_imprint.years, N_("Their years are more than five apart.")),
    "thesis": (apart_imprint.thesis, N_("One is a thesis, the other was published elsewhere or in another year.")),
    "series-number": (apart_part.series_numbers, N_("They bear different numbers of one series.")),
    "erratum": (apart_title.erratum, N_("One is a note about the other.")),
    "issue": (apart_part.issues, N_("They stand in different issues or on different pages.")),
    "generic-title": (
        apart_title.generic,
        N_("Their title is one that many publications have, and too little else agrees."),
    ),
    "thin": (apart_title.thin, N_("Their title is short, and nothing beside title and names agrees.")),
    "other-year": (apart_strict.other_year, N_("Strict: their years differ.")),
    "other-publisher": (apart_strict.other_publisher, N_("Strict: their publishers differ.")),
    "other-pages": (apart_strict.other_pages, N_("Strict: their page counts differ.")),
    "other-words": (apart_strict.other_words, N_("Strict: each title has a word that the other has not.")),
    "one-volume": (apart_strict.one_volume, N_("Strict: only one of them says which volume it is.")),
    "one-edition": (apart_strict.one_edition, N_("Strict: only one of them says that it is a later edition.")),
}
"""Code → rule and the sentence that explains it."""

DOUBTS = frozenset({"generic-title", "thin", "proper-words", "volume-unsaid"})
"""Vetoes for want of evidence: a person should look at the pair, and a third record may bring the two together."""


def vetoes(a: Traits, b: Traits, codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the rules of these codes that keep `a` and `b` apart; none is the usual answer. Symmetric."""
    return tuple([code for code in codes if VETOES[code][0](a, b)])
