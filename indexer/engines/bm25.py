"""BM25 as Lucene and tantivy reckon it, so that all engines score alike (Robertson and Zaragoza 2009, section 3).

Both keep the length of a field in one byte: lengths up to 40 as they are, longer ones more and more coarsely.
"""

import math

K1, B = 1.2, 0.75


def rarity(documents: int, found: int) -> float:
    """The inverse document frequency of a term that is in `found` of so many documents."""
    return math.log(1 + (documents - found + 0.5) / (found + 0.5))


def _length(code: int) -> int:
    """What a byte stands for (Lucene, `SmallFloat.byte4ToInt`)."""
    if code < _EXACT:
        return code
    bits, shift = (code - _EXACT) & 7, ((code - _EXACT) >> 3) - 1
    return _EXACT + (bits if shift < 0 else (bits | 8) << shift)


_EXACT = 24

LENGTHS = tuple(_length(code) for code in range(256))
"""The length that each byte stands for, ascending."""
