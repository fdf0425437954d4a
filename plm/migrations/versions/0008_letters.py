"""Invitation letters: their wording, runs of them, and one row a letter.

Revision ID: 0008
Revises: 0007
"""

from alembic import op
import sqlalchemy as sa

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "letter_settings",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("logo_key", sa.String(120), nullable=False),
        sa.Column("revised_at", MOMENT, nullable=False),
        sa.Column("revised_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_letter_settings_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_letter_settings"),
    )
    op.create_table(
        "letter_run",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("logo_key", sa.String(120), nullable=False),
        sa.Column("addressees", sa.JSON(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("started_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_letter_run_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_run"),
    )
    op.create_index("ix_letter_run_event_id", "letter_run", ["event_id"])
    op.create_table(
        "letter",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("run_id", WHOLE, nullable=False),
        sa.Column("invitation_id", WHOLE, nullable=True),
        sa.Column("serial", WHOLE, nullable=False),
        sa.Column("addressee", sa.JSON(), nullable=False),
        sa.Column("storage_key", sa.String(200), nullable=True),
        sa.Column("rendered_at", MOMENT, nullable=True),
        sa.Column("failure", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["letter_run.id"], name="fk_letter_run_id"),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name="fk_letter_invitation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("run_id", "invitation_id", name="uq_letter_run_id_invitation_id"),
    )
    op.create_index("ix_letter_run_id", "letter", ["run_id"])
    op.create_index("ix_letter_invitation_id", "letter", ["invitation_id"])


def downgrade() -> None:
    for table in ("letter", "letter_run", "letter_settings"):
        op.drop_table(table)
