"""Precision, recall and F1 of pairs, and of clusters counted as pairs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import comb
from typing import NamedTuple


class Measure(NamedTuple):
    """The usual three."""

    precision: float
    recall: float
    f1: float

    def __str__(self) -> str:
        return f"P {self.precision:.4f}  R {self.recall:.4f}  F1 {self.f1:.4f}"


def measure(true_positive: int, found: int, wanted: int) -> Measure:
    """From how many were found, how many of them rightly, and how many there were to find."""
    precision = true_positive / found if found else 0.0
    recall = true_positive / wanted if wanted else 0.0
    return Measure(precision, recall, 2 * precision * recall / (precision + recall) if true_positive else 0.0)


def of_pairs(labelled: Iterable[tuple[str, str, int]], same: Iterable[bool]) -> Measure:
    """Labelled pairs against what was said of each."""
    outcomes = [(label == 1, said) for (_a, _b, label), said in zip(labelled, same, strict=True)]
    return measure(
        sum(label and said for label, said in outcomes),
        sum(said for _label, said in outcomes),
        sum(label for label, _said in outcomes),
    )


def of_clusters(found: Mapping[str, str], wanted: Mapping[str, str]) -> tuple[Measure, int]:
    """Two ways of grouping the same records, pair by pair; and how many found groups mix true ones."""
    both = Counter((group, wanted[record]) for record, group in found.items())
    mixed = sum(parts > 1 for parts in Counter(group for group, _true in both).values())
    true = _pairs(Counter(wanted[record] for record in found))
    return measure(_pairs(both), _pairs(Counter(found.values())), true), mixed


def agreement(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """Of the pairs that are together in either of two ways of grouping the same records, the share together in both."""
    both = _pairs(Counter((group, other[record]) for record, group in one.items()))
    either = _pairs(Counter(one.values())) + _pairs(Counter(other.values())) - both
    return both / either if either else 1.0


def _pairs(sizes: Counter[str] | Counter[tuple[str, str]]) -> int:
    """How many pairs there are in groups of these sizes."""
    return sum(comb(size, 2) for size in sizes.values())
