"""The first tables: runs, raw records, normalised and union records, and the queues between."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bib_change",
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_bib_change")),
    )
    op.create_table(
        "bib_gone",
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("union_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_bib_gone")),
    )
    op.create_table(
        "source_reading",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_reading")),
    )
    op.create_table(
        "cluster_change",
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_cluster_change")),
    )
    op.create_table(
        "bib_record",
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("union_id", sa.String(length=16), nullable=True),
        sa.Column("first_seen", sa.String(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_bib_record")),
        sa.UniqueConstraint("id", name=op.f("uq_bib_record_id")),
    )
    op.create_index(op.f("ix_bib_record_member_source"), "bib_record", ["member", "source"], unique=False)
    op.create_index(op.f("ix_bib_record_union_id"), "bib_record", ["union_id"], unique=False)
    op.create_table(
        "edge",
        sa.Column("a", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("b", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_edge")),
    )
    op.create_index(op.f("ix_edge_b"), "edge", ["b"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("a", sa.Text(), nullable=False),
        sa.Column("b", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_judgement")),
    )
    op.create_index(op.f("ix_judgement_b"), "judgement", ["b"], unique=False)
    op.create_table(
        "match_key",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("key", "position", "record_id", name=op.f("pk_match_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_match_key_record_id"), "match_key", ["record_id"], unique=False)
    op.create_table(
        "raw_change",
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_raw_change")),
    )
    op.create_table(
        "raw_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=64), nullable=False),
        sa.Column("datestamp", sa.String(length=64), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sets", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("first_seen", sa.String(length=32), nullable=False),
        sa.Column("changed", sa.String(length=32), nullable=False),
        sa.Column("confirmed", sa.String(length=32), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("repairs", sa.Text(), nullable=True),
        sa.Column("sweep", sa.Integer(), nullable=False),
        sa.Column("created_run", sa.Integer(), nullable=False),
        sa.Column("changed_run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_record")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_raw_record_created_run"), "raw_record", ["created_run"], unique=False)
    op.create_index(op.f("ix_raw_record_source_identifier"), "raw_record", ["source", "identifier"], unique=True)
    op.create_index(op.f("ix_raw_record_source_sweep"), "raw_record", ["source", "sweep"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(length=32), nullable=False),
        sa.Column("started", sa.String(length=32), nullable=False),
        sa.Column("finished", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "union_change",
        sa.Column("union_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("union_id", name=op.f("pk_union_change")),
    )
    op.create_table(
        "union_record",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("first_seen", sa.String(length=32), nullable=False),
        sa.Column("changed", sa.String(length=32), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_record")),
    )
    op.create_index(op.f("ix_union_record_changed_id"), "union_record", ["changed", "id"], unique=False)
    op.create_table(
        "union_redirect",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_redirect")),
    )
    op.create_index(op.f("ix_union_redirect_target"), "union_redirect", ["target"], unique=False)
    op.create_table(
        "page",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("token_in", sa.Text(), nullable=True),
        sa.Column("token_out", sa.Text(), nullable=True),
        sa.Column("fetched", sa.String(length=32), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_page_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
    )
    op.create_index(op.f("ix_page_run_id_source_number"), "page", ["run_id", "source", "number"], unique=True)
    op.create_table(
        "raw_version",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_raw_version_run_id")),
        sa.PrimaryKeyConstraint("run_id", "record_id", name=op.f("pk_raw_version")),
    )
    op.create_table(
        "source_run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("sweep", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("since", sa.String(length=32), nullable=True),
        sa.Column("high_water", sa.String(length=32), nullable=True),
        sa.Column("checkpoint", sa.Text(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("repaired", sa.Integer(), nullable=False),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("error_advice", sa.Text(), nullable=True),
        sa.Column("started", sa.String(length=32), nullable=False),
        sa.Column("finished", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_source_run_run_id")),
        sa.PrimaryKeyConstraint("run_id", "source", name=op.f("pk_source_run")),
    )
    op.create_index(op.f("ix_source_run_source_run_id"), "source_run", ["source", "run_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_source_run_source_run_id"), table_name="source_run")
    op.drop_table("source_run")
    op.drop_table("raw_version")
    op.drop_index(op.f("ix_page_run_id_source_number"), table_name="page")
    op.drop_table("page")
    op.drop_index(op.f("ix_union_redirect_target"), table_name="union_redirect")
    op.drop_table("union_redirect")
    op.drop_index(op.f("ix_union_record_changed_id"), table_name="union_record")
    op.drop_table("union_record")
    op.drop_table("union_change")
    op.drop_table("run")
    op.drop_index(op.f("ix_raw_record_source_sweep"), table_name="raw_record")
    op.drop_index(op.f("ix_raw_record_source_identifier"), table_name="raw_record")
    op.drop_index(op.f("ix_raw_record_created_run"), table_name="raw_record")
    op.drop_table("raw_record")
    op.drop_table("raw_change")
    op.drop_index(op.f("ix_match_key_record_id"), table_name="match_key")
    op.drop_table("match_key")
    op.drop_index(op.f("ix_judgement_b"), table_name="judgement")
    op.drop_table("judgement")
    op.drop_index(op.f("ix_edge_b"), table_name="edge")
    op.drop_table("edge")
    op.drop_index(op.f("ix_bib_record_union_id"), table_name="bib_record")
    op.drop_index(op.f("ix_bib_record_member_source"), table_name="bib_record")
    op.drop_table("bib_record")
    op.drop_table("cluster_change")
    op.drop_table("source_reading")
    op.drop_table("bib_gone")
    op.drop_table("bib_change")
