"""One night over real records: what can be read arrives once in raw, bib and union; the rest says why not."""

import gzip
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

import induk
from config import cli

DATA = Path(__file__).parents[3] / "shared" / "data"
OAI = "{http://www.openarchives.org/OAI/2.0/}"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the real records are not at {DATA}"),
]


@dataclass
class Night:
    """What stands in the store after a run."""

    exit_code: int
    raw: list[dict[str, Any]]
    bib: list[dict[str, Any]]
    union: list[dict[str, Any]]

    def ids(self, *, readable: bool) -> list[str]:
        return [line["id"] for line in self.raw if (line["problem"] is None) == readable and not line["deleted"]]


def run_night(folder: Path, members: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> Night:
    """`induk run` over one file source per member, then the three exports."""
    configuration = {
        "consortium": {"name": "Nyata", "languages": ["en"]},
        "members": [
            {"id": name, "name": name, "sources": [{"type": "file", **source}]} for name, source in members.items()
        ],
    }
    path = folder / "induk.yaml"
    path.write_text(yaml.safe_dump(configuration), encoding="utf-8")
    code = cli.run(induk.cli, ["run", "--json", "--config", str(path)])
    capsys.readouterr()
    exports: list[list[dict[str, Any]]] = []
    for what in ("raw", "bib", "union"):
        assert cli.run(induk.cli, ["export", what, "--config", str(path)]) == 0
        exports.append([json.loads(line) for line in capsys.readouterr().out.splitlines()])
    return Night(code, *exports)


def assert_nothing_lost_or_doubled(night: Night) -> None:
    """Readable raw records = bib records = records of union records, each exactly once; the rest has a reason."""
    readable = night.ids(readable=True)
    assert not [name for name, n in Counter(line["id"] for line in night.raw).items() if n > 1]
    assert Counter(line["id"] for line in night.bib) == Counter(readable)
    assert Counter(record for line in night.union for record in line["records"]) == Counter(readable)
    unions = {line["id"] for line in night.union}
    assert len(unions) == len(night.union)
    assert {line["union"] for line in night.bib} == unions
    for line in night.raw:
        if line["problem"] is not None:
            assert line["problem"]["code"]
            assert line["problem"]["message"]


def test_hathitrust_dealt_to_five_members(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = gzip.decompress((DATA / "dedup/goldfinch-dev.mrc.gz").read_bytes()).split(b"\x1d")[:-1]
    for number in range(5):
        (tmp_path / f"m{number}.mrc").write_bytes(b"".join(record + b"\x1d" for record in records[number::5]))
    members = {f"m{n}": {"path": f"m{n}.mrc", "format": "marc21", "complete": True} for n in range(5)}
    night = run_night(tmp_path, members, capsys)
    assert night.exit_code == 0
    assert_nothing_lost_or_doubled(night)
    assert len(night.raw) == len(records) == 15_775
    assert night.ids(readable=False) == []
    assert 11_000 < len(night.union) < 12_000  # 11,260 true clusters


def expected_on_page(content: bytes) -> tuple[set[str], int]:
    """The identifiers of a page's records and how many headers it has, by another road than the harvester's."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError:
        found = re.findall(rb"<(?:\w+:)?header\b.*?<(?:\w+:)?identifier>\s*([^<]*?)\s*<", content, re.S)
        return {identifier.decode("utf-8", "replace") for identifier in found}, len(found)
    headers = list(root.iter(f"{OAI}header"))
    return {(header.findtext(f"{OAI}identifier") or "").strip() for header in headers}, len(headers)


def test_the_recorded_pages_of_48_repositories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected: dict[str, set[str]] = {}
    for page in sorted((DATA / "oai-pages").glob("*.xml")):
        identifiers, _headers = expected_on_page(page.read_bytes())
        expected.setdefault(page.name.split(".")[0].replace("_", "-"), set()).update(identifiers)
    members = {
        name: {"path": str(DATA / "oai-pages" / f"{name.replace('-', '_')}.*.xml"), "format": "oai_dc"}
        for name in expected
    }
    assert len(members) == 48
    night = run_night(tmp_path, members, capsys)
    assert night.exit_code in (0, 4)  # 4: a page that is not well-formed makes its list partial
    assert_nothing_lost_or_doubled(night)
    arrived: dict[str, set[str]] = {name: set() for name in expected}
    for line in night.raw:
        arrived[line["source"]].add(line["identifier"])
    missing = {name: expected[name] - arrived[name] for name in expected if expected[name] - arrived[name]}
    assert missing == {}


def marc_records(path: Path) -> int:
    """How many different records a file holds, counted without the harvester (Princeton's has two of them twice)."""
    content = gzip.decompress(path.read_bytes())
    if path.name.endswith(".mrc.gz"):
        return len(set(content.split(b"\x1d")[:-1]))
    records = etree.fromstring(content).iter("{http://www.loc.gov/MARC21/slim}record")
    return len({etree.tostring(record, with_tail=False) for record in records})


def test_marc_of_seven_libraries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {path.name.split(".")[0].replace("_", "-"): path for path in sorted((DATA / "marc").glob("*.gz"))}
    members = {
        name: {"path": str(path), "format": "marc21" if path.name.endswith(".mrc.gz") else "marcxml"}
        for name, path in files.items()
    }
    night = run_night(tmp_path, members, capsys)
    assert night.exit_code == 0
    assert_nothing_lost_or_doubled(night)
    per_source = Counter(line["source"] for line in night.raw)
    assert per_source == {name: marc_records(path) for name, path in files.items()}
    assert night.ids(readable=False) == []


def test_one_broken_record_per_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted((DATA / "nasty-marc").rglob("*.bin")) + sorted((DATA / "nasty-marc").rglob("*.marc"))
    members = {
        f"n{number}": {"path": str(path), "format": "marc21", "complete": True} for number, path in enumerate(files)
    }
    night = run_night(tmp_path, members, capsys)
    assert_nothing_lost_or_doubled(night)
    seen = {line["source"] for line in night.raw}
    silent = [str(path) for number, path in enumerate(files) if f"n{number}" not in seen]
    assert silent == []
