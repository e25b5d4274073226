"""What the harvester had to mend stands with the record as an issue: nothing is repaired in silence."""

from harvester.problems import REPAIRS
from harvester.record import RawRecord
from indexer import formats
from indexer.issues import ISSUES

PAYLOAD = b'{"title": "Islam & negara", "year": "1990"}'


def test_each_repair_is_an_issue() -> None:
    raw = RawRecord(
        source="s", member="m", identifier="1", format="csv", payload=PAYLOAD, repairs=("bare-ampersand", "html-entity")
    )
    assert [issue.code for issue in formats.read(raw).issues][:2] == ["bare-ampersand", "html-entity"]


def test_every_repair_is_described() -> None:
    assert set(REPAIRS) <= set(ISSUES)
