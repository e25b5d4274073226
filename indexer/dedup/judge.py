"""The verdict on two records: an additive score in log-odds, and the vetoes that forbid whatever the score says."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from indexer.dedup.apart_title import titles
from indexer.dedup.compare import FEATURES, MISSING, Comparison, aligned
from indexer.dedup.evidence import Evidence, Finding
from indexer.dedup.traits import Traits
from indexer.dedup.vetoes import DOUBTS, vetoes

WEIGHTS = Path(__file__).parent / "weights.yaml"

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"

BALANCED, STRICT = "balanced", "strict"
MONOGRAPH, PART = "monograph", "part"


class Model(msgspec.Struct, frozen=True):
    """What weighs how much for one kind of thing: base, and per feature level → log-odds (an unlisted level is 0)."""

    base: float
    features: dict[str, dict[str, float]]


class Profile(msgspec.Struct, frozen=True):
    """How sure is sure: from which score on two records are the same, below which they differ, and what forbids it."""

    same: float
    unsure: float
    vetoes: tuple[str, ...]


class Weights(msgspec.Struct, frozen=True):
    """What `weights.yaml` holds."""

    models: dict[str, Model]
    profiles: dict[str, Profile]


class Opinion(msgspec.Struct, frozen=True, gc=False):
    """A verdict without its reasons: cheap, for the many pairs that are not stored.

    Attributes:
        likely: by the score alone they would be the same.
    """

    verdict: str
    score: float
    vetoes: tuple[str, ...]
    likely: bool


_HOPELESS = Opinion(DIFFERENT, -10.0, ("title",), False)


@cache
def weights() -> Weights:
    """The weights in use."""
    return msgspec.convert(yaml.safe_load(WEIGHTS.read_text("utf-8")), Weights)


@cache
def _comparisons(model: str) -> list[tuple[Comparison, dict[str, float]]]:
    return [(FEATURES[name], levels) for name, levels in weights().models[model].features.items()]


def model_of(a: Traits, b: Traits) -> str:
    """Which model weighs the two: articles and parts of something have their own."""
    return PART if a.part or b.part else MONOGRAPH


def opinion(a: Traits, b: Traits, profile: str = BALANCED) -> Opinion:
    """Weigh `a` against `b`. Symmetric, pure."""
    settings = weights().profiles[profile]
    a, b = aligned(a, b)
    if titles(a, b):  # most pairs that share a key are none: they need not be weighed
        return _HOPELESS
    score = score_of(a, b)
    if score < settings.unsure:
        return Opinion(DIFFERENT, score, (), False)
    likely = score >= settings.same
    forbidden = vetoes(a, b, settings.vetoes)
    if not forbidden:
        return Opinion(SAME if likely else UNSURE, score, (), likely)
    doubt = likely and DOUBTS.issuperset(forbidden)
    return Opinion(UNSURE if doubt else DIFFERENT, score, forbidden, likely)


def score_of(a: Traits, b: Traits) -> float:
    """The score alone, of two records whose titles are aligned."""
    model = model_of(a, b)
    score = weights().models[model].base
    for function, levels in _comparisons(model):
        score += levels.get(function(a, b), 0.0)
    return round(score, 3)


def conflict(a: Traits, b: Traits, profile: str = BALANCED) -> bool:
    """True when `a` and `b` may not be in one group even where a third record is the same as both."""
    found = opinion(a, b, profile)
    return found.verdict == DIFFERENT and not (found.vetoes and DOUBTS.issuperset(found.vetoes))


def explain(a: Traits, b: Traits, profile: str = BALANCED) -> Evidence:
    """The verdict with every comparison that could be made; what `opinion` says, at length."""
    found = opinion(a, b, profile)
    a, b = aligned(a, b)
    name_of_model = model_of(a, b)
    model = weights().models[name_of_model]
    compared = [
        Finding(name, _shown(a, name), _shown(b, name), level := FEATURES[name](a, b), levels.get(level, 0.0))
        for name, levels in model.features.items()
    ]
    findings = sorted((one for one in compared if one.agreement != MISSING), key=lambda one: -abs(one.weight))
    silent = [one for one in compared if one.agreement == MISSING and one.feature not in _OF_ANOTHER]
    return Evidence(
        verdict=found.verdict,
        score=score_of(a, b),
        base=model.base,
        vetoes=vetoes(a, b, weights().profiles[profile].vetoes),
        findings=tuple(findings),
        silent_a=tuple(one.feature for one in silent if one.b and not one.a),
        silent_b=tuple(one.feature for one in silent if one.a and not one.b),
        model=name_of_model,
        profile=profile,
    )


_OF_ANOTHER = frozenset({"title_proper", "title_words", "creators"})
"""Comparisons of what another one compares too."""


_SHOWN: dict[str, str] = {
    "title": "full", "title_proper": "main", "title_words": "full", "title_numbers": "numbers", "volume": "volumes",
    "creator": "people", "creators": "people", "year": "years", "language": "languages", "kind": "family",
    "isbn": "isbns", "issn": "issns", "doi": "dois", "record_number": "numbers_of_record", "in_volume": "issue",
    "in_issue": "issue", "first_page": "pages_in", "last_page": "pages_in",
}  # fmt: skip


def _shown(traits: Traits, feature: str) -> str | None:
    value: Any = getattr(traits, _SHOWN.get(feature, feature))
    if feature in ("creator", "creators"):
        value = [" ".join((*p.given, p.family)) for p in value[:3]]
    elif feature == "year" and not value and traits.span:
        value = ["–".join(map(str, traits.span))]
    elif feature in ("in_volume", "first_page"):
        value = value[0]
    elif feature in ("in_issue", "last_page"):
        value = value[1]
    if isinstance(value, frozenset):
        value = sorted(value)[:3]
    if isinstance(value, list | tuple):
        value = ", ".join(str(part) for part in value)
    return str(value)[:80] if value else None
