"""One commit of the index, open for reading. It never changes, so threads share it freely."""

from pathlib import Path
from typing import Any

import tantivy
from tantivy import DocAddress, Order, Query

from indexer.engines.tantivy.schema import code, named, shown

Commit = tuple[str, int, int, int]
"""What tells one commit from another: the generation, and the file that names the segments."""


def commit(generation: Path) -> Commit:
    """The newest commit of a generation.

    Raises:
        FileNotFoundError: there is none.
    """
    stat = (generation / "meta.json").stat()
    return generation.name, stat.st_ino, stat.st_mtime_ns, stat.st_size


class Snapshot:
    """A searcher, and what was learnt by it."""

    def __init__(self, index: tantivy.Index) -> None:
        self.schema = index.schema
        self.searcher = index.searcher()
        self._values: dict[tuple[str, int], tuple[tuple[str, str], ...]] = {}

    @property
    def count(self) -> int:
        """The number of documents."""
        return self.searcher.num_docs

    def search(
        self, query: Query, limit: int, field: str | None = None, offset: int = 0, order: Order = Order.Desc
    ) -> tuple[int, list[tuple[Any, DocAddress]]]:
        """How many documents a query finds, and part of them with what they are ordered by: their score, or a field."""
        result = self.searcher.search(query, limit, True, field, offset, order)
        return int(result.count), result.hits  # type: ignore[attr-defined]  # missing in tantivy's own types

    def id_of(self, address: DocAddress) -> str:
        """The id of a document."""
        return str(self.searcher.doc(address)["id"][0])

    def holders(self, field: str, value: str) -> int:
        """How many documents have a whole value."""
        return found(self.searcher, Query.term_query(self.schema, field, value, "basic"))

    def value(self, name: str, number: int) -> tuple[tuple[str, str], ...]:
        """What the number of a value stands for: key and how it is shown (hardly ever of two values).

        A value that is written in several ways is shown as in the record with the smallest id.
        """
        if (known := self._values.get((name, number))) is None:
            if len(self._values) > _REMEMBERED:
                self._values.clear()
            known = self._values[name, number] = self._look_up(shown(name), named(number))
        return known

    def shown(self, name: str, key: str) -> str:
        """How a value of a facet is shown."""
        return dict(self.value(name, code(key)))[key]

    def _look_up(self, field: str, begin: str) -> tuple[tuple[str, str], ...]:
        forms = [form for form, _times in self.searcher.terms_with_prefix(field, begin)]
        if len(forms) > 1:
            forms = [form for first, form in sorted((self._first(field, form), form) for form in forms) if first]
        made: dict[str, str] = {}
        for form in forms:
            key, _zero, text = form[len(begin) :].partition("\0")
            made.setdefault(key, text)
        return tuple(made.items())

    def _first(self, field: str, value: str) -> str:
        """The smallest id of the living records that have a value; none, if only deleted ones have it."""
        query = Query.term_query(self.schema, field, value, "basic")
        return "".join(str(identity) for identity, _address in self.search(query, 1, "id", 0, Order.Asc)[1])


_REMEMBERED = 50_000


def found(searcher: tantivy.Searcher, query: Query) -> int:
    """How many documents a query finds."""
    return int(searcher.search(query, 1).count)  # type: ignore[attr-defined]  # missing in tantivy's own types
