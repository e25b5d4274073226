"""Precision, recall and F1 of pairs, and of clusters counted as pairs."""

from collections.abc import Iterable, Mapping
from itertools import combinations
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
    mine, truth = _members(found), _members({i: wanted[i] for i in found})
    pairs, true = ({pair for part in groups for pair in combinations(part, 2)} for groups in (mine, truth))
    mixed = sum(len({wanted[i] for i in part}) > 1 for part in mine)
    return measure(len(pairs & true), len(pairs), len(true)), mixed


def _members(groups: Mapping[str, str]) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for record, group in sorted(groups.items()):
        found.setdefault(group, []).append(record)
    return list(found.values())
