"""Sessions: who is logged in, told by a signed cookie, so that every worker knows it without asking the others.

A session ends after half an hour in which nothing was asked, after eight hours whatever happened, when its token is
taken out of `induk.yaml` or replaced, and when its person logs out (`journal.ended`). OWASP, Session Management.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

IDLE, WHOLE = 1800, 8 * 3600
"""Seconds without a request; seconds in all."""

FRESH = 60
"""Seconds after which a cookie is written anew."""

_SHAPE = re.compile(r"([a-z0-9][a-z0-9-]{0,63})\.([0-9a-f]{32})\.([0-9]{1,12})\.([0-9]{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Session:
    """One login: whose, its own random name, and when it began and ends (seconds since 1970)."""

    who: str
    id: str
    began: int
    until: int


def begin(who: str, now: int) -> Session:
    """A new session; no name of a session is ever taken from a request."""
    return Session(who, secrets.token_hex(16), now, now + IDLE)


def renewed(session: Session, now: int) -> Session | None:
    """The session with its end put off, or None where its cookie is fresh enough or its eight hours are near."""
    until = min(now + IDLE, session.began + WHOLE)
    return replace(session, until=until) if until - session.until >= FRESH else None


def key_of(secret: bytes, token_hash: str) -> bytes:
    """What the sessions of one token are signed by: a new token ends the sessions of the old one."""
    return hmac.digest(secret, b"induk staff session\0" + token_hash.encode(), hashlib.sha256)


def sealed(session: Session, key: bytes) -> str:
    """The value of its cookie."""
    said = f"{session.who}.{session.id}.{session.began}.{session.until}"
    return f"{said}.{_sign(key, 'session', said)}"


def opened(cookie: str, keys: Mapping[str, bytes], now: int) -> Session | None:
    """The session of a cookie; None where we did not write it, or its time is over."""
    found = _SHAPE.fullmatch(cookie)
    if found is None or (key := keys.get(found[1])) is None:
        return None
    said, _dot, signature = cookie.rpartition(".")
    if not hmac.compare_digest(signature, _sign(key, "session", said)):
        return None
    session = Session(found[1], found[2], int(found[3]), int(found[4]))
    return session if now < session.until <= session.began + WHOLE else None


def form_mark(session: Session, key: bytes) -> str:
    """What stands in each form of a session: a page of another site cannot know it (OWASP, CSRF, HMAC token)."""
    return _sign(key, "form", session.id)


def is_form_mark(given: str, session: Session, key: bytes) -> bool:
    """Whether a form is one of this session."""
    return hmac.compare_digest(given.encode(), form_mark(session, key).encode())


def _sign(key: bytes, purpose: str, text: str) -> str:
    return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()
