"""Periods with their scale, imports with their provenance, and scores as facts."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, document, intpk
from plm.kpi.rules import DraftState, ScoreScale


class KpiPeriod(Base):
    """A period with its declared scale; nothing about a scale is assumed."""

    __tablename__ = "kpi_period"

    id: Mapped[intpk]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    scale: Mapped[ScoreScale] = mapped_column(Word(ScoreScale))
    maximum: Mapped[Decimal]
    decimals: Mapped[int] = mapped_column(default=2)
    created_at: Mapped[datetime]


class KpiComponent(Base):
    """A component a period defines; names and weights are data because none is published."""

    __tablename__ = "kpi_component"
    __table_args__ = (UniqueConstraint("period_id", "code"),)

    id: Mapped[intpk]
    period_id: Mapped[int] = mapped_column(ForeignKey("kpi_period.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    weight: Mapped[Decimal | None]


class KpiBand(Base):
    """A colour band: the lowest score that wears it."""

    __tablename__ = "kpi_band"
    __table_args__ = (UniqueConstraint("period_id", "code"),)

    id: Mapped[intpk]
    period_id: Mapped[int] = mapped_column(ForeignKey("kpi_period.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    minimum: Mapped[Decimal]


class KpiImport(Base):
    """One file of which rows were stored: the provenance of its scores, and what was said about its other rows."""

    __tablename__ = "kpi_import"

    id: Mapped[intpk]
    period_id: Mapped[int] = mapped_column(ForeignKey("kpi_period.id"))
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[date]
    imported_by: Mapped[str] = mapped_column(String(200))
    imported_at: Mapped[datetime]
    accepted_rows: Mapped[int]
    bad_rows: Mapped[int] = mapped_column(default=0)
    skipped_rows: Mapped[int] = mapped_column(default=0)
    corrected_rows: Mapped[int] = mapped_column(default=0, server_default="0")
    remarks: Mapped[document]


class KpiScore(Base):
    """One library's score as of one day; a new as-of date is a new fact, never an overwrite."""

    __tablename__ = "kpi_score"
    __table_args__ = (UniqueConstraint("period_id", "library_id", "as_of"),)

    id: Mapped[intpk]
    period_id: Mapped[int] = mapped_column(ForeignKey("kpi_period.id"))
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), index=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("kpi_import.id"), index=True)
    row_number: Mapped[int]
    as_of: Mapped[date]
    score: Mapped[Decimal]
    printed: Mapped[str] = mapped_column(String(40))


class KpiComponentScore(Base):
    """A component of one score."""

    __tablename__ = "kpi_component_score"
    __table_args__ = (UniqueConstraint("score_id", "component_id"),)

    id: Mapped[intpk]
    score_id: Mapped[int] = mapped_column(ForeignKey("kpi_score.id"), index=True)
    component_id: Mapped[int] = mapped_column(ForeignKey("kpi_component.id"))
    score: Mapped[Decimal]


class KpiSupersededScore(Base):
    """What a score said before a corrected file was accepted: value, source, and which import took its place."""

    __tablename__ = "kpi_superseded_score"

    id: Mapped[intpk]
    score_id: Mapped[int] = mapped_column(ForeignKey("kpi_score.id"), index=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("kpi_import.id"), index=True)
    row_number: Mapped[int]
    score: Mapped[Decimal]
    printed: Mapped[str] = mapped_column(String(40))
    components: Mapped[document]
    superseded_by: Mapped[int] = mapped_column(ForeignKey("kpi_import.id"), index=True)


class KpiDraft(Base):
    """A file handed in and not stored yet: what was found in it, what a person answered, how far the work is."""

    __tablename__ = "kpi_draft"

    id: Mapped[intpk]
    period_id: Mapped[int] = mapped_column(ForeignKey("kpi_period.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    file_key: Mapped[str] = mapped_column(String(120))
    sheet: Mapped[str] = mapped_column(String(60), default="")
    as_of: Mapped[date]
    state: Mapped[DraftState] = mapped_column(Word(DraftState))
    lines_done: Mapped[int] = mapped_column(default=0)
    lines_all: Mapped[int] = mapped_column(default=0)
    report: Mapped[document]
    answers: Mapped[document]
    only_good: Mapped[bool] = mapped_column(default=False)
    accept_corrections: Mapped[bool] = mapped_column(default=False)
    handed_in_by: Mapped[str] = mapped_column(String(200))
    actor: Mapped[str] = mapped_column(String(120))
    handed_in_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("kpi_import.id"))
