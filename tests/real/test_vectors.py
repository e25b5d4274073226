"""The traps of normalising that research collected, each with its answer; kept beside the project, not in it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.normalise import dates, identifiers, imprint, isbn, kind, language, names, numbers, text

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "normalise-vectors.json"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not VECTORS.exists(), reason=f"no vectors at ../shared/data/{VECTORS.name}"),
]


def _name(raw: str) -> list[str | None]:
    name = names.parse(raw)
    return [name.family, name.given[0] if name.given else None]


def _languages(raw: str) -> str | list[str] | None:
    found = language.languages(raw)
    return list(found) if len(found) > 1 else next(iter(found), None)


def _kind(raw: str) -> str | None:
    """In the words of the vectors: `e` is online or on disc, `micro` a microform."""
    found = kind.kind_of(raw)
    return found.type or {"online": "e", "disc": "e", "microform": "micro"}.get(found.carrier or "")


ANSWERS: dict[str, Callable[..., Any]] = {
    "isbn": isbn.isbn13,
    "issn": isbn.issn,
    "oclc": identifiers.oclc,
    "doi": identifiers.doi,
    "fold": text.fold,
    "article": lambda title, code: text.strip_article(text.fold(title), code),
    "years": dates.years,
    "edition": numbers.edition_number,
    "volumes": numbers.volumes,
    "names": _name,
    "pages": numbers.pages,
    "language": _languages,
    "dc_type": _kind,
    "place": imprint.place_key,
    "publisher": imprint.publisher_key,
    "et_al": lambda raw: [text.fold(name) for name in names.split_names(raw)],
}
TAKES_TWO = {"article"}
SAYS_TWO = {"names"}
SAME = ("same_skeleton", "variant_table")
DIFFERENT = ("diff_skeleton",)
OF_FORMATS = {"marc8", "linked_880"}


def _vectors(group: str) -> list[list[Any]]:
    found: list[list[Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))[group]
    assert found
    return found


@pytest.mark.parametrize("group", ANSWERS)
def test_every_vector_gives_its_answer(group: str) -> None:
    wrong = []
    for vector in _vectors(group):
        given, expected = (vector[:2], vector[2]) if group in TAKES_TWO else (vector[:1], vector[1])
        if group in SAYS_TWO:
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
    assert groups == {*ANSWERS, *SAME, *DIFFERENT} | OF_FORMATS
