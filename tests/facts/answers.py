"""What each kind of fact about normalising asks: those of `tests/facts/normalise` and the vectors of research."""

from collections.abc import Callable
from typing import Any

from indexer.normalise import dates, dating, identifiers, imprint, isbn, kind, language, names, numbers, text


def _name(raw: str) -> list[str | None]:
    name = names.parse(raw)
    return [name.family, name.given[0] if name.given else None]


def _languages(raw: str) -> str | list[str] | None:
    found = language.languages(raw)
    return list(found) if len(found) > 1 else next(iter(found), None)


def _kind(raw: str) -> str | None:
    """In the words of the vectors of `tests/real`: `e` is online or on disc, `micro` a microform."""
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
    "dating": lambda raw: list(dating.dating(raw)),
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
SAME = ("same_skeleton", "variant_table")
DIFFERENT = ("diff_skeleton",)
