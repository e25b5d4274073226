"""Names as repositories write them: with ORCID numbers, mail addresses, affiliations and words for what one did."""

import re
from typing import NamedTuple

from indexer.formats.dc_profiles import roles
from indexer.formats.values import is_url, role_word
from indexer.issues import Issues
from indexer.normalise import names, text

_ORCID = re.compile(
    r"[\[(]?\s?(?:ORCID(?:\s?iD)?\s?:?\s?)?(?:https?://)?(?:www\.)?(?:orcid\.org/)?\b\d{4}-\d{4}-\d{4}-\d{3}[\dXx]\b/?\s?[\])]?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[<(\[]?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}\b[>)\]]?")
_BRACKETED = re.compile(r"\s?\(([^()]{2,150})\)\s?$")
# `Walder, Heather, AUTHOR`, `Gasser, Robert E., PROJECT_DIRECTOR` (tDAR)
_CAPITALS = re.compile(r",\s([A-Z][A-Z_ ]{3,30})\s?$")
_LONGEST = 2_000


class Named(NamedTuple):
    """Names in one text, and what it says that they did."""

    names: str
    role: str | None = None


def named(value: str, issues: Issues, *, affiliation: bool = False) -> Named | None:
    """The names in a text, without what is none; None when nothing is left, which is noted.

    Args:
        value: the text.
        issues: takes `not-a-name`.
        affiliation: an institution follows each name behind a semicolon (OJS 2: `Siregar, Ahmad; UIN Sumatera Utara`).
    """
    if len(value) > _LONGEST:
        return Named(value)  # noted by whoever stores it
    left = value
    if "-" in left:
        left = _ORCID.sub(" ", left)
    if "@" in left:
        left = _EMAIL.sub(" ", left)
    left = text.clean(left).strip(" ,;:|/")
    if not any(char.isalpha() for char in left) or is_url(left):
        if text.fold(value):
            issues.add("not-a-name", "creators", value)
        return None
    if affiliation:
        left = left.partition(";")[0].rstrip()
    if len(left) > 4 and _word(left):  # INLISLite sends `pengarang` from $e as a name of its own
        return None
    left, role = _role(left)
    return Named(_without_institution(left), role)


def _role(value: str) -> tuple[str, str | None]:
    """A name, and the role that stands behind it: in brackets, or in capitals after a comma before an institution."""
    found = _BRACKETED.search(value) if "(" in value else None
    said = found[1] if found else ""
    if found and (role := _word(said)):
        return value[: found.start()], role
    bare = value[: found.start()] if found and names.kind_of_name(said) == "organisation" else value
    capitals = _CAPITALS.search(bare)
    if capitals and (role := _word(capitals[1].replace("_", " "))):
        return bare[: capitals.start()], role
    return bare, None


def _word(said: str) -> str | None:
    return role_word(said) or roles().get(said.casefold().strip())


def _without_institution(value: str) -> str:
    """A person's name without the institution behind a comma: `Ahmad Siregar, Universitas Sumatera Utara`."""
    pieces = value.split(",")
    if len(pieces) < 2 or names.kind_of_name(pieces[0]) != "person":
        return value
    for place, piece in enumerate(pieces[1:], start=1):
        whole = place > 1 or len(pieces[0].split()) > 1
        if whole and len(piece.split()) > 1 and names.kind_of_name(piece) == "organisation":
            return ",".join(pieces[:place])
    return value
