"""Failed attempts to log in, counted in the store, so that all workers count together.

Tokens cannot be guessed; the limit keeps those who try all the same from filling logs. It is by client, so that nobody
can lock the staff out from elsewhere. Addresses are kept as a keyed hash, for a day.
"""

import hashlib
import hmac
import ipaddress
from datetime import timedelta

import sqlalchemy as sa

from config import clock
from search.staff.tables import staff_attempt

MANY, WINDOW = 10, timedelta(minutes=15)
"""So many failures of a client within this time, and it has to wait."""

KEPT = timedelta(days=1)

MOST = 5000
"""So many are kept of all clients together; what comes beyond is refused without being counted."""


def client_of(host: str | None, secret: bytes) -> str:
    """The mark of a client: its IPv4 address, or the network of its IPv6 address, which has but one household."""
    name = host or ""
    try:
        address = ipaddress.ip_address(name)
        if isinstance(address, ipaddress.IPv6Address):
            name = str(ipaddress.ip_network((address, 64), strict=False))
    except ValueError:
        pass  # a socket has no address
    return hmac.new(secret, b"client\0" + name.encode(), hashlib.sha256).hexdigest()[:32]


def must_wait(connection: sa.Connection, client: str) -> int:
    """Seconds that a client has to wait before its next attempt; 0: none."""
    now = clock.now()
    recent = (
        sa.select(staff_attempt.c.at)
        .where(staff_attempt.c.client == client, staff_attempt.c.at > clock.iso(now - WINDOW))
        .order_by(staff_attempt.c.at.desc(), staff_attempt.c.id.desc())
        .limit(MANY)
    )
    times = connection.execute(recent).scalars().all()
    if len(times) < MANY:
        return 0
    return max(1, int((clock.parse(times[-1]) + WINDOW - now).total_seconds()))


def failed(connection: sa.Connection, client: str) -> None:
    """Note a failure, and forget old ones."""
    connection.execute(sa.delete(staff_attempt).where(staff_attempt.c.at < clock.iso(clock.now() - KEPT)))
    kept = connection.execute(sa.select(sa.func.count()).select_from(staff_attempt)).scalar_one()
    if kept < MOST:
        connection.execute(sa.insert(staff_attempt).values(client=client, at=clock.stamp()))
