"""The index as OpenSearch is told about it: settings and mapping, made from `config.fields`.

| field | holds |
| --- | --- |
| `title` and each other text | folded words, cut at blanks; `ABSENT` in a document that has none |
| `title_forms` …, and each keyword | whole values, to be found by |
| `creator_facet` and each other facet | folded whole values, to be counted and filtered by, and listed in order |
| `year`, `added`, `title_sort`, `id` | what is sorted by |
| `shown.creator` … | a facet's values as they are shown; kept, not searched |

Nothing else of a document is kept: the store has it.
"""

from typing import Any

from config.fields import BY_NAME, FIELDS, FORMS
from indexer.engines import rows
from indexer.engines.opensearch.lengths import Scale

TEXTS = tuple(field.name for field in FIELDS if field.kind == "text")
WHOLE = (*(field.name for field in FIELDS if field.kind == "keyword" and field.name != "title_sort"), *FORMS.values())
FACETS = tuple(field.name for field in FIELDS if field.facet and field.kind != "year")
YEARS = tuple(field.name for field in FIELDS if field.kind == "year")
ORDERED = ("id", "title_sort", *(field.name for field in FIELDS if field.kind == "date"))
LISTED = (*FACETS, "title_sort")
"""What can be browsed."""

ABSENT = "∅"
"""The word of a text field that a document has not: no folded word has such a sign, so nobody finds it. With it every
document has every field, and is counted when OpenSearch reckons how rare a word is (it counts only documents that have
the field; the other engines count all)."""

SHARDS = 1
"""All of the catalogue in one shard, with a copy on up to three nodes: facets are exact, a word is as rare everywhere,
and each copy answers alone. A shard holds two thousand million documents, and does well up to some 50 GB, which is
twenty million titles."""

COPIES = "0-2"
"""Copies of a shard beside the first, as far as there are nodes for them."""

WINDOW = 10_000
"""Hits that one answer may reach into (`index.max_result_window` as it is everywhere)."""


def facet(name: str) -> str:
    """The field in which a facet is counted."""
    return f"{name}_facet" if name in FACETS else name


def facet_key(name: str, value: str) -> str:
    """What a value of a facet is counted as; one without a letter or digit stands for itself."""
    return rows.key(name, value) or value[: rows.LONGEST]


def settings(scale: Scale) -> dict[str, Any]:
    """The settings of a new index."""
    return {
        "number_of_shards": SHARDS,
        "auto_expand_replicas": COPIES,
        "refresh_interval": "-1",
        "max_result_window": WINDOW,
        "similarity": scale.similarity(),
    }


def mapping(meta: dict[str, Any]) -> dict[str, Any]:
    """The mapping of a new index; `meta` is what we note of it."""
    return {
        "_meta": meta,
        "_source": {"includes": ["shown"]},
        "dynamic": "strict",
        "properties": {
            **{name: {"type": "text", "analyzer": "whitespace", "similarity": name} for name in TEXTS},
            **{name: {"type": "keyword", "doc_values": False} for name in WHOLE},
            **{facet(name): {"type": "keyword", "eager_global_ordinals": True} for name in FACETS},
            **{name: {"type": "short"} for name in YEARS},
            **{name: {"type": "keyword"} for name in ORDERED},
            "shown": {"type": "object", "enabled": False},
        },
    }


def is_year(name: str) -> bool:
    """Whether a field holds whole numbers."""
    return BY_NAME[name].kind == "year"
