"""Mails have states, so that none is sent twice; invitations know their reminders and who asks for a new link.

Revision ID: 0005
Revises: 0004
"""

from alembic import op
import sqlalchemy as sa

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
MAIL = (
    sa.Column("state", sa.String(40), nullable=False, server_default="queued"),
    sa.Column("attempts", WHOLE, nullable=False, server_default="0"),
    sa.Column("claim", sa.String(40), nullable=False, server_default=""),
    sa.Column("tried_at", MOMENT, nullable=True),
    sa.Column("last_error", sa.Text(), nullable=False, server_default=""),
)
INVITATION = (
    sa.Column("reminded_at", MOMENT, nullable=True),
    sa.Column("reminders", WHOLE, nullable=False, server_default="0"),
    sa.Column("link_asked_at", MOMENT, nullable=True),
)


def upgrade() -> None:
    for column in MAIL:
        op.add_column("mail_message", column.copy())
    op.execute("UPDATE mail_message SET state = 'sent' WHERE sent_at IS NOT NULL")
    op.create_index("ix_mail_message_state", "mail_message", ["event_id", "state"])
    for column in INVITATION:
        op.add_column("invitation", column.copy())


def downgrade() -> None:
    with op.batch_alter_table("invitation") as batch:
        for column in INVITATION:
            batch.drop_column(column.name)
    op.drop_index("ix_mail_message_state", "mail_message")
    with op.batch_alter_table("mail_message") as batch:
        for column in MAIL:
            batch.drop_column(column.name)
