"""One publication described by different software: does it come together, and nothing else?

    python -m bench.match_formats [FILE]      prints what `bench.match` prints; writes every fault to FILE, for reading

Real records (MARC of nine libraries and of HathiTrust; articles and theses of repositories) are written in some of
their guises (`match_guises`), each as another member, and go with the record itself through the steps of the indexer.
What is one is known: the guises of one record, and of records that are one by what they say (`_twins`).
"""

import csv
import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice, pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from lxml import etree
from pymarc import Record
from rapidfuzz import fuzz

from bench import records
from bench.figures import say, table
from bench.match_goals import at_least
from bench.match_guise_facts import Facts, of_bib, of_marc
from bench.match_guises import ARTICLES, BOOKS, OTHERS
from bench.match_store import fill, groups, index, opened
from bench.measure import of_clusters
from bench.processes import folder
from harvester.record import RawRecord
from indexer import formats, store
from indexer.dedup import judge, traits
from indexer.formats import marc21, marcxml, xml
from indexer.formats.statements import full_title
from indexer.issues import Issues
from indexer.normalise.text import fold

DATA = records.FOLDER.parent
GUISES = 4
"""So many of its guises a record is given, beside itself."""

LABELLED = 1500
"""So many of the labelled records take part, one of each true cluster."""

FIRST_OF_REPOSITORIES = 100_000
"""Numbers from here on are of records that came as Dublin Core."""

OF_A_REPOSITORY = 60
"""At most so many articles and theses of one repository."""

BOOKISH = ("book", "thesis", "report", "conference")
"""Types that stand in lists of references too."""


class Written(NamedTuple):
    """A record in one guise: `truth` is the number of the publication."""

    raw: RawRecord
    guise: str
    truth: int


class Original(NamedTuple):
    """A real record as it came, and what it says."""

    raw: RawRecord
    facts: Facts


def run(work: Path, out: Path | None = None) -> None:
    """Everything, with a seed that is fixed."""
    every = originals()
    written = guises_of(every)
    sources = dict.fromkeys((one.raw.source for one in written), "marc21")  # the records say what they are themselves
    with opened(work / "store", sources) as (settings, database):
        fill(database, (one.raw for one in written))
        index(settings, database)
        found = groups(database)
        known = {one.raw.id: one for one in written if one.raw.id in found}
        say(f"  {len(every)} records in {len(written)} guises, {len(written) - len(known)} of them not readable")
        total, mixed = of_clusters(found, {name: str(one.truth) for name, one in known.items()})
        say(f"  all pairs  {total}   groups that mix publications: {mixed}")
        at_least("guises of one publication, precision", total.precision, 0.99, 0.995)
        at_least("guises of one publication, recall", total.recall, 0.98, 0.995)
        _tell_guises(known, found)
        _tell_languages(known, found, {one.facts.number: one.facts for one in every})
        if out:
            with database.read() as connection:
                _write_faults(out, connection, known, found)


def originals(step: int = 1) -> list[Original]:
    """The real records, or each `step`-th of them."""
    return [*_marc(step), *islice(_repositories(), 0, None, step)]


def _marc(step: int) -> Iterator[Original]:
    """Real MARC records: all of the libraries, and one of each cluster of the labelled ones."""
    libraries = [
        (path.name.partition(".")[0], "marcxml" if path.name.endswith(".xml.gz") else "marc21", payload)
        for path in sorted((DATA / "marc").glob("*.gz"))
        for payload in _payloads(path)
    ]
    first = {payload: (name, format) for name, format, payload in reversed(libraries)}  # one file is there twice
    with (records.FOLDER / "goldfinch-dev-clusters.csv").open(encoding="utf-8") as file:
        clusters = {row["id"]: row["cluster"] for row in csv.DictReader(file)}
    labelled = {clusters[raw.identifier]: raw.payload for raw in records.raw()}
    chosen = random.Random(4).sample(sorted(labelled), LABELLED)
    first |= {labelled[cluster]: (records.PATH.name.partition("-")[0], "marc21") for cluster in chosen}
    for number, (payload, (name, format)) in islice(enumerate(first.items()), 0, None, step):
        raw = _raw(name.replace("_", "-"), str(number), format, payload)
        try:
            bib, marc = formats.read(raw), _decoded(raw)
        except formats.Unreadable:
            continue
        if bib.title:
            yield Original(raw, of_marc(number, marc, bib))


def _decoded(raw: RawRecord) -> Record:
    issues = Issues()
    if raw.format == "marc21":
        return marc21.decode(raw.payload, issues)
    return marcxml.from_element(xml.metadata(xml.parse(raw.payload, issues)))


def _payloads(path: Path) -> list[bytes]:
    data = gzip.decompress(path.read_bytes())
    if path.name.endswith(".xml.gz"):
        return [etree.tostring(one, with_tail=False) for one in etree.fromstring(data)]
    return [part + b"\x1d" for part in data.split(b"\x1d")[:-1]]


def _repositories() -> Iterator[Original]:
    """Real articles that tell their journal and volume, and theses."""
    number, taken = FIRST_OF_REPOSITORIES, Counter[str]()
    for path in sorted((DATA / "oai-pages").glob("*.[0-9]*.xml")):
        name = path.name.partition(".")[0].replace("_", "-")
        try:
            elements = list(etree.parse(path).getroot().iter("{*}record"))
        except etree.XMLSyntaxError:
            continue
        for element in elements:
            if element.find("{*}metadata/{*}dc/{*}title") is None or taken[name] >= OF_A_REPOSITORY:
                continue
            raw = _raw(name, f"{element.findtext('{*}header/{*}identifier')}", "oai_dc", etree.tostring(element))
            bib = formats.read(raw)
            article = bib.type == "article" and bib.host and bib.host.title and bib.host.volume
            if bib.title and bib.year and (article or bib.type == "thesis"):
                taken[name] += 1
                number += 1
                yield Original(raw, of_bib(number, bib))


