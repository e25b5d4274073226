"""The labelled records: the development half of the HathiTrust set cdlib/marc-ai."""

import csv
import gzip
import os
from pathlib import Path
from typing import NamedTuple

from harvester.record import RawRecord
from indexer import formats
from indexer.record import BibRecord

FOLDER = Path(os.environ.get("INDUK_BENCH_DATA", Path(__file__).parents[2] / "shared" / "data")) / "dedup"
PATH = FOLDER / "goldfinch-dev.mrc.gz"


class Labelled(NamedTuple):
    """Records by id, the true cluster of each, and pairs with 1 for the same manifestation, 0 for another."""

    records: dict[str, BibRecord]
    clusters: dict[str, str]
    pairs: list[tuple[str, str, int]]


def raw() -> list[RawRecord]:
    """The records as a harvest would bring them."""
    with gzip.open(PATH) as file:
        payloads = [part + b"\x1d" for part in file.read().split(b"\x1d")[:-1]]
    return [
        RawRecord(source="gold", member="gold", identifier=_control_number(payload), format="marc21", payload=payload)
        for payload in payloads
    ]


def load() -> Labelled:
    """Everything, read through `indexer.formats`."""
    records = {}
    for record in raw():
        bib = formats.read(record)
        records[record.identifier] = bib
    with (FOLDER / "goldfinch-dev-clusters.csv").open(encoding="utf-8") as file:
        clusters = {row["id"]: row["cluster"] for row in csv.DictReader(file)}
    with (FOLDER / "goldfinch-dev-pairs.csv").open(encoding="utf-8") as file:
        pairs = [(row["id1"], row["id2"], int(row["label"])) for row in csv.DictReader(file)]
    return Labelled(records, clusters, pairs)


def _control_number(payload: bytes) -> str:
    """Field 001, always the first field here."""
    start = int(payload[12:17])
    return payload[start:].split(b"\x1e")[0].decode()
