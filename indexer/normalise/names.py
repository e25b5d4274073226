"""Names of people, bodies and meetings: for comparing, for showing, and apart where several stand in one text.

Indonesian usage decides: many people have one name, titles stand before it and degrees behind it, and a list of names
uses the comma that an inverted name uses too.
"""

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from indexer.normalise.tables import table, words
from indexer.normalise.text import clean, fold

_TITLES = words("names", "titles")
_LETTERS = words("names", "letters")
_LETTER_PAIRS = words("names", "letter_pairs")
_DEGREES = words("names", "degrees")
_AMBIGUOUS = words("names", "ambiguous_degrees")
_PARTICLES = words("names", "particles")
_ORGANISATION = words("names", "organisation")
_ACRONYMS = words("names", "acronyms")
_LEGAL_FORMS = words("names", "legal_forms")
_TEAMS = words("names", "teams")
_MEETING = words("names", "meeting")
_NOBODY = frozenset(fold(name) for name in table("names")["nobody"])
_MOST_ROLES = 8
_ROLES = {fold(word): role for role, forms in table("names")["roles"].items() for word in forms}

_LIFE = re.compile(
    r"[,(\s]{0,4}(?:\b(?:b|d|ca|fl|born|died|lahir|wafat|w)\.?\s*)?\b"
    r"[0-9]{3,4}\??\s*(?:[-–]\s*(?:(?:ca\.?\s*)?[0-9]{3,4}\??)?|(?=[),.]|$))\s*\)?"
)
_SPLIT_TITLE = re.compile(r"\b(?:K\. ?H\.|Ph\. ?D\b\.?)")
_DATED = re.compile(r"[0-9]{3}")
_SHORT_GIVEN = re.compile(r"\s*(?:[A-Z][a-z]{0,2}|(?:[A-Z]\.?\s*){1,3})\.?\s*")
_BRACKETED = re.compile(r"\s*[\[(]([^\[\]()]*)[\])][\s.,;:/]*$")
_OTHERS = re.compile(
    r"[\s,;.…]{0,8}[\[(]?\s?\b(?:et\.?\s?al(?:ii|ibus|\.|\b)|dkk\b|dll\b|d\.k\.k|"
    r"and others|and [0-9]+ others|u\.\s?a\.|"
    r"(?:und|en|dan|et|y|i)\s+(?:[0-9]+\s+)?(?:andere[nr]?|autres|lain(?:-lain|nya)?|otros|altri))[\s.,\])]*(?=[;/]|$)",
    re.I,
)  # fmt: skip
_SEPARATOR = re.compile(r"\s*(?:;|\s/\s|\||<br\s*/?>|>\s*<|\n)\s*")
_AND = re.compile(r",?\s(?:&|and|dan|und|et|en|bersama)\s")


class Name(NamedTuple):
    """A name for comparing: all folded; `given` in the order written, `tokens` the words that tell people apart.

    `H.` and `R.` beside a title are kept in `given`, where they may be initials, and left out of `tokens`.
    """

    family: str
    given: tuple[str, ...]
    tokens: frozenset[str]


def undated(raw: str) -> str:
    """A name without the years of life behind it, as citations want it: `Racine, Jean, 1639-1699` → `Racine, Jean`."""
    found = _LIFE.search(raw)
    if found is None or found.end() < len(raw.rstrip(" .,;")):
        return raw
    return raw[: found.start()].rstrip(" ,;(") or raw


def _initials(part: str) -> str:
    """`S.Pd.` and `S. Pd` as `spd`."""
    return fold(part).replace(" ", "")


def _is_degree(part: str, after_words: int, after_degree: bool) -> bool:
    letters = _initials(part)
    if letters in _DEGREES or all(word in _TITLES for word in fold(part).split()):
        return True
    if letters in _AMBIGUOUS:
        return after_words > 1 or after_degree
    pieces = part.split()
    return len(pieces) > 1 and all(_initials(piece) in _DEGREES | _AMBIGUOUS | _TITLES for piece in pieces)


def _parts(raw: str) -> list[str]:
    """The pieces between commas that are a name: life dates, roles, degrees and titles behind it are gone."""
    text = _SPLIT_TITLE.sub(lambda m: re.sub(r"[.\s]", "", m[0]), _LIFE.sub(" ", _without_role(raw)[0]))
    kept: list[str] = []
    degree = False
    for part in (piece.strip(" .;:[]()") for piece in text.split(",")):
        if not fold(part):
            continue
        degree = bool(kept) and _is_degree(part, len(kept[0].split()), degree)
        if not degree:
            kept.append(part)
    return kept


def _core(tokens: list[str]) -> tuple[list[str], set[str]]:
    """Tokens without titles, and the single letters that are titles too since one stood beside them."""
    kept = [t for t in tokens if t not in _TITLES] or tokens
    beside = len(kept) < len(tokens)
    if len(kept) > 2 and kept[0] + kept[1] in _LETTER_PAIRS and len(kept[2]) > 1:
        return kept, set(kept[:2])
    letters = {kept[0]} if beside and len(kept) > 1 and kept[0] in _LETTERS else set()
    return kept, letters


def _without_particles(tokens: list[str]) -> list[str]:
    while len(tokens) > 1 and tokens[0] in _PARTICLES:
        tokens = tokens[1:]
    return tokens


