"""Mails that a reader sends: everything is filled in, nothing is stored here.

A `mailto:` address (RFC 6068) opens the reader's own program; who reads mail in a browser copies the text, which
stands on the page. So we need no mail server, keep no names, and cannot be made to send anything to anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

LONGEST = 300
"""Characters of a value in a mail: some programs take no more than two thousand for the whole address."""

TO_FILL_IN = "________"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that is ready to be sent, and the address that opens it."""

    to: str
    subject: str
    body: str

    @property
    def address(self) -> str:
        """The `mailto:` address. Whatever stands in a record becomes text of subject or body, never another header."""
        lines = self.body.replace("\n", "\r\n")
        return f"mailto:{_encoded(self.to, '@')}?subject={_encoded(self.subject)}&body={_encoded(lines)}"


def is_address(text: str | None) -> bool:
    """Whether a contact of the configuration is an e-mail address, as far as a link needs to know."""
    local, at, domain = (text or "").strip().partition("@")
    return bool(local and at and domain) and not any(letter.isspace() for letter in (text or "").strip())


def rows(pairs: Iterable[tuple[str, str | None]]) -> str:
    """`Title: …`, a line each; what is empty is left out."""
    return "\n".join(f"{label}: {short(value)}" for label, value in pairs if value)


def short(text: str, longest: int = LONGEST) -> str:
    """A value in one line, with an ellipsis where it is cut."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _encoded(text: str, safe: str = "") -> str:
    return quote(text, safe=safe)
