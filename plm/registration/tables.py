"""Delegations, the people in them, and the papers they hand in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, document, intpk, items
from plm.registration.rules import (
    Ask,
    BadgeLayout,
    CorrectionState,
    CostBearer,
    DocumentKind,
    DocumentState,
    EventRole,
    Kept,
    PaperDue,
    PaperScope,
    ParticipantState,
    StepKind,
    TravelMode,
)


class Delegation(Base):
    """The group one library sends; a draft until `submitted_at`, then each participant holds a seat.

    `cancelled_at` stands since the last of them was cancelled.
    """

    __tablename__ = "delegation"
    __table_args__ = (UniqueConstraint("event_id", "library_id"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), index=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), unique=True)
    seats: Mapped[int]
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class DraftPage(Base):
    """What stands typed on one page of a draft and is not stored yet; `revision` counts how often it was saved."""

    __tablename__ = "draft_page"

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), primary_key=True)
    page: Mapped[StepKind] = mapped_column(Word(StepKind), primary_key=True)
    person: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    typed: Mapped[document]
    saved_at: Mapped[datetime]


class Participant(Base):
    """A person at an event; names stand exactly as typed. `link_*` open their own page, as an invitation's do.

    Whoever is cancelled or replaced stays, without a number in the delegation.
    """

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("delegation_id", "position_number"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"), index=True)
    position_number: Mapped[int | None]
    title_prefix: Mapped[str] = mapped_column(String(60), default="")
    name: Mapped[str] = mapped_column(String(200))
    title_suffix: Mapped[str] = mapped_column(String(100), default="")
    nip: Mapped[str] = mapped_column(String(30), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    position: Mapped[str] = mapped_column(String(120), default="")
    institution: Mapped[str] = mapped_column(String(250))
    cost_bearer: Mapped[CostBearer] = mapped_column(Word(CostBearer))
    state: Mapped[ParticipantState] = mapped_column(Word(ParticipantState))
    link_nonce: Mapped[str] = mapped_column(String(64), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    name_confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    substituted_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))


class ParticipantRole(Base):
    """A role of one person; a certificate is earned per role."""

    __tablename__ = "participant_role"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    role: Mapped[EventRole] = mapped_column(Word(EventRole), primary_key=True)


class RegistrationSetting(Base):
    """What an event asks and allows; `asks` are words of `Ask`. Without a row nothing special is asked."""

    __tablename__ = "registration_setting"
    __table_args__ = (CheckConstraint("extra >= 0", "extra_not_negative"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    asks: Mapped[items]
    extra: Mapped[int]
    substitution_until: Mapped[datetime | None]
    revised_at: Mapped[datetime]
    revised_by: Mapped[str] = mapped_column(String(120))


class RetentionRule(Base):
    """How many days after the meeting an event keeps one field."""

    __tablename__ = "retention_rule"
    __table_args__ = (CheckConstraint("days >= 0", "days_not_negative"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    kept: Mapped[Kept] = mapped_column(Word(Kept), primary_key=True)
    days: Mapped[int]


class JourneyAnswer(Base):
    """How a participant comes and goes, and what they eat, as answered; nothing in it is needed."""

    __tablename__ = "journey_answer"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    arrives_at: Mapped[datetime | None]
    arrival_mode: Mapped[TravelMode | None] = mapped_column(Word(TravelMode))
    arrival_number: Mapped[str] = mapped_column(String(60), default="")
    departs_at: Mapped[datetime | None]
    departure_mode: Mapped[TravelMode | None] = mapped_column(Word(TravelMode))
    departure_number: Mapped[str] = mapped_column(String(60), default="")
    wants_pickup: Mapped[bool] = mapped_column(default=False)
    meals: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime]


class CorrectionRequest(Base):
    """What a person asks to have put right; one waits at a time."""

    __tablename__ = "correction_request"
    __table_args__ = (
        Index(
            "uq_correction_request_open",
            "participant_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))
    wanted: Mapped[document]
    note: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    state: Mapped[CorrectionState] = mapped_column(Word(CorrectionState))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    answered_at: Mapped[datetime | None]


class SpecificAnswer(Base):
    """Specific personal data (UU 27/2022) that a person has given with consent; `words` by `SPECIFIC_FIELDS`."""

    __tablename__ = "specific_answer"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    ask: Mapped[Ask] = mapped_column(Word(Ask), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    words: Mapped[document]
    consented_at: Mapped[datetime]


class PeopleSheet(Base):
    """A sheet of people: what it would change and add, and the rows that are wrong.

    Brought by the committee, or by the office of a regency (`library_id`). Nothing of it is done before `confirmed_at`.
    """

    __tablename__ = "people_sheet"

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    library_id: Mapped[int | None] = mapped_column(ForeignKey("library.id"))
    filename: Mapped[str] = mapped_column(String(255))
    changes: Mapped[items]
    fresh: Mapped[items]
    bad: Mapped[items]
    same: Mapped[int]
    created_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class BadgeRun(Base):
    """The sheet of name badges that an event asked for last; `number` counts them, so that a late printer is known."""

    __tablename__ = "badge_run"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    number: Mapped[int]
    layout: Mapped[BadgeLayout] = mapped_column(Word(BadgeLayout))
    role: Mapped[EventRole | None] = mapped_column(Word(EventRole))
    by_place: Mapped[bool]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(120))
    storage_key: Mapped[str | None] = mapped_column(String(200))
    people: Mapped[int]
    rendered_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(200), default="")


class RequestedPaper(Base):
    """A paper the event asks for besides the assignment letter; `withdrawn_at` since it is asked for no more."""

    __tablename__ = "requested_paper"

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    hint: Mapped[str] = mapped_column(String(300), default="")
    scope: Mapped[PaperScope] = mapped_column(Word(PaperScope))
    due: Mapped[PaperDue] = mapped_column(Word(PaperDue))
    withdrawn_at: Mapped[datetime | None]


class Document(Base):
    """The latest paper of its slot (`PaperSlot.word`); the file lies behind the storage door under `storage_key`.

    A waived paper may have no file.
    """

    __tablename__ = "document"

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    requested_paper_id: Mapped[int | None] = mapped_column(ForeignKey("requested_paper.id"))
    slot: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind))
    state: Mapped[DocumentState] = mapped_column(Word(DocumentState))
    storage_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    filename: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
