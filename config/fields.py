"""The one list of fields by which records are searched, filtered, sorted and counted.

Engines build their schema from it, parsers their prefixes, the API its facets, pages their labels.
"""

from dataclasses import dataclass
from typing import Literal

from config.i18n import N_

Kind = Literal["text", "keyword", "year", "date"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the index.

    Attributes:
        name: its name in the index document and in facets.
        kind: `text` is folded into words; `keyword` is compared whole, folded; `year` is a whole number; `date` is
            ISO text.
        weight: its share in the score of words searched without a prefix; 0 = found only by its own prefix.
        facet: counted, and filtered by whole value.
        forms: searched by what its words have in common with their other forms too: inflected (`words`), or only
            spelled otherwise (`names`).
        prefixes: what a person writes before the colon.
        cql: index names of SRU (context sets dc, bath, rec).
        label: its heading, translatable.
    """

    name: str
    kind: Kind
    label: str
    weight: float = 0.0
    facet: bool = False
    forms: Literal["", "words", "names"] = ""
    prefixes: tuple[str, ...] = ()
    cql: tuple[str, ...] = ()


FIELDS: tuple[Field, ...] = (
    Field(
        "title", "text", N_("Title"), 4.0, forms="words", prefixes=("title", "judul"), cql=("dc.title", "bath.title")
    ),
    Field("alternative_title", "text", N_("Other titles"), 2.4, forms="words"),
    Field(
        "creator",
        "text",
        N_("Author"),
        2.0,
        facet=True,
        forms="names",
        prefixes=("author", "creator", "pengarang"),
        cql=("dc.creator", "dc.contributor", "bath.author"),
    ),
    Field(
        "subject",
        "text",
        N_("Subject"),
        1.0,
        facet=True,
        forms="words",
        prefixes=("subject", "subjek"),
        cql=("dc.subject", "bath.subject"),
    ),
    Field("publisher", "text", N_("Publisher"), 0.2, prefixes=("publisher", "penerbit"), cql=("dc.publisher",)),
    Field("series", "text", N_("Series"), 0.6, prefixes=("series", "seri")),
    Field("summary", "text", N_("Summary"), 0.2, forms="words", cql=("dc.description",)),
    Field("isbn", "keyword", "ISBN", 20.0, prefixes=("isbn",), cql=("bath.isbn",)),
    Field("issn", "keyword", "ISSN", 20.0, prefixes=("issn",), cql=("bath.issn",)),
    Field("identifier", "keyword", N_("Number"), 20.0, prefixes=("id", "doi"), cql=("dc.identifier", "rec.id")),
    Field("call_number", "text", N_("Call number"), facet=True, prefixes=("callno", "nopanggil")),
    Field("year", "year", N_("Year"), facet=True, prefixes=("year", "tahun"), cql=("dc.date",)),
    Field("member", "keyword", N_("Library"), facet=True, prefixes=("member", "perpustakaan")),
    Field("type", "keyword", N_("Type"), facet=True, prefixes=("type", "jenis"), cql=("dc.type",)),
    Field(
        "language",
        "keyword",
        N_("Language"),
        facet=True,
        prefixes=("language", "bahasa"),
        cql=("dc.language",),
    ),
    Field("carrier", "keyword", N_("Carrier"), facet=True, prefixes=("carrier", "media")),
    Field("exact_title", "keyword", N_("Title")),
    Field("held", "keyword", N_("Libraries")),
    Field("title_sort", "keyword", N_("Title")),
    Field("added", "date", N_("New")),
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
BY_PREFIX: dict[str, Field] = {prefix: field for field in FIELDS for prefix in field.prefixes}
FACETS: tuple[str, ...] = tuple(field.name for field in FIELDS if field.facet)
WEIGHTS: dict[str, float] = {field.name: field.weight for field in FIELDS if field.weight}

FORMS: dict[str, str] = {field.name: f"{field.name}_forms" for field in FIELDS if field.forms}
"""The field that holds the forms of the words of another."""

SORTS: dict[str, tuple[str, bool] | None] = {
    "relevance": None,
    "title": ("title_sort", False),
    "year": ("year", False),
    "-year": ("year", True),
    "new": ("added", True),
}
"""Each order: the field it follows and whether downwards; records without the value come last."""
