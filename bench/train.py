"""`make train`: fit the weights of the matcher and write `indexer/dedup/weights.yaml`.

Logistic regression over the levels of `indexer.dedup.compare`, for each of the two models: how much more often a level
is met among pairs that are the same than among others, all other levels considered. Three things keep it honest:

- **Beliefs**: where the data are silent (no ISBN stands in the HathiTrust set), a weight stays at what we believe.
- **Order**: a level never weighs more than one that agrees better, the first of a feature never speaks against, the
  last never for.
- **Field dropout**: each pair is also seen with fields blanked on one side and on both, so that thin records (Dublin
  Core, spreadsheets) are judged soberly.

It reads nothing but `../shared/data`, draws no lots that are not seeded, and writes the same file each time.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import yaml

from bench import records, train_articles
from bench.figures import say
from bench.match_thin import thinned
from bench.train_beliefs import BELIEFS
from indexer.dedup import compare, judge, keys, traits
from indexer.dedup.traits import Traits

HEAD = """\
# What each agreement and difference weighs, in log-odds (natural logarithm): +0.7 doubles the odds that two records are
# the same publication, -0.7 halves them. The score of a pair is `base` plus the weights of its levels
# (indexer/dedup/compare.py); a comparison that cannot be made weighs nothing, so silence is never agreement, and the
# base is below zero, so records that say little are not joined.
#
# `models` is written by `make train` (bench/train.py says how); where the data are silent, it is as
# bench/train_beliefs.py believes. `profiles` is written by hand: from the score `same` on two records are the same,
# unless one of the vetoes (indexer/dedup/vetoes.py) forbids it; below `unsure` they are different; between the two a
# person should look.

"""

LEAN = 0.3
"""Added to the base: among labelled pairs there are more near misses than in a catalogue."""

PULL = 1.0
"""How strongly a weight is held to the belief (the inverse variance of the prior, per unit of log-odds)."""

STEPS = 3000
SEEDS = (11, 12)
"""Of the dropout; the benchmark blanks by others."""

Sample = tuple[Traits, Traits, int, float]
"""Two records, 1 where they are the same, and how much the pair counts."""


class Column(NamedTuple):
    """A weight to be found."""

    feature: str
    level: str


def main() -> int:
    """Fit both models and write them down; what is not fitted (thresholds, vetoes) is kept."""
    try:
        samples = {judge.MONOGRAPH: list(_monographs()), judge.PART: list(_articles())}
    except FileNotFoundError as error:
        say(f"train: {error}; nothing was trained.")
        return 1
    content = yaml.safe_load(judge.WEIGHTS.read_text("utf-8"))
    content["models"] = {name: fit(name, found) for name, found in samples.items()}
    judge.WEIGHTS.write_text(HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
    return 0


def fit(name: str, samples: Sequence[Sample], pull: float = PULL) -> dict[str, object]:
    """The base and the weights of a model, as `weights.yaml` has them."""
    believed = BELIEFS[name]
    columns = [Column(feature, level) for feature in believed for level in compare.LEVELS[feature]]
    prior = np.array([believed[feature].get(level, 0.0) for feature, level in columns])
    matrix = matrix_of(samples, columns)
    labels = np.array([label for _a, _b, label, _count in samples], float)
    counts = np.array([count for *_rest, count in samples])
    base, weights = _descend(matrix, labels, counts, prior, _chains(columns), pull)
    error = float(np.average((base + matrix @ weights > 0) != labels, weights=counts))
    say(f"{name}: {len(samples)} pairs, {int(labels.sum())} of them the same, wrong at even odds {error:.4f}")
    features: dict[str, dict[str, float]] = {}
    for (feature, level), weight in zip(columns, weights, strict=True):
        features.setdefault(feature, {})[level] = round(float(weight), 2)
    return {"base": round(base + LEAN, 2), "features": features}


def matrix_of(samples: Iterable[Sample], columns: Sequence[Column]) -> np.ndarray:
    """A row for each pair, 1 in the column of each level that it has."""
    number = {column: n for n, column in enumerate(columns)}
    wanted = dict.fromkeys(column.feature for column in columns)
    rows = []
    for a, b, _label, _count in samples:
        row = np.zeros(len(columns), np.float32)
        a, b = compare.aligned(a, b)
        for feature in wanted:
            level = compare.FEATURES[feature](a, b)
            if level != compare.MISSING:
                row[number[Column(feature, level)]] = 1
        rows.append(row)
    return np.array(rows)


def _descend(
    matrix: np.ndarray, labels: np.ndarray, counts: np.ndarray, prior: np.ndarray, chains: list[slice], pull: float
) -> tuple[float, np.ndarray]:
    """Accelerated projected gradient (Beck and Teboulle 2009) on the penalised likelihood."""
    full = np.hstack([matrix, np.ones((len(matrix), 1), np.float32)]).astype(float)
    step = 4.0 / (np.linalg.norm(full * np.sqrt(counts)[:, None], 2) ** 2 + 4 * pull)
    here = np.append(prior, -1.0)
    ahead, speed = here.copy(), 1.0
    for _turn in range(STEPS):
        said = 1 / (1 + np.exp(-np.clip(full @ ahead, -40, 40)))
        slope = full.T @ (counts * (said - labels))
        slope[:-1] += pull * (ahead[:-1] - prior)
        there = _ordered(ahead - step * slope, chains)
        faster = (1 + np.sqrt(1 + 4 * speed * speed)) / 2
        ahead = there + (speed - 1) / faster * (there - here)
        here, speed = there, faster
    return float(here[-1]), here[:-1]


def _chains(columns: Sequence[Column]) -> list[slice]:
    starts = [n for n, column in enumerate(columns) if not n or columns[n - 1].feature != column.feature]
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], len(columns)], strict=True)]


def _ordered(weights: np.ndarray, chains: list[slice]) -> np.ndarray:
    """The nearest weights that fall along each feature, from not below zero to not above it."""
    found = weights.copy()
    for chain in chains:
        found[chain] = falling(found[chain])
        found[chain.start] = max(found[chain.start], 0.0)
        found[chain.stop - 1] = min(found[chain.stop - 1], 0.0)
    return found


def falling(values: np.ndarray) -> np.ndarray:
    """The nearest sequence that never rises: pool adjacent violators (Ayer et al. 1955)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while pools and pools[-1][0] < mean:
            before, many = pools.pop()
            mean, size = (mean * size + before * many) / (size + many), size + many
        pools.append((mean, size))
    return np.concatenate([np.full(size, mean) for mean, size in pools])


