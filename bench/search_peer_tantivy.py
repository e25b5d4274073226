"""The named peer: tantivy-py, used as its manual says."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import tantivy

from bench.search_cases import Query
from bench.search_contestants import FACET_SIZE, FACETS, TOP, Found
from config.fields import BY_NAME, FIELDS, WEIGHTS
from indexer.engines.base import Document
from indexer.engines.query import And, Node, Or, Phrase, Prefix, Similar, Word
from indexer.normalise.text import fold, words

MEMORY = 256 << 20
_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should
_QUERY = tantivy.Query
_AGGREGATION = {name: {"terms": {"field": f"f_{name}", "size": FACET_SIZE}} for name in FACETS}


class Peer:
    """An index of tantivy in a folder, written by one thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: tuple[tantivy.Index, tantivy.Searcher] | None = None
        self._compiled: dict[Query, tantivy.Query] = {}

    def build(self, documents: Iterable[Document]) -> int:
        """A new index."""
        self.folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_schema(), path=str(self.folder))
        writer = index.writer(heap_size=MEMORY, num_threads=1)
        for document in documents:
            writer.add_document(_document(document))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return index.searcher().num_docs

    def replace(self, documents: Iterable[Document], word: str) -> int:
        """Delete by id, add, commit, reload."""
        index = tantivy.Index.open(str(self.folder))
        writer = index.writer(heap_size=MEMORY, num_threads=1)
        for document in documents:
            writer.delete_documents_by_term("id", document["id"])
            writer.add_document(_document(document))
        writer.commit()
        index.reload()
        query = _QUERY.term_query(index.schema, "title", word)
        found: Any = index.searcher().search(query, TOP, count=True)  # its types do not know of `count`
        return int(found.count)

    def ask(self, query: Query, *, facets: bool) -> Found:
        """The top, the exact total, the counts; a query is compiled once, as ours are planned once."""
        if self._open is None:
            index = tantivy.Index.open(str(self.folder))
            self._open = index, index.searcher()
        index, searcher = self._open
        if query not in self._compiled:
            self._compiled[query] = _narrowed(index.schema, query)
        return _answer(searcher, self._compiled[query], facets)

    def close(self) -> None:
        """Nothing is kept."""
        self._open, self._compiled = None, {}


def _answer(searcher: tantivy.Searcher, query: tantivy.Query, facets: bool) -> Found:
    found: Any = searcher.search(query, TOP, count=True)
    hits = [(str(searcher.doc(address).get_first("id")), score) for score, address in found.hits]
    counted = searcher.aggregate(query, _AGGREGATION) if facets else {}
    counts = {
        name: {str(bucket["key"]): bucket["doc_count"] for bucket in value["buckets"]}
        for name, value in counted.items()
    }
    return Found(found.count, hits, counts)


def _schema() -> tantivy.Schema:
    made = tantivy.SchemaBuilder()
    made.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in FIELDS:
        if field.kind == "text":
            made.add_text_field(field.name)
        elif field.kind == "keyword":
            made.add_text_field(field.name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        if BY_NAME[name].kind == "year":
            made.add_integer_field(f"f_{name}", indexed=True, fast=True)
        else:
            made.add_text_field(f"f_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    return made.build()


def _document(document: Document) -> tantivy.Document:
    made: dict[str, Any] = {"id": document["id"]}
    for field in FIELDS:
        values = document.get(field.name)
        if not values:
            continue
        listed = values if isinstance(values, list) else [values]
        if field.kind in _FOLDED:
            made[field.name] = [_FOLDED[field.kind](value) for value in listed]
        if field.name in FACETS:
            made[f"f_{field.name}"] = listed
    return tantivy.Document(**made)


_FOLDED: dict[str, Callable[[str], str]] = {"text": lambda value: " ".join(words(value)), "keyword": fold}


def _narrowed(schema: tantivy.Schema, query: Query) -> tantivy.Query:
    compiled = _compile(schema, query.node)
    if query.member is None:
        return compiled
    kept = _QUERY.const_score_query(_QUERY.term_query(schema, "member", query.member, "basic"), 0.0)
    return _QUERY.boolean_query([(_MUST, compiled), (_MUST, kept)])


def _compile(schema: tantivy.Schema, node: Node) -> tantivy.Query:
    match node:
        case Word(text, field):
            return _all([_anywhere(field, partial(_term, schema, word)) for word in words(text)])
        case Similar(text, field):
            return _all([_anywhere(field, partial(_slip, schema, word)) for word in words(text)])
        case Phrase(text, field):
            return _anywhere(field, partial(_phrase, schema, [*words(text)]), "text")
        case Prefix(text, field):
            return _anywhere(field, partial(_beginning, schema, fold(text)), "text")
        case And(parts):
            return _all([_compile(schema, part) for part in parts])
        case Or(parts):
            return _QUERY.boolean_query([(_SHOULD, _compile(schema, part)) for part in parts])
    raise ValueError(f"none of the queries has {node}")


def _term(schema: tantivy.Schema, word: str, name: str) -> tantivy.Query:
    return _QUERY.term_query(schema, name, word)


def _slip(schema: tantivy.Schema, word: str, name: str) -> tantivy.Query:
    return _QUERY.fuzzy_term_query(schema, name, word)


def _phrase(schema: tantivy.Schema, found: list[str | tuple[int, str]], name: str) -> tantivy.Query:
    return _QUERY.phrase_query(schema, name, found)


def _beginning(schema: tantivy.Schema, start: str, name: str) -> tantivy.Query:
    return _QUERY.regex_query(schema, name, f"{start}.*")


def _all(parts: list[tantivy.Query]) -> tantivy.Query:
    return parts[0] if len(parts) == 1 else _QUERY.boolean_query([(_MUST, part) for part in parts])


def _anywhere(field: str | None, make: Callable[[str], tantivy.Query], *kinds: str) -> tantivy.Query:
    if field is not None:
        return make(field)
    names = [name for name in WEIGHTS if not kinds or BY_NAME[name].kind in kinds]
    return _QUERY.boolean_query([(_SHOULD, _QUERY.boost_query(make(name), WEIGHTS[name])) for name in names])
