"""Policies, manual decisions, and decision runs that never change."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, document, intpk, items
from plm.eligibility.rules import ManualKind, Outcome

INVITED = text("outcome = 'eligible'")


class EligibilityPolicy(Base):
    """The committee's policy for one event; `terms` is the document that `rules.Policy` reads and writes."""

    __tablename__ = "eligibility_policy"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("kpi_period.id"))
    terms: Mapped[document]
    revised_at: Mapped[datetime]
    revised_by: Mapped[str] = mapped_column(String(120))


class ManualDecision(Base):
    """One library in or out by hand, with the reason and who decided."""

    __tablename__ = "manual_decision"
    __table_args__ = (UniqueConstraint("event_id", "library_id"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"))
    kind: Mapped[ManualKind] = mapped_column(Word(ManualKind))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime]


class DecisionRun(Base):
    """One run: policy, digest of all inputs, result, who, when. Immutable.

    `manual_count` is how many decisions by hand it knew, so that one taken back later shows.
    """

    __tablename__ = "decision_run"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    period_id: Mapped[int] = mapped_column(ForeignKey("kpi_period.id"))
    terms: Mapped[document]
    manual_count: Mapped[int]
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    result_sha256: Mapped[str] = mapped_column(String(64))
    decided_by: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime]


class Decision(Base):
    """What one run says of one library; `score` is what it knew then, `reasons` a list of facts with their `code`."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_invited", "run_id", "library_id", postgresql_where=INVITED, sqlite_where=INVITED),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("decision_run.id"), primary_key=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    rank: Mapped[int | None]
    score: Mapped[Decimal | None]
    reasons: Mapped[items]


class ExplanationLink(Base):
    """Behind it a library reads its own decision; hash and nonce alone open nothing, as with invitations."""

    __tablename__ = "explanation_link"
    __table_args__ = (UniqueConstraint("event_id", "library_id"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
