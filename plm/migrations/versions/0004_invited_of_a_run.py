"""Whom a run invites is looked up by an index of its own; one over all outcomes only slowed every run down.

Revision ID: 0004
Revises: 0003
"""

from alembic import op
import sqlalchemy as sa

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_decision_outcome", "decision")
    invited = sa.text("outcome = 'eligible'")
    op.create_index(
        "ix_decision_invited", "decision", ["run_id", "library_id"], postgresql_where=invited, sqlite_where=invited
    )


def downgrade() -> None:
    op.drop_index("ix_decision_invited", "decision")
    op.create_index("ix_decision_outcome", "decision", ["outcome"])
