"""What a source yields: pages of items, not yet known to the store."""

import hashlib
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from threading import Event
from typing import Any, Protocol

import msgspec

from harvester.hosts import Hosts
from harvester.record import Problem

LONGEST_IDENTIFIER = 500


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a page; the attributes are those of `RawRecord`.

    Attributes:
        says_deleted: the record itself says that its library deleted it (MARC, leader/05), nobody else does.
    """

    identifier: str
    format: str
    payload: bytes
    sha256: str
    datestamp: str | None = None
    deleted: bool = False
    says_deleted: bool = False
    sets: tuple[str, ...] = ()
    problem: Problem | None = None
    repairs: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored in one step: an answer of a server, a part of a large one, or some hundred records of a file.

    Attributes:
        request: the address or the file, without credentials.
        items: its records.
        size: bytes as they came.
        sha256: hash of the identifiers and hashes of its records.
        checkpoint: where the list goes on after this page; None after its last.
        token_in, token_out: the resumption tokens that led here and lead on.
        total: how many records the source promises in all.
        repeated: this list may have shown them before, because it was begun anew or gone on with in the middle.
        frame: the answer without its records, so that with them every byte of it is kept.
    """

    request: str
    items: list[Item]
    size: int
    sha256: str
    checkpoint: dict[str, Any] | None = None
    token_in: str | None = None
    token_out: str | None = None
    total: int | None = None
    repeated: bool = False
    frame: bytes | None = None


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What earlier runs know of a source.

    Attributes:
        high_water: where the next incremental harvest may start, ISO 8601; None = there was no complete list yet.
        scope: what that list was a list of (address, format, set).
        checkpoint: where an unfinished list goes on, with its `mode`, `since`, `sweep` and `scope`.
        living: how many records of the source are alive in the store.
        owed: the last full sweep was held back or did not end as it should: until one does, each list is full.
        swept: when the last full sweep passed; `sweep` is the number of that list.
        last_scope: what the last list was a list of, complete or not; what follows holds for this only.
        shortfall: how many records fewer than promised the last full list showed that came to its end.
        learned: habits of the server that were found while its lists were read.
        fingerprint: of the files of the last complete list.
    """

    high_water: str | None = None
    scope: str | None = None
    checkpoint: dict[str, Any] | None = None
    living: int = 0
    owed: bool = False
    swept: str | None = None
    sweep: int | None = None
    last_scope: str | None = None
    shortfall: int = 0
    learned: dict[str, str] = {}
    fingerprint: str | None = None


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
        total: how many records it promised, where that can be believed.
        shifted: that changed while it was read: records may have slipped from one page to another.
        learned: habits of the server, those of earlier runs included.
        fingerprint: of the files that are read; None: it is no list of files.
        unchanged: everything is as in the last complete list, so that there is nothing to read.
    """

    mode: str
    since: str | None
    scope: str
    resumed: bool
    sweeps: bool
    fingerprint: str | None
    unchanged: bool

    @property
    def high_water(self) -> str | None:
        """See above."""

    @property
    def unnamed(self) -> bool:
        """See above."""

    @property
    def total(self) -> int | None:
        """See above."""

    @property
    def shifted(self) -> bool:
        """See above."""

    @property
    def learned(self) -> dict[str, str]:
        """See above."""

    @property
    def requests(self) -> int:
        """Requests made so far."""

    @property
    def waited(self) -> float:
        """Seconds spent waiting for the server's sake: pauses, Retry-After, growing waits after errors."""

    def pages(self) -> Generator[Page]:
        """The pages in order; returns normally only when the list ended as it should.

        Raises:
            Fault: it did not; the pages before it are good.
        """

    def second_look(self) -> Generator[Page]:
        """Records that the source has but the list did not show, asked for by other means; none where there are none.

        Raises:
            Fault: some of them cannot be had.
        """

    def still_there(self, identifiers: Sequence[str]) -> list[str]:
        """Those of these records that the source still gives out, although its list did not show them."""

    def widen(self) -> None:
        """Read everything, although only what changed was asked for; `pages` begins anew."""

    def close(self) -> None:
        """Give back what is held."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What every list is read under.

    Attributes:
        contact: who we are.
        stop: set when somebody wants us to end.
        full: everything is wanted.
        accept: a person has looked: the list is taken for whole, however much it lost.
        folder: where large answers are laid down while they are read.
        hosts: the servers of this run, so that sources on one of them share its patience.
    """

    contact: str = ""
    stop: Event = msgspec.field(default_factory=Event)
    full: bool = False
    accept: bool = False
    folder: Path | None = None
    hosts: Hosts = msgspec.field(default_factory=Hosts)


Shown = Callable[[Sequence[str]], set[str]]
"""Those of some identifiers that the list which is being read has shown already, and that could be read."""


def digest(content: bytes) -> str:
    """The hash by which content is compared."""
    return hashlib.sha256(content).hexdigest()


def name(text: str | None, content: bytes) -> str:
    """An identifier that can be stored and shown: `text` tidied, or `sha256-` and 16 digits of its content's hash."""
    if text and text.isprintable() and " " not in text:
        tidy = text
    else:
        tidy = " ".join("".join(c if c.isprintable() else " " for c in text or "").split())
    return tidy if 0 < len(tidy) <= LONGEST_IDENTIFIER else f"sha256-{digest(content)[:16]}"
