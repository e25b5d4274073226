"""Which records of a list have had which name, in some twenty bytes a record: lists have millions of them."""

from array import array

FULL = 0.8
"""Which share of the places may be taken before there are more of them."""

GROWTH = 1.5
WORD = (1 << 64) - 1


class Names:
    """The names that were used, each with the content that had it first: open addressing over two arrays.

    Names are told apart by 64 bits of their hash: that two of ten million have the same is as likely as one in 370,000,
    and then one of the two is only called otherwise.
    """

    def __init__(self, places: int = 4096) -> None:
        self._names = array("Q", [0]) * places
        self._contents = array("I", [0]) * places
        self._used = 0
        self._others: dict[str, dict[str, int]] = {}

    def __bool__(self) -> bool:
        """Whether any name was used."""
        return self._used > 0

    def number(self, name: str, sha256: str) -> int:
        """Which of the contents under one name this is: 1 for the first and whatever equals it, 2 for the next …

        Args:
            name: an identifier.
            sha256: the hash of the content, hexadecimal.
        """
        key, content = hash(name) & WORD or 1, int(sha256[:8], 16)
        place = self._place(key)
        if not self._names[place]:
            self._put(place, key, content)
            return 1
        if self._contents[place] == content:
            return 1
        others = self._others.setdefault(name, {})
        return others.setdefault(sha256, len(others) + 2)

    def _place(self, key: int) -> int:
        names, size = self._names, len(self._names)
        place = key % size
        while names[place] and names[place] != key:
            place = place + 1 if place + 1 < size else 0
        return place

    def _put(self, place: int, key: int, content: int) -> None:
        self._names[place], self._contents[place] = key, content
        self._used += 1
        if self._used > FULL * len(self._names):
            self._grow()

    def _grow(self) -> None:
        names, contents = self._names, self._contents
        size = int(len(names) * GROWTH) | 1
        self._names, self._contents = array("Q", [0]) * size, array("I", [0]) * size
        for key, content in zip(names, contents, strict=True):
            if key:
                place = self._place(key)
                self._names[place], self._contents[place] = key, content
