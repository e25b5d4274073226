"""Everything that can go wrong, as one tree.

    IndukError               1    500
    ├── ConfigError          3    500   the YAML file, or what it points to
    ├── BadParameter         2    400   what a person or a program asked for
    ├── NotFound             1    404   no such record, member, run
    ├── TooManyRequests      1    429   a client asked too much in a short time
    ├── SourceError          4    502   one source could not be read to its end
    ├── NothingReached       5    502   no source at all could be reached
    ├── HeldBack             6    409   a safety limit refused
    ├── StoreError           1    503   the database or the disk below it
    ├── EngineError          1    503   the search index
    ├── Locked              75    503   another run is at work
    └── Interrupted        130    503   stopped by hand, state saved

The numbers are the exit code of the command line and the HTTP status (CONTRACT, sections 2 and 4). Every error carries
a short stable `code`, a message that says what happened and where, and an `advice` that says what to do.
"""

from typing import ClassVar


class IndukError(Exception):
    """An error that a person reads.

    Args:
        message: what happened and where, one sentence in the reader's language.
        advice: what to do about it, one sentence, or nothing.
        code: a stable word for programs; the class has a default.
    """

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500
    default_code: ClassVar[str] = "error"

    def __init__(self, message: str, advice: str | None = None, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.code = code or self.default_code

    def __str__(self) -> str:
        return f"{self.message} {self.advice}" if self.advice else self.message


class ConfigError(IndukError):
    """The configuration cannot be used; the message names file, line and key."""

    exit_code = 3
    default_code = "bad-configuration"


class BadParameter(IndukError):
    """A value that was asked for cannot be used; `field` names it."""

    exit_code = 2
    http_status = 400
    default_code = "bad-parameter"

    def __init__(self, message: str, advice: str | None = None, *, field: str | None = None) -> None:
        super().__init__(message, advice)
        self.field = field


class NotFound(IndukError):
    """There is no such thing."""

    http_status = 404
    default_code = "not-found"


class TooManyRequests(IndukError):
    """A client asked for more than its share; it may come again."""

    http_status = 429
    default_code = "too-many-requests"


class SourceError(IndukError):
    """One source could not be read to its end; the others go on."""

    exit_code = 4
    http_status = 502
    default_code = "source-failed"


class NothingReached(IndukError):
    """None of the sources could be reached."""

    exit_code = 5
    http_status = 502
    default_code = "nothing-reached"


class HeldBack(IndukError):
    """A safety limit refused to go on without a person's word."""

    exit_code = 6
    http_status = 409
    default_code = "held-back"


class StoreError(IndukError):
    """The database, or the disk it lies on, refused."""

    http_status = 503
    default_code = "store-failed"


class EngineError(IndukError):
    """The search index cannot be read or written."""

    http_status = 503
    default_code = "index-failed"


class Locked(IndukError):
    """Another run is at work on the same thing."""

    exit_code = 75
    http_status = 503
    default_code = "locked"


class Interrupted(IndukError):
    """Stopped by hand; what was done is saved."""

    exit_code = 130
    http_status = 503
    default_code = "interrupted"
