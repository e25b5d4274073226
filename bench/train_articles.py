"""Labelled pairs of articles, to train the matcher's model of articles and to check it.

There is no labelled set of articles to train on, so this makes one: real articles (`articles_source`), the records
that databases would have of each (`articles_versions`), and publications that look like them (`articles_neighbours`).
Everything of one article is in one half: what is trained on the first is checked on the second
(`python -m bench.articles_check`).
"""

import random
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from bench import articles_source as source
from bench.articles_habits import MARKS
from bench.articles_neighbours import neighbours
from bench.articles_source import Work
from bench.articles_versions import Version, version
from indexer.dedup import keys, traits
from indexer.record import BibRecord

SEED = 1
MOST_PAIRS = 15
"""So many positive pairs of one article at most."""

DATABASES: dict[str, dict[str, float]] = {
    "medicine": {
        "pubmed": 9, "embase": 7, "scopus": 7, "wos": 7, "central": 3, "cinahl": 3, "crossref": 4, "bibtex": 1,
        "scholar": 1, "ojs": 0.5, "dspace": 1, "eprints": 0.5, "typed": 1,
    },
    "science": {
        "wos": 7, "scopus": 7, "crossref": 5, "pubmed": 3, "bibtex": 3, "scholar": 2, "dspace": 3, "eprints": 2,
        "typed": 3,
    },
    "computing": {
        "dblp": 9, "acm": 7, "scopus": 4, "wos": 3, "crossref": 3, "bibtex": 4, "scholar": 4, "dspace": 1, "typed": 6,
    },
    "society": {
        "scopus": 6, "wos": 6, "crossref": 5, "scholar": 3, "ojs": 3, "eprints": 2, "dspace": 3, "bibtex": 3,
        "typed": 4,
    },
    "other": {"pubmed": 5, "scopus": 5, "wos": 4, "crossref": 4, "ojs": 5, "dspace": 4, "scholar": 2, "typed": 2},
}  # fmt: skip
"""In which databases an article of a field is likely to be found."""

_HOW_MANY = ((1, 2, 3, 4, 5), (30, 36, 20, 9, 5))
_OFTEN_CITED = 0.04  # of the articles of computing: cited by hand again and again


class Pair(NamedTuple):
    """Two records, 1 where they are the same publication and else 0, and what makes it hard."""

    a: BibRecord
    b: BibRecord
    label: int
    kind: str


class Half(NamedTuple):
    """Labelled pairs; and all records by id, with the publication that each describes."""

    pairs: list[Pair]
    records: dict[str, BibRecord]
    clusters: dict[str, str]


def halves(seed: int = SEED) -> tuple[Half, Half]:
    """What to train on, and what to check with: the same at every call.

    Raises:
        FileNotFoundError: the recorded pages of repositories are not there; nothing is made up in their place.
    """
    if not source.PAGES.is_dir():
        raise FileNotFoundError(f"the records of repositories are not at {source.PAGES}")
    split: tuple[list[Work], list[Work]] = ([], [])
    for work in source.works(seed):
        split[random.Random(f"{seed}:half:{work.origin}").randrange(2)].append(work)
    return _half(split[0], seed), _half(split[1], seed)


def _half(works: list[Work], seed: int) -> Half:
    by_field: dict[str, list[Work]] = {}
    for work in works:
        by_field.setdefault(work.field, []).append(work)
    versions: dict[str, Version] = {}
    for work in works:
        chance = random.Random(f"{seed}:{work.key}")
        mates = by_field[work.field]
        other = mates[(mates.index(work) + chance.randrange(1, max(2, len(mates)))) % len(mates)]  # never itself
        for each in neighbours(work, other, chance):
            versions.update((made.record.id, made) for made in _versions(each, chance))
    records = {i: made.record for i, made in versions.items()}
    clusters = {i: made.work.key for i, made in versions.items()}
    return Half(_pairs(versions, random.Random(seed)), records, clusters)


def _versions(work: Work, chance: random.Random) -> list[Version]:
    likely = DATABASES[work.field]
    if work.field == "computing" and work.kind == "article" and chance.random() < _OFTEN_CITED:
        chosen = ["dblp", "acm", *["typed"] * chance.randint(6, 12)]
    else:
        number = chance.choices(*_HOW_MANY)[0] if work.kind == "article" else chance.choice((1, 1, 2, 2, 3))
        ranked = sorted(likely, key=lambda name: -(chance.random() ** (1 / likely[name])))
        chosen = ranked[:number]
        if chance.random() < 0.015:  # twice in one database
            chosen.append(chosen[0])
    return [version(work, database, number, chance) for number, database in enumerate(chosen)]


def _pairs(versions: dict[str, Version], chance: random.Random) -> list[Pair]:
    """All versions of a work with each other; and three times as many others that share a key with each other."""
    by_work: dict[str, list[Version]] = {}
    for made in versions.values():
        by_work.setdefault(made.work.key, []).append(made)
    same = []
    for mates in by_work.values():
        pairs = list(combinations(mates, 2))
        same += chance.sample(pairs, min(MOST_PAIRS, len(pairs)))
    other = [
        (versions[a], versions[b])
        for a, b in candidates({i: made.record for i, made in versions.items()})
        if versions[a].work.key != versions[b].work.key
    ]
    made_up = [pair for pair in other if pair[0].work.origin == pair[1].work.origin]
    found = [pair for pair in other if pair[0].work.origin != pair[1].work.origin]
    room = max(0, 3 * len(same) - len(made_up))
    chosen = made_up + chance.sample(found, min(room, len(found)))
    return [
        *(Pair(a.record, b.record, 1, _flaw(a, b)) for a, b in same),
        *(Pair(a.record, b.record, 0, _trap(a.work, b.work)) for a, b in chosen),
    ]


def candidates(records: dict[str, BibRecord]) -> list[tuple[str, str]]:
    """Pairs of ids that blocking would compare, sorted."""
    blocks: dict[int, list[tuple[int, str]]] = {}
    for i, record in records.items():
        seen = traits.of(record)
        for key in keys.keys(seen):
            blocks.setdefault(key, []).append((keys.position(seen, record.id), i))
    return sorted({pair for block in blocks.values() for pair in _near(sorted(block))})


def _near(block: list[tuple[int, str]]) -> Iterable[tuple[str, str]]:
    for place, (_position, a) in enumerate(block):
        for _other, b in block[place + 1 : place + 1 + keys.REACH]:
            yield min(a, b), max(a, b)


def _flaw(a: Version, b: Version) -> str:
    found = a.marks | b.marks
    return next((mark for mark in MARKS if mark in found), "styles only")


def _trap(a: Work, b: Work) -> str:
    if a.origin != b.origin:
        return "shares a key"
    return a.kind if a.kind != "article" else b.kind
