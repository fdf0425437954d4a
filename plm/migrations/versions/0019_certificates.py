"""Certificates: who earns one by a rule, templates with versions, runs and packs; awards and feedback.

Revision ID: 0019
Revises: 0018
"""

from alembic import op
import sqlalchemy as sa

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ONE_VALID = "state = 'issued'"
VERSIONS, DEEDS = "certificate_template_version", ("update", "delete")
OF_PERSON = "state = 'issued' AND award_id IS NULL"
OF_AWARD = "state = 'issued' AND award_id IS NOT NULL"


def upgrade() -> None:
    _basis()
    _templates()
    _immutable_versions()
    _settings()
    _certificates()


def _basis() -> None:
    op.create_table(
        "award",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("category", sa.String(200), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("participant_id", WHOLE, nullable=True),
        sa.Column("library_id", WHOLE, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint("(participant_id IS NULL) <> (library_id IS NULL)", name=op.f("ck_award_one_winner")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_award_event_id"),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_award_participant_id"),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name="fk_award_library_id"),
        sa.PrimaryKeyConstraint("id", name="pk_award"),
    )
    op.create_index("ix_award_event_id", "award", ["event_id"])
    op.create_table(
        "feedback_answer",
        sa.Column("participant_id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("useful", sa.Text(), nullable=False),
        sa.Column("better", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_feedback_answer_participant_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_feedback_answer_event_id"),
        sa.PrimaryKeyConstraint("participant_id", name="pk_feedback_answer"),
    )
    op.create_index("ix_feedback_answer_event_id", "feedback_answer", ["event_id"])


def _templates() -> None:
    op.create_table(
        "certificate_template",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_certificate_template_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_template"),
        sa.UniqueConstraint("event_id", "name", name="uq_certificate_template_event_id_name"),
    )
    op.create_table(
        "certificate_template_version",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("template_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("css", sa.Text(), nullable=False),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.Column("shipped", sa.String(40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["certificate_template.id"], name="fk_certificate_template_version_template_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_template_version"),
        sa.UniqueConstraint("template_id", "number", name="uq_certificate_template_version_template_id_number"),
    )
    op.create_table(
        "certificate_template_choice",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("template_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_certificate_template_choice_event_id"),
        sa.ForeignKeyConstraint(
            ["template_id"], ["certificate_template.id"], name="fk_certificate_template_choice_template_id"
        ),
        sa.PrimaryKeyConstraint("event_id", "role", name="pk_certificate_template_choice"),
    )


def _immutable_versions() -> None:
    """What was issued with a version must stay reproducible: the database itself lets none change (see 0003)."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in DEEDS:
            op.execute(
                f"CREATE TRIGGER {VERSIONS}_no_{deed} BEFORE {deed.upper()} ON {VERSIONS} "
                f"BEGIN SELECT RAISE(ABORT, '{VERSIONS} is immutable'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {VERSIONS}_no_change BEFORE UPDATE OR DELETE ON {VERSIONS} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _settings() -> None:
    no, none = sa.false(), sa.text("'[]'")
    with op.batch_alter_table("certificate_settings") as batch:
        batch.add_column(sa.Column("attendance", sa.String(40), nullable=False, server_default="any"))
        batch.add_column(sa.Column("share_percent", WHOLE, nullable=True))
        for name in ("basis_days", "basis_checkpoint_ids"):
            batch.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default=none))
        for name in ("papers_required", "feedback_required", "mail_when_ready"):
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=no))
        batch.add_column(sa.Column("seal_way", sa.String(40), nullable=False, server_default="key"))
        batch.create_check_constraint(
            op.f("ck_certificate_settings_share_is_percent"), "share_percent IS NULL OR share_percent BETWEEN 1 AND 100"
        )
    op.execute(sa.text("UPDATE certificate_settings SET attendance = 'none' WHERE attendance_required = false"))
    with op.batch_alter_table("certificate_settings") as batch:
        batch.drop_column("attendance_required")


def _certificates() -> None:
    op.create_table(
        "certificate_run",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_certificate_run_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_run"),
    )
    op.create_index("ix_certificate_run_event_id", "certificate_run", ["event_id"])
    op.create_table(
        "certificate_pack",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("storage_key", sa.String(200), nullable=False),
        sa.Column("prefix_size", WHOLE, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_certificate_pack_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_pack"),
        sa.UniqueConstraint("storage_key", name="uq_certificate_pack_storage_key"),
    )
    op.create_index("ix_certificate_pack_event_id", "certificate_pack", ["event_id"])
    op.drop_index("uq_certificate_one_valid", "certificate")
    with op.batch_alter_table("certificate") as batch:
        batch.alter_column("participant_id", existing_type=WHOLE, nullable=True)
        for name, table in (
            ("award_id", "award"),
            ("run_id", "certificate_run"),
            ("template_version_id", "certificate_template_version"),
            ("pack_id", "certificate_pack"),
        ):
            batch.add_column(sa.Column(name, WHOLE, nullable=True))
            batch.create_foreign_key(f"fk_certificate_{name}", table, [name], ["id"])
        for name in ("tail_at", "tail_size"):
            batch.add_column(sa.Column(name, WHOLE, nullable=True))
        batch.add_column(sa.Column("awaits_seal", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("signer", sa.String(200), nullable=False, server_default=""))
        batch.add_column(sa.Column("authority", sa.String(40), nullable=True))
        batch.add_column(sa.Column("fetched_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("fetches", WHOLE, nullable=False, server_default="0"))
        batch.add_column(sa.Column("mailed_at", MOMENT, nullable=True))
        batch.create_check_constraint(
            op.f("ck_certificate_has_owner"), "participant_id IS NOT NULL OR award_id IS NOT NULL"
        )
    for name in ("award_id", "run_id"):
        op.create_index(f"ix_certificate_{name}", "certificate", [name])
    _one_valid("uq_certificate_one_valid", ["participant_id", "role"], OF_PERSON)
    _one_valid("uq_certificate_one_valid_award", ["award_id"], OF_AWARD)


def _one_valid(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, "certificate", columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )


def downgrade() -> None:
    for name in ("uq_certificate_one_valid_award", "uq_certificate_one_valid"):
        op.drop_index(name, "certificate")
    for name in ("award_id", "run_id"):
        op.drop_index(f"ix_certificate_{name}", "certificate")
    # The house before knew no certificates of awards and no packs: what lies in one has to be printed again.
    op.execute("UPDATE certificate SET replaced_by_id = NULL WHERE award_id IS NOT NULL")
    op.execute("DELETE FROM certificate WHERE award_id IS NOT NULL")
    op.execute(
        "UPDATE certificate SET rendered_at = NULL, sha256 = NULL, size = NULL WHERE pack_id IS NOT NULL"
        " AND storage_key IS NULL"
    )
    with op.batch_alter_table("certificate") as batch:
        batch.drop_constraint(op.f("ck_certificate_has_owner"), type_="check")
        for name in ("award_id", "run_id", "template_version_id", "pack_id"):
            batch.drop_constraint(f"fk_certificate_{name}", type_="foreignkey")
            batch.drop_column(name)
        for name in ("tail_at", "tail_size", "awaits_seal", "signer", "authority", "fetched_at", "fetches", "mailed_at"):
            batch.drop_column(name)
        batch.alter_column("participant_id", existing_type=WHOLE, nullable=False)
    _one_valid("uq_certificate_one_valid", ["participant_id", "role"], ONE_VALID)
    for name in ("certificate_pack", "certificate_run"):
        op.drop_table(name)
    with op.batch_alter_table("certificate_settings") as batch:
        batch.add_column(sa.Column("attendance_required", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute("UPDATE certificate_settings SET attendance_required = false WHERE attendance = 'none'")
    with op.batch_alter_table("certificate_settings") as batch:
        batch.drop_constraint(op.f("ck_certificate_settings_share_is_percent"), type_="check")
        for name in (
            "attendance",
            "share_percent",
            "basis_days",
            "basis_checkpoint_ids",
            "papers_required",
            "feedback_required",
            "mail_when_ready",
            "seal_way",
        ):
            batch.drop_column(name)
    for name in ("certificate_template_choice", "certificate_template_version", "certificate_template"):
        op.drop_table(name)
    for name in ("feedback_answer", "award"):
        op.drop_table(name)
