"""Whoosh as its manual says: its own writer, a Searcher, groupedby for facets, update_document for changes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import fields, index, scoring, sorting
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.query import And, FuzzyTerm, Or, Phrase, Prefix, Term

from bench.search_cases import Query
from bench.search_contestants import FACETS, TOP, Found
from config.fields import BY_NAME, FIELDS, WEIGHTS
from indexer.engines import query as tree
from indexer.engines.base import Document
from indexer.engines.query import Node
from indexer.normalise.text import fold, words

SEVERAL = ("member", "subject")
"""Facets of which a record has several values: Whoosh counts these by their postings, the others by a column."""


class Stock:
    """An index of Whoosh in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._searcher: Any = None

    def build(self, documents: Iterable[Document]) -> int:
        """A new index, in one commit."""
        self.folder.mkdir(parents=True, exist_ok=True)
        made = index.create_in(str(self.folder), _schema())
        writer = made.writer(limitmb=512)
        for document in documents:
            writer.add_document(**_document(document))
        writer.commit()
        return int(made.doc_count())

    def replace(self, documents: Iterable[Document], word: str) -> int:
        """One `update_document` after the other, and a commit."""
        made = index.open_dir(str(self.folder))
        writer = made.writer(limitmb=512)
        for document in documents:
            writer.update_document(**_document(document))
        writer.commit(merge=False)
        with made.searcher() as searcher:
            return len(searcher.search(Term("title", word), limit=TOP))

    def ask(self, query: Query, *, facets: bool) -> Found:
        """The top, the exact total, the counts."""
        if self._searcher is None:
            self._searcher = index.open_dir(str(self.folder)).searcher(weighting=scoring.BM25F())
        wanted: dict[str, Any] = {"filter": Term("member", query.member)} if query.member else {}
        if facets:
            wanted["groupedby"] = {
                name: sorting.FieldFacet(f"f_{name}", allow_overlap=name in SEVERAL, maptype=sorting.Count)
                for name in FACETS
            }
        found = self._searcher.search(_compile(query.node), limit=TOP, **wanted)
        hits = [(hit["id"], hit.score) for hit in found]
        counts = {name: found.groups(name) for name in FACETS} if facets else {}
        return Found(len(found), hits, {n: {str(value): c[value] for value in c} for n, c in counts.items()})

    def close(self) -> None:
        """Its files are closed with it."""
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None


def _schema() -> Any:
    analyzer = RegexTokenizer(r"\w+") | LowercaseFilter()
    made: dict[str, Any] = {"id": fields.ID(unique=True, stored=True)}
    for field in FIELDS:
        if field.kind == "text":
            made[field.name] = fields.TEXT(analyzer=analyzer)
        elif field.kind == "keyword":
            made[field.name] = fields.KEYWORD(commas=True, scorable=True)
    for name in FACETS:
        if BY_NAME[name].kind == "year":
            made[f"f_{name}"] = fields.NUMERIC(int, sortable=True)
        else:
            made[f"f_{name}"] = fields.KEYWORD(commas=True) if name in SEVERAL else fields.ID(sortable=True)
    return fields.Schema(**made)


def _document(document: Document) -> dict[str, Any]:
    made: dict[str, Any] = {"id": document["id"]}
    for field in FIELDS:
        values = document.get(field.name)
        if not values:
            continue
        listed = values if isinstance(values, list) else [values]
        if field.kind == "text":
            made[field.name] = " ".join(" ".join(words(value)) for value in listed)
        elif field.kind == "keyword":
            made[field.name] = ",".join(fold(value) for value in listed)
        if field.name in FACETS:
            several = field.kind != "year"
            made[f"f_{field.name}"] = ",".join(value.replace(",", " ") for value in listed) if several else values
    return made


def _compile(node: Node) -> Any:
    match node:
        case tree.Word(text, field):
            return _all(
                [_anywhere(field, lambda name, boost, word=word: Term(name, word, boost)) for word in words(text)]
            )
        case tree.Similar(text, field):
            return _all(
                [
                    _anywhere(field, lambda name, boost, word=word: FuzzyTerm(name, word, boost, 1, 1))
                    for word in words(text)
                ]
            )
        case tree.Phrase(text, field):
            return _anywhere(field, lambda name, boost: Phrase(name, words(text), boost=boost), "text")
        case tree.Prefix(text, field):
            return _anywhere(field, lambda name, boost: Prefix(name, fold(text), boost), "text")
        case tree.And(parts):
            return And([_compile(part) for part in parts])
        case tree.Or(parts):
            return Or([_compile(part) for part in parts])
    raise ValueError(f"none of the queries has {node}")


def _all(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else And(parts)


def _anywhere(field: str | None, make: Any, *kinds: str) -> Any:
    if field is not None:
        return make(field, 1.0)
    names = [name for name in WEIGHTS if not kinds or BY_NAME[name].kind in kinds]
    return Or([make(name, WEIGHTS[name]) for name in names])
