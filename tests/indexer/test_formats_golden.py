"""Every file of tests/golden/<format> is read as the JSON beside it says; a file is named after its fault or habit."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

from harvester.record import RawRecord
from indexer import formats

GOLDEN = Path(__file__).parents[1] / "golden"
INPUTS = sorted(
    path
    for name in ("marc21", "marcxml", "oai_dc", "csv")
    for path in (GOLDEN / name).iterdir()
    if path.suffix != ".json"
)


def payload(path):
    """A record as the harvester keeps it: a row of a table is a JSON object."""
    if path.suffix != ".csv":
        return path.read_bytes()
    row = next(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    return json.dumps(row, ensure_ascii=False).encode()


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_is_read_as_expected(path, golden):
    raw = RawRecord(source="s", member="m", identifier=path.stem, format=path.parent.name, payload=payload(path))
    record = msgspec.to_builtins(formats.read(raw))
    shown = {key: value for key, value in record.items() if value not in (None, [], {})}
    golden(f"{path.parent.name}/{path.stem}.json", json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
