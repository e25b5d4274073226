"""Steps that ask: all queries in one process, each after an opening of its own, and many clients at once."""

import gc
import os
import re
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench import search_cases
from bench.search_cases import Query
from bench.search_contestants import Contestant, Found, open_contestant
from bench.search_write import used

PROCESSES, CLIENTS = 2, 8


class Memory(msgspec.Struct):
    """Of a process in MB: all it has in memory (RSS), the same with its share only of what others have too (PSS), and
    what is no file's (anonymous): the one part that the machine cannot take back.
    """

    resident: float
    proportional: float
    anonymous: float


class Answers(msgspec.Struct):
    """CPU milliseconds of each query in a first and in a second pass, and of other queries after them; wall
    milliseconds of the second pass; what was found; memory afterwards.
    """

    first: list[float]
    warm: list[float]
    other: list[float]
    wall: list[float]
    found: list[Found]
    memory: Memory


class Opened(msgspec.Struct):
    """CPU milliseconds of each query as the first one after opening."""

    cold: list[float]


class Served(msgspec.Struct):
    """Queries answered, wall seconds, CPU seconds."""

    number: int
    wall: float
    cpu: float


def ask(
    contestant: Contestant, _folder: Path, cases: str, facets: str, way: str, most: str = "200", after: str = "200"
) -> Answers:
    """Two passes over so many queries of a file, the first of which opens the index; then so many others."""
    queries, others = search_cases.read(Path(cases), way)
    _settle()
    return answered(contestant, queries[: int(most)], others[: int(after)], facets=facets == "1")


def cold(contestant: Contestant, folder: Path, cases: str, facets: str, name: str) -> Opened:
    """Each query of a file is the first one of an index that was opened for it."""
    queries, others = search_cases.read(Path(cases))
    contestant.ask(others[0], facets=facets == "1")  # modules are loaded once, not at each opening
    contestant.close()
    _settle()
    spent = []
    for query in queries:
        fresh = open_contestant(name, folder)
        spent.append(_timed(fresh, query, facets == "1")[0])
        fresh.close()
    return Opened(spent)


def clients(contestant: Contestant, _folder: Path, cases: str, seconds: str) -> Served:
    """Warm up, fork, and let eight clients ask with facets until the time is over."""
    queries, _others = search_cases.read(Path(cases))
    for query in queries:
        contestant.ask(query, facets=True)
    _settle()
    return served(contestant, queries, float(seconds))


def answered(contestant: Contestant, queries: Sequence[Query], others: Sequence[Query], *, facets: bool) -> Answers:
    """Two passes over `queries`, one over `others`."""
    first = [_timed(contestant, query, facets) for query in queries]
    warm = [_timed(contestant, query, facets)[:2] for query in queries]
    other = [_timed(contestant, query, facets)[0] for query in others]
    cold, found = [cpu for cpu, _wall, _found in first], [found for _cpu, _wall, found in first]
    return Answers(cold, [cpu for cpu, _wall in warm], other, [wall for _cpu, wall in warm], found, memory())


def served(contestant: Contestant, queries: Sequence[Query], seconds: float) -> Served:
    """Eight clients, each a thread, in two forks of this process."""
    started, before, total = time.monotonic(), used(), 0
    pipes = []
    for worker in range(PROCESSES):
        reading, writing = os.pipe()
        if os.fork() == 0:
            done = _work(contestant, queries, worker, started + seconds)
            os.write(writing, str(done).encode())
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    for pipe in pipes:
        with os.fdopen(pipe) as file:
            total += int(file.read())
        os.wait()
    return Served(total, time.monotonic() - started, used() - before)


def memory() -> Memory:
    """What this process has in memory."""
    text = Path("/proc/self/smaps_rollup").read_text()
    found = {name: int(size) / 1024 for name, size in re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE)}
    return Memory(found["Rss"], found["Pss"], found["Anonymous"])


def _settle() -> None:
    """Modules and queries are no work for the garbage collector, which falls for tens of ms on any one query."""
    gc.collect()
    gc.freeze()


def _work(contestant: Contestant, queries: Sequence[Query], worker: int, end: float) -> int:
    counts = [0] * (CLIENTS // PROCESSES)

    def client(number: int) -> None:
        place = (worker * len(counts) + number) * 37
        while not counts[number] or time.monotonic() < end:
            contestant.ask(queries[place % len(queries)], facets=True)
            counts[number] += 1
            place += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(len(counts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _timed(contestant: Contestant, query: Query, facets: bool) -> tuple[float, float, Found]:
    """CPU and wall milliseconds, and what was found."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = contestant.ask(query, facets=facets)
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000, found
