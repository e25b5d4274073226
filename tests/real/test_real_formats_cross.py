"""Real records, each in the formats and habits of several programs, come together again and with nothing else."""

import pytest

from bench import match_formats, records
from bench.match_store import fill, groups, index, opened
from bench.measure import of_clusters

EVERY = 40
"""Every fortieth of the real records takes part: about a hundred, in five guises each."""

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not records.PATH.exists(), reason="the real records of ../shared/data are not here"),
]


@pytest.fixture(scope="module")
def written():
    return match_formats.guises_of(match_formats.originals(EVERY))


@pytest.fixture(scope="module")
def found(written, tmp_path_factory):
    sources = dict.fromkeys((one.raw.source for one in written), "marc21")
    with opened(tmp_path_factory.mktemp("cross"), sources) as (settings, database):
        fill(database, (one.raw for one in written))
        index(settings, database)
        return groups(database)


def test_every_guise_is_read(written, found):
    assert len(written) > 400
    assert {one.raw.id for one in written} == found.keys()


def test_guises_come_together_and_nothing_else(written, found):
    measured, mixed = of_clusters(found, {one.raw.id: str(one.truth) for one in written})
    assert mixed == 0
    assert measured.precision == 1
    assert measured.recall > 0.98


def test_each_program_is_understood_by_each_other(written, found):
    apart = {
        (one.guise, other.guise)
        for one in written
        for other in written
        if one.truth == other.truth and found[one.raw.id] != found[other.raw.id]
    }
    assert len(apart) <= 4, apart
