"""Who lies near whom: the same from either side, and whatever came first."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.database import Database
from indexer import blocks
from indexer.blocks import Spot


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
            concerned = blocks.replace(connection, before, after)
            assert blocks.candidates(connection, after) == near(after)
            moved = {r for r in before.keys() | after.keys() if before.get(r) != after.get(r)}
            changed = {record for pair in near(before) ^ near(after) for record in pair}
            assert changed - moved <= concerned
            connection.rollback()
    finally:
        blocks.REACH = old_reach
