"""One publication described by different software: does it come together, and nothing else?

    python -m bench.match_formats [FILE]      prints what `bench.match` prints; writes every fault to FILE, for reading

Real records (MARC of nine libraries and of HathiTrust; articles and theses of repositories) are written in some of
their guises (`match_guises`), each as another member, and go with the record itself through the steps of the indexer.
What is one is known: the guises of one record, and of records that are one by what they say (`_twins`).
"""

import gzip
import json
import random
import re
import sys
import xml.etree.ElementTree as etree
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz

from bench import records
from bench.figures import say, table
from bench.match_guise_facts import Facts, of_bib, of_marc, told
from bench.match_guises import ARTICLES, BOOKS, OTHERS
from bench.match_store import fill, groups, index, opened
from bench.measure import measure, of_clusters
from bench.processes import folder
from harvester.record import RawRecord
from indexer import formats, store
from indexer.dedup import judge, traits
from indexer.formats import marc21, marcxml, xml
from indexer.issues import Issues
from indexer.normalise.text import fold

DATA = records.FOLDER.parent
GUISES = 4
"""So many of its guises a record is given, beside itself."""

LABELLED = 1500
"""So many of the labelled records take part, one of each true cluster."""

OF_A_REPOSITORY = 60
"""At most so many articles and theses of one repository."""

_RECORD = re.compile(rb"<(?:\w+:)?record\b.*?</(?:\w+:)?record>", re.DOTALL)
_IN_LISTS = ("book", "thesis", "report", "conference")


class Written(NamedTuple):
    """A record in one guise: `truth` is the number of the publication."""

    raw: RawRecord
    guise: str
    truth: int


def run(work: Path, out: Path | None = None) -> None:
    """Everything, with a seed that is fixed."""
    originals = [*_marc(), *_repositories()]
    written = list(_written(originals))
    truth = {one.raw.id: one.truth for one in written}
    guise = {one.raw.id: one.guise for one in written}
    sources = {one.raw.source: one.raw.format for one in written}
    with opened(work / "store", sources) as (settings, database):
        fill(database, (one.raw for one in written))
        index(settings, database)
        found = groups(database)
        lost = len(written) - len(found)
        say(f"  {len(originals)} records in {len(written)} guises; {lost} of them could not be read")
        total, mixed = of_clusters(found, {name: str(truth[name]) for name in found})
        say(f"  all pairs  {total}   mixed {mixed}")
        _tell(found, truth, guise, {facts.number: facts for facts in originals})
        if out:
            _faults(out, database, found, truth, originals)


def _marc() -> Iterator[Facts]:
    """Real MARC records: all of the libraries, and one of each cluster of the labelled ones."""
    payloads = [
        ("marcxml" if path.name.endswith(".xml.gz") else "marc21", payload)
        for path in sorted((DATA / "marc").glob("*.gz"))
        for payload in _payloads(path)
    ]
    with (records.FOLDER / "goldfinch-dev-clusters.csv").open(encoding="utf-8") as file:
        clusters = dict(line.strip().split(",") for line in file)
    one_of_each = {clusters[raw.identifier]: raw.payload for raw in reversed(records.raw())}
    chosen = sorted(one_of_each)
    random.Random(4).shuffle(chosen)
    payloads += [("marc21", one_of_each[cluster]) for cluster in chosen[:LABELLED]]
    for number, (format, payload) in enumerate(dict.fromkeys(payloads)):
        raw = RawRecord(source="self", member="self", identifier=str(number), format=format, payload=payload)
        try:
            bib = formats.read(raw)
            decoded = _decoded(raw)
        except formats.Unreadable:
            continue
        if bib.title:
            yield of_marc(number, decoded, bib)


def _decoded(raw: RawRecord) -> marcxml.Record:
    issues = Issues()
    if raw.format == "marc21":
        return marc21.decode(raw.payload, issues)
    return marcxml.from_element(xml.metadata(xml.parse(raw.payload, issues)))


def _payloads(path: Path) -> list[bytes]:
    data = gzip.decompress(path.read_bytes())
    return _RECORD.findall(data) if path.name.endswith(".xml.gz") else [p + b"\x1d" for p in data.split(b"\x1d")[:-1]]
