"""Small facts of normalising, each a line of `tests/facts/normalise/KIND.yaml`: what is written, and what it means."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from indexer.normalise import text
from tests.facts.answers import ANSWERS, DIFFERENT, SAME, TAKES_TWO

FACTS = Path(__file__).parents[1] / "facts" / "normalise"


def _facts(kind_of_fact: str) -> list[list[Any]]:
    found: list[list[Any]] = yaml.safe_load((FACTS / f"{kind_of_fact}.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("subject", ANSWERS)
def test_every_fact_gives_its_answer(subject: str) -> None:
    taken = 2 if subject in TAKES_TWO else 1
    wrong = []
    for fact in _facts(subject):
        answer = ANSWERS[subject](*fact[:taken])
        expected = fact[taken:] if len(fact) > taken + 1 else fact[taken]
        if answer != expected:
            wrong.append(f"{fact[:taken]}: {answer!r}, not {expected!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("subject", SAME)
def test_spellings_of_one_word_share_a_skeleton(subject: str) -> None:
    skeletons = [{word: text.skeleton(word) for word in fact} for fact in _facts(subject)]
    wrong = [found for found in skeletons if len(set(found.values())) > 1]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("subject", DIFFERENT)
def test_other_words_keep_other_skeletons(subject: str) -> None:
    skeletons = [{word: text.skeleton(word) for word in fact} for fact in _facts(subject)]
    wrong = [found for found in skeletons if len(set(found.values())) < len(found)]
    assert not wrong, "\n".join(map(str, wrong))


def test_no_file_of_facts_is_forgotten() -> None:
    assert {path.stem for path in FACTS.glob("*.yaml")} == {*ANSWERS, *SAME, *DIFFERENT}
