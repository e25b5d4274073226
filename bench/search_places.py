"""What the sections share: records, queries, and an index of each contestant; made once, gone with the bench."""

import os
import shutil
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from bench import search_cases
from bench.processes import Used, measured, python
from bench.search_ask import Answers
from bench.search_cases import MIXED
from bench.search_write import Built

USUAL = int(os.environ.get("INDUK_BENCH_RECORDS", "200000"))
LARGE = 1_000_000
BEARABLE = int(os.environ.get("INDUK_BENCH_STOCK", str(min(USUAL, 200_000))))
"""So many records plain Whoosh gets."""

ROUNDS = 2
T = TypeVar("T", bound=msgspec.Struct)


class Index(msgspec.Struct):
    """An index that was made: where, what it cost, and what its process used."""

    folder: Path
    built: Built
    used: Used


@cache
def corpus(place: Path) -> Path:
    """The records, as many as the longest catalogue wants.

    Raises:
        CouldNotRun: they could not be made.
    """
    path = place / "corpus.jsonl"
    measured(python("-m", "bench.search_corpus", str(max(USUAL, BEARABLE)), str(path)), place)
    return path


@cache
def asked(place: Path) -> Path:
    """The queries."""
    path = place / "cases.json"
    search_cases.write(path)
    return path


@cache
def index(place: Path, name: str, number: int) -> Index:
    """An index of a contestant.

    Raises:
        CouldNotRun: it could not be made.
    """
    folder = place / f"{name.replace(' ', '-')}-{number}"
    shutil.rmtree(folder, ignore_errors=True)  # what one left behind that failed in another section
    folder.mkdir()
    built, used = work(place, Built, "build", name, folder, corpus(place), 0, number)
    return Index(folder, built, used)


@cache
def answers(place: Path, name: str, facets: bool, way: str = MIXED) -> Answers:
    """What a contestant answers in a fresh process, and how long it takes: of each query the faster of its rounds.

    Raises:
        CouldNotRun: it failed.
    """
    folder = index(place, name, USUAL).folder
    found = [work(place, Answers, "ask", name, folder, asked(place), int(facets), way)[0] for _round in range(ROUNDS)]
    least = {
        kind: [min(times) for times in zip(*(getattr(one, kind) for one in found), strict=True)]
        for kind in ("first", "warm", "other", "wall")
    }
    return msgspec.structs.replace(found[0], **least)


def work(place: Path, made: type[T], what: str, name: str, *more: object) -> tuple[T, Used]:
    """A step in a process of its own, and what it found.

    Raises:
        CouldNotRun: it failed.
    """
    used = measured(python("-m", "bench.search_work", what, name, *map(str, more)), place)
    return msgspec.json.decode(used.out, type=made), used


def p95(values: list[float]) -> float:
    """The value that 95 % do not pass."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
