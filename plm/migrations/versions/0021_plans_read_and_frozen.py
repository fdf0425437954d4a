"""Plans that are read, published once, frozen and changed by hand; runs that make them in the background.

Revision ID: 0021
Revises: 0020
"""

from alembic import op
import sqlalchemy as sa

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
PLANS, CHANGES, DEEDS = "allocation_plan", "plan_change", ("update", "delete")
PUBLIC_NOW, STILL_OPEN = "state IN ('published', 'frozen')", "finished_at IS NULL"


def upgrade() -> None:
    with op.batch_alter_table(PLANS) as batch:
        batch.add_column(sa.Column("revision", WHOLE, nullable=False, server_default="0"))
        batch.add_column(sa.Column("proof", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("based_on", WHOLE, nullable=True))
        batch.add_column(sa.Column("proofread_by", sa.String(120), nullable=False, server_default=""))
        batch.add_column(sa.Column("proofread_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("proofread_revision", WHOLE, nullable=True))
        batch.add_column(sa.Column("frozen_at", MOMENT, nullable=True))
    _one("uq_allocation_plan_one_public", PLANS, PUBLIC_NOW)
    op.create_table(
        CHANGES,
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("plan_id", WHOLE, nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("score_before", WHOLE, nullable=False),
        sa.Column("score_after", WHOLE, nullable=False),
        sa.Column("plan_sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["allocation_plan.id"], name="fk_plan_change_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_change"),
        sa.UniqueConstraint("plan_id", "revision", name="uq_plan_change_plan_id_revision"),
    )
    _immutable()
    op.create_table(
        "allocation_run",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("keeps", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("plan_id", WHOLE, nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_allocation_run_event_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["allocation_plan.id"], name="fk_allocation_run_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_allocation_run"),
    )
    op.create_index("ix_allocation_run_event_id", "allocation_run", ["event_id"])
    _one("uq_allocation_run_one_open", "allocation_run", STILL_OPEN)


def _one(name: str, table: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, ["event_id"], unique=True, sqlite_where=condition, postgresql_where=condition)


def _immutable() -> None:
    """A change by hand stays as it was noted: the database itself lets none change (see 0003)."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in DEEDS:
            op.execute(
                f"CREATE TRIGGER {CHANGES}_no_{deed} BEFORE {deed.upper()} ON {CHANGES} "
                f"BEGIN SELECT RAISE(ABORT, '{CHANGES} is immutable'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {CHANGES}_no_change BEFORE UPDATE OR DELETE ON {CHANGES} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("allocation_run")
    op.drop_table(CHANGES)
    op.drop_index("uq_allocation_plan_one_public", PLANS)
    # The house before knew neither: what had been read is a draft again, what was frozen is published.
    op.execute("UPDATE allocation_plan SET state = 'draft' WHERE state = 'proof'")
    op.execute("UPDATE allocation_plan SET state = 'published' WHERE state = 'frozen'")
    with op.batch_alter_table(PLANS) as batch:
        for name in (
            "revision",
            "proof",
            "based_on",
            "proofread_by",
            "proofread_at",
            "proofread_revision",
            "frozen_at",
        ):
            batch.drop_column(name)
