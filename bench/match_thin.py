"""The labelled pairs with fields blanked, as thin Dublin Core and short rows of a table leave them empty."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import mean

from msgspec.structs import replace

from bench import records
from bench.figures import say
from bench.match_goals import at_least
from bench.measure import Measure, of_pairs
from bench.records import Labelled
from indexer.dedup import judge, traits
from indexer.dedup.traits import Traits
from indexer.record import BibRecord

LEVEL = 0.7
SEEDS = (5, 6, 7)

RULES: tuple[tuple[float, Callable[[BibRecord], BibRecord]], ...] = (
    (LEVEL + 0.3, lambda record: replace(record, extent=_without_size(record.extent))),
    (LEVEL + 0.2, lambda record: replace(record, subjects=())),
    (LEVEL, lambda record: replace(record, place=None)),
    (LEVEL, lambda record: replace(record, series=())),
    (LEVEL, lambda record: replace(record, languages=())),
    (LEVEL, lambda record: replace(record, date_text=str(record.year) if record.year else record.date_text)),
    (LEVEL * 0.8, lambda record: replace(record, extent=None)),
    (LEVEL * 0.6, lambda record: replace(record, edition=None)),
    (LEVEL * 0.5, lambda record: replace(record, publisher=None)),
    (LEVEL * 0.3, lambda record: replace(record, year=None, date_text=None)),
    (LEVEL * 0.3, lambda record: replace(record, subtitle=None)),
    (LEVEL * 0.15, lambda record: replace(record, creators=())),
)
"""How often what is blanked: the rates of the research (`dropout.py`), each field by itself."""

Side = Callable[[str], Traits]


def run(_work: Path) -> None:
    """One side blanked, then both; the means of several fixed seeds."""
    labelled = records.load()
    full = {i: traits.of(record) for i, record in labelled.records.items()}
    one, both = [], []
    for seed in SEEDS:
        blank = thinned(labelled.records, seed)
        one.append(_measure(labelled, blank.__getitem__, full.__getitem__))
        both.append(_measure(labelled, blank.__getitem__, blank.__getitem__))
    for name, found, must, aim in (("one side", one, 0.965, 0.975), ("both sides", both, 0.92, 0.94)):
        average = Measure(*map(mean, zip(*found, strict=True)))
        say(f"  {name:10} {average}   (F1 of seeds {SEEDS}: {', '.join(f'{each.f1:.4f}' for each in found)})")
        at_least(f"blanked on {name}, F1", average.f1, must, aim)
        at_least(f"blanked on {name}, precision", average.precision, 0.98, 0.98)


def thinned(found: Mapping[str, BibRecord], seed: int) -> dict[str, Traits]:
    """Every record as it is compared when fields of it are blanked."""
    chance = random.Random(seed)
    return {i: traits.of(_blank(record, chance)) for i, record in sorted(found.items())}


def _blank(record: BibRecord, chance: random.Random) -> BibRecord:
    for rate, rule in RULES:
        if chance.random() < rate:
            record = rule(record)
    return record


def _without_size(extent: str | None) -> str | None:
    """`284 p. : ill. ; 19 cm.` → `284 p. : ill.`"""
    if not extent or "cm" not in extent:
        return extent
    return extent.rpartition(";")[0].strip() if ";" in extent else " ".join(extent.split()[:-2]) or None


def _measure(labelled: Labelled, left: Side, right: Side) -> Measure:
    said = (judge.opinion(left(a), right(b)).verdict == judge.SAME for a, b, _label in labelled.pairs)
    return of_pairs(labelled.pairs, said)
