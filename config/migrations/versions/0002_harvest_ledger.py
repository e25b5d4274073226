"""What a harvest learns: identifiers and frame of each page, habits of servers, renamed records, repairs by kind."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NO_IDS = b"x\x9c\x8b\x8e\x05\x00\x01\x15\x00\xb9"  # zlib, an empty JSON list


def upgrade() -> None:
    with op.batch_alter_table("source_run") as batch:
        batch.add_column(sa.Column("carried", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("repairs", sa.Text(), nullable=True))
        batch.add_column(sa.Column("waited", sa.Float(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("shortfall", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("learned", sa.Text(), nullable=True))
        batch.add_column(sa.Column("fingerprint", sa.String(length=64), nullable=True))
    with op.batch_alter_table("source_run") as batch:
        batch.alter_column("carried", server_default=None)
        batch.alter_column("waited", server_default=None)
    with op.batch_alter_table("page") as batch:
        batch.add_column(sa.Column("ids", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("frame", sa.LargeBinary(), nullable=True))
    op.execute(sa.text("UPDATE page SET frame = body, ids = :none").bindparams(none=NO_IDS))
    with op.batch_alter_table("page") as batch:
        batch.alter_column("ids", existing_type=sa.LargeBinary(), nullable=False)
        batch.drop_column("body")
    op.create_table(
        "raw_alias",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "identifier", name=op.f("pk_raw_alias")),
    )
    op.create_index(op.f("ix_raw_alias_record_id"), "raw_alias", ["record_id"], unique=False)
    op.create_index(op.f("ix_raw_alias_run_id"), "raw_alias", ["run_id"], unique=False)
