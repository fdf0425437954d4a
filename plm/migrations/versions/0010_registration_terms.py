"""What an event asks of those who come, and how they come, stay and go.

Revision ID: 0010
Revises: 0009
"""

from alembic import op
import sqlalchemy as sa

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "registration_setting",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("extra", WHOLE, nullable=False),
        sa.Column("substitution_until", MOMENT, nullable=True),
        sa.Column("revised_at", MOMENT, nullable=False),
        sa.Column("revised_by", sa.String(120), nullable=False),
        sa.CheckConstraint("extra >= 0", name="ck_registration_setting_extra_not_negative"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_registration_setting_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_registration_setting"),
    )
    op.create_table(
        "journey_answer",
        sa.Column("participant_id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("arrives_at", MOMENT, nullable=True),
        sa.Column("arrival_mode", sa.String(40), nullable=True),
        sa.Column("arrival_number", sa.String(60), nullable=False),
        sa.Column("departs_at", MOMENT, nullable=True),
        sa.Column("departure_mode", sa.String(40), nullable=True),
        sa.Column("departure_number", sa.String(60), nullable=False),
        sa.Column("wants_pickup", sa.Boolean(), nullable=False),
        sa.Column("meals", sa.String(200), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_journey_answer_participant_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_journey_answer_event_id"),
        sa.PrimaryKeyConstraint("participant_id", name="pk_journey_answer"),
    )
    op.create_index("ix_journey_answer_event_id", "journey_answer", ["event_id"])


def downgrade() -> None:
    for table in ("journey_answer", "registration_setting"):
        op.drop_table(table)
