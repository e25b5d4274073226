"""How well labelled records are merged, beside two peers on the same records."""

from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path

from bench import peers, records
from bench.figures import say
from bench.match_goals import at_least
from bench.match_store import GOLD, fill, groups, index, opened
from bench.match_threshold import recall_at
from bench.measure import Measure, of_clusters, of_pairs
from bench.records import Labelled
from indexer import review
from indexer.dedup import judge, keys, traits
from indexer.dedup.cluster import Join, components
from indexer.dedup.traits import Traits

PRECISION = 0.99
PROFILES = (judge.BALANCED, judge.STRICT)
"""What is measured; the goals are for the first."""

Same = Callable[[str, str], bool]


def run(work: Path) -> None:
    """Two peers, then Induk: the labelled pairs, and all records grouped."""
    labelled = records.load()
    seen = {i: traits.of(record) for i, record in labelled.records.items()}
    say(f"  {len(seen)} records, {len(labelled.pairs)} labelled pairs, {len(set(labelled.clusters.values()))} clusters")
    _print("Gold Rush key", labelled, *_by_key({i: peers.gold_rush(t) for i, t in seen.items()}))
    _print("RecordManager rules", labelled, *_by_rules(seen))
    for profile in PROFILES:
        _induk(profile, labelled, seen, work / profile)


def _induk(profile: str, labelled: Labelled, seen: Mapping[str, Traits], work: Path) -> None:
    verdicts = {(a, b): judge.opinion(seen[a], seen[b], profile).verdict for a, b, _label in labelled.pairs}
    with opened(work, profile=profile) as (settings, database):
        fill(database, records.raw())
        worked = index(settings, database)
        found = {public.removeprefix(f"{GOLD}:"): union for public, union in groups(database).items()}
        with database.read() as connection:
            asked = review.page(connection, limit=0).total
        recall, threshold = recall_at(PRECISION, database, labelled.clusters, profile)
    pairs, clusters = _print(f"Induk, {profile}", labelled, lambda a, b: verdicts[a, b] == judge.SAME, found)
    doubtful = sum(verdict == judge.UNSURE for verdict in verdicts.values())
    share = 1000 * asked / len(found)
    say(f"  to review: {asked} pairs, {share:.1f} for 1000 records; {doubtful} of the labelled pairs")
    say(f"  {len(found) / worked.matching:.0f} records per CPU second: read, normalised, matched, grouped")
    say(f"  joins believed from a score of {threshold:.2f} on: recall {recall:.4f} at precision {PRECISION}")
    if profile != PROFILES[0]:
        return
    at_least("labelled pairs, F1", pairs.f1, 0.982, 0.990)
    at_least("all records, pairwise F1 after clustering", clusters.f1, 0.975, 0.985)
    at_least(f"recall at precision {PRECISION} after clustering", recall, 0.90, 0.96)


def _by_key(by_record: Mapping[str, str]) -> tuple[Same, dict[str, str]]:
    return lambda a, b: by_record[a] == by_record[b], dict(by_record)


def _by_rules(seen: Mapping[str, Traits]) -> tuple[Same, dict[str, str]]:
    blocks: dict[int, list[str]] = {}
    for i, record in seen.items():
        for key in keys.keys(record):
            blocks.setdefault(key, []).append(i)
    names = sorted(seen)
    number = {i: n for n, i in enumerate(names)}
    pairs = {pair for block in blocks.values() if len(block) <= 100 for pair in combinations(sorted(block), 2)}
    joins = [Join(number[a], number[b], 1.0) for a, b in pairs if peers.record_manager(seen[a], seen[b])]
    found = {names[n]: names[part[0]] for part in components(range(len(names)), joins) for n in part}
    return lambda a, b: peers.record_manager(seen[a], seen[b]), found


def _print(name: str, labelled: Labelled, same: Same, found: Mapping[str, str]) -> tuple[Measure, Measure]:
    pairs = of_pairs(labelled.pairs, (same(a, b) for a, b, _label in labelled.pairs))
    clusters, mixed = of_clusters(found, labelled.clusters)
    say(f"  {name:20} pairs {pairs}   clusters {clusters}   mixed {mixed}")
    return pairs, clusters
