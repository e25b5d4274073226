"""Several names in one text, apart."""

import re
from html import unescape

from indexer.normalise.folding import clean, fold
from indexer.normalise.name_kinds import kind_of_name
from indexer.normalise.name_roles import clean_name
from indexer.normalise.name_words import LIFE, is_degree, known
from indexer.normalise.tables import remembered

_DATED = re.compile(r"[0-9]{3}")
_OTHERS = re.compile(
    r"[\s,;.…]{0,8}[\[(]?\s?\b(?:et\.?\s?al(?:ii|ibus|\.|\b)|dkk\b|dll\b|d\.k\.k|"
    r"(?:dan\s)?kawan(?:-|\s)kawan|and others|"
    r"and (?:[0-9]+|two|three|four|five|six|seven|eight|nine|ten|several) (?:other|more)s?\b|"
    r"(?-i:u\.\s?a\.|e\.\s?a\.|u\.\s?m\.)|и\sдр\b|и\sдругие|ve\sdi[gğ]erleri|"
    r"(?:und|en|dan|et|y|i|e)\s+(?:[0-9]+\s+)?(?:andere[nr]?|autres|lain(?:-lain|nya)?|otros|altri|outros|inni))[\s.,\])]*(?=[;/]|$)",
    re.I,
)  # fmt: skip
_SEPARATOR = re.compile(r"\s*(?:;|\s/\s|\||<br\s*/?>|>\s*<|\n)\s*")
_AND = re.compile(r",?\s(?:&|and|dan|und|et|en|bersama)\s")
_INVERTED_INITIALS = re.compile(
    r"\s*(?:[^\W\d_][\w'’-]+\s){1,4}(?:(?!(?:II|III|IV|VI)\b)[A-Z]{1,3}|(?:[A-Z]\.[\s-]?){1,4})\s*"
)

_INITIALS_FIRST = re.compile(r"\s*(?:[^\W\d_]{1,2}\.[\s-]?){1,5}[^\W\d_][\w'’ʹ-]{2,40}\s*")
"""`M. Natsir`, `Sh. T. Iusupov`: a whole name."""


def split_names(raw: str) -> list[str]:
    """The names in one text, in order; `et al.`, `dkk.`, `Tim Penyusun`, `[s.n.]` are nobody.

    A comma parts names only where each piece is a whole name and there are more than two, where `et al.` says that it
    is a list, or where each piece is a family name with initials behind it (`Smith JA, Doe B`): in `García Márquez,
    Gabriel José` it inverts one. A body keeps the `dan` in its name.
    """
    return list(_names(raw))


@remembered(1 << 14)
def _names(raw: str) -> tuple[str, ...]:
    text = clean(unescape(raw).replace("\n", " ; "))
    shorter = _OTHERS.sub("", text)
    found: list[str] = []
    for piece in _SEPARATOR.split(shorter.strip(" <>")):
        for person in _people(piece):
            parts = _with_degrees(person.split(","))
            found += (
                parts if len(parts) > 1 and _is_list(person, parts, shorter != text or person != piece) else [person]
            )
    names = (clean_name(name.strip(" .[]") if _OTHERS.search(name) else name) for name in found)
    nobody = known().nobody
    return tuple([name for name in names if (key := fold(name)) and key not in nobody])


def _is_list(person: str, parts: list[str], others: bool) -> bool:
    if all(map(_INVERTED_INITIALS.fullmatch, parts)):
        return True
    several = len(parts) > 2 or others
    return several and not _DATED.search(person) and all(map(_long, parts))  # with years it is a heading


def _long(part: str) -> bool:
    """Whether a piece between commas can be a whole name: two words that are more than initials and particles."""
    particles = known().particles
    return sum(len(word) > 1 and not word.isdecimal() and word not in particles for word in fold(part).split()) > 1


def _people(piece: str) -> list[str]:
    """What stands between `and`, if each side is a whole name or each is one word."""
    people = _AND.split(piece)
    apart = all(
        "," in person or _long(person) or _INVERTED_INITIALS.fullmatch(person) or _INITIALS_FIRST.fullmatch(person)
        for person in people
    ) or all(len(person.split()) == 1 for person in people)
    return people if apart and kind_of_name(piece) == "person" else [piece]


def _with_degrees(parts: list[str]) -> list[str]:
    """Pieces between commas, degrees and life dates put back behind their name."""
    joined: list[str] = []
    for part in parts:
        if joined and (not fold(LIFE.sub(" ", part)) or is_degree(part, len(joined[-1].split()), "," in joined[-1])):
            joined[-1] += "," + part
        elif part.strip():
            joined.append(part.strip())
    return joined
