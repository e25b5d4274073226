"""What every engine promises, tried on a cluster: the cases of tests/contract, not copies of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.contract.test_engines", "tests.contract.test_engines_lists")

from indexer.engines.base import Engine  # noqa: E402
from tests.cluster.cluster import Cluster  # noqa: E402
from tests.cluster.indexes import opened  # noqa: E402
from tests.contract import test_engines as contract  # noqa: E402
from tests.contract import test_engines_lists as lists  # noqa: E402

CASES = vars(contract) | vars(lists)
globals().update({name: case for name, case in CASES.items() if name.startswith("test_")})


@pytest.fixture
def make(cluster: Cluster) -> Iterator[Callable[[Path], Engine]]:
    with opened(cluster) as make:
        yield make


@pytest.fixture
def engine(make: Callable[[Path], Engine], tmp_path: Path) -> Engine:
    made = make(tmp_path / "index")
    made.rebuild(contract.BOOKS)
    return made


@pytest.fixture
def shelf(make: Callable[[Path], Engine], tmp_path: Path) -> Engine:
    made = make(tmp_path / "index")
    made.rebuild(lists.BOOKS)
    return made
