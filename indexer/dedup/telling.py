"""Evidence in words: what agrees, what differs, what each weighed, what forbade it."""

import math
from collections.abc import Iterator

from config.i18n import N_, _
from indexer.dedup.evidence import Evidence, Finding
from indexer.dedup.judgement import Judgement
from indexer.dedup.vetoes import VETOES
from indexer.dedup.why import Pair, Summary, Why

LABELS = {
    "title": N_("whole title"), "title_proper": N_("title proper"), "title_words": N_("words of the title"),
    "subtitle": N_("subtitle"), "title_numbers": N_("numbers in the title"), "volume": N_("volume"),
    "creator": N_("author"), "creators": N_("all names"), "year": N_("year"), "publisher": N_("publisher"),
    "place": N_("place"), "pages": N_("pages"), "edition": N_("edition"), "series": N_("series"),
    "language": N_("language"), "kind": N_("kind of thing"), "isbn": "ISBN", "issn": "ISSN", "doi": "DOI",
    "record_number": N_("OCLC number or LCCN"), "subjects": N_("subjects"), "host": N_("published in"),
    "first_page": N_("first page"), "last_page": N_("last page"), "in_volume": N_("volume of the journal"),
    "in_issue": N_("number in the volume"), "carrier": N_("carrier"),
}  # fmt: skip
"""Feature → its name for a cataloguer."""

LEVELS = {
    "equal": N_("equal"), "equal, short": N_("equal, but short"), "equal, long": N_("equal and long"),
    "near": N_("nearly equal"), "close": N_("close"), "similar": N_("similar"), "remote": N_("hardly similar"),
    "different": N_("different"), "beginning": N_("one begins with the other"),
    "near beginning": N_("one nearly begins with the other"), "same": N_("the same words"),
    "one more": N_("one word more on one side"), "some more on one side": N_("some words more on one side"),
    "many more on one side": N_("many words more on one side"), "one other": N_("one word differs"),
    "some others": N_("some words differ"), "many others": N_("many words differ"),
    "one-sided": N_("only on one side"), "initials": N_("initials agree"), "variant": N_("a variant of the name"),
    "family name": N_("the family name agrees"), "none": N_("none"), "all": N_("all agree"), "half": N_("half agree"),
    "few": N_("few agree"), "shared": N_("one in common"), "1 apart": N_("one year apart"),
    "2 apart": N_("two years apart"), "3-5 apart": N_("three to five years apart"),
    "6-12 apart": N_("six to twelve years apart"), "far apart": N_("more than twelve years apart"),
    "possible": N_("may be the same"), "doubtful": N_("different, but one of them is doubtful"),
    "one digit": N_("one digit differs"), "2 %": N_("differ by up to 2 %"), "10 %": N_("differ by up to 10 %"),
    "later on one side": N_("a later edition on one side"), "both": N_("stated on both sides"),
    "some": N_("some in common"),
}  # fmt: skip
"""Level → its words."""

LIGHT = 0.05
"""What weighs less is not told."""


def tell(found: Why) -> Iterator[str]:
    """The answer of `induk why`, line by line."""
    yield from map(_record, found.records)
    yield ""
    yield _headline(found)
    for pair in found.pairs:
        yield ""
        yield _("{a}  and  {b}", a=pair.a, b=pair.b)
        yield from _pair(pair)


def chance(score: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))


def _headline(found: Why) -> str:
    if len(found.records) == 1:
        return _("Nothing was joined here: it is one source record.")
    if found.together and len(found.pairs) < len(found.records) - 1:
        return _("These records are waiting to be grouped again: run `induk index`.")
    if found.together:
        return _("They are one union record. What holds them together:")
    return _("They are not one union record. What speaks for it and against it:")


def _record(record: Summary) -> str:
    said = " / ".join(
        str(part) for part in (record.title or _("without title"), record.creator, record.edition, record.year) if part
    )
    return f"{record.id} [{record.union or '-'}] {said}"


def _pair(pair: Pair) -> Iterator[str]:
    told = pair.evidence
    if told.judged:
        yield from (f"  {line}" for line in _judged(pair))
    for code in told.vetoes:
        yield "  " + _("Forbidden ({code}): {reason}", code=code, reason=_(VETOES[code][1]))
    yield "  " + _verdict(told)
    for finding in told.findings:
        if abs(finding.weight) >= LIGHT:
            yield f"  {finding.weight:+6.2f}  {_finding(finding)}"
    yield f"  {told.base:+6.2f}  " + _("what every pair begins with")


def _judged(pair: Pair) -> Iterator[str]:
    told = pair.evidence
    word = _WORDS[told.judged or ""]
    said = _("A person judged them {verdict}: “{note}”.", verdict=_(word), note=told.note)
    yield said if told.note else _("A person judged them {verdict}.", verdict=_(word))
    if pair.against:
        yield _("Other judgements won:")
        yield from (f"  {named(made)}" for made in pair.against)
    else:
        yield _("This outranks everything below.")


def named(made: Judgement) -> str:
    """A judgement in a few words."""
    return f"{_(_WORDS[made.verdict])}: {made.a} {made.b}"


_WORDS = {"same": N_("the same"), "different": N_("different")}


def _verdict(told: Evidence) -> str:
    percent = f"{100 * chance(told.score):.1f}"
    return _(
        "Score {score}: by what was compared, {percent} % likely to be the same.", score=told.score, percent=percent
    )


def _finding(finding: Finding) -> str:
    said = _("{feature}: {agreement}", feature=_(LABELS[finding.feature]), agreement=_(LEVELS[finding.agreement]))
    values = finding.a if finding.a == finding.b else f"{finding.a or '-'} | {finding.b or '-'}"
    return f"{said} ({values})" if values else said
