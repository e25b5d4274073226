"""What a source yields: pages of items, not yet known to the store."""

import hashlib
from collections.abc import Iterator
from threading import Event
from typing import Any, Protocol

import msgspec

from harvester.record import Problem

LONGEST_IDENTIFIER = 500


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a page; the attributes are those of `RawRecord`."""

    identifier: str
    format: str
    payload: bytes
    sha256: str
    datestamp: str | None = None
    deleted: bool = False
    sets: tuple[str, ...] = ()
    problem: Problem | None = None
    repairs: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What came in one piece: an answer of a server, or a few hundred records of a file.

    Attributes:
        request: the address or the file, without credentials.
        items: its records.
        size: bytes as they came.
        sha256: hash of those bytes, or of the items of a file.
        checkpoint: where the list goes on after this page; None after its last.
        token_in, token_out: the resumption tokens that led here and lead on.
        total: how many records the source promises in all.
        body: the bytes, only where something on the page could not be read.
    """

    request: str
    items: list[Item]
    size: int
    sha256: str
    checkpoint: dict[str, Any] | None = None
    token_in: str | None = None
    token_out: str | None = None
    total: int | None = None
    body: bytes | None = None


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What earlier runs know of a source.

    Attributes:
        high_water: where the next incremental harvest may start, ISO 8601; None = there was no complete list yet.
        scope: what that list was a list of (address, format, set).
        checkpoint: where an unfinished list goes on, with its `mode`, `since`, `sweep` and `scope`.
        living: how many records of the source are alive in the store.
        owed: the last full sweep was held back or did not end as it should: until one does, each list is full.
    """

    high_water: str | None = None
    scope: str | None = None
    checkpoint: dict[str, Any] | None = None
    living: int = 0
    owed: bool = False


class Listing(Protocol):
    """One list that is being read.

    Attributes:
        mode: `full` or `incremental`.
        since: the `from` that was asked for.
        scope: what it is a list of; when that changes, old dates and checkpoints say nothing.
        resumed: it goes on with the list of an earlier run.
        high_water: where the next harvest may start, once this list is known to be complete.
        sweeps: a complete full list also shows, by their absence, which records are gone.
        unnamed: a record came whose identifier cannot be read: nothing may be called missing.
    """

    mode: str
    since: str | None
    scope: str
    resumed: bool
    high_water: str | None
    sweeps: bool
    unnamed: bool

    @property
    def requests(self) -> int:
        """Requests made so far."""

    def pages(self) -> Iterator[Page]:
        """The pages in order; returns normally only when the list ended as it should.

        Raises:
            Fault: it did not; the pages before it are good.
        """


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What every list is read under: who we are, whether to stop, and whether everything is wanted."""

    contact: str = ""
    stop: Event = msgspec.field(default_factory=Event)
    full: bool = False


def digest(content: bytes) -> str:
    """The hash by which content is compared."""
    return hashlib.sha256(content).hexdigest()


def name(text: str | None, content: bytes) -> str:
    """An identifier that can be stored and shown: `text` tidied, or `sha256-` and 16 digits of its content's hash."""
    tidy = " ".join("".join(c if c.isprintable() else " " for c in text or "").split())
    return tidy if 0 < len(tidy) <= LONGEST_IDENTIFIER else f"sha256-{digest(content)[:16]}"
