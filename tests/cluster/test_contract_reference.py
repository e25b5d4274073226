"""OpenSearch against the plainest possible reading of what a query means: the cases of tests/contract."""

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("tests.contract.test_engines_reference")

from indexer.engines.base import Engine  # noqa: E402
from tests.cluster.cluster import Cluster  # noqa: E402
from tests.cluster.indexes import opened  # noqa: E402
from tests.contract import test_engines_reference as reference  # noqa: E402

test_finds_and_counts, test_whatever_is_typed = reference.examples(12)  # a rebuild takes a cluster a second


@pytest.fixture(scope="module")
def engine(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with opened(cluster) as make:
        yield make(tmp_path_factory.mktemp("reference"))
