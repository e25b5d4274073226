"""Real records whose library renames all of them, or lets some go and gets others."""

import csv
import gzip
import random
from pathlib import Path

import pymarc
import pytest

from config import loader
from config.database import Database
from harvester.runner import harvest
from harvester.store import records as stored

DATA = Path(__file__).parents[3] / "shared" / "data" / "dedup"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")]

HOW_MANY = 2000


@pytest.fixture(scope="module")
def dump() -> list[pymarc.Record]:
    with gzip.open(DATA / "goldfinch-dev.mrc.gz") as file:
        return [record for _n, record in zip(range(HOW_MANY), pymarc.MARCReader(file), strict=False) if record]


@pytest.fixture
def library(tmp_path):
    """Harvests a file of these records, named so: what was carried over, and what each record was called first."""
    (tmp_path / "induk.yaml").write_text(
        "consortium: {name: Uji}\nmembers: [{id: a, name: A, sources: "
        "[{type: file, path: dump.mrc, format: marc21, complete: true, drop_limit: 1.0}]}]\n"
    )
    consortium = loader.load(tmp_path / "induk.yaml")
    database = Database.open(consortium.database_url)

    def night(named: dict[str, pymarc.Record]) -> tuple[int, dict[str, str]]:
        with (tmp_path / "dump.mrc").open("wb") as file:
            for name, record in named.items():
                record["001"].data = name
                file.write(record.as_marc())
        report = harvest(consortium, database).sources[0]
        assert report.status == "ok", report.error
        with database.read() as connection:
            return report.carried, {r.identifier: r.first_seen for r in stored(connection) if not r.deleted}

    yield night
    database.close()


def test_all_are_renamed(dump, library):
    own = [record["001"].data for record in dump]
    before = library(dict(zip(own, dump, strict=True)))[1]
    shuffled = random.Random(1).sample(dump, len(dump))
    carried, after = library({str(70_000 + n): record for n, record in enumerate(shuffled)})
    assert (carried, len(after)) == (len(before), len(before))


def test_some_go_and_others_come(dump, library):
    with (DATA / "goldfinch-dev-clusters.csv").open() as file:
        clusters = {row["id"]: row["cluster"] for row in csv.DictReader(file)}
    own = {record["001"].data: record for record in dump}
    names = random.Random(2).sample(sorted(own), len(own))
    gone, come, kept = names[:500], names[500:1000], names[1000:]
    library({name: own[name] for name in [*gone, *kept]})
    carried, _after = library({**{name: own[name] for name in kept}, **{f"new-{n}": own[n] for n in come}})
    doubles = {clusters.get(name) for name in gone} & {clusters.get(name) for name in come}
    assert carried <= len(doubles - {None})
    assert carried == 0  # of these, no two say exactly the same
