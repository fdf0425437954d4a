"""Fronts, limits of power, circuits, entrances, corrected neighbours, and a revision that tells a second editor.

Revision ID: 0020
Revises: 0019
"""

from alembic import op
import sqlalchemy as sa

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "circuit",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("watts", WHOLE, nullable=False),
        sa.CheckConstraint("watts > 0", name=op.f("ck_circuit_watts_positive")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_circuit_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_circuit"),
        sa.UniqueConstraint("event_id", "code", name="uq_circuit_event_id_code"),
    )
    with op.batch_alter_table("hall") as batch:
        batch.add_column(sa.Column("entrances", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch.add_column(sa.Column("revision", WHOLE, nullable=False, server_default="0"))
    with op.batch_alter_table("booth") as batch:
        batch.add_column(sa.Column("front", sa.String(1), nullable=False, server_default=""))
        batch.add_column(sa.Column("watts", WHOLE, nullable=False, server_default="0"))
        batch.add_column(sa.Column("circuit_id", WHOLE, nullable=True))
        batch.create_foreign_key("fk_booth_circuit_id", "circuit", ["circuit_id"], ["id"])
        batch.create_check_constraint(op.f("ck_booth_watts_not_negative"), "watts >= 0")
    op.create_table(
        "booth_neighbour",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("one_id", WHOLE, nullable=False),
        sa.Column("other_id", WHOLE, nullable=False),
        sa.Column("nearness", WHOLE, nullable=False),
        sa.CheckConstraint("nearness BETWEEN 0 AND 4", name=op.f("ck_booth_neighbour_nearness_known")),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_booth_neighbour_in_order")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_booth_neighbour_event_id"),
        sa.ForeignKeyConstraint(["one_id"], ["booth.id"], name="fk_booth_neighbour_one_id"),
        sa.ForeignKeyConstraint(["other_id"], ["booth.id"], name="fk_booth_neighbour_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_booth_neighbour"),
        sa.UniqueConstraint("one_id", "other_id", name="uq_booth_neighbour_one_id_other_id"),
    )
    op.create_index("ix_booth_neighbour_event_id", "booth_neighbour", ["event_id"])


def downgrade() -> None:
    op.drop_table("booth_neighbour")
    with op.batch_alter_table("booth") as batch:
        batch.drop_constraint(op.f("ck_booth_watts_not_negative"), type_="check")
        batch.drop_constraint("fk_booth_circuit_id", type_="foreignkey")
        for name in ("front", "watts", "circuit_id"):
            batch.drop_column(name)
    with op.batch_alter_table("hall") as batch:
        for name in ("entrances", "revision"):
            batch.drop_column(name)
    op.drop_table("circuit")
