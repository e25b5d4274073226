"""Weeks in libraries with SLiMS and INLISLite."""

import pytest

from .bench import Row
from .cycles import CYCLES
from .play import play


@pytest.mark.parametrize("row", CYCLES, ids=lambda row: row.key)
def test_cycle(row: Row):
    outcome = play(row)
    assert not outcome.why, f"{row.name}:\n  " + "\n  ".join(outcome.why)
