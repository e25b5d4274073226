"""What all tests share: golden files, kept right by hand and compared word for word."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expectations of tests/golden anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, actual)` compares a text with `tests/golden/NAME`; where that is missing it fails with a candidate.

    With `--update-golden` it writes the file instead, for a person to read before it is committed; never in CI.
    """
    update = request.config.getoption("--update-golden")
    if update and os.environ.get("CI"):
        pytest.exit("--update-golden is for a person at a desk, not for CI", returncode=4)

    def compare(name: str, actual: str) -> None:
        path = GOLDEN / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8", newline="")
        elif not path.exists():
            pytest.fail(f"{path} is missing; if this is right, run pytest --update-golden:\n{actual}")
        assert path.read_bytes().decode() == actual

    return compare
