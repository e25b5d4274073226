"""Where library systems keep their copies in a MARC record: each habit is a row, known by more than its tag.

A tag from 900 on means something else in every system (949 and 999 above all), so a row says which subfields show that
it is meant, and where that is not enough, which other field of the record shows whose record it is.

Sources: MARC 21 Format for Holdings Data (852, 876-878); Koha's default framework; Alma's publishing profiles (AVA,
AVD, AVE); FOLIO's mod-oai-pmh; exports of Symphony and Sierra; INLISLite; Recommandation 995 and Sudoc for UNIMARC.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from indexer.formats.marc_fields import MarcFields, indicator, value


@dataclass(frozen=True)
class Mark:
    """What shows that a system wrote a record: a field with a subfield (or a control field) that fits a pattern."""

    tag: str
    code: str
    pattern: str
    indicators: str = ""

    def found(self, marc: MarcFields) -> bool:
        """Whether the record bears this mark."""
        if not self.code:
            return any(re.match(self.pattern, text) for text in marc.control(self.tag))
        return any(
            re.match(self.pattern, value(one, self.code) or "")
            and self.indicators in ("", indicator(one, 1) + indicator(one, 2))
            for one in marc.fields(self.tag)
        )


@dataclass(frozen=True)
class Habit:
    """How a system writes a holding, or a copy.

    Attributes:
        tag: the field.
        location, call_number: the subfields that make up each.
        needs: groups of subfields; a field that is meant has at least one of each group.
        mark: what else shows that this system wrote the record.
        item: every field is one copy; or the subfields that show that this field is one.
        copies: the subfield with the number of copies.
        numbers: the subfield with a copy number or a range of them.
        words: subfields whose text is the status.
        flags: subfield → what its values mean; `*` is any value but a no, `{value}` that value.
        gone: subfield → the values which say that the copy is no longer there; empty: any value but a no.
        held: the subfield that says which volumes are there.
        inherits: where it has no call number of its own, that of the title is meant.
    """

    tag: str
    location: str
    call_number: str
    needs: tuple[str, ...]
    mark: Mark | None = None
    item: bool | str = False
    copies: str = ""
    numbers: str = ""
    words: str = ""
    flags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    gone: Mapping[str, frozenset[str]] = field(default_factory=dict)
    held: str = ""
    inherits: bool = False


_YES: frozenset[str] = frozenset()
# Koha's authorised values NOT_LOAN and LOST, as installed.
_NOT_LOAN = {"-1": "ordered", "1": "not for loan", "2": "staff collection", "*": "not for loan"}
_LOST = {"2": "long overdue", "4": "missing", "*": "lost"}
_DUE = {"*": "due {value}"}
# Item status codes of Innovative's systems, as delivered; `w` is withdrawn.
_SIERRA = {
    "-": "available", "m": "missing", "n": "billed", "$": "lost and paid", "z": "claims returned",
    "o": "library use only", "t": "in transit", "!": "on holdshelf", "p": "in process", "r": "on repair",
}  # fmt: skip
_SYMPHONY_GONE = frozenset({"DISCARD", "WITHDRAWN"})

_ALMA = (
    Habit("AVA", "qc", "d", ("cdq",), copies="f", words="e", held="v"),
    Habit("AVE", "m", "", ("mu",), words="e", held="s"),
    Habit("AVD", "d", "", ("dh",)),
)
_MARC_852 = Habit("852", "bc", "khijm", ("bchj",), item="p", numbers="t", words="z", held="3")

# Systems in the order in which they are looked for; the first whose habit is found is the one that wrote the record.
MARC21: tuple[tuple[Habit, ...], ...] = (
    _ALMA,
    (  # FOLIO
        Habit("952", "cd", "fe", ("cd",), Mark("999", "i", "[0-9a-f]{8}-", "ff"), item="m", held="j",
              gone={"t": frozenset({"1"})}),
    ),
    (  # Koha
        Habit("952", "ac", "o", ("ab", "opy9"), item=True, held="h", gone={"0": _YES},
              flags={"7": _NOT_LOAN, "1": _LOST, "4": {"*": "damaged"}, "q": _DUE}),
    ),
    (  # INLISLite: one 990 for each copy, with its accession number
        Habit("990", "", "", ("a",), Mark("001", "", "INLIS"), item=True, inherits=True),
    ),
    (  # MARC 21 Holdings inside the record, with a summary of volumes: says more than a copy for each of them
        replace(_MARC_852, mark=Mark("866", "a", ".")),
    ),
    (  # Symphony
        Habit("999", "ml", "a", ("a", "w", "i", "lm"), item=True, words="k",
              gone={"k": _SYMPHONY_GONE, "l": _SYMPHONY_GONE}),
    ),
    (  # Sierra, Millennium
        Habit("945", "l", "ab", ("l", "isy"), item=True, held="c", flags={"s": _SIERRA},
              gone={"s": frozenset({"w"})}, inherits=True),
    ),
    (_MARC_852,),
    (Habit("995", "bce", "k", ("k", "bce"), item=True),),
    (Habit("949", "lch", "a", ("a", "clh"), item="i"),),  # what is loaded into Symphony and Sierra
    (Habit("991", "b", "hi", ("b", "h", "w"), item="t"),),  # Library of Congress
)  # fmt: skip
UNIMARC: tuple[tuple[Habit, ...], ...] = (
    _ALMA,
    (  # Recommandation 995, with what Koha adds
        Habit("995", "bce", "k", ("bcek", "fk"), item=True, gone={"3": _YES},
              flags={"o": _NOT_LOAN, "2": _LOST, "n": _DUE}),
    ),
    (Habit("952", "ac", "o", ("ab", "opy9"), item=True, gone={"0": _YES}),),
    (Habit("930", "bc", "a", ("b5", "abj")),),  # Sudoc: $b is the library's RCR number
    (_MARC_852,),
)  # fmt: skip

# Where a call number is kept when there are no copies: local fields, Koha's, INLISLite's, then what libraries class by.
CALL_NUMBERS = (
    ("090", "ab"), ("092", "ab"), ("096", "ab"), ("098", "ab"), ("099", "ab"), ("942", "khi"), ("084", "ab"),
    ("050", "ab"), ("055", "ab"), ("060", "ab"), ("080", "ab"), ("082", "ab"), ("086", "a"),
)  # fmt: skip
UNIMARC_CALL_NUMBERS = (("676", "a"), ("675", "a"), ("680", "ab"), ("686", "a"))
