"""Who lies near whom: the same from either side, and whatever came first."""

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.database import Database
from indexer import blocks, everybody, neighbours
from indexer.blocks import Spot
from indexer.tables import match_key, match_record, match_rules


@pytest.fixture
def database(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    yield database
    database.close()


def test_keys_are_kept_in_six_bytes_each():
    keys = (0, 1, 2**47 - 1, 123456789012345)
    assert len(blocks.pack(keys)) == 24
    assert blocks.unpack(blocks.pack(keys)) == keys


def near(places):
    """The pairs that should be found: fewer than the reach lie strictly between."""
    found = set()
    for a, (position, keys) in places.items():
        for b, (other, others) in places.items():
            for key in set(keys) & set(others) if a < b else ():
                low, high = sorted((position, other))
                between = [r for r, (p, k) in places.items() if key in k and low < p < high]
                if len(between) < blocks.REACH:
                    found.add((a, b))
    return found


PLACES = st.dictionaries(
    st.integers(1, 40),
    st.builds(Spot, st.integers(0, 12), st.lists(st.integers(1, 3), max_size=3, unique=True).map(tuple)),
    max_size=25,
)


@given(before=PLACES, after=PLACES)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_neighbours_are_a_matter_of_what_is_there(database, before, after):
    old_reach, blocks.REACH = blocks.REACH, 2
    try:
        with database.engine.connect() as connection:
            blocks.replace(connection, {}, before)
            assert blocks.candidates(connection, before) == near(before)
            shifted = blocks.replace(connection, before, after)
            assert blocks.candidates(connection, after) == near(after)
            moved = {r for r in before.keys() | after.keys() if before.get(r) != after.get(r)}
            met, parted = (
                {pair for pair in pairs if not moved.intersection(pair)}
                for pairs in (near(after) - near(before), near(before) - near(after))
            )
            assert met <= shifted.met
            assert parted <= shifted.parted
            assert shifted.met <= near(after)
            assert shifted.parted <= near(before)
            connection.rollback()
    finally:
        blocks.REACH = old_reach


@given(places=PLACES, reach=st.integers(1, 4))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_all_at_once_finds_the_same_neighbours(places, reach):
    old_reach, blocks.REACH = blocks.REACH, reach
    try:
        rows = sorted((key, spot.position, record) for record, spot in places.items() for key in spot.keys)
        columns = np.array(rows or np.empty((0, 3)), np.int64).T
        found = neighbours.near(*columns, reach).tolist()
        assert {(pair & 0xFFFFFFFF, pair >> 32) for pair in found} == near(places)
        plan = everybody.Plan(np.array(found, np.int64))
        batches = ([1, 2, 5, 9], [10, 11], list(range(12, 41)))
        assert set().union(*map(plan.of, batches)) == {(a, b) for a, b in near(places) if 1 <= b <= 9 or b >= 10}
    finally:
        blocks.REACH = old_reach


def test_a_kill_while_the_blocks_are_filled_leaves_it_due(database, monkeypatch):
    monkeypatch.setattr(everybody, "ROWS", 12)
    rows = [
        {"record_id": n, "position": n, "keys": blocks.pack((n * 1000, 2**46 + n % 3)), "traits": b""}
        for n in range(1, 9)
    ]
    with database.write() as connection:
        connection.execute(match_record.insert(), rows)
        connection.execute(match_rules.insert(), {"fingerprint": "f", "blocks_due": True})
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        write, calls = everybody._write, []

        def dies(*args):
            write(*args)
            calls.append(1)
            if len(calls) == 3:
                raise KeyboardInterrupt

        patch.setattr(everybody, "_write", dies)
        everybody.settle(database)
    with database.read() as connection:
        assert everybody.is_due(connection)
    plan = everybody.settle(database)
    with database.read() as connection:
        assert not everybody.is_due(connection)
        assert connection.execute(sa.select(sa.func.count()).select_from(match_key)).scalar() == 16
    assert plan.of(list(range(1, 9))) == {(a, b) for b in range(1, 9) for a in range(1, b) if a % 3 == b % 3}
