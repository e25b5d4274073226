"""How the arrays of a segment are called, and which fields have which."""

from config.fields import FIELDS, FORMS

TEXTS = tuple(field.name for field in FIELDS if field.kind == "text")
"""Fields of words: with frequencies, places and lengths."""

WHOLE = (
    "id",
    *(field.name for field in FIELDS if field.kind == "keyword" and field.name != "title_sort"),
    *FORMS.values(),
)
"""Fields of whole values."""

FACETS = tuple(field.name for field in FIELDS if field.facet and field.kind != "year")
YEARS = tuple(field.name for field in FIELDS if field.kind == "year")
ORDERED = ("id", "title_sort", *(field.name for field in FIELDS if field.kind == "date"))
"""What is sorted by as text."""

SLIPPED = tuple(FORMS)
"""Fields whose words are looked for with slips."""