@lru_cache(maxsize=1 << 16)
def parse(raw: str) -> Name:
    """The parts of one name: of `Family, Given` as it says, else the last word is the family name."""
    parts = _parts(raw)
    if not parts:
        return Name("", (), frozenset())
    if len(parts) > 1:
        family, _ = _core(fold(parts[0]).split())
        given, letters = _core(fold(" ".join(parts[1:])).split())
        if given and all(token in _TITLES for token in given):
            given = []
    else:
        tokens, letters = _core(fold(parts[0]).split())
        family, given = tokens[-1:], tokens[:-1]
        if len(given) > 1 and given[0] == "h" and len(given[1]) > 1:
            letters = {"h"}
    family = _without_particles(family)
    return Name(" ".join(family), tuple(given), frozenset([*family, *given]) - letters - _PARTICLES | frozenset(family))


def _without_role(raw: str) -> tuple[str, str | None]:
    """The name, and what the word behind it says that the person did."""
    text, role = clean(raw), None
    for _ in range(_MOST_ROLES):
        bracketed = _BRACKETED.search(text)
        head, comma, tail = text.rpartition(",")
        if bracketed and (found := _ROLES.get(fold(bracketed[1]))):
            text = text[: bracketed.start()]
        elif comma and head.strip() and (found := _ROLES.get(fold(tail))) and not _is_given(head, tail):
            text = head
        else:
            break
        role = found
    return text, role


def _is_given(head: str, tail: str) -> bool:
    """Whether a word of role is a given name or initials here: `Smith, Ed.`, `Rahman, T.R.`"""
    return "," not in head and " " not in head.strip() and bool(_SHORT_GIVEN.fullmatch(tail))


def role(raw: str) -> str | None:
    """The role that a name carries with it: `Hamka (penerjemah)` gives `translator`."""
    return _without_role(raw)[1]


@lru_cache(maxsize=1 << 15)
def clean_name(raw: str) -> str:
    """A name for showing: without words of role and the punctuation of its field, nothing else lost.

    `Rahardjo, Satjipto, 1930-2010, author.` gives `Rahardjo, Satjipto, 1930-2010`; the stop of an initial or a degree
    stays.
    """
    text = _without_role(raw)[0].strip(" ,;:/")
    if text.endswith(".") and not text.endswith("..."):
        last = re.split(r"[\s,]", text[:-1])[-1]
        if "." not in last and (
            last[-1:].isdigit() or last[-1:] in "-)" or (len(last) > 3 and _initials(last) not in _DEGREES)
        ):
            text = text[:-1].rstrip(" ,;:/")
    return text


def kind_of_name(raw: str) -> str:
    """`person`, `organisation` or `meeting`, by the words before the first comma; a firm may say so behind it."""
    head, comma, tail = re.sub(r"\([^()]*\)?", " ", raw).partition(",")
    words_of_head = fold(_LIFE.sub(" ", head)).split()
    if comma and not _LEGAL_FORMS.isdisjoint([_initials(tail.partition(",")[0])]):
        return "organisation"
    if comma and tail.strip() and len(words_of_head) == 1:  # `Bank, Richard`
        return "person"
    if len(words_of_head) > 1 and not _MEETING.isdisjoint(words_of_head):
        return "meeting"
    team = words_of_head[:1] == ["tim"] and not _TEAMS.isdisjoint(words_of_head[1:2])
    acronym = not _ACRONYMS.isdisjoint(re.findall(r"\w+", head))
    return "organisation" if team or acronym or not _ORGANISATION.isdisjoint(words_of_head) else "person"


def _long(part: str) -> bool:
    """Whether a piece between commas can be a whole name: two words that are more than initials and particles."""
    return sum(len(word) > 1 and not word.isdecimal() and word not in _PARTICLES for word in fold(part).split()) > 1


def split_names(raw: str) -> list[str]:
    """The names in one text, in order; `et al.`, `dkk.`, `Tim Penyusun`, `[s.n.]` are nobody.

    A comma parts names only where each piece is a whole name and there are more than two, or `et al.` says that it is a
    list: in `García Márquez, Gabriel José` it inverts one. A body keeps the `dan` in its name.
    """
    text = clean(unescape(raw).replace("\n", " ; "))
    shorter = _OTHERS.sub("", text)
    found: list[str] = []
    for piece in _SEPARATOR.split(shorter.strip(" <>")):
        for person in _people(piece):
            parts = _with_degrees(person.split(","))
            several = len(parts) > 2 or (len(parts) == 2 and (shorter != text or person != piece))
            several = several and not _DATED.search(person)  # that is a heading
            found += parts if several and all(map(_long, parts)) else [person]
    names = (clean_name(name.strip(" .[]") if _OTHERS.search(name) else name) for name in found)
    return [name for name in names if (key := fold(name)) and key not in _NOBODY]


def _people(piece: str) -> list[str]:
    """What stands between `and`, if each side is a whole name or each is one word."""
    people = _AND.split(piece)
    apart = all("," in person or _long(person) for person in people) or all(
        len(person.split()) == 1 for person in people
    )
    return people if apart and kind_of_name(piece) == "person" else [piece]


def _with_degrees(parts: list[str]) -> list[str]:
    """Pieces between commas, degrees and life dates put back behind their name."""
    joined: list[str] = []
    for part in parts:
        if joined and (not fold(_LIFE.sub(" ", part)) or _is_degree(part, len(joined[-1].split()), "," in joined[-1])):
            joined[-1] += "," + part
        elif part.strip():
            joined.append(part.strip())
    return joined
