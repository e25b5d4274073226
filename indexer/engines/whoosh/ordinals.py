"""The values of a facet numbered over all segments of a commit, so that counts of several segments can be added up."""

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.engines.whoosh.cache import Numbers
from indexer.engines.whoosh.segment import Segment


class Ordinals:
    """The numbers of the values of a facet. How a value is shown is said by the first segment that has it.

    Attributes:
        numbers: for each segment, the number of each of its codes; None where there is but one segment.
        count: how many values there are.
    """

    def __init__(self, segments: Sequence[Segment], field: str) -> None:
        self._segments, self._field = segments, field
        hashes = [segment.content[f"{field}/keys_hash"] for segment in segments]
        if len(segments) == 1:
            self.numbers, self.count = None, len(hashes[0])
            return
        distinct, first, numbers = np.unique(np.concatenate(hashes), return_index=True, return_inverse=True)
        begins = np.cumsum([len(one) for one in hashes])
        self.numbers = np.split(numbers.astype(np.uint32), begins[:-1])
        self.count = len(distinct)
        self._segment = np.searchsorted(begins, first, "right").astype(np.uint16)
        self._code = (first - np.append(0, begins)[self._segment]).astype(np.uint32)

    def of(self, place: int, codes: Numbers) -> Numbers:
        """The numbers of codes of the segment at `place`."""
        return codes if self.numbers is None else self.numbers[place][codes]

    def where(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The place of the first segment that has each value, and its code there; codes are in the order of keys."""
        if self.numbers is None:
            return np.zeros(len(numbers), np.uint16), numbers
        return self._segment[numbers], self._code[numbers]

    def texts(self, numbers: Numbers) -> Iterator[tuple[bytes, bytes]]:
        """The key of each value, and how it is shown."""
        keys = [segment.texts(f"{self._field}/keys") for segment in self._segments]
        shown = [segment.texts(f"{self._field}/shown") for segment in self._segments]
        places, codes = self.where(numbers)
        for place, code in zip(places.tolist(), codes.tolist(), strict=True):
            yield keys[place][code], shown[place][code]
