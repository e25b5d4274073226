"""The traps of normalising that research collected, each with its answer; kept beside the project, not in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.normalise import text
from tests.facts.answers import ANSWERS, DIFFERENT, SAME, TAKES_TWO

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "normalise-vectors.json"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not VECTORS.exists(), reason=f"no vectors at ../shared/data/{VECTORS.name}"),
]


OF_FORMATS = {"marc8", "linked_880"}


def _vectors(group: str) -> list[list[Any]]:
    found: list[list[Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))[group]
    assert found
    return found


SAYS_MORE = {"names"}
OURS = {"dating"}


@pytest.mark.parametrize("group", [group for group in ANSWERS if group not in OURS])
def test_every_vector_gives_its_answer(group: str) -> None:
    wrong = []
    for vector in _vectors(group):
        given, expected = (vector[:2], vector[2]) if group in TAKES_TWO else (vector[:1], vector[1])
        if group in SAYS_MORE:
            expected = vector[1:]
        if group == "dc_type" and expected == "chapter":
            expected = "article"  # the contract has no chapters: a component part is an article
        if (answer := ANSWERS[group](*given)) != expected:
            wrong.append(f"{given}: {answer!r}, not {expected!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("group", SAME)
def test_variants_share_a_skeleton(group: str) -> None:
    skeletons = [{word: text.skeleton(word) for word in vector} for vector in _vectors(group)]
    assert not [found for found in skeletons if len(set(found.values())) > 1]


@pytest.mark.parametrize("group", DIFFERENT)
def test_different_words_keep_different_skeletons(group: str) -> None:
    skeletons = [{word: text.skeleton(word) for word in vector} for vector in _vectors(group)]
    assert not [found for found in skeletons if len(set(found.values())) < len(found)]


def test_no_group_of_vectors_is_forgotten() -> None:
    groups = set(json.loads(VECTORS.read_text(encoding="utf-8")))
    assert groups == {*ANSWERS, *SAME, *DIFFERENT} - OURS | OF_FORMATS