def _raw(source: str, identifier: str, format: str, payload: bytes) -> RawRecord:
    return RawRecord(source=source, member=source, identifier=identifier, format=format, payload=payload)


def guises_of(every: Sequence[Original]) -> list[Written]:
    """Every record, and some of its guises; the source of a guise is called after it."""
    truth = _twins([one.facts for one in every])
    written = []
    for raw, facts in every:
        chance = random.Random(facts.number)
        guises = (
            ARTICLES if facts.bib.type == "article" and facts.host else BOOKS if facts.bib.type in BOOKISH else OTHERS
        )
        written.append(Written(raw, "itself", truth[facts.number]))
        for name in chance.sample(sorted(guises), GUISES):
            format, write = guises[name]
            if name == "agency" and facts.marc is None:
                continue
            payload = write(facts, chance)
            written.append(Written(_raw(f"as-{name}", str(facts.number), format, payload), name, truth[facts.number]))
    return written


def _twins(every: Sequence[Facts]) -> dict[int, int]:
    """Number of each record → number of its publication: some records are there twice, in two libraries or in one.

    They are one if they share a DOI, or an ISBN and the year; or the whole title, year, first name and pages.
    """
    parent = {facts.number: facts.number for facts in every}

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    blocks: dict[object, list[Facts]] = defaultdict(list)
    for facts in every:
        bib = facts.bib
        title = fold(full_title(bib))
        name = fold(bib.creators[0].name)[:6] if bib.creators else ""
        for key in (*(("doi", one) for one in bib.identifiers.doi), *(("isbn", one, bib.year) for one in bib.isbns)):
            blocks[key].append(facts)
        blocks[title, bib.year, name, facts.pages, bib.carrier].append(facts)
    for block in blocks.values():
        for a, b in pairwise(block):
            if fuzz.token_set_ratio(fold(full_title(a.bib)), fold(full_title(b.bib))) > 85 and a.part == b.part:
                parent[root(b.number)] = root(a.number)
    return {number: root(number) for number in parent}


def _tell_guises(known: Mapping[str, Written], found: Mapping[str, str]) -> None:
    """Recall of each pair of guises, in per cent, for books and for articles."""
    for what, names in (("books", [*BOOKS]), ("articles", [*ARTICLES])):
        every, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for block in _by_truth(known.values()).values():
            if (block[0].truth > FIRST_OF_REPOSITORIES) is not (what == "articles"):
                continue
            for a, b in combinations(block, 2):
                for pair in {(a.guise, b.guise), (b.guise, a.guise)}:
                    every[pair] += 1
                    right[pair] += found[a.raw.id] == found[b.raw.id]
        heads = ["itself", *names]
        say(f"\n  {what}: recall of each pair of guises, %")
        table(
            ("", *heads, "all"),
            (
                (one, *(_share(right[one, other], every[one, other]) for other in heads), _all(one, right, every))
                for one in heads
            ),
        )


def _share(right: int, every: int) -> str:
    return f"{100 * right / every:.0f}" if every else ""


def _all(guise: str, right: Mapping[tuple[str, str], int], every: Mapping[tuple[str, str], int]) -> str:
    mine = [pair for pair in every if pair[0] == guise]
    return f"{100 * sum(right[pair] for pair in mine) / max(1, sum(every[pair] for pair in mine)):.1f}"


def _tell_languages(known: Mapping[str, Written], found: Mapping[str, str], every: Mapping[int, Facts]) -> None:
    """Precision and recall of the records of each language, the commonest first."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for name, one in known.items():
        by_language[next(iter(every[one.truth].bib.languages), "none")].append(name)
    say()
    ordered = sorted(by_language.items(), key=lambda item: -len(item[1]))
    for language, names in ordered[:12]:
        total, mixed = of_clusters({name: found[name] for name in names}, {n: str(known[n].truth) for n in names})
        say(f"  {language:4} {len(names):6} records  {total}   mixed {mixed}")


def _by_truth(written: Iterable[Written]) -> dict[int, list[Written]]:
    blocks: dict[int, list[Written]] = defaultdict(list)
    for one in written:
        blocks[one.truth].append(one)
    return blocks


def _write_faults(out: Path, connection: sa.Connection, known: Mapping[str, Written], found: Mapping[str, str]) -> None:
    """Every pair that is falsely together or apart, with what the matcher says of it: one line of JSON each."""
    unions: dict[str, list[str]] = defaultdict(list)
    for name, union in found.items():
        unions[union].append(name)
    with out.open("w", encoding="utf-8") as file:
        for names in unions.values():
            for a, b in combinations(sorted(names), 2):
                if known[a].truth != known[b].truth:
                    file.write(_fault("together", connection, known[a], known[b]))
        for block in _by_truth(known.values()).values():
            for one, other in combinations(block, 2):
                if found[one.raw.id] != found[other.raw.id]:
                    file.write(_fault("apart", connection, one, other))


def _fault(what: str, connection: sa.Connection, a: Written, b: Written) -> str:
    bibs = [store.bib(connection, one.raw.id) for one in (a, b)]
    left, right = (traits.of(bib) for bib in bibs if bib)
    told = judge.explain(left, right)
    said = [
        {"guise": one.guise, "id": one.raw.id, "truth": one.truth, "bib": msgspec.to_builtins(bib)}
        for one, bib in zip((a, b), bibs, strict=True)
    ]
    return json.dumps({"fault": what, "pair": said, "evidence": msgspec.to_builtins(told)}, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    with folder() as place:
        run(place, Path(sys.argv[1]) if len(sys.argv) > 1 else None)
