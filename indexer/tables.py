"""The indexer's tables: normalised records, what matching found, union records, and the queues between the steps."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Float, Index, LargeBinary, String, Text

from config.database import metadata
from harvester.tables import Key

bib_record = sa.Table(
    "bib_record",
    metadata,
    Column("record_id", Key, primary_key=True, autoincrement=False),  # raw_record.id
    Column("id", Text, nullable=False, unique=True),  # the public id
    Column("source", String(64), nullable=False),
    Column("member", String(64), nullable=False),
    Column("union_id", String(16)),
    Column("first_seen", String(32), nullable=False),
    Column("data", LargeBinary, nullable=False),  # JSON BibRecord, `union` left out
    Index(None, "union_id", "member"),
    Index(None, "member", "source"),
)

record_issue = sa.Table(
    "record_issue",
    metadata,
    # What is wrong with each record, by code: counted for each library without reading the records.
    Column("member", String(64), primary_key=True),
    Column("code", String(32), primary_key=True),
    Column("record_id", Key, primary_key=True, autoincrement=False),
    Index(None, "record_id"),
    sqlite_with_rowid=False,
)

record_isbn = sa.Table(
    "record_isbn",
    metadata,
    # Which records of a library bear an ISBN, those of whole sets left out: on several titles it is suspicious.
    Column("member", String(64), primary_key=True),
    Column("isbn", Key, primary_key=True, autoincrement=False),
    Column("record_id", Key, primary_key=True, autoincrement=False),
    Index(None, "record_id"),
    sqlite_with_rowid=False,
)

bib_gone = sa.Table(
    "bib_gone",
    metadata,
    # Where a record belonged that has left: when it comes back, so does the id of its union record.
    Column("record_id", Key, primary_key=True, autoincrement=False),
    Column("union_id", String(16), nullable=False),
)

source_reading = sa.Table(
    "source_reading",
    metadata,
    # How the headings of a source's files were understood: when `columns` changes, they are read again.
    Column("source", String(64), primary_key=True),
    Column("columns", Text, nullable=False),  # JSON
)

bib_change = sa.Table(
    "bib_change",
    metadata,
    # Records that have to be matched (again).
    Column("record_id", Key, primary_key=True, autoincrement=False),
)

match_record = sa.Table(
    "match_record",
    metadata,
    # What matching looks at in a record, ready for comparing; and where it lies in the blocks of its keys.
    Column("record_id", Key, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("keys", LargeBinary, nullable=False),  # six bytes each
    Column("traits", LargeBinary, nullable=False),  # MessagePack
)

match_key = sa.Table(
    "match_key",
    metadata,
    # The blocks of records that share a key, each in the order in which neighbours are compared.
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("record_id", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

match_rules = sa.Table(
    "match_rules",
    metadata,
    # By which rules the tables of matching were filled: when these change, everything is read and matched anew.
    Column("fingerprint", String(64), primary_key=True),
    Column("blocks_due", Boolean, nullable=False),  # the blocks are not filled: all records are put into them at once
)

edge = sa.Table(
    "edge",
    metadata,
    # What comparing two records found; a < b. Why is worked out again where it is asked for: the traits are here.
    Column("a", Key, primary_key=True, autoincrement=False),
    Column("b", Key, primary_key=True, autoincrement=False),
    Column("verdict", String(16), nullable=False),  # same | different | unsure
    Column("score", Float, nullable=False),
    Index(None, "b"),
    sqlite_with_rowid=False,
)

cluster_change = sa.Table(
    "cluster_change",
    metadata,
    # Records whose group has to be found (again).
    Column("record_id", Key, primary_key=True, autoincrement=False),
)

judgement = sa.Table(
    "judgement",
    metadata,
    # A person's word on two source records, by public ids, a < b: it outlives re-harvest and rebuild.
    Column("a", Text, primary_key=True),
    Column("b", Text, primary_key=True),
    Column("verdict", String(16), nullable=False),  # same | different
    Column("note", Text),
    Column("made", String(32), nullable=False),
    Index(None, "b"),
)

union_record = sa.Table(
    "union_record",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("first_seen", String(32), nullable=False),
    Column("changed", String(32), nullable=False),
    Column("deleted", Boolean, nullable=False, default=False),  # kept as a tombstone: the id is never given away again
    Column("data", LargeBinary, nullable=False),  # JSON UnionRecord
    Index(None, "changed", "id"),
)

union_redirect = sa.Table(
    "union_redirect",
    metadata,
    Column("id", String(16), primary_key=True),  # merged away
    Column("target", String(16), nullable=False),
    Index(None, "target"),
)

union_change = sa.Table(
    "union_change",
    metadata,
    # Union records that have to be merged and indexed (again).
    Column("union_id", String(16), primary_key=True),
)
