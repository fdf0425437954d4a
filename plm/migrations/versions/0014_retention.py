"""How long an event keeps which field.

Revision ID: 0014
Revises: 0013
"""

from alembic import op
import sqlalchemy as sa

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("kept", sa.String(40), nullable=False),
        sa.Column("days", WHOLE, nullable=False),
        sa.CheckConstraint("days >= 0", name="ck_retention_rule_days_not_negative"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_retention_rule_event_id"),
        sa.PrimaryKeyConstraint("event_id", "kept", name="pk_retention_rule"),
    )


def downgrade() -> None:
    op.drop_table("retention_rule")
