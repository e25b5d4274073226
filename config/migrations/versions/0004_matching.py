"""Matching keeps what it looks at ready for comparing, its keys as numbers, and no evidence that can be worked out."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What these tables hold is made anew: no rules are noted, so the next run of the indexer begins from the start."""
    op.drop_table("match_key")
    op.drop_table("edge")
    op.create_table(
        "match_record",
        sa.Column("record_id", KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.Column("traits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_match_record")),
    )
    op.create_table(
        "match_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "position", "record_id", name=op.f("pk_match_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "match_rules",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("blocks_due", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_match_rules")),
    )
    op.create_table(
        "edge",
        sa.Column("a", KEY, autoincrement=False, nullable=False),
        sa.Column("b", KEY, autoincrement=False, nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_edge")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_edge_b"), "edge", ["b"], unique=False)
