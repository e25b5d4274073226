"""What staff did in the browser, and failed attempts to log in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two tables more; nothing that is there changes."""
    op.create_table(
        "staff_log",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_log")),
    )
    op.create_index(op.f("ix_staff_log_session_action"), "staff_log", ["session", "action"], unique=False)
    op.create_table(
        "staff_attempt",
        sa.Column("id", KEY, nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_attempt")),
    )
    op.create_index(op.f("ix_staff_attempt_client_at"), "staff_attempt", ["client", "at"], unique=False)
