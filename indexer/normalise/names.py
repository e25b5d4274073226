"""Names of people, bodies and meetings: for comparing, for showing, and apart where several stand in one text.

Indonesian usage decides: many people have one name, titles stand before it and degrees behind it, and a list of names
uses the comma that an inverted name uses too.
"""

import re
from typing import NamedTuple

from indexer.normalise.folding import fold
from indexer.normalise.name_kinds import kind_of_name
from indexer.normalise.name_lists import split_names
from indexer.normalise.name_roles import clean_name, role, without_role
from indexer.normalise.name_words import LIFE, glued, is_degree, known
from indexer.normalise.numerals import roman
from indexer.normalise.tables import remembered

__all__ = ["Name", "clean_name", "kind_of_name", "parse", "role", "split_names", "undated"]

_SPLIT_TITLE = re.compile(r"\b(?:K\. ?H\.|Ph\. ?D\b\.?)")
_CONSULTANT = re.compile(r"\s?\(K\)")
"""Behind the degree of a medical specialist in Indonesia: `Sp.A(K)`."""
_DOT_OR_BLANK = re.compile(r"[.\s]")
_DIGIT = re.compile(r"[0-9]")
_VOWELS = frozenset("aeiou")
_INITIALS = re.compile(r"(?:[^\W\d_a-z][.\-]{0,2}){1,4}")


class Name(NamedTuple):
    """A name for comparing: all folded; `given` in the order written, `tokens` the words that tell people apart.

    `H.` and `R.` beside a title are kept in `given`, where they may be initials, and left out of `tokens`.
    """

    family: str
    given: tuple[str, ...]
    tokens: frozenset[str]


def undated(raw: str) -> str:
    """A name without the years of life behind it, as citations want it: `Racine, Jean, 1639-1699` → `Racine, Jean`."""
    found = LIFE.search(raw)
    if found is None or found.end() < len(raw.rstrip(" .,;")):
        return raw
    return raw[: found.start()].rstrip(" ,;(") or raw


def _parts(raw: str) -> list[str]:
    """The pieces between commas that are a name: life dates, roles, degrees and titles behind it are gone."""
    text = without_role(raw)[0]
    if "(K" in text:
        text = _CONSULTANT.sub("", text)
    if "." in text:
        text = _SPLIT_TITLE.sub(lambda m: _DOT_OR_BLANK.sub("", m[0]), text)
    if _DIGIT.search(text):
        text = LIFE.sub(" ", text)
    kept: list[str] = []
    degree = False
    for part in (piece.strip(" .;:[]()") for piece in text.split(",")):
        folded = fold(part)
        if not folded:
            continue
        degree = bool(kept) and (is_degree(part, len(kept[0].split()), degree) or _is_office(folded.split(), len(kept)))
        if not degree:
            kept.append(part)
    return kept


def _is_office(found: list[str], behind: int) -> bool:
    """Whether a piece says what the person was: `Pope`, `President of Indonesia` (MARC X00 $c).

    `King` and `Earl` are given names too, unless one stands before them (`behind` pieces were kept).
    """
    lists = known()
    if len(found) == 1:
        return found[0] in lists.saints or (behind > 1 and found[0] in lists.offices)
    return "of" in found and not lists.offices.isdisjoint(found[:2])


def _core(tokens: list[str]) -> tuple[list[str], set[str]]:
    """Tokens without titles, and the single letters that are titles too since one stood beside them."""
    lists = known()
    kept = [t for t in tokens if t not in lists.titles] or tokens
    beside = len(kept) < len(tokens)
    if len(kept) > 2 and kept[0] + kept[1] in lists.letter_pairs and len(kept[2]) > 1:
        return kept, set(kept[:2])
    letters = {kept[0]} if beside and len(kept) > 1 and kept[0] in lists.letters else set()
    return kept, letters


def _without_particles(tokens: list[str]) -> list[str]:
    particles = known().particles
    while len(tokens) > 1 and tokens[0] in particles:
        tokens = tokens[1:]
    return tokens


def _spaced(text: str, shouted: bool) -> list[str]:
    """The words as written, with glued initials apart: `JK Rowling` is `J`, `K`, `Rowling`.

    Where all is in capitals (`shouted`), nothing tells initials from short names.
    """
    found: list[str] = []
    for word in text.split():
        if word.isupper() and word.isalpha() and 1 < len(word) < 4 and not shouted and _are_initials(word):
            found += list(word)
        else:
            found.append(word)
    return found


def _are_initials(word: str) -> bool:
    letters = word.lower()
    pronounceable = len(letters) > 2 and not _VOWELS.isdisjoint(letters)
    return len(letters) < 4 and not pronounceable and letters not in known().titles and not roman(letters)


def _split(text: str) -> tuple[list[str], list[str], set[str]]:
    """Family and given names of a name without a comma, and the letters in it that may be titles.

    Initials at the end follow a family name (`Smith JA`, the habit of bibliographic databases); else the last word
    is the family name.
    """
    lists = known()
    written = text.split()
    while len(written) > 1 and _is_bare_degree(written, text):
        written = written[:-1]
    if len(written) > 1 and fold(written[0]) in lists.by:
        written = written[1:]
    before = written[:-1]
    if before and _are_last_initials(written[-1], text) and not any(map(_INITIALS.fullmatch, before)):
        family, letters = _core(fold(" ".join(before)).split())
        return family, list(fold(written[-1]).replace(" ", "")), letters
    tokens, letters = _core(fold(" ".join(_spaced(" ".join(written), text.isupper()))).split())
    if len(tokens) > 1 and len(tokens[-1]) > 1 and set(tokens[-1]) <= set("ivx") and roman(tokens[-1]):
        return tokens, [], letters
    family, given = tokens[-1:], tokens[:-1]
    if len(given) > 1 and given[0] == "h" and len(given[1]) > 1:
        letters = {"h"}
    if given and all(token in lists.particles for token in given):
        given = []
    return family, given, letters


def _is_bare_degree(written: list[str], text: str) -> bool:
    """Whether the last word is a degree, though no comma says so: `Budi Santoso S.Pd`; or a title: `Smith J Jr`."""
    last = written[-1]
    lists = known()
    letters = glued(last)
    if letters in lists.titles and len(written) > 2:
        return True
    marked = "." in last[:-1] or (any(char.isupper() for char in last[1:]) and not text.isupper())
    return marked and (letters in lists.degrees or (letters in lists.ambiguous and "." in last and len(written) > 2))


def _are_last_initials(word: str, text: str) -> bool:
    if not _INITIALS.fullmatch(word):
        return False
    letters = glued(word)
    if len(letters) == 1 or "." in word[:-1] or "-" in word:
        return True
    return (len(letters) == 2 and letters not in known().short and not roman(letters)) if text.isupper() else (
        _are_initials(word)
    )  # fmt: skip


@remembered(1 << 16)
def parse(raw: str) -> Name:
    """The parts of one name: of `Family, Given` and `Family IN` as they say; else the last word is the family name."""
    parts = _parts(raw)
    if not parts:
        return Name("", (), frozenset())
    if len(parts) > 1:
        family, _ = _core(fold(parts[0]).split())
        given, letters = _core(fold(" ".join(_spaced(" ".join(parts[1:]), parts[0].isupper()))).split())
        if given and all(token in known().titles for token in given):
            given = []
    else:
        family, given, letters = _split(parts[0])
    family = _without_particles(family)
    tokens = frozenset([*family, *given]) - letters - known().particles | frozenset(family)
    return Name(" ".join(family), tuple(given), tokens)
