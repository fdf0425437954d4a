"""What stands typed on a page of a draft.

Revision ID: 0009
Revises: 0008
"""

from alembic import op
import sqlalchemy as sa

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "draft_page",
        sa.Column("delegation_id", WHOLE, nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("person", WHOLE, nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name="fk_draft_page_delegation_id"),
        sa.PrimaryKeyConstraint("delegation_id", "page", "person", name="pk_draft_page"),
    )


def downgrade() -> None:
    op.drop_table("draft_page")
