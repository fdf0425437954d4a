"""Corrections that people ask for, and specific personal data given with consent.

Revision ID: 0013
Revises: 0012
"""

from alembic import op
import sqlalchemy as sa

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "correction_request",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("participant_id", WHOLE, nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(120), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_correction_request_event_id"),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_correction_request_participant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_correction_request"),
    )
    op.create_index("ix_correction_request_event_id", "correction_request", ["event_id"])
    standing = sa.text("state = 'open'")
    op.create_index(
        "uq_correction_request_open", "correction_request", ["participant_id"], unique=True,
        postgresql_where=standing, sqlite_where=standing,
    )
    op.create_table(
        "specific_answer",
        sa.Column("participant_id", WHOLE, nullable=False),
        sa.Column("ask", sa.String(40), nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("consented_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_specific_answer_participant_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_specific_answer_event_id"),
        sa.PrimaryKeyConstraint("participant_id", "ask", name="pk_specific_answer"),
    )
    op.create_index("ix_specific_answer_event_id", "specific_answer", ["event_id"])


def downgrade() -> None:
    for table in ("specific_answer", "correction_request"):
        op.drop_table(table)
