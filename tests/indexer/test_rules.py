"""When the rules change, everything is read and matched anew, and the ids stay."""

import pytest
from nights import BOOK, Night

from indexer import rules


@pytest.fixture
def night(tmp_path):
    night = Night(tmp_path)
    yield night
    night.close()


def test_the_same_rules_leave_a_finished_store_alone(night):
    night.put("a:1", **BOOK)
    night.index()
    assert night.index().normalised == 0


def test_another_profile_matches_everything_anew_and_keeps_the_ids(night):
    night.put("a:1", **BOOK)
    night.put("b:1", **BOOK | {"isbn": "", "publisher": "Gramedia", "year": 1991})
    night.put("c:1", **BOOK | {"isbn": "", "year": 1990})
    night.index()
    balanced = night.groups()
    night.settings = night.settings.model_copy(update={"matching": "strict"})
    report = night.index()
    assert report.normalised == report.matched == 3
    assert {frozenset("ab"), frozenset("c")} == {frozenset(i[0] for i in part) for part in night.parts()}
    assert set(balanced) <= set(night.groups())


def test_the_fingerprint_tells_profiles_word_lists_and_weights_apart(monkeypatch, tmp_path):
    usual = rules.fingerprint("balanced")
    assert usual == rules.fingerprint("balanced") != rules.fingerprint("strict")
    monkeypatch.setattr(rules.wordlists, "fingerprint", lambda: "other")
    assert rules.fingerprint("balanced") != usual
