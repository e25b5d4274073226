"""Resumption tokens that carry the whole state of a list: the server remembers nothing (OAI-PMH 2.0, section 3.5).

A token says where the next page begins by the last record's date and identifier, not by a number: what is added or
changed in the middle of a list shifts nothing. Its check sum finds what was cut or altered on the way. It is no secret,
and need not be one: a token can ask for nothing that the arguments could not ask for, and is examined as they are.
"""

import base64
import binascii
import hashlib
from datetime import datetime, timedelta

import msgspec

from config import clock
from config.i18n import _
from search.oai.arguments import ProtocolError, is_well_formed
from search.oai.repository import Cursor, Selection

LIFETIME = timedelta(days=2)
"""How long a token may lie between two pages."""

_SUM = 6


class Token(msgspec.Struct, frozen=True, array_like=True):
    """Where a list goes on.

    Attributes:
        verb, prefix, since, until, set_spec: the request that began the list, datestamps in full.
        datestamp, identifier: of the last record that was given.
        given: how many records were given so far, `cursor` of the next page.
        size: how many there are in all, if that is known.
        issued: when the token was made.
    """

    verb: str
    prefix: str
    since: str | None
    until: str | None
    set_spec: str | None
    datestamp: str
    identifier: str
    given: int
    size: int | None
    issued: str

    @property
    def selection(self) -> Selection:
        """What the list is about."""
        return Selection(self.prefix, self.since, self.until, self.set_spec)

    @property
    def cursor(self) -> Cursor:
        """The place after which the next page begins."""
        return Cursor(self.datestamp, self.identifier)

    @property
    def expires(self) -> str:
        """The datestamp after which it is refused."""
        return clock.iso(clock.parse(self.issued) + LIFETIME)


def pack(token: Token) -> str:
    """The token as letters, digits, `-` and `_`, which no address has to encode."""
    body = msgspec.json.encode(token)
    return base64.urlsafe_b64encode(_sum(body) + body).decode().rstrip("=")


def unpack(text: str, verb: str, now: datetime) -> Token:
    """The token that `pack` wrote, if it is whole, of this verb and not too old.

    Raises:
        ProtocolError: badResumptionToken.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        token = msgspec.json.decode(raw[_SUM:], type=Token)
        whole = raw[:_SUM] == _sum(raw[_SUM:]) and _is_sound(token)
        expires = clock.parse(token.expires) if whole else now
    except (binascii.Error, msgspec.DecodeError, ValueError, OverflowError):
        whole = False
    if not whole or token.verb != verb:
        raise ProtocolError(
            "badResumptionToken", _("This token was not given out for this list. Begin the list again.")
        )
    if expires < now:
        raise ProtocolError("badResumptionToken", _("This token has expired. Begin the list again."))
    return token


def _is_sound(token: Token) -> bool:
    parts = {"metadataPrefix": token.prefix, "from": token.since, "until": token.until, "set": token.set_spec}
    return (
        all(value is None or is_well_formed(name, value) for name, value in parts.items())
        and is_well_formed("from", token.issued)
        and is_well_formed("from", token.datestamp)
        and is_well_formed("identifier", token.identifier)
        and 0 < token.given < 2**53
        and (token.size is None or 0 < token.size < 2**53)
    )


def _sum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_SUM, person=b"induk-oai").digest()
