"""What is wrong with records, countable for each library. The tables are filled when 0004 has everything read anew."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "record_issue",
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("record_id", KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("member", "code", "record_id", name=op.f("pk_record_issue")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_record_issue_record_id"), "record_issue", ["record_id"], unique=False)
    op.create_table(
        "record_isbn",
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("isbn", KEY, autoincrement=False, nullable=False),
        sa.Column("record_id", KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("member", "isbn", "record_id", name=op.f("pk_record_isbn")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_record_isbn_record_id"), "record_isbn", ["record_id"], unique=False)
    op.drop_index(op.f("ix_bib_record_union_id"), table_name="bib_record")
    op.create_index(op.f("ix_bib_record_union_id_member"), "bib_record", ["union_id", "member"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_bib_record_union_id_member"), table_name="bib_record")
    op.create_index(op.f("ix_bib_record_union_id"), "bib_record", ["union_id"], unique=False)
    op.drop_table("record_isbn")
    op.drop_table("record_issue")
