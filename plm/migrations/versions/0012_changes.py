"""Who was cancelled or replaced, and who has confirmed their name.

Revision ID: 0012
Revises: 0011
"""

from alembic import op
import sqlalchemy as sa

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("delegation", sa.Column("cancelled_at", MOMENT, nullable=True))
    with op.batch_alter_table("participant") as table:
        table.add_column(sa.Column("name_confirmed_at", MOMENT, nullable=True))
        table.add_column(sa.Column("ended_at", MOMENT, nullable=True))
        table.add_column(sa.Column("end_reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("substituted_by_id", WHOLE, nullable=True))
        table.create_foreign_key("fk_participant_substituted_by_id", "participant", ["substituted_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("participant") as table:
        table.drop_constraint("fk_participant_substituted_by_id", type_="foreignkey")
        for name in ("substituted_by_id", "end_reason", "ended_at", "name_confirmed_at"):
            table.drop_column(name)
    op.drop_column("delegation", "cancelled_at")
