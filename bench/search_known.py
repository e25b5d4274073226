"""Known-item search: of two hundred queries of each kind by people who know the record, how often is it found?

    python -m bench.search_known [FOLDER [KIND …]]      with FOLDER the catalogue is kept there, and found there again

Right is a union record with a record of the true cluster, or with one that fits just as well as far as the query can
tell (another edition, where only the title was asked for); `strict` counts the true cluster only. Half of the clusters
are for tuning by, the other half is held back: which, tells a hash.
"""

import hashlib
import random
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench import search_known_house as house
from bench.figures import say, table
from bench.match_goals import at_least, at_most
from bench.processes import folder
from bench.search_known_items import KINDS, Kind
from config.database import Database
from indexer import store
from indexer.record import BibRecord
from search.service import Catalogue
from search.state import SearchState

EACH = 200
SEED = 20261126
DEPTH = 10
TUNE, HELD = "tune", "held"


class Item(NamedTuple):
    """A query, and the record that it looks for."""

    kind: Kind
    query: str
    wanted: BibRecord
    cluster: str

    @property
    def half(self) -> str:
        """Which half of the queries it belongs to."""
        return TUNE if hashlib.blake2b(self.cluster.encode(), digest_size=1).digest()[0] % 2 else HELD


class Shelf(NamedTuple):
    """The true cluster of each source record, and the source records of each union record."""

    clusters: dict[str, str]
    unions: dict[str, list[BibRecord]]


class Outcome(NamedTuple):
    """Where the record stood (0: not among the first), the same by the true cluster only, the hits, CPU ms."""

    item: Item
    place: int
    strict: int
    total: int
    cost: float


def run(work: Path) -> None:
    """Make the catalogue and ask.

    Raises:
        CouldNotRun: the catalogue could not be made.
    """
    house.make(work)
    with house.opened(work) as (catalogue, database):
        shelf = read(database)
        say(f"  {sum(map(len, shelf.unions.values()))} records of {len(shelf.unions)} publications; {house.ENGINE}")
        tell([judged(catalogue, shelf, item) for item in items(shelf)])


def read(database: Database) -> Shelf:
    """What is in the store."""
    true = house.clusters()
    clusters: dict[str, str] = {}
    unions: dict[str, list[BibRecord]] = {}
    with database.read() as connection:
        for record in store.all_bibs(connection):
            labelled = record.id.partition(":")[2] if record.source.startswith(house.GOLD) else ""
            clusters[record.id] = true.get(labelled, record.id)
            unions.setdefault(record.union or record.id, []).append(record)
    return Shelf(clusters, unions)


def items(shelf: Shelf, kinds: Iterable[Kind] = KINDS, each: int = EACH) -> Iterator[Item]:
    """So many queries of each kind, the same in each run: no cluster twice in one kind."""
    records = sorted((record for found in shelf.unions.values() for record in found), key=lambda record: record.id)
    for kind in kinds:
        chance = random.Random(f"{SEED} {kind.name}")
        seen: set[str] = set()
        for record in chance.sample(records, len(records)):
            if len(seen) == each:
                break
            if (cluster := shelf.clusters[record.id]) not in seen and (query := kind.ask(record, chance)):
                seen.add(cluster)
                yield Item(kind, query, record, cluster)


def judged(catalogue: Catalogue, shelf: Shelf, item: Item) -> Outcome:
    """Ask, and look where the record stands."""
    started = time.process_time()
    answer = catalogue.search(SearchState(q=item.query), facets=())
    cost = (time.process_time() - started) * 1000
    hits = [shelf.unions.get(card.id, []) for card in answer.records[:DEPTH]]
    true = [any(shelf.clusters[record.id] == item.cluster for record in hit) for hit in hits]
    fits = [
        right or any(item.kind.same(item.wanted, one) for one in hit) for right, hit in zip(true, hits, strict=True)
    ]
    return Outcome(item, _place(fits), _place(true), answer.total, cost)


def _place(right: list[bool]) -> int:
    return right.index(True) + 1 if True in right else 0


def tell(outcomes: list[Outcome]) -> None:
    """Print each kind, and the goals by the half that was held back."""
    heads = ("", "queries", "tune @1", "@10", "MRR", "held @1", "@10", "MRR", "strict @1", "@10", "no hit %", "p95 ms")
    names = dict.fromkeys(outcome.item.kind.name for outcome in outcomes)
    table(heads, ([name, *_row([one for one in outcomes if one.item.kind.name == name])] for name in names))
    say("  (`strict`: both halves, the true cluster only; p95: CPU time of a search, its records read)")
    if len(names) == len(KINDS):
        _goals(outcomes)


def _row(found: list[Outcome]) -> list[object]:
    halves = ([one for one in found if one.item.half == half] for half in (TUNE, HELD))
    places = [[one.place for one in half] for half in halves]
    strict = [one.strict for one in found]
    return [
        len(found), *(figure(half) for half in places for figure in (_first, _among, _rank)), _first(strict),
        _among(strict), 100 * _without(found), _p95([one.cost for one in found]),
    ]  # fmt: skip


def _goals(outcomes: list[Outcome]) -> None:
    def held(*names: str) -> list[int]:
        return [one.place for one in outcomes if one.item.kind.name in names and one.item.half == HELD]

    at_least("held: full title, @1", _first(held("full title")), 0.97, 0.99)
    at_least("held: title and author, @1", _first(held("title, author, year", "surname and two words")), 0.95, 0.98)
    at_least("held: three words with a slip, @10", _among(held("three words, one slip")), 0.85, 0.93)
    at_least("held: ISBN in any form, @1", _first(held("ISBN in any form")), 1.0, 1.0)
    at_most("queries without any result in percent", 100 * _without(outcomes), 1, 0)


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def _first(places: list[int]) -> float:
    return _share([place == 1 for place in places])


def _among(places: list[int]) -> float:
    return _share([place > 0 for place in places])


def _rank(places: list[int]) -> float:
    return sum(1 / place for place in places if place) / len(places) if places else 0.0


def _without(found: list[Outcome]) -> float:
    return _share([one.total == 0 for one in found])


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main(arguments: list[str]) -> None:
    """Ask a catalogue that is kept, kinds by the beginning of their names; print what was not found first."""
    if not arguments:
        with folder() as place:
            run(place)
        return
    place = Path(arguments[0])
    place.mkdir(parents=True, exist_ok=True)
    house.make(place)
    wanted = tuple(arguments[1:])
    with house.opened(place) as (catalogue, database):
        shelf = read(database)
        kinds = [kind for kind in KINDS if not wanted or kind.name.startswith(wanted)]
        outcomes = [judged(catalogue, shelf, item) for item in items(shelf, kinds)]
    tell(outcomes)
    for one in outcomes:
        if wanted and one.place != 1 and one.item.half == TUNE:
            say(f"  {one.place or '-':>3} of {one.total:<6} {one.item.query}   <- {one.item.wanted.id}")


if __name__ == "__main__":
    main(sys.argv[1:])
