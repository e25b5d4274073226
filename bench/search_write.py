"""Steps that write: an index is made, or one record in a hundred of it is replaced."""

import resource
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import msgspec

from bench import search_corpus
from bench.search_contestants import Contestant
from indexer.document import to_document
from indexer.engines.base import Document
from indexer.record import UnionRecord

BATCH = 1000
EACH = 100
MARK = "zzupdatedzz"


class Built(msgspec.Struct):
    """Documents (or hits of the new word), CPU seconds without those of reading the records, and disk in MB."""

    number: int
    cpu: float
    disk: float


class Reading:
    """Records of a file as documents; `spent` is the CPU time of reading, which is no part of indexing."""

    def __init__(self, records: Iterator[UnionRecord]) -> None:
        self._records = records
        self.spent = 0.0

    def __iter__(self) -> Iterator[Document]:
        while True:
            started = time.process_time()
            batch = list(islice(self._records, BATCH))
            self.spent += time.process_time() - started
            if not batch:
                return
            yield from map(to_document, batch)


def build(contestant: Contestant, folder: Path, corpus: str, start: str, stop: str) -> Built:
    """Index these records of a file."""
    return indexed(contestant, folder, search_corpus.read(Path(corpus), int(start), int(stop)))


def replace(contestant: Contestant, folder: Path, corpus: str, number: str) -> Built:
    """Describe one in a hundred of the first so many records anew."""
    return replaced(contestant, folder, islice(search_corpus.read(Path(corpus), 0, int(number)), 0, None, EACH))


def indexed(contestant: Contestant, folder: Path, records: Iterator[UnionRecord]) -> Built:
    """Index records."""
    return _written(folder, Reading(records), contestant.build)


def replaced(contestant: Contestant, folder: Path, records: Iterator[UnionRecord]) -> Built:
    """Put a word more into titles of records that are there."""
    changed = (msgspec.structs.replace(record, title=f"{record.title} {MARK}") for record in records)
    return _written(folder, Reading(changed), lambda documents: contestant.replace(documents, MARK))


def used() -> float:
    """CPU seconds of this process and of its children that have ended."""
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in parts)


def _written(folder: Path, documents: Reading, write: Callable[[Iterable[Document]], int]) -> Built:
    before = used()
    number = write(documents)
    cpu = used() - before - documents.spent
    return Built(number, cpu, sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6)
