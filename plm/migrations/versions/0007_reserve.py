"""Freed places move to the reserve, and libraries may ask before they answer.

Revision ID: 0007
Revises: 0006
"""

from alembic import op
import sqlalchemy as sa

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("invitation", sa.Column("place_moved_at", MOMENT, nullable=True))
    op.create_table(
        "reserve_move",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("run_id", WHOLE, nullable=False),
        sa.Column("freed_invitation_id", WHOLE, nullable=False),
        sa.Column("ordinal", WHOLE, nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("to_library_id", WHOLE, nullable=True),
        sa.Column("to_invitation_id", WHOLE, nullable=True),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("moved_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_reserve_move_event_id"),
        sa.ForeignKeyConstraint(["run_id"], ["decision_run.id"], name="fk_reserve_move_run_id"),
        sa.ForeignKeyConstraint(["freed_invitation_id"], ["invitation.id"], name="fk_reserve_move_freed_invitation_id"),
        sa.ForeignKeyConstraint(["to_library_id"], ["library.id"], name="fk_reserve_move_to_library_id"),
        sa.ForeignKeyConstraint(["to_invitation_id"], ["invitation.id"], name="fk_reserve_move_to_invitation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reserve_move"),
        sa.UniqueConstraint("freed_invitation_id", "ordinal", name="uq_reserve_move_freed_invitation_id_ordinal"),
    )
    op.create_index("ix_reserve_move_event_id", "reserve_move", ["event_id"])
    op.create_table(
        "reserve_setting",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("term_days", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_reserve_setting_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_reserve_setting"),
    )
    op.create_table(
        "invitation_question",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("invitation_id", WHOLE, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_sha256", sa.String(64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(120), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_invitation_question_event_id"),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name="fk_invitation_question_invitation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation_question"),
        sa.UniqueConstraint("invitation_id", "words_sha256", name="uq_invitation_question_invitation_id_words_sha256"),
    )
    op.create_index("ix_invitation_question_event_id", "invitation_question", ["event_id"])


def downgrade() -> None:
    for table in ("invitation_question", "reserve_setting", "reserve_move"):
        op.drop_table(table)
    with op.batch_alter_table("invitation") as batch:
        batch.drop_column("place_moved_at")
