"""Every file of tests/golden/qdc and of tests/golden/mods is read as the JSON beside it says."""

import json
from pathlib import Path

import msgspec
import pytest

from harvester.record import RawRecord
from indexer import formats

GOLDEN = Path(__file__).parents[1] / "golden"
INPUTS = sorted(path for name in ("qdc", "mods") for path in (GOLDEN / name).glob("*.xml"))


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_is_read_as_expected(path, golden):
    raw = RawRecord(source="s", member="m", identifier=path.stem, format=path.parent.name, payload=path.read_bytes())
    record = msgspec.to_builtins(formats.read(raw))
    shown = {key: value for key, value in record.items() if value not in (None, [], {})}
    golden(f"{path.parent.name}/{path.stem}.json", json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
