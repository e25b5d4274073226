"""What keeps a harvest from doing harm: from deleting too much, and from going round in circles."""

from collections import deque

NEAR = 16
"""A circle of so many pages is found when its first page comes again."""


ECHOES = 3
"""So many pages that came before under other tokens are a circle, too."""


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


class Rounds:
    """Finds out that a list of pages goes round: the same page under the same token, or under ever new ones.

    A server that counts its answers may use one token text for all pages, and one page may come twice.
    """

    def __init__(self) -> None:
        self._pages, self._contents, self._echoes = Circle(), Circle(), 0

    def close(self, token: str, content: str) -> bool:
        """Whether they did, with this page: the token that leads on, and a hash of what is on it."""
        self._echoes += self._contents.closes(content)
        return self._echoes >= ECHOES or self._pages.closes(f"{token} {content}")
