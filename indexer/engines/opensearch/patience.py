"""How long to wait for a cluster that is busy, or that is losing a node just now."""

import email.utils
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

FIRST, LONGEST = 0.25, 15.0
"""Seconds between two rounds of asking: the first time, doubled each time, and at most."""

ASKED_FOR = 120.0
"""Seconds that a cluster may tell us to wait (`Retry-After`) at a time."""

sleep = time.sleep


@dataclass(frozen=True, slots=True)
class Patience:
    """For how many seconds in all to ask again, and how long one answer may take.

    A search gives up while the reader still waits; writing outlasts the election of a new cluster manager, and
    a cluster that says for minutes that it is busy.
    """

    whole: float
    answer: float
    connect: float = 5.0


SEARCHING = Patience(whole=25, answer=10)
WRITING = Patience(whole=600, answer=180)


def waits() -> Iterator[float]:
    """Seconds to wait, longer and longer, each a little by chance, so that not all clients come back at once."""
    wait = FIRST
    while True:
        yield wait * random.uniform(0.7, 1.0)  # noqa: S311  (no secret)
        wait = min(wait * 2, LONGEST)


def asked_for(header: str | None) -> float:
    """The seconds of a `Retry-After` (RFC 9110, section 10.2.3: a number or a date), 0 where there is none."""
    if not header:
        return 0.0
    if header.strip().isdecimal():
        return min(float(header), ASKED_FOR)
    try:
        date = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    return max(0.0, min(date.timestamp() - time.time(), ASKED_FOR))
