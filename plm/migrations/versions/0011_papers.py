"""Papers besides the assignment letter, of delegations and of people; a waived one may have no file.

Revision ID: 0011
Revises: 0010
"""

from alembic import op
import sqlalchemy as sa

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "requested_paper",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("hint", sa.String(300), nullable=False),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("due", sa.String(40), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_requested_paper_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_requested_paper"),
    )
    op.create_index("ix_requested_paper_event_id", "requested_paper", ["event_id"])
    with op.batch_alter_table("document") as table:
        table.add_column(sa.Column("participant_id", WHOLE, nullable=True))
        table.add_column(sa.Column("requested_paper_id", WHOLE, nullable=True))
        table.add_column(sa.Column("slot", sa.String(60), nullable=True))
        table.alter_column("delegation_id", existing_type=WHOLE, nullable=True)
        table.alter_column("storage_key", existing_type=sa.String(200), nullable=True)
        table.create_foreign_key("fk_document_participant_id", "participant", ["participant_id"], ["id"])
        table.create_foreign_key("fk_document_requested_paper_id", "requested_paper", ["requested_paper_id"], ["id"])
    op.execute("UPDATE document SET slot = 'delegation-' || delegation_id || '-letter'")
    with op.batch_alter_table("document") as table:
        table.alter_column("slot", existing_type=sa.String(60), nullable=False)
        table.drop_constraint("uq_document_delegation_id_kind", type_="unique")
        table.create_unique_constraint("uq_document_slot", ["slot"])
    op.create_index("ix_document_delegation_id", "document", ["delegation_id"])
    op.create_index("ix_document_participant_id", "document", ["participant_id"])


def downgrade() -> None:
    op.execute("DELETE FROM document WHERE kind <> 'assignment_letter' OR storage_key IS NULL")
    op.drop_index("ix_document_participant_id", "document")
    op.drop_index("ix_document_delegation_id", "document")
    with op.batch_alter_table("document") as table:
        table.drop_constraint("uq_document_slot", type_="unique")
        table.create_unique_constraint("uq_document_delegation_id_kind", ["delegation_id", "kind"])
        table.drop_constraint("fk_document_requested_paper_id", type_="foreignkey")
        table.drop_constraint("fk_document_participant_id", type_="foreignkey")
        table.alter_column("storage_key", existing_type=sa.String(200), nullable=False)
        table.alter_column("delegation_id", existing_type=WHOLE, nullable=False)
        for name in ("slot", "requested_paper_id", "participant_id"):
            table.drop_column(name)
    op.drop_table("requested_paper")
