"""Tokens of the staff: made by the program, stored as a hash, compared in constant time.

A token is 256 random bits, so plain SHA-256 keeps it safe: there is nothing to guess from a dictionary, which is what
slow hashes (scrypt) are for, and one that cost 16 MB a try would be a way to bring the server down. Words that a person
thought up are no tokens: `whose` refuses whatever has not the shape of one (OWASP, Password Storage).
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

PREFIX = "induk-staff-"
"""Before each token, so that programs that look for lost secrets know it."""

HASH = "sha256:"

_SHAPE = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def make() -> str:
    """A new token."""
    return PREFIX + secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is written into `induk.yaml` instead of the token."""
    return HASH + hashlib.sha256(token.encode()).hexdigest()


def whose(token: str, hashes: Mapping[str, str]) -> str | None:
    """The name of a token; None for one that we do not know. Every hash is looked at, whichever fits."""
    if not _SHAPE.fullmatch(token):
        return None
    given, found = hashed(token), None
    for name, known in hashes.items():
        if hmac.compare_digest(given, known):
            found = name
    return found
