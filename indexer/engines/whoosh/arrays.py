"""Named arrays in one file, read through the page cache: nothing is copied, processes share what they read.

magic, length of the head (8 bytes), head (JSON: name → type, offset, count), then the arrays, each at a multiple of 64
"""

import json
import mmap
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.engines.whoosh.cache import Numbers

Content = Mapping[str, Numbers]

_MAGIC = b"induk-arrays-1\n\0"
_ALIGNED = 64


def write(path: Path, content: Content) -> None:
    """Write a file anew and put it on disk; counts and places in the smallest type that holds them all."""
    content = {name: compact(array) for name, array in content.items()}
    head: dict[str, tuple[str, int, int]] = {}
    at = 0
    for name, array in content.items():
        head[name] = (array.dtype.str, at, len(array))
        at += _padded(array.nbytes)
    described = json.dumps(head).encode()
    start = _padded(len(_MAGIC) + 8 + len(described))
    with path.open("wb") as file:
        file.write((_MAGIC + len(described).to_bytes(8, "little") + described).ljust(start, b"\0"))
        for array in content.values():
            data = np.ascontiguousarray(array)
            file.write(data.data)
            file.write(bytes(_padded(data.nbytes) - data.nbytes))
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> dict[str, Numbers]:
    """The arrays of a file, mapped into memory, not to be written to.

    Raises:
        FileNotFoundError: there is none.
        ValueError: it is damaged.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < len(_MAGIC) + 8:
            raise ValueError(f"{path.name}: cut off")
        data = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    length = int.from_bytes(data[len(_MAGIC) : len(_MAGIC) + 8], "little")
    if data[: len(_MAGIC)] != _MAGIC or length > size:
        raise ValueError(f"{path.name}: not a file of arrays")
    head = json.loads(data[len(_MAGIC) + 8 : len(_MAGIC) + 8 + length])
    start = _padded(len(_MAGIC) + 8 + length)
    return {name: np.frombuffer(data, type_, count, start + at) for name, (type_, at, count) in head.items()}


def packed(texts: Iterable[bytes]) -> tuple[Numbers, Numbers]:
    """Byte strings as one array and where each begins in it (one more than there are)."""
    pieces = list(texts)
    starts = np.zeros(len(pieces) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)), out=starts[1:])
    return np.frombuffer(b"".join(pieces), np.uint8), starts


class Texts(Sequence[bytes]):
    """Byte strings that `packed` put together."""

    def __init__(self, content: Content, name: str) -> None:
        self._data, self._starts = content[name], content[f"{name}_at"]

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number):  # type: ignore[no-untyped-def]  # no slices here
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._data[self._starts[number] : self._starts[number + 1]].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        data, ends = self._data.tobytes(), self._starts.tolist()
        return (data[start:end] for start, end in pairwise(ends))


def compact(numbers: Numbers) -> Numbers:
    """Whole numbers from 0 on in the smallest type that holds them all; others as they are."""
    if numbers.dtype.kind not in "iu" or (len(numbers) and numbers.dtype.kind == "i" and numbers.min() < 0):
        return numbers
    smallest = np.min_scalar_type(int(numbers.max())) if len(numbers) else np.dtype(np.uint8)
    return numbers.astype(smallest) if smallest.itemsize < numbers.itemsize else numbers


def _padded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
