"""KPI files as drafts, and what corrected scores said before."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    with op.batch_alter_table("kpi_import") as batch_op:
        batch_op.add_column(sa.Column("corrected_rows", ID, nullable=False, server_default="0"))
    op.create_table(
        "kpi_superseded_score",
        sa.Column("id", ID, nullable=False),
        sa.Column("score_id", ID, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("row_number", ID, nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("printed", sa.String(length=40), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("superseded_by", ID, nullable=False),
        sa.ForeignKeyConstraint(["score_id"], ["kpi_score.id"], name=op.f("fk_kpi_superseded_score_score_id")),
        sa.ForeignKeyConstraint(["import_id"], ["kpi_import.id"], name=op.f("fk_kpi_superseded_score_import_id")),
        sa.ForeignKeyConstraint(["superseded_by"], ["kpi_import.id"], name=op.f("fk_kpi_superseded_score_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_superseded_score")),
    )
    for column in ("score_id", "import_id", "superseded_by"):
        op.create_index(op.f(f"ix_kpi_superseded_score_{column}"), "kpi_superseded_score", [column])
    op.create_table(
        "kpi_draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("period_id", ID, nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=120), nullable=False),
        sa.Column("sheet", sa.String(length=60), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("lines_done", ID, nullable=False),
        sa.Column("lines_all", ID, nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("only_good", sa.Boolean(), nullable=False),
        sa.Column("accept_corrections", sa.Boolean(), nullable=False),
        sa.Column("handed_in_by", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["period_id"], ["kpi_period.id"], name=op.f("fk_kpi_draft_period_id")),
        sa.ForeignKeyConstraint(["import_id"], ["kpi_import.id"], name=op.f("fk_kpi_draft_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_draft")),
    )
    op.create_index(op.f("ix_kpi_draft_period_id"), "kpi_draft", ["period_id"])


def downgrade():
    op.drop_table("kpi_draft")
    op.drop_table("kpi_superseded_score")
    with op.batch_alter_table("kpi_import") as batch_op:
        batch_op.drop_column("corrected_rows")
