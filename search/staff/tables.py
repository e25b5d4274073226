"""The tables of the staff's pages: what was done there, and who knocked in vain. Times are ISO 8601 text, UTC."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Index, Integer, String, Text

from config.database import metadata

Key = BigInteger().with_variant(Integer, "sqlite")

staff_log = sa.Table(
    "staff_log",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("who", String(64), nullable=False),  # the name of the token
    Column("session", String(32), nullable=False),
    Column("action", String(16), nullable=False),  # login | logout | judge | take-back | undo-run
    Column("subject", Text, nullable=False),  # JSON: what it was done to, and what was there before
    Column("outcome", Text),  # JSON: what came of it; none: it was begun, and the process died
    Index(None, "session", "action"),
)

staff_attempt = sa.Table(
    "staff_attempt",
    metadata,
    Column("id", Key, primary_key=True),
    Column("client", String(32), nullable=False),  # a keyed hash of the address, which nobody can turn back
    Column("at", String(32), nullable=False),
    Index(None, "client", "at"),
)
