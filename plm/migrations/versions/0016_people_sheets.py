"""Sheets of people that wait for a yes.

Revision ID: 0016
Revises: 0015
"""

from alembic import op
import sqlalchemy as sa

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "people_sheet",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("library_id", WHOLE, nullable=True),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("fresh", sa.JSON(), nullable=False),
        sa.Column("bad", sa.JSON(), nullable=False),
        sa.Column("same", WHOLE, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_people_sheet_event_id"),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name="fk_people_sheet_library_id"),
        sa.PrimaryKeyConstraint("id", name="pk_people_sheet"),
    )
    op.create_index("ix_people_sheet_event_id", "people_sheet", ["event_id"])


def downgrade() -> None:
    op.drop_table("people_sheet")
