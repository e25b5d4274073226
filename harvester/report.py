"""What a harvest came to (CONTRACT, section 2): per source its counts and its error, for all of them an exit code."""

import msgspec

from config.errors import HeldBack, Interrupted, Locked, NothingReached, SourceError, StoreError
from harvester.faults import UNREACHED


class Failure(msgspec.Struct, frozen=True):
    """Why a source did not come to its end: a code of `harvester.faults`, what happened, what to do."""

    code: str
    message: str
    advice: str | None


class Counts(msgspec.Struct, kw_only=True):
    """Records of one list; each is counted once, as added, changed, unchanged, deleted, quarantined or duplicate.

    Attributes:
        carried: how many were taken over under the new identifiers that their source gave them.
        repaired: how many had to be mended; `repairs` says what of, kind by kind.
        requests, bytes: what it took.
        waited: seconds spent for the server's sake: pauses, Retry-After, growing waits after errors.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    quarantined: int = 0
    duplicates: int = 0
    carried: int = 0
    repaired: int = 0
    repairs: dict[str, int] = {}
    requests: int = 0
    bytes: int = 0
    waited: float = 0

    def add(self, other: "Counts") -> None:
        """Count `other` in."""
        for field in NUMBERS:
            setattr(self, field, getattr(self, field) + getattr(other, field))
        for kind, records in other.repairs.items():
            self.repairs[kind] = self.repairs.get(kind, 0) + records

    @property
    def records(self) -> int:
        """How many records the list showed."""
        return self.added + self.changed + self.unchanged + self.deleted + self.quarantined + self.duplicates


NUMBERS = tuple(field for field in Counts.__struct_fields__ if field != "repairs")
"""The counts that are one number each."""


class SourceReport(Counts, kw_only=True):
    """One source.

    Attributes:
        status: ok, failed, partial, held or skipped.
        mode: full or incremental.
        seconds: how long it took.
        next: what to do now, or what will be done, in one sentence.
    """

    source: str
    member: str
    status: str = "ok"
    mode: str = "full"
    seconds: float = 0
    next: str = ""
    error: Failure | None = None


class Report(msgspec.Struct, kw_only=True):
    """A whole run; `run` is None for a dry one. Times are ISO 8601, UTC."""

    run: int | None
    started: str
    finished: str
    interrupted: bool = False
    sources: list[SourceReport] = []

    @property
    def exit_code(self) -> int:
        """0, or the code of the worst that happened (CONTRACT, section 2)."""
        codes = {s.error.code if s.error else "" for s in self.sources} - {"outside-agreement"}
        states = {source.status for source in self.sources}
        if self.interrupted:
            return Interrupted.exit_code
        if StoreError.default_code in codes:
            return StoreError.exit_code
        if codes == {"locked"}:
            return Locked.exit_code
        if "held" in states:
            return HeldBack.exit_code
        tried = [source for source in self.sources if source.status != "skipped"]
        if tried and all(s.status == "failed" and s.error and s.error.code in UNREACHED for s in tried):
            return NothingReached.exit_code
        return SourceError.exit_code if codes - {""} else 0
