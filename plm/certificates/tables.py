"""Settings and templates of an event's certificates, the register, and what was printed together."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plm.certificates.rules import Attendance, Authority, CertificateState, EarnedRole, SealWay, TemplateKind
from plm.db import Base, Word, document, intpk, items


class CertificateSettings(Base):
    """What the organiser decides once; `last_serial` moves under a row lock, so numbers have no gap and no double.

    `basis_days` (ISO days) and `basis_checkpoint_ids` are frozen when the rule is saved: what is deleted afterwards
    counts as not attended, so that a lost basis never widens who earns one.
    """

    __tablename__ = "certificate_settings"
    __table_args__ = (CheckConstraint("share_percent IS NULL OR share_percent BETWEEN 1 AND 100", "share_is_percent"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    number_pattern: Mapped[str] = mapped_column(String(120))
    learning_hours: Mapped[int | None]
    signed_at_place: Mapped[str] = mapped_column(String(120), default="")
    signed_on: Mapped[date | None]
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_position: Mapped[str] = mapped_column(String(250), default="")
    attendance: Mapped[Attendance] = mapped_column(Word(Attendance), default=Attendance.ANY)
    share_percent: Mapped[int | None]
    basis_days: Mapped[items] = mapped_column(default=list)
    basis_checkpoint_ids: Mapped[items] = mapped_column(default=list)
    papers_required: Mapped[bool] = mapped_column(default=False)
    feedback_required: Mapped[bool] = mapped_column(default=False)
    mail_when_ready: Mapped[bool] = mapped_column(default=False)
    seal_way: Mapped[SealWay] = mapped_column(Word(SealWay), default=SealWay.KEY)
    last_serial: Mapped[int] = mapped_column(default=0)


class CertificateTemplate(Base):
    """A template of an event, known by its name; what it says is in its versions."""

    __tablename__ = "certificate_template"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[TemplateKind] = mapped_column(Word(TemplateKind))
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))
    archived_at: Mapped[datetime | None]


class CertificateTemplateVersion(Base):
    """What a template said from a moment on, never changed; `images` maps names to storage keys named by content.

    `shipped` is the name of the template of ours that it began as, "" for one of the committee's own.
    """

    __tablename__ = "certificate_template_version"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    id: Mapped[intpk]
    template_id: Mapped[int] = mapped_column(ForeignKey("certificate_template.id"))
    number: Mapped[int]
    html: Mapped[str] = mapped_column(Text)
    css: Mapped[str] = mapped_column(Text)
    images: Mapped[document]
    shipped: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))


class CertificateTemplateChoice(Base):
    """Which template a role's certificates are printed with; without a row the shipped landscape one."""

    __tablename__ = "certificate_template_choice"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    role: Mapped[EarnedRole] = mapped_column(Word(EarnedRole), primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("certificate_template.id"))


class CertificateRun(Base):
    """One issuing: the certificates with its id are its items. Paused since `paused_at`, over since `finished_at`."""

    __tablename__ = "certificate_run"

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(120))
    total: Mapped[int]
    paused_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class CertificatePack(Base):
    """PDFs that were printed together: the part they share once (`prefix_size` bytes), then each one's own part."""

    __tablename__ = "certificate_pack"

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    storage_key: Mapped[str] = mapped_column(String(200), unique=True)
    prefix_size: Mapped[int]
    made_at: Mapped[datetime]


class Certificate(Base):
    """One certificate with its identity as it was at the moment of issue; the PDF comes later, by a job.

    The PDF lies in a pack (`pack_id`, `tail_at`, `tail_size`) or, where it was signed outside or made by an earlier
    plm, whole under `storage_key`. While `awaits_seal` it is not signed yet and nobody gets it. Certificates of an
    award may name a library instead of a person.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("event_id", "serial"),
        UniqueConstraint("event_id", "number"),
        CheckConstraint("participant_id IS NOT NULL OR award_id IS NOT NULL", "has_owner"),
        Index(
            "uq_certificate_one_valid",
            "participant_id",
            "role",
            unique=True,
            sqlite_where=text("state = 'issued' AND award_id IS NULL"),
            postgresql_where=text("state = 'issued' AND award_id IS NULL"),
        ),
        Index(
            "uq_certificate_one_valid_award",
            "award_id",
            unique=True,
            sqlite_where=text("state = 'issued' AND award_id IS NOT NULL"),
            postgresql_where=text("state = 'issued' AND award_id IS NOT NULL"),
        ),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), index=True)
    role: Mapped[EarnedRole] = mapped_column(Word(EarnedRole))
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(160))
    code: Mapped[str] = mapped_column(String(16), unique=True)
    identity: Mapped[document]
    state: Mapped[CertificateState] = mapped_column(Word(CertificateState))
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_run.id"), index=True)
    template_version_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_template_version.id"))
    rendered_at: Mapped[datetime | None]
    pack_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_pack.id"))
    tail_at: Mapped[int | None]
    tail_size: Mapped[int | None]
    storage_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    size: Mapped[int | None]
    failure: Mapped[str] = mapped_column(Text, default="")
    awaits_seal: Mapped[bool] = mapped_column(default=False)
    signer: Mapped[str] = mapped_column(String(200), default="")
    authority: Mapped[Authority | None] = mapped_column(Word(Authority))
    fetched_at: Mapped[datetime | None]
    fetches: Mapped[int] = mapped_column(default=0)
    mailed_at: Mapped[datetime | None]
