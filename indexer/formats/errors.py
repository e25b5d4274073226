"""What is no record at all."""

from typing import Any

from config.errors import IndukError
from config.i18n import _
from indexer.issues import UNREADABLE


class Unreadable(IndukError):
    """The payload is no record that can be described; it goes into quarantine with this code and message.

    Args:
        code: a key of `indexer.issues.UNREADABLE`.
        message: one sentence in the reader's language.
    """

    default_code = "unreadable"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, code=code)


def unreadable(code: str, **values: Any) -> Unreadable:
    """The exception for a code of `indexer.issues.UNREADABLE`, its sentence filled in from `values`."""
    return Unreadable(code, _(UNREADABLE[code], **values))
