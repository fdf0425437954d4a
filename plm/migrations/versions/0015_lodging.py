"""Hotel rooms, beds, wishes for the stay, and when rooms are told.

Revision ID: 0015
Revises: 0014
"""

from alembic import op
import sqlalchemy as sa

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "hotel_room",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("hotel", sa.String(120), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("beds", WHOLE, nullable=False),
        sa.CheckConstraint("beds BETWEEN 1 AND 4", name=op.f("ck_hotel_room_beds_one_to_four")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_hotel_room_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hotel_room"),
        sa.UniqueConstraint("event_id", "hotel", "number", name="uq_hotel_room_event_id_hotel_number"),
        sa.UniqueConstraint("id", "beds", name="uq_hotel_room_id_beds"),
    )
    op.create_table(
        "room_assignment",
        sa.Column("participant_id", WHOLE, nullable=False),
        sa.Column("room_id", WHOLE, nullable=False),
        sa.Column("room_beds", WHOLE, nullable=False),
        sa.Column("bed_number", WHOLE, nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("assigned_at", MOMENT, nullable=False),
        sa.Column("assigned_by", sa.String(120), nullable=False),
        sa.CheckConstraint("bed_number BETWEEN 1 AND room_beds", name=op.f("ck_room_assignment_bed_in_room")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_room_assignment_participant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["room_id", "room_beds"],
            ["hotel_room.id", "hotel_room.beds"],
            name="fk_room_assignment_room_id_room_beds",
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name="pk_room_assignment"),
        sa.UniqueConstraint("room_id", "bed_number", name="uq_room_assignment_room_id_bed_number"),
    )
    op.create_table(
        "stay_wish",
        sa.Column("participant_id", WHOLE, nullable=False),
        sa.Column("needs_room", sa.Boolean(), nullable=False),
        sa.Column("gender", sa.String(40), nullable=True),
        sa.Column("shares_with", sa.String(200), nullable=False),
        sa.Column("arrives_on", sa.Date(), nullable=True),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_stay_wish_participant_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("participant_id", name="pk_stay_wish"),
    )
    op.create_table(
        "lodging_setting",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("rooms_published_at", MOMENT, nullable=True),
        sa.Column("rooms_published_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_lodging_setting_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_lodging_setting"),
    )


def downgrade() -> None:
    for table in ("lodging_setting", "stay_wish", "room_assignment", "hotel_room"):
        op.drop_table(table)
