"""Rows as lines of a bulk request, in bodies of a bounded size."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from indexer.engines.opensearch.layout import ABSENT, FACETS, TEXTS, facet, facet_key
from indexer.engines.rows import Row

BYTES = 4 << 20
"""Bytes of a bulk request; one document more than that goes alone."""

_encode = msgspec.json.encode


@dataclass(frozen=True, slots=True)
class Line:
    """One document to be written, or taken out, and its name for the answer."""

    id: str
    data: bytes


def writing(row: Row) -> Line:
    """The document replaces whatever has its id."""
    name = key(row.id)
    return Line(row.id, _encode({"index": {"_id": name}}) + b"\n" + _encode(_source(row)) + b"\n")


def removing(identity: str) -> Line:
    """The document is gone."""
    return Line(identity, _encode({"delete": {"_id": key(identity)}}) + b"\n")


def key(identity: str) -> str:
    """The `_id` of a document: its id, or a hash where that is longer than OpenSearch takes (512 bytes)."""
    data = identity.encode()
    return identity if len(data) <= 512 else hashlib.sha256(data).hexdigest()


def batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines, in order, so many at once as are not more than `BYTES`."""
    batch: list[Line] = []
    size = 0
    for line in lines:
        if batch and size + len(line.data) > BYTES:
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line.data)
    if batch:
        yield batch


def _source(row: Row) -> dict[str, object]:
    texts = {name: _text(row.words.get(name)) for name in TEXTS}
    facets = {
        facet(name): list(dict.fromkeys(facet_key(name, one) for one in row.shown[name]))
        for name in FACETS
        if name in row.shown
    }
    return {**row.numbers, **row.keys, **row.texts, **texts, **facets, "id": row.id, "shown": row.shown}


def _text(values: list[list[str]] | None) -> str | list[str]:
    return [" ".join(words) for words in values] if values else ABSENT
