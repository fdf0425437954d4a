"""Checkpoints with rules, signed tickets, paired devices, and a ledger from which what counts is derived.

Revision ID: 0018
Revises: 0017
"""

from hashlib import sha256

from alembic import op
import sqlalchemy as sa

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
DEEDS = ("update", "delete")


def upgrade() -> None:
    _tickets()
    _places()
    _ledger()
    _guard("scan")


def _tickets() -> None:
    with op.batch_alter_table("ticket") as batch:
        batch.add_column(sa.Column("serial", sa.String(16), nullable=True))
    ticket = sa.table("ticket", sa.column("id", WHOLE), sa.column("nonce", sa.String), sa.column("serial", sa.String))
    bind = op.get_bind()
    for id_, nonce in bind.execute(sa.select(ticket.c.id, ticket.c.nonce)).all():
        # As plm.checkin.rules.codes.serial_of does today.
        serial = sha256(f"serial:{nonce}".encode()).hexdigest()[:16]
        bind.execute(ticket.update().where(ticket.c.id == id_).values(serial=serial))
    with op.batch_alter_table("ticket") as batch:
        batch.alter_column("serial", existing_type=sa.String(16), nullable=False)
        batch.create_unique_constraint("uq_ticket_serial", ["serial"])
    op.create_table(
        "ticket_setting",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("revised_at", MOMENT, nullable=False),
        sa.Column("revised_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_ticket_setting_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_ticket_setting"),
    )
    op.create_table(
        "ticket_key",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_ticket_key_event_id"),
        sa.PrimaryKeyConstraint("event_id", "number", name="pk_ticket_key"),
    )
    op.create_table(
        "group_ticket",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("delegation_id", WHOLE, nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_group_ticket_event_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name="fk_group_ticket_delegation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_group_ticket"),
        sa.UniqueConstraint("delegation_id", name="uq_group_ticket_delegation_id"),
        sa.UniqueConstraint("nonce", name="uq_group_ticket_nonce"),
        sa.UniqueConstraint("code_hash", name="uq_group_ticket_code_hash"),
    )
    op.create_index("ix_group_ticket_event_id", "group_ticket", ["event_id"])


