"""Small readings of single values that several formats share."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urlsplit

from indexer.normalise import imprint, text
from indexer.normalise.tables import inverted, remembered, table

T = TypeVar("T")

_SCHEMES = {"http", "https", "ftp"}
_FULLTEXT = re.compile(r"\.(?:pdf|epub|djvu)\b|/bitstreams?/|/download/|viewcontent\.cgi", re.IGNORECASE)
_COVER = re.compile(r"createthumb\.php|/images/docs/|\.(?:jpe?g|png|gif|webp)(?:[?&]|$)", re.IGNORECASE)
# ISBD's marks between areas, left at the ends of a subfield.
_MARKS = " \t\n/:;,=+"
# A full stop that ends a sentence, and no abbreviation or initial: after a longer word, a number or a bracket.
_STOP = re.compile(r"(?:(?<=[^\W\d_]{5})|(?<=[\d)\]”\"»]))(?<!\.)\.$")


def unique(values: Iterable[T]) -> tuple[T, ...]:
    """The values without repetitions, in their order."""
    return tuple(dict.fromkeys(values)) if values else ()


def first(*values: str | None) -> str | None:
    """The first value that holds something."""
    for value in values:
        if value:
            return value
    return None


def bare(value: str) -> str:
    """A text in clean form, without the ISBD punctuation at its ends (ISBD 0.3.2) and half a pair of brackets."""
    shown = text.clean(value).strip(_MARKS)
    if shown.endswith("."):
        shown = _STOP.sub("", shown)
    if shown.endswith("]") and "[" not in shown:  # the pair began in another subfield
        return shown[:-1].rstrip(_MARKS)
    return shown[1:].lstrip(_MARKS) if shown.startswith("[") and "]" not in shown else shown


def unbracketed(value: str) -> str:
    """A text without the square brackets of a cataloguer's addition (ISBD 0.7.8)."""
    return bare(value.replace("[", "").replace("]", ""))


@remembered(1 << 14)
def place(value: str) -> str | None:
    """A place as it is shown, or nothing for `[S.l.]` and its like."""
    shown = unbracketed(value)
    return shown if shown and imprint.place_key(value) else None


@remembered(1 << 14)
def publisher(value: str) -> str | None:
    """A publisher as it is shown, or nothing for `[s.n.]` and its like."""
    shown = unbracketed(value)
    return shown if shown and imprint.publisher_key(value) else None


def sort_key(title: str, language: str | None) -> str | None:
    """What a title is sorted by: folded, without an initial article of its language."""
    folded = text.fold(title)
    return text.strip_article(folded, language) or folded or None


_AROUND = " .,;:()[]"


def role_word(value: str | None) -> str | None:
    """Our word for a relator as the table spells it, or as an address of id.loc.gov; None when it is not known."""
    if not value:
        return None
    word = value.rsplit("/", 1)[-1].strip(_AROUND).casefold()
    return _roles().get(word)


@remembered()
def _roles() -> dict[str, str]:
    return {word.strip(_AROUND).casefold(): role for word, role in inverted(table("relators")["roles"]).items()}


@remembered()
def relator_code(role: str) -> str:
    """The MARC relator code of our word, `oth` when it has none."""
    words = table("relators")["roles"].get(role)
    return str(words[0]) if words else "oth"


def is_url(value: str) -> bool:
    """Whether a browser could open this address."""
    return "://" in value and _opens(value)


@lru_cache(1 << 8)  # each is asked about several times while its record is read
def _opens(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme.casefold() in _SCHEMES and bool(parts.hostname) and not re.search(r"\s", value)
    except ValueError:
        return False


def is_doi_address(address: str) -> bool:
    """Whether an address is one of the DOI resolver; elsewhere what follows a DOI may be the publisher's own."""
    return "doi.org" in address.lower() and (urlsplit(address).hostname or "").endswith("doi.org")


def url_kind(address: str) -> str:
    """What an address leads to, by its looks: cover, fulltext or record."""
    if _COVER.search(address):
        return "cover"
    return "fulltext" if _FULLTEXT.search(address) else "record"


_VOLUME = re.compile(r"\b(?:vol(?:ume)?|jilid|jil|bd|band|thn|tahun|tome?)\b\.?\s*(?:ke-?)?\s*([\w/-]+)", re.IGNORECASE)
_ISSUE = re.compile(r"\b(?:no(?:mor)?|nr|number|issue|iss|heft|edisi)\b\.?\s*(?:ke-?)?\s*([\w/&-]+)", re.IGNORECASE)
_PAGES = re.compile(
    r"\b(?:pp?|pages?|hlm|hal|halaman|s)\b\.?\s*(\w*\d+\w*(?:\s*[-–]+\s*\w+)?)|(?:^|[;,:)]\s*)(\d+\s*[-–]\s*\d+)\s*\.?$",
    re.IGNORECASE,
)


def host_parts(value: str) -> tuple[str | None, str | None, str | None]:
    """Volume, issue and pages of `Vol. 1 No. 2 (2020); 1-10` (OJS) or `Vol. 12, no. 3 (May 1990), p. 1-10` (MARC)."""
    value = value[:500]
    volume, issue, pages = _VOLUME.search(value), _ISSUE.search(value), _PAGES.search(value)
    return (
        volume[1] if volume else None,
        issue[1] if issue else None,
        re.sub(r"\s*[-–]+\s*", "-", pages[1] or pages[2]) if pages else None,
    )