def _monographs() -> Iterator[Sample]:
    """Labelled pairs, and those that blocking would compare; whole, blanked on one side, and on both."""
    labelled = records.load()
    seen = {i: traits.of(record) for i, record in labelled.records.items()}
    truth = {(min(a, b), max(a, b)): label for a, b, label in labelled.pairs}
    for a, b in _candidates(seen):
        truth.setdefault((a, b), int(labelled.clusters[a] == labelled.clusters[b]))
    yield from _dropped(seen, [thinned(labelled.records, seed) for seed in SEEDS], truth)


def _articles() -> Iterator[Sample]:
    half, _checked = train_articles.halves()
    seen = {i: traits.of(record) for i, record in half.records.items()}
    truth = {(pair.a.id, pair.b.id): pair.label for pair in half.pairs}
    yield from _dropped(seen, [thinned(half.records, seed) for seed in SEEDS], truth)


def _dropped(
    seen: dict[str, Traits], blanked: Sequence[dict[str, Traits]], truth: dict[tuple[str, str], int]
) -> Iterator[Sample]:
    share = 0.5 / len(blanked)
    for (a, b), label in sorted(truth.items()):
        yield seen[a], seen[b], label, 1.0
        for thin in blanked:
            yield thin[a], seen[b], label, share / 2
            yield seen[a], thin[b], label, share / 2
            yield thin[a], thin[b], label, share


def _candidates(seen: dict[str, Traits]) -> set[tuple[str, str]]:
    blocks: dict[int, list[str]] = {}
    for i, found in seen.items():
        for key in keys.keys(found):
            blocks.setdefault(key, []).append(i)
    return {(min(pair), max(pair)) for block in blocks.values() for pair in combinations(block[:60], 2)}


if __name__ == "__main__":
    sys.exit(main())
