"""tantivy's schema, made from `config.fields`, and a row as a document of it.

For each facet like `creator` there are three more fields: `creator_facet`, the folded keys of its values, which are
filtered by and listed; `creator_code`, a number for each key, which is counted; and `creator_shown`, what number stands
for what: the number, the key, a zero, and how the value is shown.
"""

import hashlib
from functools import lru_cache

import msgspec
import tantivy

from config.fields import FIELDS, FORMS
from indexer.engines.rows import Row, key

FACETS = tuple(field.name for field in FIELDS if field.facet and field.kind != "year")
YEARS = tuple(field.name for field in FIELDS if field.kind == "year")
DATES = tuple(field.name for field in FIELDS if field.kind == "date")
TEXTS = tuple(field.name for field in FIELDS if field.kind == "text")
WHOLE = (*(field.name for field in FIELDS if field.kind == "keyword" and field.name != "title_sort"), *FORMS.values())
ORDERED = ("title_sort", *DATES)
"""What is sorted by as text; years are numbers."""

_encode = msgspec.json.Encoder().encode


def facet(name: str) -> str:
    """The field with the keys of a facet."""
    return f"{name}_facet"


def coded(name: str) -> str:
    """The field with the numbers of a facet's keys."""
    return f"{name}_code"


def shown(name: str) -> str:
    """The field that says what the numbers stand for."""
    return f"{name}_shown"


def whole(name: str, value: str) -> str:
    """What a value of a facet is counted and filtered by: its key, or where it has no letter or digit, itself."""
    return key(name, value) or value[:_LONGEST].replace("\0", " ")


_LONGEST = 8_000
"""Characters; tantivy leaves out what has more than 65,530 bytes."""


def code(key: str) -> int:
    """The number of a key: its first four bytes, so that numbers are in the order of keys but for those that begin
    alike, and four of a hash.

    Numbers are counted many times faster than texts, whose column has to be looked up for every value.
    """
    data = key.encode()
    both = data[:_BEGIN].ljust(_BEGIN, b"\0") + hashlib.blake2b(data, digest_size=8 - _BEGIN).digest()
    return int.from_bytes(both, "big") - _HALF


def begins(code: int) -> int:
    """What numbers of keys that begin alike have in common; in the order of the keys."""
    return (code + _HALF) >> 8 * (8 - _BEGIN)


def named(code: int) -> str:
    """How `creator_shown` begins for a number."""
    return f"{code + _HALF:016x}"


_BEGIN = 4
_HALF = 1 << 63


def schema() -> tantivy.Schema:
    """The schema of the field list."""
    made = tantivy.SchemaBuilder()
    made.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        made.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in (*WHOLE, *map(facet, FACETS), *map(shown, FACETS)):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in map(coded, FACETS):
        made.add_integer_field(name, fast=True)
    for name in ORDERED:
        made.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in YEARS:
        made.add_integer_field(name, indexed=True, fast=True)
    return made.build()


def document(row: Row) -> str:
    """A row as tantivy takes it: JSON. Words are joined by blanks, where tantivy cuts them again."""
    made: dict[str, object] = {"id": row.id}
    for name, values in row.words.items():
        made[name] = [" ".join(words) for words in values]
    for name, keys in row.keys.items():
        made[name] = keys
    for name, texts in row.shown.items():
        if name in _FACETS:
            made |= _facet(name, texts)
    made |= row.numbers
    made |= row.texts
    return _encode(made).decode()


_FACETS = frozenset(FACETS)


def _facet(name: str, values: list[str]) -> dict[str, list[str] | list[int]]:
    """Values that fold to the same are one, shown as the first was written."""
    made: dict[str, tuple[int, str]] = {}
    for value in values:
        folded, number, text = _value(name, value)
        made.setdefault(folded, (number, text))
    return {
        facet(name): list(made),
        coded(name): [number for number, _text in made.values()],
        shown(name): [text for _number, text in made.values()],
    }


@lru_cache(1 << 16)
def _value(name: str, value: str) -> tuple[str, int, str]:
    """The key of a value, its number, and what `creator_shown` says of both."""
    folded = whole(name, value)
    number = code(folded)
    return folded, number, f"{named(number)}{folded}\0{value[:_LONGEST]}"
