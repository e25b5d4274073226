"""Logs: lines for people and for programs, and no secret in any of them."""

import json

import pytest

from config import logs


def fails(password: str) -> None:
    raise ValueError("the plug was pulled")


def test_a_traceback_shows_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        fails("".join(("rahasia", "-sekali")))
    except ValueError:
        logs.get("harvester").error("internal", exc_info=True)
    line = json.loads(capsys.readouterr().err)
    assert "the plug was pulled" in line["exception"]
    assert "rahasia-sekali" not in str(line)
