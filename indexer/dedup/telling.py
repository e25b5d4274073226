"""Evidence in words: how sure it is, what forbade it, what agrees and differs, what each weighed, what is not told."""

import math
from collections.abc import Iterator, Sequence

from config.i18n import N_, _
from indexer.dedup.evidence import Evidence, Finding
from indexer.dedup.judge import DIFFERENT, UNSURE, Profile, weights
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
    "near": N_("nearly equal"), "close": N_("close"), "similar": N_("similar"), "remote": N_("a little similar"),
    "different": N_("different"), "beginning": N_("one begins with the other"),
    "near beginning": N_("one nearly begins with the other"), "same": N_("the same words"),
    "one more": N_("the same words, and one more on one side"),
    "some more on one side": N_("the same words, and some more on one side"),
    "many more on one side": N_("the same words, and many more on one side"), "one other": N_("one word differs"),
    "some others": N_("some words differ"), "many others": N_("many words differ"),
    "one-sided": N_("only on one side"), "initials": N_("initials agree"), "variant": N_("a variant of the name"),
    "family name": N_("the family name agrees"), "none": N_("none"), "all": N_("all agree"), "half": N_("half agree"),
    "few": N_("few agree"), "shared": N_("one in common"), "1 apart": N_("one year apart"),
    "2 apart": N_("two years apart"), "3-5 apart": N_("three to five years apart"),
    "6-12 apart": N_("six to twelve years apart"), "far apart": N_("more than twelve years apart"),
    "possible": N_("may be the same"), "doubtful": N_("different, but one of them is doubtful"),
    "one digit": N_("one digit differs"), "2 %": N_("differ by up to 2 %"), "10 %": N_("differ by up to 10 %"),
    "later on one side": N_("a later edition on one side"), "both": N_("stated on both sides, but not in numbers"),
    "some": N_("some in common"),
}  # fmt: skip
"""Level → its words."""

OF_FEATURES = {
    ("creator", "none"): N_("nobody is named"),
    ("creators", "few"): N_("few or none agree"),
    ("subjects", "none"): N_("none in common"),
    ("year", "shared"): N_("one in common, but not the first"),
    ("volume", "equal"): N_("one in common"),
    ("publisher", "equal"): N_("the same firm"),
}
"""Level of one feature → its words, where they are other than usually."""

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


def _headline(found: Why) -> str:
    if len(found.records) == 1:
        return _("Nothing was joined here: it is one source record.")
    if found.together and len(found.pairs) < len(found.records) - 1:
        return _("These records are waiting to be grouped again: run `induk index`.")
    if found.together:
        return _("They are one union record. What holds them together:")
    return _("They are not one union record. What speaks for it and against it:")


def _record(record: Summary) -> str:
    parts = (record.creator, record.edition, record.publisher or record.host, record.year, record.extent)
    said = " / ".join(str(part) for part in (record.title or _("without title"), *parts) if part)
    return f"{record.id} [{record.union or '-'}] {said}"


def _pair(pair: Pair) -> Iterator[str]:
    told = pair.evidence
    if told.judged:
        yield from (f"  {line}" for line in _judged(pair))
    yield f"  {verdict(told)}"
    yield from (f"  {line}" for line in forbidden(told))
    against = [(finding.weight, agreement(finding) + _values(finding)) for finding in speaking_against(told)]
    against.append((told.base, _("what every pair begins with")))
    yield from _weighed(
        _("What speaks for it:"), [(one.weight, agreement(one) + _values(one)) for one in speaking_for(told)]
    )
    yield from _weighed(_("What speaks against it:"), sorted(against))
    yield from (f"  {line}" for line in silent(told, pair.a, pair.b))
    yield f"  {_measured(told)}"


def _weighed(heading: str, lines: Sequence[tuple[float, str]]) -> Iterator[str]:
    if lines:
        yield f"  {heading}"
        yield from (f"  {weight:+6.2f}  {said}" for weight, said in lines)


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


def verdict(told: Evidence) -> str:
    """In one sentence what comparing two records gave, and how sure that is."""
    return _(_VERDICTS[_verdict(told)], percent=percent(told.score))


def _verdict(told: Evidence) -> str:
    if told.judged:
        return "judged"
    if told.verdict == DIFFERENT:
        return "forbidden" if told.vetoes and told.score >= _limits(told).same else "different"
    return "doubted" if told.vetoes else told.verdict


_VERDICTS = {
    "judged": N_("By what was compared they are {percent} % likely to be the same."),
    "same": N_("The same: {percent} % likely by what was compared."),
    "unsure": N_("Doubtful: {percent} % likely to be the same by what was compared; a person should decide."),
    "doubted": N_("Doubtful: {percent} % likely to be the same, but for one thing; a person should decide."),
    "forbidden": N_("Different: by what was compared {percent} % likely to be the same, but something forbids it."),
    "different": N_("Different: only {percent} % likely to be the same by what was compared."),
}


def percent(score: float) -> str:
    """Log-odds as a chance in a hundred; nothing is certain."""
    chance = 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))
    return f"{min(99.9, max(0.1, 100 * chance)):.1f}"


def forbidden(told: Evidence) -> Iterator[str]:
    """What forbids that two records are one, or makes it doubtful; a line for each, with its code."""
    for code in told.vetoes:
        reason = _(VETOES[code][1])
        if told.verdict == UNSURE:
            yield _("Doubtful ({code}): {reason}", code=code, reason=reason)
        else:
            yield _("Forbidden ({code}): {reason}", code=code, reason=reason)


def speaking_for(told: Evidence) -> list[Finding]:
    """What agrees, heaviest first."""
    return [finding for finding in told.findings if finding.weight >= LIGHT]


def speaking_against(told: Evidence) -> list[Finding]:
    """What differs, heaviest first."""
    return [finding for finding in told.findings if finding.weight <= -LIGHT]


def silent(told: Evidence, id_a: str, id_b: str) -> Iterator[str]:
    """What could not be compared because one record does not say it; a line for each of the two."""
    for public_id, features in ((id_a, told.silent_a), (id_b, told.silent_b)):
        if features:
            names = ", ".join(_(LABELS[feature]) for feature in features)
            yield _("Silent on one side: {id} does not tell {features}.", id=public_id, features=names)


def agreement(finding: Finding) -> str:
    """A comparison in words: `publisher: equal`."""
    words = OF_FEATURES.get((finding.feature, finding.agreement)) or LEVELS[finding.agreement]
    return _("{feature}: {agreement}", feature=_(LABELS[finding.feature]), agreement=_(words))


def _values(finding: Finding) -> str:
    values = finding.a if finding.a == finding.b else f"{finding.a or '-'} | {finding.b or '-'}"
    return f" ({values})" if values else ""


def _measured(told: Evidence) -> str:
    limits = _limits(told)
    return _(
        "Score {score}, compared {model}; by the profile {profile} the same from {same}, doubtful from {unsure}.",
        score=f"{told.score:.2f}",
        model=_(MODELS[told.model]),
        profile=told.profile,
        same=limits.same,
        unsure=limits.unsure,
    )


def _limits(told: Evidence) -> Profile:
    return weights().profiles[told.profile]


MODELS = {"monograph": N_("as monographs"), "part": N_("as articles or other parts")}
"""Model of `weights.yaml` → what it is for."""
