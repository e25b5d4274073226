"""`python -m bench.articles_check [KIND…]`: how the matcher does on made-up versions of real articles.

It looks at the half that nothing is trained on: labelled pairs by what makes them hard, then all records grouped. With
names of kinds it prints what went wrong there instead.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping

from bench import train_articles
from bench.figures import say, table
from bench.measure import Measure, measure, of_clusters
from bench.train_articles import Half, Pair
from indexer.dedup import judge, traits
from indexer.dedup.cluster import Join, components, groups
from indexer.dedup.judge import SAME, UNSURE, Opinion
from indexer.dedup.traits import Traits
from indexer.record import BibRecord

SHOWN = 15
"""So many failures of a kind are printed."""

Judged = list[tuple[Pair, Opinion]]


def main(kinds: list[str]) -> int:
    """Measure and print; 0 also where the records are absent."""
    try:
        _training, half = train_articles.halves()
    except FileNotFoundError as error:
        say(f"articles_check: {error}; nothing was measured.")
        return 0
    seen = {i: traits.of(record) for i, record in half.records.items()}
    judged = [(pair, judge.opinion(seen[pair.a.id], seen[pair.b.id])) for pair in half.pairs]
    if kinds:
        for kind in kinds:
            _show([one for one in judged if one[0].kind == kind], seen)
        return 0
    say(f"{len(half.records)} records of {len(set(half.clusters.values()))} publications, {len(judged)} pairs")
    say(f"pairs: {_of(judged)}")
    _by_kind(judged)
    _by_database(judged)
    _grouped(half, seen)
    return 0


def _of(judged: Judged) -> Measure:
    right = sum(pair.label == 1 and found.verdict == SAME for pair, found in judged)
    return measure(right, sum(found.verdict == SAME for _pair, found in judged), sum(pair.label for pair, _ in judged))


def _by_kind(judged: Judged) -> None:
    for label, head in ((1, "the same, and"), (0, "others that are")):
        counts: dict[str, Counter[str]] = {}
        for pair, found in judged:
            if pair.label == label:
                counts.setdefault(pair.kind, Counter())[found.verdict] += 1
                counts[pair.kind].update(found.vetoes if label else ())
        rows = []
        for kind, count in sorted(counts.items(), key=lambda item: -item[1].total()):
            number = sum(count[verdict] for verdict in ("same", "unsure", "different"))
            vetoes = " ".join(f"{name} {n}" for name, n in count.most_common() if name not in _VERDICTS)
            rows.append((kind, number, count["same"], count["unsure"], f"{count['same'] / number:.3f}", vetoes))
        say()
        table((head, "pairs", "same", "unsure", "share same", "vetoes" if label else ""), rows)


_VERDICTS = frozenset(["same", "unsure", "different"])


def _by_database(judged: Judged) -> None:
    counts: dict[str, Counter[str]] = {}
    for pair, found in judged:
        if pair.label:
            for record in (pair.a, pair.b):
                counts.setdefault(record.source, Counter())[found.verdict] += 1
    rows = [(name, count.total(), f"{count[SAME] / count.total():.3f}") for name, count in sorted(counts.items())]
    say()
    table(("with a record of", "pairs", "recall"), rows)


def _grouped(half: Half, seen: Mapping[str, Traits]) -> None:
    """All records: candidates by keys, joins, groups."""
    names = sorted(seen)
    number = {name: i for i, name in enumerate(names)}
    pairs = train_articles.candidates(half.records)
    opinions = {pair: judge.opinion(seen[pair[0]], seen[pair[1]]) for pair in pairs}
    joins = [Join(number[a], number[b], found.score) for (a, b), found in opinions.items() if found.verdict == SAME]
    fine = {(join.a, join.b) for join in joins}

    def forbidden(a: int, b: int) -> bool:
        return (a, b) not in fine and judge.conflict(seen[names[a]], seen[names[b]])

    found = {names[i]: str(group[0]) for group in _groups(len(names), joins, forbidden) for i in group}
    clusters, mixed = of_clusters(found, half.clusters)
    wanted = [pair for pair in half.pairs if pair.label]
    reached = sum((min(p.a.id, p.b.id), max(p.a.id, p.b.id)) in opinions for p in wanted) / len(wanted)
    unsure = sum(opinion.verdict == UNSURE for opinion in opinions.values())
    say()
    say(f"grouped: {clusters}  mixed {mixed}  unsure pairs {unsure}")
    say(f"keys: {reached:.4f} of the same share one, {len(pairs) / len(names):.1f} comparisons a record")


def _groups(size: int, joins: list[Join], forbidden) -> Iterable[list[int]]:  # type: ignore[no-untyped-def]
    for part in components(range(size), joins):
        inside = set(part)
        yield from groups(part, [join for join in joins if join.a in inside], forbidden) if len(part) > 1 else [part]


def _show(judged: Judged, seen: Mapping[str, Traits]) -> None:
    wrong = [(pair, found) for pair, found in judged if (found.verdict == SAME) != (pair.label == 1)]
    for pair, found in wrong[:SHOWN]:
        why = judge.explain(seen[pair.a.id], seen[pair.b.id])
        say(f"\n{pair.kind}, label {pair.label}: {found.verdict} {found.score} {' '.join(found.vetoes)}")
        for record in (pair.a, pair.b):
            say(f"  {record.source:9} {_line(record)}")
        say("  " + ", ".join(f"{f.feature} {f.agreement} {f.weight:+}" for f in why.findings if f.weight))
    say(f"\n{len(wrong)} of {len(judged)} went wrong")


def _line(record: BibRecord) -> str:
    host = record.host
    names = "; ".join(creator.name for creator in record.creators[:3])
    place = f"{host.title} {host.volume}({host.issue}) {host.pages}" if host else "-"
    return f"{record.title} | {names} | {record.year} | {place} | {' '.join(record.identifiers.doi)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
