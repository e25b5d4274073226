"""What indexing costs, from union records to an index that can be searched."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import search_places
from bench.figures import say, table
from bench.match_goals import at_least
from bench.search_contestants import PEER, WHOOSH, present
from bench.search_places import USUAL, Index
from bench.search_write import Built


def run(work: Path) -> None:
    """Every contestant, one process each; then ours in two at once, half of the records each.

    Raises:
        CouldNotRun: one failed.
    """
    found = {name: search_places.index(work.parent, name, USUAL) for name in present()}
    halves = _halves(work)
    rows = [(name, *_row(one)) for name, one in found.items()]
    rows.append((f"{WHOOSH}, two halves at once", *_together(halves)))
    table((f"{USUAL} records", "CPU s", "records/CPU s", "records/s", "peak MB", "disk MB"), rows)
    say(
        "  (CPU time from union records on: what is indexed of them, folding, forms, writing; without reading the file;"
    )
    say("  of OpenSearch only what its client uses)")
    ours, peer = found[WHOOSH].built, found[PEER].built
    say(f"  {USUAL}: CPU time in times of {PEER}: {ours.cpu / peer.cpu:.1f}")
    at_least(f"{USUAL}: records per CPU second", ours.number / ours.cpu, 1400, 3000)
    at_least(
        "two processes at once, records per CPU second of both in times of one", 2 * ours.cpu / _cpu(halves), 1, 1.8
    )


def _halves(work: Path) -> list[Index]:
    """Two processes at once, each in a folder of its own."""
    corpus = search_places.corpus(work.parent)

    def one(start: int, stop: int) -> Index:
        folder = work / str(start)
        folder.mkdir()
        return Index(folder, *search_places.work(folder, Built, "build", WHOOSH, folder, corpus, start, stop))

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, (0, USUAL // 2), (USUAL // 2, USUAL)))


def _row(index: Index) -> tuple[float, ...]:
    built = index.built
    return built.cpu, built.number / built.cpu, built.number / index.used.wall, index.used.peak, built.disk


def _together(halves: list[Index]) -> tuple[float, ...]:
    number, wall = sum(one.built.number for one in halves), max(one.used.wall for one in halves)
    peak, disk = sum(one.used.peak for one in halves), sum(one.built.disk for one in halves)
    return _cpu(halves), number / _cpu(halves), number / wall, peak, disk


def _cpu(halves: list[Index]) -> float:
    return sum(one.built.cpu for one in halves)