def _places() -> None:
    no, none = sa.false(), sa.text("'[]'")
    with op.batch_alter_table("checkpoint") as batch:
        batch.add_column(sa.Column("session_id", WHOLE, nullable=True))
        batch.add_column(sa.Column("passing", sa.String(40), nullable=False, server_default="once_a_day"))
        for name in ("exits", "re_entry", "guests_only", "choosable"):
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=no))
        for name in ("roles", "windows"):
            batch.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default=none))
        batch.add_column(sa.Column("capacity", WHOLE, nullable=True))
        batch.add_column(sa.Column("unknown_offline", sa.String(40), nullable=False, server_default="let_in"))
        batch.create_foreign_key("fk_checkpoint_session_id", "agenda_session", ["session_id"], ["id"])
        batch.create_check_constraint(op.f("ck_checkpoint_capacity_positive"), "capacity IS NULL OR capacity > 0")
    op.create_table(
        "guest",
        sa.Column("checkpoint_id", WHOLE, nullable=False),
        sa.Column("participant_id", WHOLE, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["checkpoint_id"], ["checkpoint.id"], name="fk_guest_checkpoint_id"),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_guest_participant_id"),
        sa.PrimaryKeyConstraint("checkpoint_id", "participant_id", name="pk_guest"),
    )
    op.create_index("ix_guest_participant_id", "guest", ["participant_id"])
    with op.batch_alter_table("device") as batch:
        batch.alter_column("token_hash", existing_type=sa.String(64), nullable=True)
        batch.add_column(sa.Column("paired_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("kiosk", sa.Boolean(), nullable=False, server_default=no))
        batch.add_column(sa.Column("last_seen_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("clock_offset_ms", WHOLE, nullable=True))
        batch.add_column(sa.Column("waiting", WHOLE, nullable=True))
    op.execute("UPDATE device SET paired_at = created_at")
    op.create_table(
        "pairing",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("device_id", WHOLE, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_pairing_device_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_pairing"),
    )
    op.create_index("ix_pairing_device_id", "pairing", ["device_id"])


def _ledger() -> None:
    no = sa.false()
    for name in ("event_id", "checkpoint_id", "ticket_id"):
        op.drop_index(f"ix_scan_{name}", "scan")
    with op.batch_alter_table("scan") as batch:
        batch.add_column(sa.Column("device_id", WHOLE, nullable=True))
        batch.add_column(sa.Column("device_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("clock_offset_ms", WHOLE, nullable=False, server_default="0"))
        batch.add_column(sa.Column("manual", sa.Boolean(), nullable=False, server_default=no))
        batch.add_column(sa.Column("let_in", sa.Boolean(), nullable=False, server_default=no))
        batch.add_column(sa.Column("slot", sa.String(36), nullable=True))
        # Rows that all scans of an hour have in common: each scan would lock them, and all doors would queue.
        for name in ("event_id", "checkpoint_id"):
            batch.drop_constraint(f"fk_scan_{name}", type_="foreignkey")
    op.create_index("ix_scan_standing", "scan", ["ticket_id", "checkpoint_id"])
    op.create_index("ix_scan_latest", "scan", ["event_id", "received_at"])
    op.create_table(
        "presence",
        sa.Column("ticket_id", WHOLE, nullable=False),
        sa.Column("checkpoint_id", WHOLE, nullable=False),
        sa.Column("slot", sa.String(36), nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scan_id", sa.String(36), nullable=True),
        sa.Column("entered_at", MOMENT, nullable=True),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("passes", WHOLE, nullable=False),
        sa.Column("left_by", sa.String(36), nullable=True),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("changed", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_presence_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "checkpoint_id", "slot", name="pk_presence"),
    )
    op.create_index("ix_presence_changed", "presence", ["changed"])
    op.create_index("ix_presence_day", "presence", ["event_id", "day"])
    day = "entry.day" if op.get_bind().dialect.name == "sqlite" else "to_char(entry.day, 'YYYY-MM-DD')"
    op.execute(
        "INSERT INTO presence (ticket_id, checkpoint_id, slot, event_id, day, scan_id, entered_at, inside, passes,"
        f" last_at, version, changed) SELECT ticket_id, checkpoint_id, {day}, event_id, day, scan_id, entered_at,"
        " true, 1, entered_at, 1, 0 FROM entry"
    )
    # Until today every entry that counted was the one that had been let in, and duplicates took part in nothing else.
    op.execute(
        f"UPDATE scan SET let_in = true, slot = (SELECT {day} FROM entry WHERE entry.scan_id = scan.id)"
        " WHERE id IN (SELECT scan_id FROM entry)"
    )
    op.drop_table("entry")
    for name, *columns in (
        (
            "ruling",
            sa.Column("outcome", sa.String(40), nullable=False),
            sa.Column("reason", sa.String(40), nullable=False),
            sa.Column("facts", sa.JSON(), nullable=False),
            sa.Column("ruled_at", MOMENT, nullable=False),
        ),
        (
            "annulment",
            sa.Column("event_id", WHOLE, nullable=False),
            sa.Column("device_id", WHOLE, nullable=True),
            sa.Column("annulled_at", MOMENT, nullable=False),
            sa.Column("annulled_by", sa.String(200), nullable=False),
            sa.Column("reason", sa.String(200), nullable=False),
            sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_annulment_event_id"),
            sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_annulment_device_id"),
        ),
        (
            "resolution",
            sa.Column("event_id", WHOLE, nullable=False),
            sa.Column("resolved_at", MOMENT, nullable=False),
            sa.Column("resolved_by", sa.String(120), nullable=False),
            sa.Column("note", sa.String(500), nullable=False),
            sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_resolution_event_id"),
        ),
    ):
        op.create_table(
            name,
            sa.Column("scan_id", sa.String(36), nullable=False),
            *columns,
            sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=f"fk_{name}_scan_id"),
            sa.PrimaryKeyConstraint("scan_id", name=f"pk_{name}"),
        )
    for name in ("annulment", "resolution"):
        op.create_index(f"ix_{name}_event_id", name, ["event_id"])


def _guard(table: str) -> None:
    """No row of the ledger is changed or taken away, by the database itself."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in DEEDS:
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in DEEDS:
            op.execute(f"DROP TRIGGER {table}_no_{deed}")
        return
    op.execute(f"DROP TRIGGER {table}_no_change ON {table}")


def downgrade() -> None:
    _unguard("scan")
    for name in ("resolution", "annulment", "ruling"):
        op.drop_table(name)
    op.create_table(
        "entry",
        sa.Column("ticket_id", WHOLE, nullable=False),
        sa.Column("checkpoint_id", WHOLE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scan_id", sa.String(36), nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_entry_ticket_id"),
        sa.ForeignKeyConstraint(["checkpoint_id"], ["checkpoint.id"], name="fk_entry_checkpoint_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_entry_event_id"),
        sa.PrimaryKeyConstraint("ticket_id", "checkpoint_id", "day", name="pk_entry"),
        sa.UniqueConstraint("scan_id", name="uq_entry_scan_id"),
    )
    op.create_index("ix_entry_event_id", "entry", ["event_id"])
    # The house before knew one entry a day: of several in one day the first stays.
    op.execute(
        "INSERT INTO entry (ticket_id, checkpoint_id, day, scan_id, event_id, entered_at)"
        " SELECT ticket_id, checkpoint_id, day, scan_id, event_id, entered_at FROM presence AS kept"
        " WHERE scan_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM presence AS other"
        " WHERE other.ticket_id = kept.ticket_id AND other.checkpoint_id = kept.checkpoint_id"
        " AND other.day = kept.day AND other.scan_id IS NOT NULL AND (other.entered_at < kept.entered_at"
        " OR (other.entered_at = kept.entered_at AND other.slot < kept.slot)))"
    )
    op.drop_table("presence")
    for name in ("ix_scan_latest", "ix_scan_standing"):
        op.drop_index(name, "scan")
    with op.batch_alter_table("scan") as batch:
        batch.create_foreign_key("fk_scan_event_id", "event", ["event_id"], ["id"])
        batch.create_foreign_key("fk_scan_checkpoint_id", "checkpoint", ["checkpoint_id"], ["id"])
        for name in ("device_id", "device_at", "clock_offset_ms", "manual", "let_in", "slot"):
            batch.drop_column(name)
    for name in ("event_id", "checkpoint_id", "ticket_id"):
        op.create_index(f"ix_scan_{name}", "scan", [name])
    op.drop_table("pairing")
    with op.batch_alter_table("device") as batch:
        for name in ("paired_at", "kiosk", "last_seen_at", "clock_offset_ms", "waiting"):
            batch.drop_column(name)
    op.execute("UPDATE device SET token_hash = 'unpaired ' || id WHERE token_hash IS NULL")
    with op.batch_alter_table("device") as batch:
        batch.alter_column("token_hash", existing_type=sa.String(64), nullable=False)
    op.drop_table("guest")
    with op.batch_alter_table("checkpoint") as batch:
        batch.drop_constraint(op.f("ck_checkpoint_capacity_positive"), type_="check")
        batch.drop_constraint("fk_checkpoint_session_id", type_="foreignkey")
        for name in ("session_id", "passing", "exits", "re_entry", "guests_only", "choosable", "roles", "windows"):
            batch.drop_column(name)
        for name in ("capacity", "unknown_offline"):
            batch.drop_column(name)
    for name in ("group_ticket", "ticket_key", "ticket_setting"):
        op.drop_table(name)
    with op.batch_alter_table("ticket") as batch:
        batch.drop_constraint("uq_ticket_serial", type_="unique")
        batch.drop_column("serial")
