"""Several segments → the content of one, without what was deleted. The documents keep their order."""

from collections.abc import Sequence

import numpy as np

from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.columns import facet, ordered
from indexer.engines.whoosh.invert import postings, sizes, starts, vocabulary
from indexer.engines.whoosh.names import FACETS, ORDERED, TEXTS, WHOLE, YEARS
from indexer.engines.whoosh.snapshot import Leaf


def merged(leaves: Sequence[Leaf]) -> tuple[dict[str, Numbers], int]:
    """The content of one segment instead of these, and how many documents it has."""
    parts = [_Part(leaf) for leaf in leaves]
    size = 0
    for part in parts:
        size = part.number_from(size)
    made: dict[str, Numbers] = {}
    for name in (*TEXTS, *WHOLE):
        made |= {f"{name}/{array}": numbers for array, numbers in _terms(parts, name).items()}
    for name in FACETS:
        made |= {f"{name}/{array}": numbers for array, numbers in _facet(parts, name).items()}
    for name in YEARS:
        made[f"{name}/numbers"] = np.concatenate([part.of(f"{name}/numbers") for part in parts])
    for name in ORDERED:
        texts = [text for part in parts for text in part.texts(name)]
        made |= {f"{name}/{array}": numbers for array, numbers in ordered(texts).items()}
    return made, size


class _Part:
    """A segment, and the new numbers of its living documents (-1 for the others)."""

    def __init__(self, leaf: Leaf) -> None:
        self.segment = leaf.segment
        self.live = np.ones(leaf.segment.size, bool) if leaf.live is None else leaf.live
        self.number = np.full(leaf.segment.size, -1, np.int64)

    def number_from(self, first: int) -> int:
        count = int(self.live.sum())
        self.number[self.live] = np.arange(first, first + count)
        return first + count

    def of(self, name: str) -> Numbers:
        """What an array says of the living documents."""
        return self.segment.content[name][self.live]

    def texts(self, name: str) -> list[bytes]:
        return [text for text, live in zip(self.segment.texts(f"{name}/texts"), self.live, strict=True) if live]


def _terms(parts: Sequence[_Part], name: str) -> dict[str, Numbers]:
    numbers, places = _common([list(part.segment.texts(f"{name}/vocab")) for part in parts])
    of_posting, docs, times, spots = [], [], [], []
    for part, place in zip(parts, places, strict=True):
        content = part.segment.content
        term = np.repeat(place, sizes(content[f"{name}/at"]))
        document = part.number[content[f"{name}/docs"]]
        kept = document >= 0
        of_posting.append(term[kept])
        docs.append(document[kept])
        if name in TEXTS:
            often = content[f"{name}/times"]
            times.append(often[kept])
            spots.append(content[f"{name}/places"][np.repeat(kept, often)])
    term, document = np.concatenate(of_posting), np.concatenate(docs)
    used = np.zeros(len(numbers), bool)
    used[term] = True
    order = np.cumsum(used) - 1  # terms that only deleted documents had go
    made, _place = vocabulary([one for one, there in zip(numbers, used.tolist(), strict=True) if there], name)
    term = order[term]
    if name not in TEXTS:
        by_term = np.argsort(term, kind="stable")
        counts = np.bincount(term, minlength=int(used.sum()))
        return made | {"at": starts(counts), "docs": document[by_term].astype(np.uint32)}
    often = np.concatenate(times)
    term, document, spot = np.repeat(term, often), np.repeat(document, often), np.concatenate(spots)
    by_term = np.argsort(term, kind="stable")
    return (
        made
        | postings(term[by_term], document[by_term], spot[by_term], int(used.sum()))
        | {
            "length": np.concatenate([part.of(f"{name}/length") for part in parts]),
            "total": np.array([len(term)], np.int64),
        }
    )


def _facet(parts: Sequence[_Part], name: str) -> dict[str, Numbers]:
    numbers, places = _common([list(part.segment.texts(f"{name}/keys")) for part in parts])
    shown: list[bytes] = [b""] * len(numbers)
    codes, counts = [], []
    for part, place in zip(reversed(parts), reversed(places), strict=True):  # the first segment has the last word
        for number, text in zip(place.tolist(), part.segment.texts(f"{name}/shown"), strict=True):
            shown[number] = text
    for part, place in zip(parts, places, strict=True):
        often = sizes(part.segment.content[f"{name}/codes_at"])
        codes.append(place[part.segment.content[f"{name}/codes"]][np.repeat(part.live, often)])
        counts.append(often[part.live])
    return facet(numbers, shown, np.concatenate(codes), np.concatenate(counts))


def _common(lists: Sequence[list[bytes]]) -> tuple[list[bytes], list[Numbers]]:
    """All of several ascending lists as one, and the place there of each that was in one of them."""
    whole = sorted(set().union(*lists))
    place = {one: number for number, one in enumerate(whole)}
    return whole, [np.fromiter(map(place.__getitem__, one), np.int64, len(one)) for one in lists]
