"""The words in and around names, from `config/tables/names.yaml`, and which of them are degrees."""

import re
from typing import NamedTuple

from indexer.normalise.folding import fold
from indexer.normalise.tables import remembered, table, words

LIFE = re.compile(
    r"[,(\s]{0,4}(?:\b(?:b|d|ca|fl|born|died|lahir|wafat|w)\.?\s*)?\b"
    r"[0-9]{3,4}\??\s*(?:[-–]\s*(?:(?:ca\.?\s*)?[0-9]{3,4}\??)?|(?=[),.]|$))\s*\)?"
)
"""Years of life behind a name, with what is written around them."""


class Words(NamedTuple):
    """The lists of `names.yaml`, folded; `roles` is word to role, `acronyms` is as written."""

    titles: frozenset[str]
    letters: frozenset[str]
    letter_pairs: frozenset[str]
    degrees: frozenset[str]
    ambiguous: frozenset[str]
    particles: frozenset[str]
    offices: frozenset[str]
    saints: frozenset[str]
    by: frozenset[str]
    short: frozenset[str]
    organisation: frozenset[str]
    acronyms: frozenset[str]
    legal_forms: frozenset[str]
    teams: frozenset[str]
    meeting: frozenset[str]
    nobody: frozenset[str]
    roles: dict[str, str]


@remembered()
def known() -> Words:
    """The lists in force."""
    content = table("names")
    return Words(
        titles=words("names", "titles"),
        letters=words("names", "letters"),
        letter_pairs=words("names", "letter_pairs"),
        degrees=words("names", "degrees"),
        ambiguous=words("names", "ambiguous_degrees"),
        particles=words("names", "particles"),
        offices=words("names", "offices"),
        saints=words("names", "saints"),
        by=words("names", "by"),
        short=words("names", "short_names"),
        organisation=words("names", "organisation"),
        acronyms=frozenset(content["acronyms"].split()),
        legal_forms=words("names", "legal_forms"),
        teams=words("names", "teams"),
        meeting=words("names", "meeting"),
        nobody=frozenset(fold(name) for name in content["nobody"]),
        roles={fold(word): role for role, forms in content["roles"].items() for word in forms},
    )


def glued(part: str) -> str:
    """`S.Pd.` and `S. Pd` as `spd`."""
    return fold(part).replace(" ", "")


def is_degree(part: str, after_words: int, after_degree: bool) -> bool:
    """Whether a piece behind a comma is a degree or a title, and no name or initials.

    Args:
        part: the piece.
        after_words: how many words stand before the comma: degrees that are initials too want more than one.
        after_degree: the piece before was a degree.
    """
    lists = known()
    folded = fold(part).split()
    letters = "".join(folded)
    if letters in lists.degrees or lists.titles.issuperset(folded):
        return True
    if letters in lists.ambiguous:
        return after_words > 1 or after_degree
    pieces = part.split()
    return len(pieces) > 1 and all(
        (letters := glued(piece)) in lists.degrees or letters in lists.ambiguous or letters in lists.titles
        for piece in pieces
    )
