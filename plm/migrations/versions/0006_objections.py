"""Links behind which a library reads why, and its objections.

Revision ID: 0006
Revises: 0005
"""

from alembic import op
import sqlalchemy as sa

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "explanation_link",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("library_id", WHOLE, nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_explanation_link_event_id"),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name="fk_explanation_link_library_id"),
        sa.PrimaryKeyConstraint("id", name="pk_explanation_link"),
        sa.UniqueConstraint("event_id", "library_id", name="uq_explanation_link_event_id_library_id"),
        sa.UniqueConstraint("nonce", name="uq_explanation_link_nonce"),
        sa.UniqueConstraint("token_hash", name="uq_explanation_link_token_hash"),
    )
    op.create_index("ix_explanation_link_library_id", "explanation_link", ["library_id"])
    op.create_table(
        "objection",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("library_id", WHOLE, nullable=False),
        sa.Column("run_id", WHOLE, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("filed_by", sa.String(120), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("content_type", sa.String(60), nullable=False),
        sa.Column("storage_key", sa.String(120), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=True),
        sa.Column("consequence", sa.String(40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.String(120), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("led_to_run_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_objection_event_id"),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name="fk_objection_library_id"),
        sa.ForeignKeyConstraint(["run_id"], ["decision_run.id"], name="fk_objection_run_id"),
        sa.ForeignKeyConstraint(["led_to_run_id"], ["decision_run.id"], name="fk_objection_led_to_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
    )
    op.create_index("ix_objection_event_id", "objection", ["event_id"])
    op.create_index("ix_objection_library_id", "objection", ["library_id"])
    standing = sa.text("state = 'open'")
    op.create_index(
        "uq_objection_open", "objection", ["event_id", "library_id"], unique=True,
        postgresql_where=standing, sqlite_where=standing,
    )
    op.create_table(
        "objection_window",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_objection_window_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_objection_window"),
    )


def downgrade() -> None:
    for table in ("objection_window", "objection", "explanation_link"):
        op.drop_table(table)
