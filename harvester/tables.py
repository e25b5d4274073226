"""The harvester's tables: raw records, the queue of changes, and the log of runs. Times are ISO 8601 text, UTC."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Text

from config.database import metadata

# SQLite counts only an INTEGER PRIMARY KEY by itself; PostgreSQL wants 64 bits.
Key = BigInteger().with_variant(Integer, "sqlite")

run = sa.Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("command", String(32), nullable=False),
    Column("started", String(32), nullable=False),
    Column("finished", String(32)),
    Column("status", String(16), nullable=False),  # running | done | interrupted | undone
)

source_run = sa.Table(
    "source_run",
    metadata,
    Column("run_id", Integer, ForeignKey("run.id"), primary_key=True),
    Column("source", String(64), primary_key=True),
    Column("sweep", Integer, nullable=False),  # the run that began this list; a resumed list keeps it
    Column("mode", String(16), nullable=False),  # full | incremental | replay
    Column("status", String(16), nullable=False),  # running | ok | failed | partial | held | skipped | undone | done
    Column("scope", Text),  # what it is a list of: address, format, set; dates and checkpoints hold for this only
    Column("since", String(32)),  # the `from` that was asked for
    Column("high_water", String(32)),  # where the next harvest may start; only a complete list sets it
    Column("checkpoint", Text),  # JSON: where an unfinished list goes on
    Column("added", Integer, nullable=False, default=0),
    Column("changed", Integer, nullable=False, default=0),
    Column("unchanged", Integer, nullable=False, default=0),
    Column("deleted", Integer, nullable=False, default=0),
    Column("quarantined", Integer, nullable=False, default=0),
    Column("duplicates", Integer, nullable=False, default=0),
    Column("carried", Integer, nullable=False, default=0),
    Column("repaired", Integer, nullable=False, default=0),
    Column("repairs", Text),  # JSON: kind of repair → records
    Column("forgotten", Boolean, nullable=False, default=False),  # what would undo it is no longer kept
    Column("requests", Integer, nullable=False, default=0),
    Column("bytes", BigInteger, nullable=False, default=0),
    Column("waited", Float, nullable=False, default=0),  # seconds, for the server's sake
    Column("shortfall", Integer),  # records fewer than promised; none: the list did not come to its end
    Column("learned", Text),  # JSON: habits of the server
    Column("fingerprint", String(64)),  # of files
    Column("error_code", String(64)),
    Column("error_message", Text),
    Column("error_advice", Text),
    Column("started", String(32), nullable=False),
    Column("finished", String(32)),
    Index(None, "source", "run_id"),
)

page = sa.Table(
    "page",
    metadata,
    Column("id", Key, primary_key=True),
    Column("run_id", Integer, ForeignKey("run.id"), nullable=False),
    Column("source", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("request", Text, nullable=False),  # the address, or the file
    Column("token_in", Text),
    Column("token_out", Text),
    Column("fetched", String(32), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("records", Integer, nullable=False),
    Column("seen", LargeBinary),  # zlib, JSON: what it said anew of unchanged records was before, for `induk undo`
    Column("ids", LargeBinary, nullable=False),  # zlib, JSON: the identifiers on it
    Column("frame", LargeBinary),  # zlib: the answer without its records, whose bytes are in raw_record
    Index(None, "run_id", "source", "number", unique=True),
)

raw_record = sa.Table(
    "raw_record",
    metadata,
    Column("id", Key, primary_key=True),
    Column("source", String(64), nullable=False),
    Column("identifier", Text, nullable=False),
    Column("member", String(64), nullable=False),
    Column("format", String(64), nullable=False),
    Column("datestamp", String(64)),
    Column("deleted", Boolean, nullable=False),
    Column("sets", Text, nullable=False),  # JSON list
    Column("sha256", String(64), nullable=False),
    Column("payload", LargeBinary, nullable=False),  # zlib
    Column("first_seen", String(32), nullable=False),
    Column("changed", String(32), nullable=False),
    Column("confirmed", String(32), nullable=False),
    Column("problem", Text),  # JSON Problem
    Column("repairs", Text),  # JSON list: what was mended before it could be parsed
    Column("sweep", Integer, nullable=False),  # the last list that showed it
    Column("created_run", Integer, nullable=False),
    Column("changed_run", Integer, nullable=False),
    Index(None, "source", "identifier", unique=True),
    Index(None, "source", "sweep"),
    Index(None, "created_run"),
    sqlite_autoincrement=True,  # a number is never given twice: the indexer may still know the record that had it
)

raw_alias = sa.Table(
    "raw_alias",
    metadata,
    # Identifiers that a record had before its source renamed it; public ids are permanent.
    Column("source", String(64), primary_key=True),
    Column("identifier", Text, primary_key=True),
    Column("record_id", Key, nullable=False),
    Column("run_id", Integer, nullable=False),  # the run that found it out
    Index(None, "record_id"),
    Index(None, "run_id"),
)

raw_version = sa.Table(
    "raw_version",
    metadata,
    # What a record was before a run changed it: what `induk undo` puts back.
    Column("run_id", Integer, ForeignKey("run.id"), primary_key=True),
    Column("record_id", Key, primary_key=True),
    Column("row", Text, nullable=False),  # JSON of the other columns
    Column("payload", LargeBinary),  # None: the run left it as it was
)

raw_change = sa.Table(
    "raw_change",
    metadata,
    # Written in the harvest's own transaction, taken away in the indexer's: no change is lost between the two.
    Column("record_id", Key, primary_key=True, autoincrement=False),
)
