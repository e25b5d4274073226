"""Every form of every fault: nothing is lost, nothing loops, and what cannot be had is said aloud."""

import pytest

from .bench import Row
from .play import play
from .table import LIST, ROWS


def test_the_table_covers_the_list():
    assert {row.fault for row in ROWS} == set(LIST)
    assert len(LIST) == 83
    keys = [row.key for row in ROWS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.key} {row.name}")
def test_fault(row: Row):
    outcome = play(row)
    assert not outcome.why, f"{row.key} {row.name}:\n  " + "\n  ".join(outcome.why)
