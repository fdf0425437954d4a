"""Sheets of name badges, one an event at a time.

Revision ID: 0017
Revises: 0016
"""

from alembic import op
import sqlalchemy as sa

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "badge_run",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("layout", sa.String(40), nullable=False),
        sa.Column("role", sa.String(40), nullable=True),
        sa.Column("by_place", sa.Boolean(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("storage_key", sa.String(200), nullable=True),
        sa.Column("people", WHOLE, nullable=False),
        sa.Column("rendered_at", MOMENT, nullable=True),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_badge_run_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_badge_run"),
    )


def downgrade() -> None:
    op.drop_table("badge_run")
