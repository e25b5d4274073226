"""The names that people read for the codes that records carry, in the reader's language."""

from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal

from config import clock, i18n
from config.i18n import N_, _

TYPES: Mapping[str, str] = {
    "book": N_("Book"),
    "serial": N_("Journal or serial"),
    "article": N_("Article"),
    "thesis": N_("Thesis"),
    "report": N_("Report"),
    "conference": N_("Conference"),
    "map": N_("Map"),
    "score": N_("Music score"),
    "audio": N_("Audio"),
    "video": N_("Video"),
    "image": N_("Image"),
    "dataset": N_("Dataset"),
    "software": N_("Software"),
    "manuscript": N_("Manuscript"),
    "archive": N_("Archive"),
    "object": N_("Object"),
    "web": N_("Website"),
    "other": N_("Other"),
}
CARRIERS: Mapping[str, str] = {
    "print": N_("Print"),
    "online": N_("Online"),
    "microform": N_("Microform"),
    "disc": N_("Disc"),
    "other": N_("Other"),
}
ROLES: Mapping[str, str] = {
    "editor": N_("editor"),
    "translator": N_("translator"),
    "illustrator": N_("illustrator"),
    "compiler": N_("compiler"),
    "contributor": N_("contributor"),
    "advisor": N_("advisor"),
    "supervisor": N_("advisor"),
    "photographer": N_("photographer"),
    "composer": N_("composer"),
    "publisher": N_("publisher"),
}
"""Roles worth a word beside the name; an author is one without saying so."""

MEMBER_KINDS: Mapping[str, str] = {
    "university": N_("University library"),
    "public": N_("Public library"),
    "school": N_("School library"),
    "special": N_("Special library"),
    "national": N_("National library"),
    "documentation-centre": N_("Documentation centre"),
    "repository": N_("Repository"),
    "other": N_("Library"),
}
SERVICES: Mapping[str, str] = {
    "reading": N_("Reading on the premises"),
    "copying": N_("Photocopies"),
    "lending": N_("Lending"),
    "interlibrary": N_("Interlibrary loan"),
}
TERMS: Mapping[bool | str, str] = {True: N_("yes"), False: N_("no"), "members": N_("for members")}
"""On what terms a library does a service; other texts are shown as the library wrote them."""
FILTERS: Mapping[str, str] = {
    "member": N_("Library"),
    "type": N_("Type"),
    "language": N_("Language"),
    "carrier": N_("Carrier"),
    "subject": N_("Subject"),
    "creator": N_("Author"),
    "year": N_("Year"),
}
SORTS: Mapping[str, str] = {
    "relevance": N_("Best match"),
    "-year": N_("Newest first"),
    "year": N_("Oldest first"),
    "title": N_("Title A to Z"),
    "new": N_("New in the catalogue"),
}
WAYS: Mapping[str, str] = {
    "number": N_("No title has this number. These have one that differs in a figure."),
    "fields": N_("Nothing has these words in the field that you named. These titles have them elsewhere."),
    "similar": N_("Nothing has these words as they are written. These titles have words that look like them."),
    "most": N_("No title has all of these words. These have most of them, or words that look like them."),
    "some": N_("No title has these words together. These have some of them, or words that look like them."),
}
"""What is said of hits that are not just what was asked for (`search.relaxing`)."""
EXPORTS: Mapping[str, str] = {
    "ris": "RIS",
    "bibtex": "BibTeX",
    "csl": "CSL-JSON",
    "marc": "MARC 21",
    "marcxml": "MARCXML",
    "unimarc": "UNIMARC",
    "mods": "MODS",
    "dc": "Dublin Core",
    "dcterms": "DCMI Metadata Terms",
    "json": "JSON",
}


def named(table: Mapping[str, str], code: str) -> str:
    """The name of a code in one of the tables above; the code itself if it has none."""
    return _(table[code]) if code in table else code


@cache
def _languages(locale: str) -> Mapping[str, str]:
    names: Mapping[str, str] = Locale.parse(locale).languages
    return names


def language(code: str) -> str:
    """The name of a language of ISO 639-2/B (CLDR's names, by its table of aliases); unknown codes stay as they are."""
    alias = get_global("language_aliases").get(code, code)
    return _languages(i18n.language()).get(alias, code)


def number(value: int) -> str:
    """`12,345`, as the reader's language groups digits."""
    return format_decimal(value, locale=i18n.language())


def decimal(value: float) -> str:
    """`1,234.56`, as the reader's language writes fractions."""
    return format_decimal(value, "#,##0.00", locale=i18n.language())


def day(stamp: str | None) -> str:
    """The date of an ISO 8601 time in the reader's language; nothing for nothing."""
    return format_date(clock.parse(stamp), format="long", locale=i18n.language()) if stamp else ""
