"""Who lies near whom in a block: a pure function of keys and positions, for one block or for all of them at once."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]

HALF = 32
"""Bits of a record's number in a pair, which is one number: the larger record above, the smaller below."""


def near(key: Numbers, position: Numbers, record: Numbers, reach: int) -> Numbers:
    """The pairs of rows of one block with fewer than `reach` others between them, each once, in order.

    Positions that are equal lie side by side, none between the other and a third.

    Args:
        key, position, record: rows in the order of key and position.
    """
    shared = np.zeros(len(key), bool)
    shared[1:] = key[1:] == key[:-1]
    shared[:-1] |= shared[1:]
    key, position, record = key[shared], position[shared], record[shared]
    number = np.arange(len(key))
    edge = np.ones(len(key) + 1, bool)  # where another position begins
    edge[1:-1] = (key[1:] != key[:-1]) | (position[1:] != position[:-1])
    first = np.maximum.accumulate(np.where(edge[:-1], number, 0))
    behind = np.minimum.accumulate(np.where(edge[1:], number + 1, len(key))[::-1])[::-1]
    found = [np.empty(0, np.int64)]
    for step in range(1, len(key)):
        fits = (key[step:] == key[:-step]) & (first[step:] - behind[:-step] < reach)
        if not fits.any():
            break
        one, other = record[:-step][fits], record[step:][fits]
        found.append(np.maximum(one, other) << HALF | np.minimum(one, other))
    return np.unique(np.concatenate(found))


def apart(pairs: Numbers) -> list[tuple[int, int]]:
    """The two records of each pair, the smaller first."""
    return [(pair & ((1 << HALF) - 1), pair >> HALF) for pair in pairs.tolist()]
