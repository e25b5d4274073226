"""What keeps a harvest from doing harm: from deleting too much, and from going round in circles."""

from collections import deque

NEAR = 16
"""A circle of so many pages is found when its first page comes again."""


def too_many(missing: int, living: int, limit: float) -> bool:
    """True when `missing` of `living` records must not be deleted without a person's word.

    Args:
        limit: the share that may go, `drop_limit` of the source.
    """
    return missing > limit * living


class Circle:
    """Finds out that a sequence goes round, in memory that does not grow with it.

    A short circle is found at once; a longer one by Brent's method, after at most three times its length.
    """

    def __init__(self) -> None:
        self._near: deque[str] = deque(maxlen=NEAR)
        self._mark = ""
        self._steps, self._power = 0, 1

    def closes(self, sign: str) -> bool:
        """Whether this sign was seen before."""
        if sign in self._near or sign == self._mark:
            return True
        self._near.append(sign)
        self._steps += 1
        if self._steps == self._power:
            self._mark, self._steps, self._power = sign, 0, self._power * 2
        return False
