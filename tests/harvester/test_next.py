"""The next step, for every way in which a source can end; and the words of the log."""

import pytest

from config import i18n
from harvester.faults import ADVICE
from harvester.habits import AVOIDED, HABITS, habits
from harvester.next import FAILED, PARTIAL, SKIPPED, next_step
from harvester.problems import REPAIRS
from harvester.report import Failure, SourceReport
from harvester.words import REPAIRED, kinds, number, size, span

BEYOND = {"store-failed", "bad-configuration"}
"""Codes that are none of a source."""


def step(status, code=None, *, resumes=False, **counts):
    error = Failure(code, "", None) if code else None
    return next_step(SourceReport(source="s1", member="m", status=status, error=error, **counts), resumes=resumes)


@pytest.mark.parametrize("status", ["ok", "failed", "partial", "held", "skipped"])
@pytest.mark.parametrize("language", ["en", "id"])
def test_every_end_has_one_sentence_in_both_languages(status, language):
    with i18n.speaking(language):
        for code in (None, *sorted(ADVICE), *sorted(BEYOND)):
            for resumes in (False, True):
                said = step(status, code, resumes=resumes)
                assert said[-1] == "."
                assert "{" not in said


def test_the_tables_name_known_codes_only():
    assert {*FAILED, *PARTIAL, *SKIPPED} <= {*ADVICE, *BEYOND}


@pytest.mark.parametrize(
    ("expected", "status", "code", "resumes"),
    [
        ("Nothing to do.", "ok", None, False),
        ("goes on where", "partial", "timeout", True),
        ("goes on where", "partial", None, True),
        ("reads the list anew", "partial", "oai-error", False),
        ("induk harvest s1 --accept-drop", "partial", "still-there", False),
        ("identifiers", "partial", "records-unreachable", False),
        ("induk harvest s1 --accept-drop", "held", "dropped-too-many", False),
        ("induk check s1", "failed", "oai-off", False),
        ("another hour", "failed", "timeout", False),
        ("Write to the library", "failed", "refused", False),
        ("tries again", "failed", None, False),
        ("other run", "skipped", "locked", False),
    ],
)
def test_the_step_fits(expected, status, code, resumes):
    assert expected in step(status, code, resumes=resumes)


def test_an_ok_source_may_leave_something_to_do():
    assert "3 records that cannot be read" in step("ok", quarantined=3)
    assert "the record that cannot be read" in step("ok", quarantined=1)
    assert "2 records were renamed" in step("ok", carried=2)


def test_every_repair_has_a_short_name():
    assert REPAIRED.keys() == REPAIRS.keys()
    assert kinds({"html-entity": 1, "bare-ampersand": 1200}) == "bare & 1,200, HTML entities 1"


def test_what_is_learned_is_told():
    told = habits(
        {"from": "ignored:2026-11-25", "token": "twice", "ids": "differ", "avoid": "mods marcxml", "set": "x"}
    )
    assert "mods, marcxml" in told[0]
    assert "2026-11-25" in told[1]
    assert len(told) == 4
    assert habits({"token": "encoded"}) == []
    for words in (AVOIDED, *(word for each in HABITS.values() for word in each.values())):
        assert words.endswith(".")


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1234, "1.2 kB"), (999_600, "1 MB"), (12_345_678, "12 MB")],
)
def test_sizes(count, said):
    assert size(count) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (0.44, "0.4 s"), (12.4, "12 s"), (59.6, "1 min 0 s"), (125, "2 min 5 s"), (11_400, "3 h 10 min"),
     (352_800, "4 d 2 h")],
)  # fmt: skip
def test_spans(seconds, said):
    assert span(seconds) == said


def test_numbers_are_written_as_the_reader_writes_them():
    with i18n.speaking("id"):
        assert (number(12345), number(1.5)) == ("12.345", "1,5")
