"""The verdict on two records: an additive score in log-odds, and the vetoes that forbid whatever the score says."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from indexer.dedup.compare import FEATURES, MISSING
from indexer.dedup.evidence import Evidence, Finding
from indexer.dedup.traits import Traits
from indexer.dedup.vetoes import SILENCES, vetoes

WEIGHTS = Path(__file__).parent / "weights.yaml"

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"


class Weights(msgspec.Struct, frozen=True):
    """What `weights.yaml` holds: base, two thresholds, and per feature level → log-odds (an unlisted level is 0)."""

    base: float
    same: float
    unsure: float
    features: dict[str, dict[str, float]]


class Opinion(msgspec.Struct, frozen=True, gc=False):
    """A verdict without its reasons: cheap, for the many pairs that are not stored."""

    verdict: str
    score: float
    vetoes: tuple[str, ...]


@cache
def weights() -> Weights:
    """The weights in use."""
    return msgspec.convert(yaml.safe_load(WEIGHTS.read_text("utf-8")), Weights)


def opinion(a: Traits, b: Traits) -> Opinion:
    """Weigh `a` against `b`. Symmetric, pure."""
    table = weights()
    score = table.base
    for name, function in FEATURES.items():
        score += table.features[name].get(function(a, b), 0.0)
    score = round(score, 3)
    if score < table.unsure:
        return Opinion(DIFFERENT, score, ())
    forbidden = vetoes(a, b)
    if forbidden:
        return Opinion(DIFFERENT, score, forbidden)
    return Opinion(SAME if score >= table.same else UNSURE, score, ())


def conflict(a: Traits, b: Traits) -> bool:
    """True when `a` and `b` may not be in one group even where a third record is the same as both."""
    found = opinion(a, b)
    return found.verdict == DIFFERENT and not (found.vetoes and SILENCES.issuperset(found.vetoes))


def explain(a: Traits, b: Traits, found: Opinion | None = None) -> Evidence:
    """The verdict with every comparison that could be made; what `opinion` says, at length."""
    found = found or opinion(a, b)
    table = weights()
    findings = [
        Finding(name, _shown(a, name), _shown(b, name), level, table.features[name].get(level, 0.0))
        for name, function in FEATURES.items()
        if (level := function(a, b)) != MISSING
    ]
    findings.sort(key=lambda finding: -abs(finding.weight))
    return Evidence(
        verdict=found.verdict,
        score=found.score,
        base=table.base,
        vetoes=found.vetoes or vetoes(a, b),
        findings=tuple(findings),
    )


_SHOWN: dict[str, str] = {
    "title": "full", "title_proper": "main", "title_words": "full", "title_numbers": "numbers", "volume": "volumes",
    "creator": "people", "creators": "people", "year": "years", "language": "languages", "kind": "family",
    "isbn": "isbns", "issn": "issns", "doi": "dois", "record_number": "numbers_of_record",
}  # fmt: skip


def _shown(traits: Traits, feature: str) -> str | None:
    value: Any = getattr(traits, _SHOWN.get(feature, feature))
    if feature in ("creator", "creators"):
        value = [" ".join((*p.given, p.family)) for p in value[:3]]
    if isinstance(value, frozenset):
        value = sorted(value)[:3]
    if isinstance(value, list | tuple):
        value = ", ".join(str(part) for part in value)
    return str(value)[:80] if value else None
